"""Planning a morning's letters: the managers' weekly summaries first, then everything else.

A fixed number of statements, and a few for each six thousand actions. Planning again plans nothing:
each letter and each occasion has a key that can be used once.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import CursorResult, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.domain.rules import Rules
from tracker.domain.turns import Candidate, Turn, Urgency, take_turns
from tracker.domain.wording import local_day, long_day
from tracker.domain.workdays import LONDON, is_working_day, local_instant, next_working_day
from tracker.extensions import db
from tracker.services.board_meetings import look_ahead
from tracker.services.installation import closed_days, council_rules
from tracker.services.killpoints import kp
from tracker.services.on_hold import end_holds
from tracker.services.planning import boards, keeping
from tracker.services.planning.candidates import (
    Found,
    Skip,
    board_digests,
    delivery_problems,
    digest_readers,
    digests,
    escalated,
    one_letter_a_rung,
    reminders,
)
from tracker.services.planning.decisions import asked_again, checks_asked
from tracker.services.planning.facts import Facts, gather
from tracker.services.planning.packs import packs
from tracker.services.planning.shares import shares
from tracker.services.rechecks import raise_checks
from tracker.store.board_meetings import unreported_meetings
from tracker.store.reach import people_without_mail
from tracker.store.runs import ScheduleCursor
from tracker.store.snapshots import (
    Reader,
    accountable_managers,
    board_plans,
    managers_to_decide,
    owners_of_what_is_due,
)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not sent to somebody, and why, in words."""

    kind: str
    recipient_id: int | None
    reason: str
    action_id: int | None = None


Plan = Callable[[datetime], tuple[int, list[Skipped]]]
"""What a slot does: plans its letters and says how many, and what was not sent."""


def slots(rules: Rules) -> tuple[tuple[str, time, Plan], ...]:
    """The times of a working day at which letters are planned, in order, by name."""
    return (
        ("digests", time(rules.digest_hour), plan_digests),
        ("reminders", time(rules.send_from), plan_reminders),
    )


def plan_due(now: datetime) -> int:
    """Raise the checks and end the holds whose day has come, and plan whatever slots are due now
    and have not been planned; returns how many letters.

    Of any number of schedulers one plans a slot; a slot missed while the service was down is found
    by the next tick of the same day, and an older one is left to the newest. Commits.
    """
    local = now.astimezone(LONDON)
    rules = council_rules()
    closed = not is_working_day(local.date(), closed_days(local.date()))
    if closed or local.hour >= rules.send_until:
        db.session.rollback()
        return 0
    raise_checks(now=now, today=local.date())
    look_ahead(now=now, today=local.date())
    end_holds(now=now, today=local.date())
    planned = 0
    for rule, at, plan in slots(rules):
        slot = local_instant(local.date(), at)
        if slot <= now and _take_slot(rule, slot):
            kp("morning.taken")
            planned += plan(now)[0]
            kp("morning.planned")
        db.session.commit()
        kp("morning.committed")
    return planned


def plan_what_was_due(now: datetime) -> int:
    """Plan the newest slot of each rule that has passed and was not planned, at whatever hour it is
    now, as it was to be planned then; returns how many letters. The caller commits.

    After a restore this plans what may have gone already, before anything else is planned.
    """
    planned = 0
    for rule, at, plan in slots(council_rules()):
        slot = _newest_slot(at, now)
        if _take_slot(rule, slot):
            planned += plan(slot)[0]
    return planned


def _newest_slot(at: time, now: datetime) -> datetime:
    """The last time of this hour on a working day that is not after `now`."""
    day = local_day(now)
    while local_instant(day, at) > now or not is_working_day(day, closed_days(day)):
        day -= timedelta(days=1)
    return local_instant(day, at)


def plan_digests(now: datetime) -> tuple[int, list[Skipped]]:
    """Plan the weekly summaries whose weekday is today, or was earlier this week: (letters planned,
    what was not sent and why). The caller commits."""
    facts = _facts(now)
    if facts is None:
        return 0, [_closed(local_day(now))]
    readers = digest_readers(facts, accountable_managers())
    found = digests(facts, readers, busy=managers_to_decide(facts.today))
    return _settle(facts, found, reserved=_what_cannot_wait(facts, readers))


