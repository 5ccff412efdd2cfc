"""Why a person got an email about an action, why none, and what comes next.

What is on record is told as it was recorded. What is not, and what is still to come, is worked out
by the planner's own rules from what was known on that morning.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.domain.access import OWNERS, Role
from tracker.domain.actions import PROGRESS_WORDS
from tracker.domain.forecast import (
    WEEKDAYS,
    Day,
    closed_day,
    mornings,
    need_of,
    why_quiet,
)
from tracker.domain.occasions import rule_of
from tracker.domain.reminders import OwnedAction, weekly_day
from tracker.domain.wording import day, local_day, long_day
from tracker.services.holding import mail_hold
from tracker.services.installation import closed_days, council_rules
from tracker.services.letter_rules import rules_by_letter
from tracker.store.actions import Action
from tracker.store.as_of import owned_as_of, owner_facts, planned_before
from tracker.store.cover import covers_on
from tracker.store.delivery_detail import suppression_of
from tracker.store.outbox import Notification, OccasionSkip
from tracker.store.people import Person
from tracker.store.plans import PlanState
from tracker.store.rules import said_at
from tracker.store.snapshots import open_actions
from tracker.store.told import (
    let_pass,
    letters_to,
    occasions_of,
    steps_of,
    was_planned_for,
)

LAST, NEXT, PASSED = 3, 3, 10
AHEAD = timedelta(days=120)
"""How far the planner is run forward to find the next three."""


@dataclass(frozen=True)
class Coming:
    """One email that comes if nothing changes."""

    on: date
    kind: str
    rule: str


@dataclass(frozen=True)
class Story:
    """Everything that is known about one person, one action and one day."""

    on: date
    letters: Sequence[Notification]
    """What went, or was to go, to this person about this action on the day."""
    reasons: tuple[str, ...]
    """Why nothing did, or what will, in sentences without their full stops."""
    last: Sequence[Notification]
    coming: tuple[Coming, ...]
    rules: Mapping[str, Sequence[str]]
    """Why each of `letters` and `last` was planned, by its id."""
    passed: Sequence[OccasionSkip]
    in_the_way: tuple[str, ...]
    """What keeps emails from this person just now, whatever the rules say."""


def story(person: Person, action: Action, *, on: date, now: datetime) -> Story:
    """Explain a day to the full; the same statements however many letters there are."""
    today = local_day(now)
    obstacles = tuple(_in_the_way(person, action, today))
    letters = letters_to(person, action, number=20, on=on)
    last = letters_to(person, action, number=LAST)
    told = [*letters, *last]
    ahead = _ahead(person, action, today) if not _never(person, action) else None
    return Story(
        on=on,
        letters=letters,
        reasons=() if letters else tuple(_reasons(person, action, on, today, ahead)),
        last=last,
        coming=tuple(_coming(person, action, today, ahead))[:NEXT],
        rules=rules_by_letter(told, occasions_of(told), steps_of(told), about=action.id),
        passed=let_pass(person, action, number=PASSED),
        in_the_way=obstacles,
    )


@dataclass(frozen=True)
class _Ahead:
    """The planner run forward for an owner: from which day, and what each morning brings."""

    first: date
    facts: OwnedAction
    days: tuple[Day, ...]


def _never(person: Person, action: Action) -> str | None:
    """Why nothing at all is sent to this person about this action; None when something may be."""
    if not person.active:
        return f"{person.name} is turned off and gets no emails"
    if not action.open:
        return f"the action is {PROGRESS_WORDS[action.progress].lower()}, so nothing more is sent"
    if action.plan.state is not PlanState.LIVE:
        return "its plan is closed, so nothing is sent about it"
    return None


def _ahead(person: Person, action: Action, today: date) -> _Ahead | None:
    if person.id != action.owner_id or person.role not in OWNERS:
        return None
    owned = [one.facts for one in open_actions(said_at(), owner_id=person.id)]
    facts = next((one for one in owned if one.id == action.id), None)
    if facts is None:
        return None
    first = today + timedelta(days=1) if was_planned_for(person.id, today) else today
    owner = owner_facts(person)
    days = mornings(
        owner,
        owned,
        first=first,
        last=today + AHEAD,
        holidays=closed_days(today),
        planned=planned_before(owner, [one.id for one in owned], first),
        digest_days=council_rules().digest_days,
    )
    return _Ahead(first, facts, tuple(days))


def _reasons(
    person: Person, action: Action, on: date, today: date, ahead: _Ahead | None
) -> Iterator[str]:
    recorded = _recorded(person, action, on)
    if recorded:
        yield from recorded
        return
    closed = closed_day(on, closed_days(on))
    if closed:
        yield closed
        return
    never = _never(person, action) if on >= today else None
    if never:
        yield never
        return
    yield from _worked_out(person, action, on, ahead)


def _recorded(person: Person, action: Action, on: date) -> list[str]:
    """The reasons kept that day: those about the action itself, else about the whole letter."""
    rows = let_pass(person, action, number=20, on=on)
    own = [row.reason for row in rows if row.action_id == action.id]
    return list(dict.fromkeys(own or [row.reason for row in rows]))


def _worked_out(person: Person, action: Action, on: date, ahead: _Ahead | None) -> Iterator[str]:
    if person.id == action.owner_id:
        yield _for_owner(person, action, on, ahead)
    if person.id == action.manager_id:
        yield _for_manager(person, on)
    if person.id not in (action.owner_id, action.manager_id):
        yield _for_neither(person, action)


def _for_owner(person: Person, action: Action, on: date, ahead: _Ahead | None) -> str:
    facts: OwnedAction | None
    if ahead and on >= ahead.first:
        facts, found = ahead.facts, next((d for d in ahead.days if d.morning.today == on), None)
    else:
        facts, found = _as_it_was(person, action, on)
    if facts is None:
        return f"on that day the action was not open, or not yet given to {person.name}"
    if found is None:
        return f"{long_day(on)} is too far ahead to say"
    need = need_of(found.verdict, action.id)
    if need is None:
        return why_quiet(owner_facts(person), facts, found)
    rule = rule_of(need.key) or need.why.value
    told = "comes" if ahead and on >= ahead.first else "was due"
    return f"an email {told} that day. {rule}"


def _as_it_was(person: Person, action: Action, on: date) -> tuple[OwnedAction | None, Day | None]:
    """The facts of a morning that has passed, and the planner's verdict on them."""
    owned = owned_as_of(person.id, on)
    owner = owner_facts(person)
    days = mornings(
        owner,
        owned,
        first=on,
        last=on,
        holidays=closed_days(on),
        planned=planned_before(owner, [one.id for one in owned], on),
        digest_days=council_rules().digest_days,
    )
    return next((one for one in owned if one.id == action.id), None), next(days, None)


