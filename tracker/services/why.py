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
from tracker.domain.reminders import OwnedAction
from tracker.domain.weeks import weekly_day
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
    is_owner = person.id == action.owner_id and not _never(person, action)
    ahead = _ahead(person, today) if is_owner else None
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


def person_story(person: Person, *, on: date, now: datetime) -> Story:
    """The same for everything a person is sent, naming no action: for who may see none."""
    today = local_day(now)
    letters = letters_to(person, None, number=20, on=on)
    last = letters_to(person, None, number=LAST)
    told = [*letters, *last]
    ahead = _ahead(person, today) if person.active else None
    return Story(
        on=on,
        letters=letters,
        reasons=() if letters else tuple(dict.fromkeys(_of_person(person, on, ahead))),
        last=last,
        coming=tuple(_letters_ahead(ahead))[:NEXT],
        rules=rules_by_letter(told, occasions_of(told), steps_of(told)),
        passed=let_pass(person, None, number=PASSED),
        in_the_way=tuple(_in_the_way(person, None, today)),
    )


@dataclass(frozen=True)
class _Ahead:
    """The planner run forward for an owner: from which day, and what each morning brings."""

    first: date
    owned: tuple[OwnedAction, ...]
    days: tuple[Day, ...]

    def facts(self, action: Action) -> OwnedAction | None:
        """What is known of one action; None when it is not among them."""
        return next((one for one in self.owned if one.id == action.id), None)

    def on(self, day_: date) -> Day | None:
        """One morning; None on a closed day, or too far ahead."""
        return next((one for one in self.days if one.morning.today == day_), None)


def _never(person: Person, action: Action) -> str | None:
    """Why nothing at all is sent to this person about this action; None when something may be."""
    if not person.active:
        return f"{person.name} is turned off and gets no emails"
    if not action.open:
        return f"the action is {PROGRESS_WORDS[action.progress].lower()}, so nothing more is sent"
    if action.plan.state is not PlanState.LIVE:
        return "its plan is closed, so nothing is sent about it"
    return None


def _ahead(person: Person, today: date) -> _Ahead | None:
    if person.role not in OWNERS:
        return None
    owned = [one.facts for one in open_actions(said_at(), owner_id=person.id)]
    first = today + timedelta(days=1) if was_planned_for(person.id, today) else today
    return _Ahead(first, tuple(owned), tuple(_run(person, owned, first, today + AHEAD)))


def _run(person: Person, owned: Sequence[OwnedAction], first: date, last: date) -> Iterator[Day]:
    """The planner run over some mornings, knowing what was planned before the first."""
    owner = owner_facts(person)
    return mornings(
        owner,
        owned,
        first=first,
        last=last,
        holidays=closed_days(first),
        planned=planned_before(owner, [one.id for one in owned], first),
        digest_days=council_rules().digest_days,
    )


def _letters_ahead(ahead: _Ahead | None) -> Iterator[Coming]:
    for one in ahead.days if ahead else ():
        reminder = one.verdict.reminder
        if reminder:
            kind = "agenda" if reminder.agenda_key else reminder.needs[0].why.value
            rules = dict.fromkeys(rule_of(need.key) or need.why.value for need in reminder.needs)
            yield Coming(one.morning.today, kind, "; ".join(rules))


def _of_person(person: Person, on: date, ahead: _Ahead | None) -> Iterator[str]:
    recorded = [row.reason for row in let_pass(person, None, number=50, on=on)]
    closed = closed_day(on, closed_days(on))
    if recorded or closed:
        yield from recorded or [closed or ""]
        return
    if not person.active:
        yield f"{person.name} is turned off and gets no emails"
        return
    in_future = ahead is not None and on >= ahead.first
    found = ahead.on(on) if ahead and in_future else _as_it_was(person, on)[1]
    if found is None:
        yield f"{long_day(on)} is too far ahead to say"
    elif found.verdict.reminder:
        yield "an email comes that day" if in_future else "an email was due that day"
    else:
        yield from [silence.reason for silence in found.verdict.silences]
        yield "nothing else needs them that day"


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
    in_future = ahead is not None and on >= ahead.first
    if ahead and in_future:
        facts, found = ahead.facts(action), ahead.on(on)
    else:
        owned, found = _as_it_was(person, on)
        facts = next((one for one in owned if one.id == action.id), None)
    if facts is None:
        return f"on that day the action was not open, or not yet given to {person.name}"
    if found is None:
        return f"{long_day(on)} is too far ahead to say"
    need = need_of(found.verdict, action.id)
    if need is None:
        return why_quiet(owner_facts(person), facts, found)
    return (
        f"an email {'comes' if in_future else 'was due'} that day."
        f" {rule_of(need.key) or need.why.value}"
    )


def _as_it_was(person: Person, on: date) -> tuple[list[OwnedAction], Day | None]:
    """The facts of a morning that has passed, and the planner's verdict on them."""
    owned = owned_as_of(person.id, on)
    return owned, next(_run(person, owned, on, on), None)


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


def _in_the_way(person: Person, action: Action | None, today: date) -> Iterator[str]:
    hold, suppression = mail_hold(), suppression_of(person)
    if hold.held:
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
    if action is not None and action.plan.paused:
        yield "Its plan is paused, so nobody is reminded of anything in it"
