"""Asking ClamAV about a file, over its socket, in pieces and within a deadline.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd: `zINSTREAM`, pieces each with its length
before it, an empty one for the end; the answer is `stream: OK` or `stream: NAME FOUND`.
"""

import socket
import struct
import time
from typing import BinaryIO

from tracker.importers.refusals import pieces

_CONNECT = 3.0
_LONGEST_ANSWER = 4096


class NoAnswer(Exception):
    """The scanner is away, too slow, or did not say whether the file is clean."""


def is_clean(file: BinaryIO, where: str, *, seconds: float = 30) -> bool:
    """What the scanner at `where` says about an open file: `host:port`, or the path of a socket.

    Raises NoAnswer when it does not say within these seconds.
    """
    until = time.monotonic() + seconds
    try:
        with _connected(where, min(_CONNECT, seconds)) as line:
            told = _ask(line, file, until)
    except (OSError, OverflowError, UnicodeError) as away:  # the last two: no such port or name
        raise NoAnswer from away
    if told == "stream: OK":
        return True
    if told.startswith("stream: ") and told.endswith(" FOUND"):
        return False
    raise NoAnswer


def _connected(where: str, seconds: float) -> socket.socket:
    if where.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(seconds)
        try:
            line.connect(where)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _ask(line: socket.socket, file: BinaryIO, until: float) -> str:
    line.sendall(b"zINSTREAM\0")
    for piece in pieces(file):
        line.settimeout(_left(until))
        line.sendall(struct.pack(">I", len(piece)) + piece)
    line.sendall(struct.pack(">I", 0))
    told = b""
    while b"\0" not in told and len(told) < _LONGEST_ANSWER:
        line.settimeout(_left(until))
        more = line.recv(1024)
        if not more:
            break
        told += more
    return told.partition(b"\0")[0].decode("ascii", errors="replace").strip()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
