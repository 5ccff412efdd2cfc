"""A server on this machine, asked one page after another over one connection, and what it costs."""

import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.ports import free_port

_TICK = os.sysconf("SC_CLK_TCK")
_GIVE_UP = 30.0


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    body: bytes


@dataclass
class Served:
    """A server that answers, as one visitor knows it."""

    port: int
    pid: int
    cookie: str = ""
    _connection: http.client.HTTPConnection | None = field(default=None, repr=False)

    def get(self, path: str) -> bytes:
        """The body of a page; raises AssertionError for any answer but 200."""
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer.status)
        return answer.body

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form, as a browser does."""
        self.cookie = ""
        page = self.get("/sign-in").decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token is not None
        typed = {"email": email, "password": password, "csrf_token": token[1]}
        answer = self.ask("POST", "/sign-in", typed)
        assert answer.status == 302, answer.status

    def cpu(self) -> float:
        """The seconds of processor that the server and its workers have used."""
        return sum(_cpu_of(pid) for pid in (self.pid, *_children(self.pid)))

    def memory(self) -> float:
        """The MiB of memory that are the server's share, its workers included."""
        return memory_of(self.pid)

    def ask(self, method: str, path: str, typed: Mapping[str, Any] | None = None) -> Answer:
        """What is answered to a request, whatever it is; `typed` is what a form holds."""
        self._connection = self._connection or http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=_GIVE_UP
        )
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None if typed is None else urlencode(typed, doseq=True)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = headers["Referer"] = f"http://127.0.0.1:{self.port}"
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            found = answer.read()
        except (http.client.RemoteDisconnected, ConnectionError):
            self._connection = None  # the worker had closed it meanwhile
            return self.ask(method, path, typed)
        for one in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = one.partition(";")[0]
        return Answer(answer.status, found)


@dataclass(frozen=True)
class Cost:
    """What a page costs: the median of its time, and processor time a page, in milliseconds."""

    p50: float
    cpu: float


def cost_of(server: Served, path: str, *, pages: int = 20) -> Cost:
    """Ask for a page so many times, one after another, after five that are not counted."""
    for _ in range(5):
        server.get(path)
    took = []
    before = server.cpu()
    for _ in range(pages):
        began = time.perf_counter()
        server.get(path)
        took.append(time.perf_counter() - began)
    return Cost(statistics.median(took) * 1000, (server.cpu() - before) / pages * 1000)


def as_installed() -> dict[str, str]:
    """The environment, but that a program keeps its modules compiled, as an installed one has them:
    some machines where programs are written say otherwise."""
    return {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def gunicorn(target: str, environment: Mapping[str, str], folder: Path) -> Iterator[Served]:
    """A server of two workers with four threads each, as `performance.md` 5 has it, until the block
    ends."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", target]
    with _serving(command, port, environment, folder) as served:
        yield served


@contextmanager
def one_process(environment: Mapping[str, str], folder: Path) -> Iterator[Served]:
    """All of an installation in one process, as one council on SQLite has it, until the block ends:
    pages, scheduler and post room. Its database must be of this version (`laid.installed`)."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("tracker")), "run", "--port", str(port)]
    sends = {"MALLOC_ARENA_MAX": "2", "TRACKER_MAIL_SERVER": "127.0.0.1"}  # as its unit has it
    with _serving(command, port, {**environment, **sends}, folder) as served:
        yield served


@contextmanager
def _serving(
    command: list[str], port: int, environment: Mapping[str, str], folder: Path
) -> Iterator[Served]:
    log = (folder / f"server-{port}.log").open("wb")
    process = subprocess.Popen(
        command, env={**as_installed(), **environment}, stdout=log, stderr=log, cwd=Path.cwd()
    )
    try:
        served = Served(port, process.pid)
        _wait_for(served, process)
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_GIVE_UP)
        log.close()


def memory_of(pid: int) -> float:
    """The MiB of memory that are a process's share (PSS), its children's included."""
    return sum(_pss_of(one) for one in (pid, *_children(pid)))


def _wait_for(server: Served, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + _GIVE_UP
    while time.monotonic() < give_up and process.poll() is None:
        try:
            probe = http.client.HTTPConnection("127.0.0.1", server.port, timeout=_GIVE_UP)
            probe.request("GET", "/")
            probe.getresponse().read()
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(one) for one in found.split()]


def _cpu_of(pid: int) -> float:
    """User and system time of a process (proc(5), /proc/pid/stat, fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _pss_of(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
