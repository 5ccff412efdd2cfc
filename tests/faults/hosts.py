"""Three hosts and those outside: `web` with the pages, `post` with a scheduler and two post rooms,
`base` with PostgreSQL; a mail server and the people who work are `outside`, which nothing befalls."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import func, select

from tests.faults.kills import ROOT
from tests.faults.moved_clock import AHEAD
from tests.faults.network import Cut, Network, network
from tests.faults.own_postgresql import OwnPostgresql, own_postgresql
from tests.faults.smtp_server import FaultServer
from tests.faults.visitors import Answer, Browser, Visitor, work_of
from tests.test_config import REAL
from tracker import clock, create_app
from tracker.config import settings_from
from tracker.extensions import db
from tracker.services import holding
from tracker.services.demo import load_demo
from tracker.store import schema
from tracker.store.outbox import UNDECIDED, Notification

OUTSIDE, WEB, POST, BASE = "outside", "web", "post", "base"
HOSTS = (WEB, POST, BASE)
PORT = 8000
BEGINS = "2011-07-04T08:00"
"""When it is, for everybody, as the work begins: the letters of a Monday morning are due."""
PEOPLE = ("priya.nair", "tom.ashworth", "dawn.okafor", "helen.pryce")


class ThreeHosts:
    """All of it at work. Its own thread is outside."""

    def __init__(self, net: Network, base: OwnPostgresql, mail: FaultServer, folder: Path) -> None:
        self.net = net
        self.base = base
        self.mail = mail
        self.visitors: list[Visitor] = []
        self._folder = folder
        self._stop = threading.Event()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._begin: dict[str, Callable[[], None]] = {
            WEB: self._begin_web,
            POST: self._begin_post,
            BASE: self._begin_base,
        }
        self.app = self._furnished()

    def start(self, host: str) -> None:
        """Start what the host is for."""
        self._begin[host]()

    def kill(self, host: str) -> None:
        """End everything on a host at once."""
        if host != BASE:
            self.net.kill(host)
            return
        with self.net.at(BASE):  # SIGKILL would leave dead that nobody asks after in a container
            self.base.stop()

    def lose_power(self, host: str) -> None:
        """End everything on a host so that nobody is told: its link goes first."""
        self.net.cut(host, Cut.SWITCH)
        self.kill(host)

    def people_come(self) -> None:
        """Have the people begin their work."""
        for name in PEOPLE:
            where = (self.net.address(WEB), PORT)
            here = partial(self.net.at, OUTSIDE)
            one = Visitor(f"{name}@northbank.example", where, here, self._stop)
            self.visitors.append(one)
            one.start()

    def people_go(self) -> None:
        """Let everybody finish the form in hand; it has to be saved at last."""
        self._stop.set()
        for visitor in self.visitors:
            visitor.join(120)
        assert [v.name for v in self.visitors if v.is_alive()] == []
        self.all_is_right()

    def all_is_right(self) -> None:
        """Nobody has met an answer that must never come."""
        assert [v.went_wrong for v in self.visitors if v.went_wrong] == []

    def saved(self) -> int:
        """How many updates and comments were answered as saved."""
        told = work_of(self.visitors)
        return len(told.saved) + len(told.commented)

    def goes_on(self, within: float = 60) -> float:
        """Wait until people save and letters leave again; returns after how many seconds."""
        began, saved, letters = time.monotonic(), self.saved(), len(self.mail.taken)
        self.until(lambda: self.saved() > saved + 3, "nobody can save", within)
        self.until(lambda: len(self.mail.taken) > letters, "no letter leaves", within)
        return time.monotonic() - began

    def until(self, holds: Callable[[], bool], otherwise: str, within: float = 60) -> None:
        """Wait for something that must come true."""
        end = time.monotonic() + within
        while not holds():
            self.all_is_right()
            assert time.monotonic() < end, f"{otherwise}, {within} s long: {self.states()}"
            time.sleep(0.05)

    def asked(self, path: str) -> tuple[Answer, float]:
        """What a page answers to somebody with all the time in the world, and how long it took."""
        began = time.monotonic()
        answer = Browser((self.net.address(WEB), PORT), patience=40).ask("GET", path)
        return answer, time.monotonic() - began

    def letters(self) -> list[Notification]:
        """Every letter as it stands."""
        with self.app.app_context():
            return list(db.session.scalars(select(Notification)))

    def states(self) -> Counter[str]:
        """How many letters stand where."""
        state = Notification.state
        with self.app.app_context():
            found = db.session.execute(select(state, func.count()).group_by(state))
            return Counter({row[0].value: row[1] for row in found})

    def letters_have_ended(self) -> None:
        """Wait until no letter is waiting or in hand; those in doubt go again after minutes."""
        waiting = {state.value for state in UNDECIDED}
        self.until(lambda: not waiting & self.states().keys(), "letters do not end", within=900)

    def log(self) -> str:
        """All that the processes of every host have logged."""
        return "".join(path.read_text() for path in sorted(self._folder.glob("*.log")))

    def close(self) -> None:
        """End everybody's work and every process."""
        for visitor in self.visitors:
            visitor.closed.set()
        for host in HOSTS:
            self.net.kill(host)
        for process in self._processes:
            process.wait(10)
        for visitor in self.visitors:
            visitor.join(60)
        with self.app.app_context():
            db.engine.dispose()

    def _furnished(self) -> Flask:
        """The application here, with its tables and the demonstration's council in the database."""
        app = create_app(
            settings_from(self._environment() | {"TRACKER_INSTANCE": str(self._folder)})
        )
        with app.app_context():
            self.base.make_tables()
            flask_migrate.stamp(directory=schema.folder())
            holding.begin(now=clock.at(BEGINS))
            load_demo(now=clock.at(BEGINS), today=clock.at(BEGINS).date())
        self._ahead = (clock.at(BEGINS) - datetime.now(UTC)).total_seconds()
        return app

    def _environment(self) -> dict[str, str]:
        return REAL | {
            "TRACKER_DATABASE_URL": self.base.url,
            "TRACKER_MAIL_SERVER": self.net.address(OUTSIDE),
            "TRACKER_MAIL_PORT": str(self.mail.port),
            "TRACKER_MAIL_HOURLY_LIMIT": "1000000",
            "TRACKER_MAIL_DAILY_LIMIT": "0",
            "TRACKER_TRUSTED_PROXIES": "1",
            "TRACKER_BACKUP_HOURS": "0",
        }

    def _begin_base(self) -> None:
        with self.net.at(BASE):
            self.base.begin()

    def _begin_web(self) -> None:
        words = ("-c", "deploy/gunicorn.conf.py", "--bind", f"0.0.0.0:{PORT}")
        self._run(WEB, "gunicorn", *words, "tests.faults.moved_clock:application()")

    def _begin_post(self) -> None:
        for work in ("scheduler", "postroom", "postroom"):
            self._run(POST, "tests.faults.moved_clock", work)

    def _run(self, host: str, module: str, *words: str) -> None:
        clean = {name: text for name, text in os.environ.items() if not name.startswith("TRACKER_")}
        instance = self._folder / host
        instance.mkdir(exist_ok=True)
        ours = {
            "TRACKER_INSTANCE": str(instance),
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(instance),
            AHEAD: str(self._ahead),
        }
        log = self._folder / f"{host}-{len(self._processes)}.log"
        with self.net.at(host), log.open("wb") as into:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *words],
                env=clean | self._environment() | ours,
                cwd=ROOT,
                stdout=into,
                stderr=into,
            )
        self._processes.append(process)


@contextmanager
def three_hosts(folder: Path) -> Iterator[ThreeHosts]:
    """All of it at work with nobody come yet, and taken away again whatever happens."""
    with (
        network(OUTSIDE, *HOSTS) as net,
        net.at(OUTSIDE),
        own_postgresql(net.address(BASE), here=partial(net.at, BASE)) as base,
        FaultServer(host=net.address(OUTSIDE)) as mail,
    ):
        hosts = ThreeHosts(net, base, mail, folder)
        try:
            hosts.start(WEB)
            hosts.start(POST)
            hosts.until(lambda: hosts.asked("/readyz")[0].status == 200, "no pages", within=120)
            yield hosts
        finally:
            hosts.close()
