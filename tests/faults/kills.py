"""Starting the staff, killing them, and checking what must hold after every fault (INV)."""

import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy import select as choose
from sqlalchemy.orm import Session

from tests.faults.smtp_server import FaultServer
from tests.faults.staff import BAD_EVERY, Job, Premises, as_line, now
from tracker.domain.access import Role
from tracker.extensions import only_reading
from tracker.store import engine as opening
from tracker.store.outbox import DeliveryAttempt, LetterState, Notification
from tracker.store.people import Person

ROOT = Path(__file__).resolve().parents[2]
DONE = ("sent", "bounced", "doubtful", "dead")


class Worker:
    """One real process; the handle stays right when its number is used again."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = None

    def alive(self) -> bool:
        """True until it has died or ended."""
        return self._handle is not None and not select.select([self._handle], [], [], 0)[0]

    def ended(self, within: float) -> bool:
        """Wait for it; True when it has ended in time."""
        return self._handle is None or bool(select.select([self._handle], [], [], within)[0])

    def send(self, sign: signal.Signals) -> None:
        """Signal it, if it is still there."""
        if self.alive() and self._handle is not None:
            try:
                signal.pidfd_send_signal(self._handle, sign)
            except ProcessLookupError:
                return

    def bury(self) -> None:
        """Kill it and close the handle."""
        self.send(signal.SIGKILL)
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class Staff:
    """The warm process from which workers are started, for many offices one after another."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.faults.staff"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=_environment(),
        )
        self._answer("ready")

    def tell(self, order: Job | Premises, answer: str = "") -> str:
        """Give an order; returns what the process answers."""
        assert self._process.stdin
        self._process.stdin.write(as_line(order))
        self._process.stdin.flush()
        return self._answer(answer)

    def close(self) -> None:
        """End the warm process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)
        self._log.close()

    def _answer(self, expected: str) -> str:
        assert self._process.stdout
        said = self._process.stdout.readline().strip()
        if not said or (expected and said != expected):
            self.close()
            raise RuntimeError(Path(self._log.name).read_text())
        return said


def _environment() -> dict[str, str]:
    """Ours, without settings of the product, and with the tests to be found."""
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(ROOT)]))
    kept = {name: text for name, text in os.environ.items() if not name.startswith("TRACKER_")}
    return kept | {"PYTHONPATH": path}


class Office:
    """A database, a mail server, and the staff working there."""

    def __init__(
        self,
        database_url: str,
        folder: Path,
        server: FaultServer,
        staff: Staff,
        *,
        through: int | None = None,
    ) -> None:
        self.server = server
        self.engine = create_engine(database_url, **opening.engine_options(database_url))
        opening.prepare(self.engine)
        self.workers: list[Worker] = []
        self._staff = staff
        theirs = self.engine.url.set(port=through) if through else self.engine.url
        address = theirs.render_as_string(hide_password=False)
        staff.tell(Premises(address, str(folder), server.port), "open")
        with Session(self.engine) as session:
            person = self.somebody("officer")
            session.add(person)
            session.commit()
            self.recipient = person.id

    def somebody(self, name: str = "somebody") -> Person:
        """A person to be added."""
        return Person(
            name=f"An {name}",
            email=f"{name}@northbank.example",
            role=Role.OFFICER,
            created_at=now(),
        )

    def start(self, work: str, **details: object) -> Worker:
        """One more worker."""
        job = Job(work, **details)  # type: ignore[arg-type]  # the test names them
        worker = Worker(int(self._staff.tell(job)))
        self.workers.append(worker)
        return worker

    def close(self) -> None:
        """End every process started here."""
        for worker in self.workers:
            worker.bury()
        self.engine.dispose()

    def rows(self) -> list[Notification]:
        """Every letter as it stands, detached."""
        with looking(), Session(self.engine, expire_on_commit=False) as session:
            return list(session.scalars(choose(Notification)))

    def states(self) -> Counter[str]:
        """How many letters stand where."""
        query = text("SELECT state, count(*) AS letters FROM notification GROUP BY state")
        with looking(), self.engine.connect() as connection:
            return Counter({row.state: row.letters for row in connection.execute(query)})

    def _done(self) -> int:
        states = self.states()
        return sum(states[state] for state in DONE)

    def _more_done_than(self, done: int) -> int:
        self.until(lambda: self._done() > done)
        return self._done()

    def copies(self) -> Counter[str]:
        """How often the mail server took each Message-ID."""
        return Counter(self.server.ids())

    def until(self, holds: Callable[[], bool], *, within: float = 60) -> None:
        """Wait for something that must come true."""
        end = time.monotonic() + within
        while not holds():
            assert time.monotonic() < end, f"waited {within} s in vain: {self.states()}"
            time.sleep(0.01)

    def finish(self, letters: int) -> None:
        """Let unharmed workers bring every letter to its end, then end them in good order.

        However slow the machine: only standing still is a failure.
        """
        workers = [self.start("deliver") for _ in range(2)]
        done = self._done()
        while done < letters:
            done = self._more_done_than(done)
        assert done == letters, f"{letters} were to be planned: {self.states()}"
        for worker in workers:
            worker.send(signal.SIGTERM)
        assert all(worker.ended(within=30) for worker in workers)


@contextmanager
def looking() -> Iterator[None]:
    """Read without taking SQLite's write lock from those who work."""
    reading = only_reading.set(True)
    try:
        yield
    finally:
        only_reading.reset(reading)


