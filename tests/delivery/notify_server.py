"""A small server that speaks as much of GOV.UK Notify's API as its own client asks."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SERVICE = "11111111-1111-1111-1111-111111111111"
SECRET = "22222222-2222-2222-2222-222222222222"
API_KEY = f"test-{SERVICE}-{SECRET}"
TEMPLATE = "33333333-3333-3333-3333-333333333333"


class NotifyServer(ThreadingHTTPServer):
    """`taken` are the letters it has; `faults` are answers to give to letters, in turn.

    A fault is (status, message), or 'lost': the letter is taken and no answer comes, or 'gone': it
    is not taken and no answer comes.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.taken: list[dict[str, Any]] = []
        self.faults: list[tuple[int, str] | str] = []
        self.asked: list[str] = []
        self.lookups_fail = False


class _Answers(BaseHTTPRequestHandler):
    server: NotifyServer

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        self.server.asked.append(f"GET {asked.path}")
        if self.server.lookups_fail:
            return self._say(500, {"errors": [{"message": "Internal server error"}]})
        if asked.path == f"/v2/template/{TEMPLATE}":
            return self._say(200, {"id": TEMPLATE, "type": "email"})
        if asked.path == "/v2/notifications":
            wanted = parse_qs(asked.query)["reference"][0]
            found = [one for one in self.server.taken if one["reference"] == wanted]
            return self._say(200, {"notifications": found, "links": {}})
        return self._say(404, {"errors": [{"error": "NoResultFound", "message": "No result"}]})

    def do_POST(self) -> None:
        self.server.asked.append(f"POST {self.path}")
        letter = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fault = self.server.faults.pop(0) if self.server.faults else None
        if isinstance(fault, tuple):
            code, words = fault
            return self._say(code, {"errors": [{"error": "Error", "message": words}]})
        if fault != "gone":
            letter["id"] = f"number-{len(self.server.taken) + 1}"
            self.server.taken.append(letter)
        if fault:
            self.close_connection = True
            return None
        return self._say(201, {"id": letter["id"], "reference": letter["reference"]})

    def _say(self, code: int, words: dict[str, Any]) -> None:
        body = json.dumps(words).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing on the terminal."""


@contextmanager
def notify_server() -> Iterator[NotifyServer]:
    """A server that is running."""
    with NotifyServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
