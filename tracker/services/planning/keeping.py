"""Writing down what a morning came to: the letters, what they use up, and what did not go."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import update

from tracker.domain.turns import Candidate, Turn, why_waits
from tracker.domain.workdays import local_instant, next_working_day
from tracker.extensions import Base, db
from tracker.services.installation import settings
from tracker.services.planning.candidates import Skip, passed_over
from tracker.services.planning.facts import WAITS, Facts
from tracker.store.adding import add_new
from tracker.store.outbox import (
    LetterState,
    Notification,
    NotificationAction,
    Occasion,
    OccasionSkip,
    PlannedLetter,
    new_id,
    plan_many,
)
from tracker.store.outbox_moves import set_aside

STILL_WANTED = timedelta(days=7)
_BATCH = 6_000
_One = TypeVar("_One")


def plan_letters(going: Sequence[Candidate], facts: Facts) -> int:
    """Plan the letters whose turn it is, with what they speak of and the occasions they use.

    A letter still waiting that a newer one stands for is superseded, and what it spoke of is spoken
    of in the newer one. Returns how many are new. The caller commits.
    """
    older = {one.family: one for one in (*facts.too_late, *facts.waiting)}
    return sum(_plan_some(some, older, facts) for some in _in_batches(going))


def _plan_some(going: Iterable[Candidate], older: Mapping[Any, Candidate], facts: Facts) -> int:
    planned = [(_letter(one, older.get(one.family), facts), one) for one in going]
    letters = [letter for letter, _one in planned]
    won = plan_many(db.session(), letters, batch=new_id(), host=settings().mail_host, now=facts.now)
    ours = [(letter, one) for letter, one in planned if letter.id in won]
    steps = (
        {"notification_id": letter.id, "action_id": action_id, "step": step}
        for letter, one in ours
        for action_id, step in _steps(one, older.get(one.family))
    )
    _add(NotificationAction, steps)
    used = (
        {"dedupe_key": key, "notification_id": letter.id, "action_id": action_id}
        | {"local_date": facts.today}
        for letter, one in ours
        for key, action_id in one.occasions
    )
    _add(Occasion, used)
    replaced = [older[one.family].planned_id for _letter, one in ours if one.family in older]
    set_aside(
        db.session(),
        Notification.id.in_(replaced),
        LetterState.SUPERSEDED,
        now=facts.now,
        reason="a newer letter says what it would have said",
    )
    return len(won)


def put_off(waiting: Iterable[Candidate], facts: Facts) -> None:
    """Have letters of earlier days that are still here make way until the next working day."""
    on = next_working_day(facts.today + timedelta(days=1), facts.holidays)
    for some in _in_batches(one.planned_id for one in waiting if one.planned_id):
        db.session.execute(
            update(Notification)
            .where(Notification.id.in_(some), Notification.state == LetterState.READY)
            .values(next_at=local_instant(on, time(facts.rules.send_from)))
            .execution_options(synchronize_session=False)
        )


def remember(skips: Iterable[Skip], going: Iterable[Candidate], turn: Turn, facts: Facts) -> None:
    """Keep what was not sent and why, so that 'why did I get nothing?' has an answer."""
    most = facts.rules.most_a_day
    behind = (skip for one in going for skip in passed_over(one))
    rows = (
        {
            "dedupe_key": skip.key[:200],
            "kind": skip.kind,
            "recipient_id": skip.recipient_id,
            "action_id": skip.action_id,
            "reason": skip.reason[:200],
            "at": facts.now,
        }
        for skip in chain(skips, behind, waits(turn, most))
    )
    _add(OccasionSkip, rows)


def _add(kind: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    for some in _in_batches(rows):
        add_new(db.session(), kind, some)


def _in_batches(many: Iterable[_One]) -> Iterator[list[_One]]:
    """Some thousand at a time, so that few of them are held beside what the database is given."""
    waiting = iter(many)
    while some := list(islice(waiting, _BATCH)):
        yield some


def waits(turn: Turn, most: int) -> list[Skip]:
    """What waits for another day because its reader has an email today already."""
    return [
        Skip(WAITS, one.whose, f"waits|{one.key}", why_waits(before, most), purpose=one.kind)
        for one, before in turn.waiting
        if one.planned_id is None
    ]


def _letter(one: Candidate, older: Candidate | None, facts: Facts) -> PlannedLetter:
    told: dict[str, Any] = dict(one.facts)
    if older is not None and older.facts.get("agenda"):
        told["agenda"] = True
    return PlannedLetter(
        dedupe_key=one.key,
        kind=one.kind,
        recipient_id=one.to,
        occasion_at=facts.now,
        local_date=facts.today,
        next_at=leaves_at(one, facts),
        expires_at=facts.now + STILL_WANTED,
        plan_id=one.plan_id,
        facts=told,
    )


def leaves_at(one: Candidate, facts: Facts) -> datetime:
    """When a letter planned now may leave: at once, or at the hour its reader has chosen."""
    hour = facts.people[one.to].sending_hour
    if hour is None:
        return facts.now
    last = facts.rules.send_until - 1
    return max(facts.now, local_instant(facts.today, time(min(hour, last))))


def _steps(one: Candidate, older: Candidate | None) -> set[tuple[int, str]]:
    """What a letter speaks of: of each action one step, its own before an older letter's."""
    steps = dict(older.steps) if older else {}
    return set((steps | dict(one.steps)).items())
