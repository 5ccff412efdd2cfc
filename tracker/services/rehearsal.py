"""A morning gone through without consequence: what would be planned and written, and what not.

The planner itself plans, in a transaction that is taken back before the first letter is written;
so a rehearsal knows every rule there is, keeps nothing, sends nothing, and holds the database only
for as long as planning takes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from tracker.delivery.letter import Letter
from tracker.domain.workdays import is_working_day, local_instant, next_working_day
from tracker.extensions import db, only_reading
from tracker.services.installation import closed_days, council_rules, settings
from tracker.services.letter_rules import rules_by_letter
from tracker.services.letters.commission import order
from tracker.services.letters.write import LetterWriter, Order
from tracker.services.morning import Skipped, slots
from tracker.store.outbox import LetterState, Notification, current_generation
from tracker.store.told import occasions_of, steps_of


@dataclass(frozen=True)
class Rehearsed:
    """One letter that would leave. `kind` is what it would be written as; `rules` say why."""

    kind: str
    recipient_id: int
    action_ids: frozenset[int]
    rules: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Rehearsal:
    """What one morning would bring."""

    on: date
    letters: tuple[Rehearsed, ...]
    not_sent: tuple[Skipped, ...]

    @property
    def people(self) -> int:
        """How many people would get something."""
        return len({letter.recipient_id for letter in self.letters})


@dataclass(frozen=True)
class _Planned:
    order: Order
    rules: tuple[str, ...]
    at: datetime


def next_morning(today: date) -> date:
    """The next working day after today."""
    return next_working_day(today + timedelta(days=1), closed_days(today))


def rehearse(on: date, *, today: date, templates: Path) -> Rehearsal:
    """What would leave on a day, as things stand now. Nothing is kept and nothing is sent.

    What is still to be planned today is planned first, so that what goes today is not told of a
    later day. The caller has nothing pending, and nothing of the session outlives this.
    """
    with _taken_back():
        before = set()
        if today < on and is_working_day(today, closed_days(today)):
            _plan(today)
            before = {letter.id for letter in _due_by(today)}
        skipped = _plan(on)
        planned = _orders(letter for letter in _due_by(on) if letter.id not in before)
    return _written(on, planned, skipped, templates)


@contextmanager
def _taken_back() -> Iterator[None]:
    """A transaction that may write and never keeps anything, whatever the request may do."""
    db.session.rollback()
    writing = only_reading.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        only_reading.reset(writing)


def _plan(on: date) -> list[Skipped]:
    skipped: list[Skipped] = []
    for _rule, at, plan in slots(council_rules()):
        skipped += plan(local_instant(on, at))[1]
    return list(dict.fromkeys(skipped))


def _due_by(on: date) -> list[Notification]:
    """Letters that wait and are due by the end of a day."""
    end = local_instant(on + timedelta(days=1), time.min)
    found = select(Notification).where(
        Notification.state == LetterState.READY,
        Notification.next_at < end,
        Notification.expires_at > local_instant(on, time.min),
        Notification.generation == current_generation(db.session()),
    )
    return list(db.session.scalars(found.order_by(Notification.next_at, Notification.id)))


def _orders(letters: Iterable[Notification]) -> list[_Planned]:
    letters = list(letters)
    rules = rules_by_letter(letters, occasions_of(letters), steps_of(letters))
    return [_Planned(order(letter), tuple(rules[letter.id]), letter.next_at) for letter in letters]


def _written(
    on: date, planned: list[_Planned], skipped: list[Skipped], templates: Path
) -> Rehearsal:
    writer = LetterWriter(settings(), templates)
    letters: list[Rehearsed] = []
    refused: list[Skipped] = []
    for one in planned:
        written = writer.write(one.order, now=max(one.at, local_instant(on, time(7, 0))))
        if isinstance(written, Letter):
            ids = one.order.action_ids
            to = one.order.recipient_id
            letters.append(Rehearsed(written.kind, to, ids, one.rules, one.at))
        else:
            refused.append(Skipped(one.order.purpose, one.order.recipient_id, written.reason))
    return Rehearsal(on, tuple(letters), (*refused, *skipped))
