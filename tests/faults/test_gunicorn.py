"""The pages under gunicorn, as `deploy/gunicorn.conf.py` has it: several processes, and their end."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.test_config import REAL

ROOT = Path(__file__).parents[2]
AS_PROXIED = {"Host": "actions.northbank.example", "X-Forwarded-Proto": "https"}
IN_HAND = 4
"""Requests being read when the end comes: as many as one worker has threads."""


class Gunicorn:
    """The running parent and its workers."""

    def __init__(self, folder: Path, database: Path) -> None:
        self.port, self.lines = free_port(), list[str]()
        ours = REAL | {
            "TRACKER_DATABASE_URL": f"sqlite:///{database}",
            "TRACKER_INSTANCE": str(folder),
            "TRACKER_TRUSTED_PROXIES": "1",
            "TMPDIR": str(folder),
            "HOME": str(folder),
        }
        clean = {name: text for name, text in os.environ.items() if not name.startswith("TRACKER_")}
        words = ("-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{self.port}", "wsgi:app")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *words],
            env=clean | ours,
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )

    def until(self, words: str, times: int = 1) -> None:
        """Read the log up to these words."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line)
            times -= words in line
            if not times:
                return
        raise AssertionError(f"it ended without: {words}\n{''.join(self.lines)}")

    def get(self, path: str) -> str:
        """What is answered to a machine nearby."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse().read().decode()
        connection.close()
        return answer

    def begin_form(self) -> socket.socket:
        """A form whose head has been read and whose body has not been sent."""
        head = "".join(f"{name}: {text}\r\n" for name, text in AS_PROXIED.items())
        sent = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        sent.sendall(
            f"POST /sign-in HTTP/1.1\r\n{head}Expect: 100-continue\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\n".encode()
        )
        assert sent.recv(100).startswith(b"HTTP/1.1 100")
        return sent

    def end(self) -> int:
        """Read the rest of the log; returns the exit code."""
        assert self.process.stderr
        self.lines += self.process.stderr
        return self.process.wait(60)


@pytest.fixture
def gunicorn(tmp_path: Path, empty_sqlite: Path) -> Iterator[Gunicorn]:
    """Gunicorn at work on an empty database."""
    database = tmp_path / "tracker.sqlite"
    database.write_bytes(empty_sqlite.read_bytes())
    running = Gunicorn(tmp_path, database)
    running.until("Booting worker", times=2)
    yield running
    running.process.kill()
    running.process.wait()
    assert running.process.stderr
    running.process.stderr.close()


def _answer(sent: socket.socket) -> bytes:
    """All that comes back on a connection."""
    with sent:
        return b"".join(iter(lambda: sent.recv(65536), b""))


def test_numbers_are_added_up_the_log_is_json_and_an_end_loses_nothing_in_hand(
    gunicorn: Gunicorn, tmp_path: Path
) -> None:
    gunicorn.get("/calendar/a-secret.ics")
    answers = {gunicorn.get("/readyz") for _ in range(20)}
    numbers = gunicorn.get("/metrics")
    forms = [gunicorn.begin_form() for _ in range(IN_HAND)]
    counted_in = list(tmp_path.glob("tracker-metrics-*"))

    gunicorn.process.send_signal(signal.SIGTERM)
    gunicorn.until("Handling signal: term")
    for form in forms:
        form.sendall(b"email=x")
    answered = [_answer(form) for form in forms]

    assert gunicorn.end() == 0
    assert [json.loads(answer) for answer in answers] == [{"status": "ok"}]
    assert 'tracker_requests_total{endpoint="status.readyz",status="200"} 20.0' in numbers
    assert [folder.exists() for folder in counted_in] == [False]
    assert not (tmp_path / ".gunicorn").exists()
    for answer in answered:
        head, _, body = answer.partition(b"\r\n\r\n")
        (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
        assert head.startswith(b"HTTP/1.1 400")  # without its token the form is refused
        assert len(body) == int(length)
    log = [json.loads(line) for line in gunicorn.lines]
    assert sum(line.get("endpoint") == "account.sign_in" for line in log) == IN_HAND
    assert "a-secret" not in "".join(gunicorn.lines)
