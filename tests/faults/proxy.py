"""A link to the database that can be cut at a COMMIT: before it arrives, or before its answer does."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum


class Cut(StrEnum):
    """Where the link breaks: the server never hears of the COMMIT, or nobody hears its answer."""

    BEFORE = "before"
    AFTER = "after"


class Link:
    """Passes everything on, until `at_commit`, asked at each COMMIT, says to cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self.at_commit: Callable[[], Cut | None] = lambda: None
        self.cuts = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._open = True
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> "Link":
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._accepting.join(10)
        self._listener.close()

    def _accept(self) -> None:
        while self._open:
            client, _ = self._listener.accept()
            if not self._open:
                client.close()
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                client.close()
                continue
            pair = _Pair(client, server, self)
            for work in (pair.up, pair.down):
                threading.Thread(target=work, daemon=True).start()


class _Pair:
    def __init__(self, client: socket.socket, server: socket.socket, link: Link) -> None:
        self._client, self._server, self._link = client, server, link
        self._cut_at_answer = threading.Event()

    def up(self) -> None:
        """From the client to the server."""
        with suppress(OSError):
            while data := self._client.recv(65_536):
                cut = self._link.at_commit() if b"COMMIT" in data else None
                if cut is Cut.BEFORE:
                    self._link.cuts += 1
                    break
                if cut is Cut.AFTER:
                    self._link.cuts += 1
                    self._cut_at_answer.set()
                self._server.sendall(data)
        self._close()

    def down(self) -> None:
        """From the server to the client."""
        with suppress(OSError):
            while data := self._server.recv(65_536):
                if self._cut_at_answer.is_set():
                    break
                self._client.sendall(data)
        self._close()

    def _close(self) -> None:
        for side in (self._client, self._server):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)
            side.close()