def _for_manager(person: Person, on: date) -> str:
    if person.role is not Role.MANAGER:
        return f"{person.name} is accountable for it, and only managers get the weekly summary"
    if not person.wants_digest:
        return f"{person.name} has stopped the weekly summary"
    chosen = weekly_day(person.digest_weekday, on, closed_days(on))
    if chosen == on:
        return "the weekly summary goes that day when something is overdue or waits for a decision"
    return (
        f"{person.name} is accountable for it and gets the weekly summary on"
        f" {WEEKDAYS[person.digest_weekday]}s; that week’s day is {long_day(chosen)}"
    )


def _for_neither(person: Person, action: Action) -> str:
    return (
        f"{person.name} neither owns the action nor is accountable for it. Its owner is"
        f" {action.owner.name}, its accountable manager {action.manager.name}"
    )


def _coming(person: Person, action: Action, today: date, ahead: _Ahead | None) -> Iterator[Coming]:
    found = []
    for one in ahead.days if ahead else ():
        need = need_of(one.verdict, action.id)
        if need and one.verdict.reminder:
            kind = "agenda" if one.verdict.reminder.agenda_key else need.why.value
            found.append(Coming(one.morning.today, kind, rule_of(need.key) or need.why.value))
    found += _summaries(person, action, today)
    yield from sorted(found, key=lambda one: one.on)


def _summaries(person: Person, action: Action, today: date) -> Iterator[Coming]:
    gets_them = person.role is Role.MANAGER and person.wants_digest and person.active
    if person.id != action.manager_id or not gets_them or not action.open:
        return
    holidays = closed_days(today)
    for week in range(NEXT + 1):
        on = weekly_day(person.digest_weekday, today + timedelta(weeks=week), holidays)
        if on > today:
            yield Coming(on, "digest", "When something is overdue or waits for a decision")


def _in_the_way(person: Person, action: Action, today: date) -> Iterator[str]:
    hold, suppression = mail_hold(), suppression_of(person)
    if hold:
        yield f"All mail is held. {hold.reason.rstrip('.')}"
    if suppression:
        since = day(local_day(suppression.since))
        yield f"No mail goes to the address of {person.name} since {since}: {suppression.reason}"
    cover = covers_on(today).get(person.id)
    if cover:
        until = f"{person.name} is away until {day(cover.to_on)}"
        got_by = cover.covered_by
        yield f"{until}; {got_by.name} gets their emails" if got_by else f"{until}, with no cover"
    if person.paused_until and (person.paused_from or today) <= today <= person.paused_until:
        yield f"{person.name} has paused reminders until {day(person.paused_until)}"
    if action.plan.paused:
        yield "Its plan is paused, so nobody is reminded of anything in it"
