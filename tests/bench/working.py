"""What stands beside other systems: an update saved, a reminder run from its start to its last
letter, and what an installation holds in memory (`performance.md` 7, rows 3, 15 and 16).

What the others take is measured by hand, on the same machine in the same minutes.
"""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.laid import NOW, PASSWORD, email, installed
from tests.bench.serving import Served, as_installed, gunicorn, memory_of, one_process
from tests.bench.sink import sink
from tests.bench.table import Row
from tests.bench.together import TYPED
from tests.web.pages import post_forms

ACTIONS = 100_000
REMINDED_OF = 10_000
SAVES, BEFORE = 30, 5
RUNS = 3
WHO = "officer.0"
QUIET = "2011-07-04T07:00"
"""An hour at which nothing is planned."""
_OWN = re.compile(r'href="/actions/([^"/?]+)(?:/update)?"')


def working() -> list[Row]:
    """Each in a process, or processes, of its own, as an installation has them; SQLite."""
    with TemporaryDirectory() as folder:
        there = Path(folder) / "there"
        environment = installed(there, ACTIONS, who=[WHO])
        with gunicorn("wsgi:app", environment, there) as server, _scheduler(environment) as works:
            visitor = Served(server.port, server.pid)
            visitor.sign_in(email(WHO), PASSWORD)
            p50, processor = _saved(visitor)
            apart = visitor.memory(), _settled(works)
        with one_process(environment | {"TRACKER_CLOCK": QUIET}, there) as alone:
            visitor = Served(alone.port, alone.pid)
            visitor.sign_in(email(WHO), PASSWORD)
            _saved(visitor)
            whole = _settled(alone.pid)
    return [
        Row(f"an update saved, {ACTIONS:,} actions: p50", p50, "ms", number="15"),
        Row("  processor", processor, "ms"),
        Row("memory of an installation in one process", whole, "MiB", number="16"),
        Row("  in several: pages", apart[0], "MiB"),
        Row("  scheduler with its post room", apart[1], "MiB"),
        *_reminded(),
    ]


def _settled(pid: int) -> float:
    """The MiB a process holds once that has not grown by one in ten seconds: a scheduler takes its
    time to load what it works with."""
    before, now = 0.0, memory_of(pid)
    while now - before >= 1:
        time.sleep(10)
        before, now = now, memory_of(pid)
    return now


def _saved(visitor: Served) -> tuple[float, float]:
    """The median and the processor's milliseconds of a save; its form is fetched before."""
    own = sorted(set(_OWN.findall(visitor.get("/").decode())))
    took, spent = list[float](), list[float]()
    for ref in islice(cycle(own), BEFORE + SAVES):
        path = f"/actions/{ref}/update"
        _action, there = post_forms(visitor.get(path).decode())[0]
        before, began = visitor.cpu(), time.perf_counter()
        answer = visitor.ask("POST", path, there | TYPED)
        took.append(time.perf_counter() - began)
        spent.append(visitor.cpu() - before)
        assert answer.status == 303, answer.status
    return median(took[BEFORE:]) * 1000, sum(spent[BEFORE:]) / SAVES * 1000


def _reminded() -> list[Row]:
    """A morning of 10,000 actions of 200 people, from the start of the process that plans and sends
    it to its end; the first of an installation is not counted."""
    took, spent, letters = list[float](), list[float](), 0
    with TemporaryDirectory() as folder:
        laid_once = Path(folder) / "once"
        environment = installed(laid_once, REMINDED_OF)
        for number in range(RUNS + 1):
            place = Path(folder) / str(number)
            shutil.copytree(laid_once, place)
            with sink() as taken:
                before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
                subprocess.run(
                    [Path(sys.executable).with_name("tracker"), "morning", "--date", NOW[:10]],
                    env=as_installed() | environment | _sent_to(taken.port) | _at(place),
                    stdout=subprocess.DEVNULL,
                    check=True,
                )
                took.append(time.perf_counter() - began)
                after = getrusage(RUSAGE_CHILDREN)
                spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
            letters = taken.took["letters"]
            if number == 0:  # an installation compiles its templates once
                shutil.copytree(place / "templates", laid_once / "templates")
    measure = f"reminders of {REMINDED_OF:,} actions, from start to last letter"
    return [
        Row(measure, median(took[1:]), "s", number="3"),
        Row(f"  processor, of {letters} letters each", median(spent[1:]) / letters * 1000, "ms"),
    ]


def _at(place: Path) -> dict[str, str]:
    return {
        "TRACKER_INSTANCE": str(place),
        "TRACKER_DATABASE_URL": f"sqlite:///{place / 'tracker.sqlite'}",
    }


def _sent_to(port: int) -> dict[str, str]:
    return {
        "TRACKER_MAIL_SERVER": "127.0.0.1",
        "TRACKER_MAIL_PORT": str(port),
        "TRACKER_MAIL_TLS": "none",
    }


@contextmanager
def _scheduler(environment: Mapping[str, str]) -> Iterator[int]:
    """The process number of a scheduler that works beside the pages and has nothing to plan."""
    process = subprocess.Popen(
        [Path(sys.executable).with_name("tracker"), "scheduler"],
        env=as_installed() | environment | {"TRACKER_CLOCK": QUIET},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(60)
