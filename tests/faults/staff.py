"""The staff of a post room as real processes, made to be killed.

Run as a program this is a warm process that has loaded everything and opened nothing. Its standard
input says in JSON, line by line, at which Premises to work and which Job to do; for each job it
forks a child and prints the child's process id. So a killed worker is replaced in milliseconds.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from flask import Flask
from sqlalchemy import event, select

from tracker import clock, create_app
from tracker.config import Settings
from tracker.delivery.channels import Email, configured_relay
from tracker.delivery.conversation import Limits
from tracker.delivery.letter import Letter
from tracker.delivery.smtp import SmtpTransport
from tracker.domain.backups import Keeping
from tracker.extensions import db
from tracker.services import backups, copying, killpoints, restoring
from tracker.services.installation import settings_on
from tracker.services.killpoints import ARMED_BY, kp
from tracker.services.morning import plan_due
from tracker.services.postroom import PostRoom, Rules
from tracker.services.postroom.installed import liveness_for
from tracker.store import schema
from tracker.store.outbox import InDoubt, Notification, PlannedLetter, new_id, plan_many
from tracker.store.people import Person
from tracker.store.runs import beat

BATCH = 25
TOIL = "toil"
"""Under which the turns of `toil` are noted."""
BAD_EVERY = 50


@dataclass(frozen=True)
class Job:
    """What a child is to do, and the point at which it is to die, if any."""

    work: str
    kill_at: str = ""
    letters: int = 0
    lease: float = 150
    moment: str = ""
    where: str = ""


@dataclass(frozen=True)
class Premises:
    """Where the staff works: its database, its folder, and the port of its mail server; `tables`
    says whether the database has ours already."""

    database_url: str
    folder: str
    port: int
    tables: bool = True

    def app(self) -> Flask:
        """The application there; nothing is opened yet."""
        settings = Settings(
            secret_key="for a test of processes, and nothing else",
            instance=Path(self.folder),
            database_url=self.database_url,
            mail_port=self.port,
        )
        return create_app(settings)


def now() -> datetime:
    """The real time: these tests are about processes, not dates."""
    return datetime.now(UTC)


def write(notification: Notification, _now: datetime) -> Letter:
    """A small letter; one kind of letter kills whoever writes it."""
    number = notification.facts["number"]
    if notification.kind == "poison":
        os.kill(os.getpid(), signal.SIGKILL)
    name = "nobody" if number % BAD_EVERY == 7 else "officer"
    return Letter(
        kind=notification.kind,
        reference=f"SLAC-{number}",
        to_name="An officer",
        to_address=f"{name}.{number}@northbank.example",
        subject=f"Action {number} is overdue",
        preheader="",
        text=f"Action {number} is overdue.\n",
        html=f"<p>Action {number} is overdue.</p>\n",
        message_id=notification.message_id,
        thread_root=None,
        thread_topic=None,
        list_id="<slac.northbank.example>",
        unsubscribe_url=None,
        reply_to="performance@northbank.example",
        sender=("Northbank action plans", "actions@northbank.example"),
    )


class Told(threading.Event):
    """An event that SIGTERM sets. An ordinary one takes a lock to be set, and a signal that comes
    while it is being waited for would wait for that lock for ever."""

    def __init__(self) -> None:
        super().__init__()
        self._told = False
        signal.signal(signal.SIGTERM, self._tell)

    def is_set(self) -> bool:
        """True once it has been told."""
        return self._told

    def wait(self, timeout: float | None = None) -> bool:
        """Wait to be told, for so long."""
        end = time.monotonic() + (timeout if timeout is not None else float("inf"))
        while not self._told and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, 0.02))
        return self._told

    def _tell(self, *_signal: object) -> None:
        self._told = True


def deliver(job: Job, folder: Path) -> None:
    """Send what is due and take over from the dead, until told to stop or left alone."""
    room = _room(job, folder)
    stop = Told()
    parent = os.getppid()
    while not stop.is_set() and os.getppid() == parent:
        room.recover(now())
        room.deliver_due(now, stop=stop.is_set)
        stop.wait(0.01)
    room.close()


def one_round(job: Job, folder: Path) -> None:
    """Take over from the dead and send what is due, once, without asking whether mail is held."""
    room = _room(job, folder)
    room.recover(now())
    room.deliver_due(now)
    room.close()


def serve(job: Job, folder: Path) -> None:
    """As the product runs: whatever the database does, go on until told to stop."""
    room = _room(job, folder)
    stop = Told()
    room.run(now, stop=stop, idle=0.05, recover=0.5)


def recover(job: Job, folder: Path) -> None:
    """Take over from the dead, until killed or left alone."""
    room = _room(job, folder)
    parent = os.getppid()
    while os.getppid() == parent:
        room.recover(now())
        time.sleep(0.02)


def plan(job: Job, _folder: Path) -> None:
    """Plan every occasion from the first one on, as a planner that starts afresh does."""
    recipient = db.session.scalars(select(Person.id)).one()
    db.session.rollback()
    for start in range(0, job.letters, BATCH):
        kp("plan.begin")
        numbers = range(start, min(start + BATCH, job.letters))
        letters = [occasion(number, recipient) for number in numbers]
        plan_many(db.session(), letters, batch=new_id(), host="northbank.example", now=now())
        kp("plan.inserted")
        db.session.commit()
        kp("plan.committed")


def toil(job: Job, _folder: Path) -> None:
    """Plan letters until there are as many as the job says, then the same ones again, and with each
    transaction note which one it is, until killed or left alone."""
    recipient = db.session.scalars(select(Person.id)).one()
    parent = os.getppid()
    for turn in count(1):
        start = (turn - 1) * BATCH % job.letters
        letters = [occasion(number, recipient) for number in range(start, start + BATCH)]
        plan_many(db.session(), letters, batch=new_id(), host="northbank.example", now=now())
        beat(TOIL, now=now(), turn=turn)
        db.session.commit()
        if os.getppid() != parent:
            return


def morning(job: Job, _folder: Path) -> None:
    """Plan what is due at the job's moment, as a tick of the scheduler does."""
    plan_due(clock.at(job.moment))


