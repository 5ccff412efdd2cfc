"""A mail server that takes every letter at once and keeps none: the limit to send against.

Run as a program it prints its port, serves until its standard input ends, and then prints how many
letters it took and over how many connections.
"""

import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GREETING = b"220 sink\r\n"
HELLO = b"250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE 100000000\r\n"


class _Conversation(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.server.connections += 1  # type: ignore[attr-defined]  # the server below
        self.wfile.write(GREETING)
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self._take()
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(HELLO if word == b"EHLO" else b"250 ok\r\n")

    def _take(self) -> None:
        for line in self.rfile:
            if line == b".\r\n":
                break
        self.server.letters += 1  # type: ignore[attr-defined]  # the server below
        self.wfile.write(b"250 taken\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    letters = connections = 0


@dataclass
class Sink:
    """A running sink: its port, and what it took once it has stopped."""

    port: int
    took: dict[str, int] = field(default_factory=dict)


@contextmanager
def sink() -> Iterator[Sink]:
    """A sink in a process of its own, so that it shares no interpreter with who sends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.sink"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    running = Sink(int(process.stdout.readline()))
    try:
        yield running
    finally:
        process.stdin.close()
        letters, connections = process.stdout.readline().split()
        running.took = {"letters": int(letters), "connections": int(connections)}
        process.wait(10)


def main() -> None:
    """Serve until the standard input ends."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        print(server.server_address[1], flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
        server.shutdown()
        print(server.letters, server.connections, flush=True)


if __name__ == "__main__":
    main()