def _what_cannot_wait(facts: Facts, readers: Iterable[Reader]) -> list[Candidate]:
    """The letters of the later slot that name an action on its day; only owners of what is due
    before the next working day can get one."""
    managers = frozenset(reader.id for reader in readers)
    next_day = next_working_day(facts.today + timedelta(days=1), facts.holidays)
    due = owners_of_what_is_due(facts.today, next_day)
    found = [reminders(share, managers=managers) for share in shares(facts, of=due)]
    every = (one for part in found for one in part.candidates)
    return [one for one in every if one.urgency is Urgency.DUE_TODAY]


def plan_reminders(now: datetime) -> tuple[int, list[Skipped]]:
    """Plan today's other timed letters: reminders, escalations, what waits for a decision, the
    boards' summaries and reports, and word that somebody gets no mail. The caller commits."""
    facts = _facts(now)
    if facts is None:
        return 0, [_closed(local_day(now))]
    found, climbing = _about_open_actions(facts)
    found.candidates += one_letter_a_rung(climbing)
    plans = boards.boards_due(
        board_plans(), facts.people, today=facts.today, holidays=facts.holidays
    )
    found.add(checks_asked(facts))
    found.add(board_digests(facts, plans))
    found.add(packs(facts, unreported_meetings(facts.today)))
    found.candidates += delivery_problems(facts, _out_of_reach(facts.today))
    return _settle(facts, found)


def _about_open_actions(facts: Facts) -> tuple[Found, list[Candidate]]:
    """What the open actions come to, share by share, and what of them is escalated."""
    managers = frozenset(one.id for one in digest_readers(facts, accountable_managers()))
    found = Found()
    climbing: list[Candidate] = []
    for share in shares(facts):
        own = reminders(share, managers=managers)
        told = Counter(action_id for one in own.candidates for action_id, _step in one.steps)
        above = escalated(share, told)
        climbing += above.candidates
        found.add(own)
        found.skips += above.skips
        found.add(asked_again(share))
    return found, climbing


def _out_of_reach(today: date) -> frozenset[int]:
    """Who gets no mail although open actions depend on it."""
    return frozenset(one.person_id for one in people_without_mail(today) if one.action_ids)


def _facts(now: datetime) -> Facts | None:
    """What to plan from, or None on a day on which nothing is sent."""
    today = local_day(now)
    holidays = closed_days(today)
    return gather(now, today=today, holidays=holidays) if is_working_day(today, holidays) else None


def _settle(
    facts: Facts, found: Found, *, reserved: Iterable[Candidate] = ()
) -> tuple[int, list[Skipped]]:
    """Give each person what is their turn, and write down what came of it.

    `reserved` are letters of a later slot whose turn is kept for them.
    """
    kept = list(reserved)
    newer = {one.family for one in (*found.candidates, *kept)}
    turn = take_turns(
        [*found.candidates, *kept, *(one for one in facts.waiting if one.family not in newer)],
        had=facts.had,
        most=facts.rules.most_a_day,
    )
    ours = {id(one) for one in found.candidates}
    going = [one for one in turn.going if id(one) in ours]
    put_off = [one for one, _before in turn.waiting]
    behind = {one.family for one in put_off}
    waiting = Turn((), tuple(row for row in turn.waiting if id(row[0]) in ours))
    won = keeping.plan_letters(going, facts)
    keeping.put_off([*put_off, *(one for one in facts.waiting if one.family in behind)], facts)
    keeping.remember(found.skips, going, waiting, facts)
    return won, [*_skipped(found.skips), *_skipped(keeping.waits(waiting, facts.rules.most_a_day))]


def _skipped(skips: Iterable[Skip]) -> list[Skipped]:
    return [Skipped(s.purpose, s.recipient_id, s.reason, s.action_id) for s in skips if s.purpose]


def _closed(today: date) -> Skipped:
    return Skipped("all", None, f"{long_day(today)} is not a working day")


_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def _take_slot(rule: str, slot: datetime) -> bool:
    """True for exactly one caller a slot, however many try; the caller's transaction holds it."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(
        dialect.insert(ScheduleCursor)
        .values(rule=rule, planned_to=_BEFORE_ALL)
        .on_conflict_do_nothing(index_elements=["rule"])
    )
    moved = db.session.execute(
        update(ScheduleCursor)
        .where(ScheduleCursor.rule == rule, ScheduleCursor.planned_to < slot)
        .values(planned_to=slot)
        .execution_options(synchronize_session=False)
    )
    return isinstance(moved, CursorResult) and moved.rowcount == 1
