"""Files on their way in as evidence: each must be what its name says, and nothing that acts.

Nothing here is trusted to find every virus; that is the scanner's work (`clamd`). Whatever is let
through is only ever handed out as a download, in a sandbox.
"""

import codecs
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from tracker.domain.evidence import INFECTED
from tracker.importers import guard_office
from tracker.importers.refusals import (
    DAMAGED,
    EMPTY,
    OTHERWISE,
    PROTECTED,
    TEST_VIRUS,
    holds,
    pieces,
    refuse,
)

_ZIP_END = b"PK\x05\x06"
_HTML = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?xml)", re.I)
_START = 4096
_TAIL = 66_000
"""How far from the end an archive's directory can begin to be found: its comment and a little."""

_PIXELS = 200_000_000


def check(file: BinaryIO, ending: str) -> None:
    """Raise RuleBroken, with `field="file"` and a sentence that says what to do, when a file is
    empty, damaged, not what its ending says, or holds something that could act when opened."""
    file.seek(0)
    start = file.read(_START)
    if not start:
        raise refuse(EMPTY)
    if holds(TEST_VIRUS, pieces(file)):
        raise refuse(INFECTED)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(PROTECTED)
    _CHECKS[ending](file, start, ending)


def _pdf(file: BinaryIO, start: bytes, _ending: str) -> None:
    if not start.startswith(b"%PDF-") or _HTML.search(start[:1024]):
        raise refuse(OTHERWISE)
    tail = _tail_of(file)
    if _ZIP_END in tail:
        raise refuse(OTHERWISE)
    if b"%%EOF" not in tail[-_START:]:
        raise refuse(DAMAGED)


def _office(file: BinaryIO, start: bytes, ending: str) -> None:
    if not start.startswith(b"PK\x03\x04"):
        raise refuse(OTHERWISE)
    guard_office.check(file, ending)


_OTHER_KINDS = (
    b"%PDF",
    b"PK\x03\x04",
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8",
)
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def _text(file: BinaryIO, start: bytes, _ending: str) -> None:
    if start.startswith(_OTHER_KINDS) or _HTML.search(start.replace(b"\x00", b"")):
        raise refuse(OTHERWISE)
    for encoding in encodings_of(start):
        try:
            if not any(_NOT_TEXT.search(part) for part in _decoded(pieces(file), encoding)):
                return
        except UnicodeDecodeError:
            continue
    raise refuse(OTHERWISE)


def encodings_of(start: bytes) -> tuple[str, ...]:
    """In which ways a text that begins so may be written."""
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return ("utf-16",) if marked else ("utf-8-sig", "cp1252")


def _decoded(parts: Iterable[bytes], encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for part in parts:
        yield decoder.decode(part)
    yield decoder.decode(b"", final=True)


def _png(file: BinaryIO, start: bytes, _ending: str) -> None:
    """Every part of the picture up to its end, and nothing after it."""
    if not start.startswith(b"\x89PNG\r\n\x1a\n"):
        raise refuse(OTHERWISE)
    if start[12:16] != b"IHDR":
        raise refuse(DAMAGED)
    _refuse_size(*struct.unpack(">II", start[16:24]))
    file.seek(8)
    while len(head := file.read(8)) == 8:
        length, kind = struct.unpack(">I4s", head)
        file.seek(length + 4, 1)
        if kind == b"IEND":
            if file.read(1):
                raise refuse(OTHERWISE)
            return
    raise refuse(DAMAGED)


def _jpeg(file: BinaryIO, start: bytes, _ending: str) -> None:
    """The parts before the picture itself, which say how large it is."""
    if not start.startswith(b"\xff\xd8\xff"):
        raise refuse(OTHERWISE)
    if _ZIP_END in (tail := _tail_of(file)) or _HTML.search(tail):
        raise refuse(OTHERWISE)
    file.seek(2)
    while len(head := file.read(4)) == 4 and head[0] == 0xFF:
        length = int.from_bytes(head[2:4], "big")
        if 0xC0 <= head[1] <= 0xCF and head[1] not in {0xC4, 0xC8, 0xCC}:
            body = file.read(5)
            if len(body) < 5:
                break
            height, width = struct.unpack(">HH", body[1:5])
            _refuse_size(width, height)
            return
        file.seek(max(length - 2, 0), 1)
    raise refuse(DAMAGED)


def _refuse_size(width: int, height: int) -> None:
    if not (0 < width <= 65_535 and 0 < height <= 65_535 and width * height <= _PIXELS):
        raise refuse(DAMAGED)


def _tail_of(file: BinaryIO) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    return file.read(_TAIL)


_CHECKS: dict[str, Callable[[BinaryIO, bytes, str], None]] = {
    ".pdf": _pdf,
    **dict.fromkeys(guard_office.ENDINGS, _office),
    ".csv": _text,
    ".txt": _text,
    ".png": _png,
    ".jpg": _jpeg,
    ".jpeg": _jpeg,
}