def upgrade(_job: Job, _folder: Path) -> None:
    """Bring the database to the tables of this version; each statement on the way is a point."""
    event.listen(db.engine, "after_cursor_execute", lambda *_details: kp("upgrade.statement"))
    schema.upgrade()


def back_up(job: Job, _folder: Path) -> None:
    """Take a backup as the job's file."""
    backups.take(Path(job.where), Keeping(), now=now())


def bring_back(job: Job, _folder: Path) -> None:
    """Restore the job's backup here."""
    restoring.restore(Path(job.where), now=now())


def copy_out(job: Job, _folder: Path) -> None:
    """Copy everything to the job's database."""
    copying.copy_to(create_app(settings_on(job.where)), now=now())


def occasion(number: int, recipient: int, *, kind: str = "overdue") -> PlannedLetter:
    """The letter of one occasion; every other one is held when in doubt, not sent again."""
    at = now()
    return PlannedLetter(
        dedupe_key=f"{kind}|{number}",
        kind=kind,
        recipient_id=recipient,
        occasion_at=at,
        local_date=at.date(),
        next_at=at,
        expires_at=at + timedelta(hours=1),
        policy=InDoubt.HOLD if number % 2 else InDoubt.RESEND,
        facts={"number": number},
    )


WORK: dict[str, Callable[[Job, Path], None]] = {
    "deliver": deliver,
    "one round": one_round,
    "serve": serve,
    "recover": recover,
    "plan": plan,
    "toil": toil,
    "morning": morning,
    "upgrade": upgrade,
    "back up": back_up,
    "bring back": bring_back,
    "copy out": copy_out,
}


def _room(job: Job, folder: Path) -> PostRoom:
    limits = Limits(connect=5, answer=5, conversation=20, final_answer=10)
    rules = Rules(
        hourly_limit=1_000_000,
        lease=timedelta(seconds=job.lease),
        probe_every=timedelta(seconds=0.05),
        retry_minutes=(0.001,),
    )
    email = Email(SmtpTransport(configured_relay(), limits=limits))
    return PostRoom(write, email, liveness_for(folder), rules=rules)


def _child(app: Flask, job: Job, folder: Path) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ[ARMED_BY] = job.kill_at
    killpoints._armed.cache_clear()  # the warm process has asked already
    status = 1
    try:
        with app.app_context():
            WORK[job.work](job, folder)
            db.session.remove()
            db.engine.dispose()
        status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)


def _warm_up(app: Flask, folder: Path) -> None:
    """Do everything once, so that a child is quick at its first letter; nothing stays open."""
    with app.app_context():
        room = _room(Job("deliver"), folder)
        room.recover(now())
        room.deliver_due(now)
        room.close()
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    """Fork a child for each job that is read, at the premises read last."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "work" not in order:
            premises = Premises(**order)
            app = premises.app()
            if premises.tables:
                _warm_up(app, Path(premises.folder))
            print("open", flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            _child(app, Job(**order), Path(premises.folder))
        print(pid, flush=True)


def as_line(order: Job | Premises) -> str:
    """The order as the warm process reads it."""
    return json.dumps(asdict(order)) + "\n"


if __name__ == "__main__":
    main()
