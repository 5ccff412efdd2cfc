"""From ten thousand due actions to ten thousand letters taken, beside sending ready-made messages."""

import smtplib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select

from tests.bench.simple_letters import simply_sent
from tests.bench.sink import Sink, sink
from tests.bench.table import Row, Timed, timed
from tracker import clock, create_app
from tracker.config import Settings
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.services import morning
from tracker.services.demo import load_demo
from tracker.services.installation import templates_folder
from tracker.services.letters.commission import ask_ahead, writer
from tracker.services.postroom import post_room
from tracker.store.actions import Action
from tracker.store.outbox import LetterState, Notification
from tracker.store.people import Person

NINE = "2011-07-05T09:00"


def letters(number: int, database_url: str = "") -> list[Row]:
    """Plan, check, write, gate, send and finish `number` letters about one action each; send the
    same bytes by smtplib over one connection, and as many letters in the simplest way, in the same
    run."""
    with TemporaryDirectory() as folder, sink() as ours, sink() as raw, sink() as simple:
        with council(Path(folder), ours.port, number, database_url) as now:
            with timed() as planning:
                morning.plan_due(now)
            room = post_room(
                writer(templates_folder()), Path(folder) / "postroom", ask_ahead=ask_ahead
            )
            with timed() as sending:
                came = room.deliver_due(lambda: now)
            room.close()
            messages = _messages()
            db.session.rollback()
            simply = simply_sent(len(messages), simple, date=now)
        limit = _sent_raw(messages, raw)
    assert came == {"sent": len(messages)}, came
    whole = len(messages) / (planning.seconds + sending.seconds)
    kind = "PostgreSQL" if database_url else "SQLite"
    rows = [
        Row(
            f"letters from plan to sent, {len(messages):,}, {kind}: beside raw",
            whole,
            "a second",
            limit,
            floor=0.15,
            goal=0.25,
            number="1",
        ),
        Row(
            "  beside the simplest way",
            whole,
            "a second",
            simply,
            floor=0.6,
            goal=0.8,
            number="2",
        ),
        Row("  of this: planning", planning.seconds, "s"),
        Row("  of this: check, write, gate, send, finish", sending.seconds, "s"),
        Row(
            "  letters on one connection",
            len(messages) / ours.took["connections"],
            "letters",
            floor=2,
            goal=2,
            counted=True,
        ),
    ]
    if database_url:
        return rows  # PostgreSQL works in processes of its own
    return [*rows, _stalls(sending)]


def _stalls(sending: Timed) -> Row:
    return Row(
        "  seconds to send, beside those of work",
        sending.seconds,
        "s",
        sending.cpu,
        floor=3,
        goal=1.5,
        least=True,
        number="5",
    )


@contextmanager
def council(folder: Path, port: int, number: int, database_url: str) -> Iterator[datetime]:
    """A council whose `number` officers each own one action that was due a day ago."""
    app = create_app(
        Settings(
            secret_key="for measuring, and nothing else",
            instance=folder,
            database_url=database_url or f"sqlite:///{folder / 'tracker.sqlite'}",
            mail_port=port,
            mail_hourly_limit=10_000_000,
        )
    )
    now = clock.at(NINE)
    with app.app_context():
        db.create_all()
        load_demo(now=now, today=now.date())
        _officers(number, now)
        yield now
        db.session.remove()
        db.engine.dispose()


def _officers(number: int, now: datetime) -> None:
    model = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    db.session.execute(
        insert(Person),
        [
            {
                "name": f"Officer Number{n}",
                "email": f"officer.{n}@northbank.example",
                "role": Role.OFFICER,
                "created_at": now,
            }
            for n in range(number)
        ],
    )
    owners = db.session.scalars(
        select(Person.id).where(Person.email.startswith("officer.")).order_by(Person.id)
    )
    columns = [column.key for column in Action.__table__.columns if column.key != "id"]
    facts = {name: getattr(model, name) for name in columns}
    due_on = now.date() - timedelta(days=1)
    own = {"due_on": due_on, "original_due_on": due_on, "chased_at": None, "last_update_at": None}
    db.session.execute(
        insert(Action),
        [
            facts | own | {"number": f"9.{n}", "position": n, "owner_id": owner}
            for n, owner in enumerate(owners)
        ],
    )
    db.session.commit()


def _messages() -> list[tuple[str, bytes]]:
    """What left, by address, byte for byte."""
    found = db.session.execute(
        select(Person.email, Notification.body)
        .join(Person, Person.id == Notification.recipient_id)
        .where(Notification.state == LetterState.SENT)
    )
    return [(email, zlib.decompress(body)) for email, body in found if body]


def _sent_raw(messages: list[tuple[str, bytes]], to: Sink) -> float:
    """Letters a second by smtplib alone."""
    with (
        smtplib.SMTP("127.0.0.1", to.port, local_hostname="bench") as server,
        timed() as took,
    ):
        for email, body in messages:
            server.sendmail("actions@northbank.example", [email], body)
    return len(messages) / took.seconds
