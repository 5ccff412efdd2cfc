"""A database of many actions in a folder, and the environment of whoever works with it."""

import os
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine, select, text

from tests.bench.council import Size, lay
from tracker import clock, create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.services.past_days import count_past_days
from tracker.services.sign_in import hash_password
from tracker.store import schema
from tracker.store.people import Person

NOW = "2011-07-04T08:00"
PASSWORD = "a password for measuring alone"


def laid(
    folder: Path,
    actions: int,
    *,
    who: Sequence[str] = (),
    address: str = "",
    with_past: bool = False,
) -> dict[str, str]:
    """Lay so many actions into a new SQLite database, or the empty one at an address, with a
    password for these people; returns the environment in which the product works with it.

    In one of PostgreSQL no words are found: its index of them would take a minute to make.
    """
    folder.mkdir()
    searchable = not address
    address = address or f"sqlite:///{folder / 'tracker.sqlite'}"
    os.environ["TRACKER_CLOCK"] = NOW
    secret = "for measuring, and nothing else, here"
    app = create_app(Settings(secret_key=secret, instance=folder, database_url=address))
    with app.app_context():
        db.create_all()
        lay(Size(actions, with_past=with_past), now=clock.now(), searchable=searchable)
        hashed = hash_password(PASSWORD)
        emails = [email(one) for one in who]
        for person in db.session.scalars(select(Person).where(Person.email.in_(emails))):
            person.password_hash = hashed
        db.session.commit()
        count_past_days(now=clock.now())
        db.session.remove()
        db.engine.dispose()
    return {
        "TRACKER_ENV": "development",
        "TRACKER_CLOCK": NOW,
        "TRACKER_INSTANCE": str(folder),
        "TRACKER_DATABASE_URL": address,
    }


def installed(folder: Path, actions: int, *, who: Sequence[str] = ()) -> dict[str, str]:
    """As `laid`, said to be of this version, as an installation's commands want it."""
    environment = laid(folder, actions, who=who)
    engine = create_engine(environment["TRACKER_DATABASE_URL"])
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(
            text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": schema.newest()}
        )
    engine.dispose()
    return environment


def email(who: str) -> str:
    """The address somebody signs in with."""
    return f"{who}@northbank.example"