@contextmanager
def open_office(
    database_url: str, folder: Path, staff: Staff, *, through: int | None = None
) -> Iterator[Office]:
    """An office that is closed again, whatever happens in it.

    Its staff reaches the database `through` this port, when one is named.
    """
    with FaultServer() as server:
        server.decide = lambda step, about: (
            "550 5.1.1 no such mailbox" if step == "rcpt" and about.startswith("nobody") else None
        )
        office = Office(database_url, folder, server, staff, through=through)
        try:
            yield office
        finally:
            office.close()


def check_invariants(office: Office, letters: int) -> None:
    """INV of `reliability.md` 3: what must hold after every fault case."""
    rows = office.rows()
    copies = office.copies()

    assert sorted(row.dedupe_key for row in rows) == sorted(f"overdue|{n}" for n in range(letters))
    assert [row.dedupe_key for row in rows if row.owner or row.lease_until] == []
    lost = [row for row in rows if row.state is LetterState.SENT and not copies[row.message_id]]
    assert lost == []
    unflagged = [row for row in rows if copies[row.message_id] > 1 and not row.doubt_count]
    assert unflagged == []
    repeated_although_held = [
        row for row in rows if row.policy == "hold" and copies[row.message_id] > 1
    ]
    assert repeated_although_held == []
    for row in rows:
        _check_end(row, copies[row.message_id])
    _check_attempts(office, rows)
    _check_database(office)


def _check_end(row: Notification, copies: int) -> None:
    bad = row.facts["number"] % BAD_EVERY == 7
    if bad:
        assert (row.state, row.last_code, copies) == (LetterState.BOUNCED, 550, 0), row.facts
        return
    assert row.state in {LetterState.SENT, LetterState.DOUBTFUL}, (
        row.facts,
        row.state,
        row.last_text,
    )
    if row.state is LetterState.DOUBTFUL:
        assert row.doubt_count >= (1 if row.policy == "hold" else 3), row.facts


def _check_attempts(office: Office, rows: list[Notification]) -> None:
    """Each claim of each letter is on record, and ended."""
    with Session(office.engine) as session:
        found = session.execute(
            choose(DeliveryAttempt.notification_id, DeliveryAttempt.epoch, DeliveryAttempt.outcome)
        ).all()
    expected = {(row.id, epoch) for row in rows for epoch in range(1, row.epoch + 1)}
    assert {(letter, epoch) for letter, epoch, _outcome in found} == expected
    assert [attempt for attempt in found if attempt.outcome is None] == []


def _check_database(office: Office) -> None:
    if office.engine.dialect.name != "sqlite":
        return
    with office.engine.connect() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
