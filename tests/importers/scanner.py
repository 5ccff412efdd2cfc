"""ClamAV played on this machine: it takes files the way clamd does and says what it is told to."""

import contextlib
import socket
import struct
import threading
from typing import Self


class Scanner:
    """`with Scanner() as scanner:` listens at `scanner.where`; what it was sent is in `seen`."""

    def __init__(self, path: str = "") -> None:
        self.says = b"stream: OK\0"
        self.hangs = False
        self.seen: list[bytes] = []
        self._listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self._listener.bind(path or ("127.0.0.1", 0))
        self._listener.listen()
        self.where = path or f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._done.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=10)

    def _serve(self) -> None:
        while not self._done.is_set():
            try:
                line, _where = self._listener.accept()
            except OSError:
                return
            with line, contextlib.suppress(OSError):
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        with line.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            if self.hangs:
                sent.read()
                return
            whole = b""
            while length := struct.unpack(">I", sent.read(4))[0]:
                whole += sent.read(length)
            self.seen.append(whole)
            line.sendall(self.says)
