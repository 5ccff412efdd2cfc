"""Slowing down guesses, counted in the database so that any number of processes count together."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.extensions import db
from tracker.store.sessions import Throttle

GUESSES = 10
"""Wrong tries for one account in five minutes (Cyber Essentials)."""
GUESSES_FROM_ADDRESS = 100
"""Wrong tries from one address: a whole council may sit behind one on a Monday morning."""
GUESSING_TIME = timedelta(minutes=5)


class TooManyTries(Exception):
    """Somebody is guessing, or has forgotten; they can try again in five minutes."""


class Tries:
    """The tries made under some keys. Each is counted before it is known to be wrong, so that many
    at once cannot slip by, and given back when it was right."""

    def __init__(self, *, account: str, address: str | None = None, now: datetime) -> None:
        self._now = now
        self._minute = _minute(now)
        self._limits = {_key("account", account.strip().lower()): GUESSES}
        if address is not None:
            self._limits[_key("address", address)] = GUESSES_FROM_ADDRESS

    def count(self) -> None:
        """Count one try and commit; raises TooManyTries when it is one too many."""
        for key in self._limits:
            db.session.execute(_one_more(key, self._minute))
        spent = [key for key, most in self._limits.items() if self._lately(key) > most]
        db.session.commit()
        if spent:
            raise TooManyTries

    def give_back(self) -> None:
        """The try was right, so it counts as none; the caller commits."""
        db.session.execute(
            update(Throttle)
            .where(Throttle.key.in_(self._limits), Throttle.started_at == self._minute)
            .values(tries=Throttle.tries - 1)
            .execution_options(synchronize_session=False)
        )

    def _lately(self, key: str) -> int:
        since = self._now - GUESSING_TIME
        tries = select(func.sum(Throttle.tries)).where(
            Throttle.key == key, Throttle.started_at > since
        )
        return db.session.scalar(tries) or 0


def spend(kind: str, what: str, *, most: int, now: datetime) -> bool:
    """Count one use of something that may be used so often in a minute, on a connection of its own;
    False when it is one too many."""
    one_more = _one_more(_key(kind, what), _minute(now)).returning(Throttle.tries)
    with db.engine.begin() as connection:
        used = connection.scalar(one_more)
    return (used or 0) <= most


def _one_more(key: str, minute: datetime) -> postgresql.Insert | sqlite.Insert:
    is_postgresql = db.engine.dialect.name == "postgresql"
    insert = postgresql.insert(Throttle) if is_postgresql else sqlite.insert(Throttle)
    return insert.values(key=key, started_at=minute, tries=1).on_conflict_do_update(
        index_elements=["key", "started_at"], set_={"tries": Throttle.tries + 1}
    )


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _key(kind: str, what: str) -> str:
    return f"{kind}:{hashlib.sha256(what.encode()).hexdigest()[:40]}"
