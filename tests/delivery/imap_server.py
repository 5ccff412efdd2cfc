"""A small IMAP server for one mailbox: enough of RFC 3501 for a client that reads and marks."""

import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PASSWORD = "a password of the mailbox"


class Mailbox(socketserver.ThreadingTCPServer):
    """Holds messages by number; `seen` are those that are marked as read."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Client)
        self.port: int = self.server_address[1]
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.fetched: list[int] = []

    def put(self, *raws: bytes) -> None:
        """Deliver messages."""
        for raw in raws:
            self.messages[len(self.messages) + 1] = raw.replace(b"\r\n", b"\n").replace(
                b"\n", b"\r\n"
            )


class _Client(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self._say("* OK ready")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            if not self._obey(tag, command):
                return

    def _obey(self, tag: str, command: str) -> bool:
        words = command.split()
        verb = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
        answer = f"{tag} OK done"
        if verb == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif verb == "LOGIN" and PASSWORD not in command:
            answer = f"{tag} NO wrong password"
        elif verb in {"SELECT", "EXAMINE"}:
            self._say(f"* {len(self.server.messages)} EXISTS")
        elif verb == "UID SEARCH":
            unseen = sorted(set(self.server.messages) - self.server.seen)
            self._say(" ".join(["* SEARCH", *map(str, unseen)]))
        elif verb == "UID FETCH":
            self._fetch(int(words[2]), command)
        elif verb == "UID STORE":
            self.server.seen.update(int(number) for number in words[2].split(","))
        elif verb == "LOGOUT":
            self._say("* BYE")
        self._say(answer)
        return verb != "LOGOUT"

    def _fetch(self, number: int, command: str) -> None:
        raw = self.server.messages[number]
        if re.search(r"RFC822\.SIZE", command):
            self._say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(raw)})")
            return
        self.server.fetched.append(number)
        self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}")
        self.wfile.write(raw + b")\r\n")

    def _say(self, words: str) -> None:
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except OSError:
            self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A server that is running."""
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
