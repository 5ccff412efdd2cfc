"""Holding all mail of a database that was restored or copied, until an administrator decides.

A copy does not know what its original has sent since. So a database carries the name of the
installation that sends from it, and each machine keeps beside it, outside the database, the newest
generation it has seen. When either does not fit, nothing leaves and every page says so.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import true

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.installation import settings
from tracker.services.record import record
from tracker.store import instance as store
from tracker.store.history import Happened
from tracker.store.instance import NOT_HELD, MailHold
from tracker.store.once import asked_once
from tracker.store.outbox import Instance, LetterState, Notification
from tracker.store.people import Person

log = logging.getLogger(__name__)

RESTORED = "The database was restored from a backup, so what has been sent since is not known."


class What(StrEnum):
    """What an administrator does with letters from before a restore."""

    RELEASE = "release"
    DROP = "drop"
    SENT = "sent"


WHAT_WORDS = {
    What.RELEASE: "Send them when mail leaves again, if they are still wanted then",
    What.DROP: "Do not send them",
    What.SENT: "Do not send them: they were sent already",
}


@dataclass(frozen=True)
class Waiting:
    """The letters that wait for a word: some of them with their readers' names, how many of each
    kind there are, and how many are not decided in all."""

    letters: Sequence[tuple[Notification, str]]
    kinds: Sequence[tuple[str, int]]
    undecided: int

    @property
    def total(self) -> int:
        """How many can be decided now."""
        return sum(letters for _kind, letters in self.kinds)


@asked_once
def mail_hold() -> MailHold:
    """Whether and why no email leaves. Only reads; one statement."""
    instance = store.instance_now()
    if instance is None:
        return NOT_HELD
    if instance.held:
        reason = instance.held_reason or RESTORED
        return MailHold(True, reason, instance.held_since, instance.generation)
    misfit = _what_does_not_fit(instance)
    return MailHold(misfit is not None, misfit or "", None, instance.generation)


def begin(*, now: datetime) -> None:
    """Give a database that has no name yet this installation's; changes nothing after that."""
    session = db.session()
    held = store.the_instance(session)
    if held is None or held.name is None:
        store.name_instance(session, settings().name, now=now)
        session.commit()
        _remember(session.get_one(Instance, 1, populate_existing=True).generation)
    session.rollback()


def may_send(now: datetime) -> bool:
    """True when letters may leave; called by every post room before each round.

    A database that does not fit this installation is held from here on.
    """
    begin(now=now)
    session = db.session()
    held = session.get_one(Instance, 1, populate_existing=True)
    fits, generation = not held.held, held.generation
    reason = _what_does_not_fit(held) if fits else None
    session.rollback()
    if reason:
        _hold(reason, now=now)
        return False
    if fits and generation > _remembered():
        _remember(generation)
    return fits


def restored(*, now: datetime) -> None:
    """Hold all mail, and every letter there is, because this database has just been restored."""
    hold_copy(RESTORED, now=now)
    record(Happened.MAIL_HELD, at=now, actor=None, reason=RESTORED)
    log.error("All mail is held: %s", RESTORED)
    db.session.commit()


def take_note() -> None:
    """Have this machine know the generation of its database, so that an older one is noticed."""
    _remember(db.session.get_one(Instance, 1, populate_existing=True).generation)
    db.session.rollback()


def hold_copy(reason: str, *, now: datetime) -> None:
    """Hold all mail of a database that has just been filled, and every letter in it, as part of the
    caller's transaction. The machine takes note of it only when its mail is let go."""
    session = db.session()
    store.name_instance(session, settings().name, now=now)
    known = session.get_one(Instance, 1, populate_existing=True).generation
    generation = max(known, _remembered()) + 1
    store.hold_anew(session, reason=reason, generation=generation, now=now)


def waiting_letters(*, first: int, most: int) -> Waiting:
    """The letters from before the restore that nobody has decided yet."""
    session = db.session()
    return Waiting(
        letters=store.waiting_page(session, first=first, most=most),
        kinds=store.waiting_kinds(session),
        undecided=store.undecided(session),
    )


def decide(
    what: What,
    *,
    ids: Sequence[str] = (),
    kind: str | None = None,
    everything: bool = False,
    sent: SentForm,
    now: datetime,
) -> str:
    """Release, drop or mark as sent the letters named, those of a kind, or all; says what was done.

    Raises RuleBroken when none is meant.
    """
    if not (ids or kind or everything):
        raise RuleBroken("Select the emails this is about", field="which")
    which = true() if everything else store.of_kind(kind) if kind else store.these(ids)
    with taking_effect(sent, route="mail_held.decide", message="", now=now):
        done = _decided(what, which, sent.by, now)
        if not done:
            raise RuleBroken("These emails have been decided already", field="which")
        record(
            Happened.MAIL_RELEASED,
            at=now,
            actor=sent.by,
            what=what.value,
            letters=done,
            about=kind or "",
        )
        db.session.commit()
    return f"{count(done, 'email')} {_DONE[what]}."


def start_sending(sent: SentForm, *, now: datetime) -> None:
    """Let mail leave again, under this installation's name.

    Raises RuleBroken while letters from before the restore are undecided.
    """
    session = db.session()
    with taking_effect(sent, route="mail_held.start", message=STARTED, now=now):
        left = store.undecided(session)
        if left:
            raise RuleBroken(f"Decide about {count(left, 'email')} first")
        if store.let_go(session, settings().name, now=now):
            record(Happened.MAIL_RELEASED, at=now, actor=sent.by, what="start")
        db.session.commit()


STARTED = "Emails are being sent again."
_DONE = {
    What.RELEASE: "will go when sending starts",
    What.DROP: "will not be sent",
    What.SENT: "marked as sent already",
}


def _decided(what: What, which: store.Which, by: Person, now: datetime) -> int:
    session = db.session()
    if what is What.RELEASE:
        return store.release(session, which)
    if what is What.DROP:
        reason = f"held when the database was restored, and dropped by {by.name}"
        return store.settle(session, which, LetterState.CANCELLED, reason=reason, now=now)
    reason = f"marked as sent already by {by.name}"
    return store.settle(session, which, LetterState.SENT, reason=reason, now=now)


def _what_does_not_fit(held: Instance) -> str | None:
    ours = settings().name
    if held.name is not None and held.name != ours:
        return f"The database is that of the installation ‘{held.name}’ and this one is ‘{ours}’."
    return RESTORED if held.name is not None and held.generation < _remembered() else None


def _hold(reason: str, *, now: datetime) -> None:
    session = db.session()
    known = session.get_one(Instance, 1, populate_existing=True).generation
    generation = max(known, _remembered()) + 1
    if store.hold(session, reason=reason, generation=generation, now=now):
        record(Happened.MAIL_HELD, at=now, actor=None, reason=reason)
        log.error("All mail is held: %s", reason)
    session.commit()
    take_note()


def _file() -> Path:
    return settings().instance / "mail-generation"


def _remembered() -> int:
    """The newest generation this machine has seen; 0 when it has seen none."""
    try:
        return int(_file().read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return 0


def _remember(generation: int) -> None:
    """Keep the generation outside the database, whole or not at all."""
    file = _file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(str(generation), encoding="ascii")
    fresh.replace(file)
