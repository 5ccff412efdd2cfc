"""What rules would send about one action in the weeks to come, by running the planner forward.

The planner's own pure functions are asked day by day, as if nobody updated anything meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.domain.actions import Progress, Standing
from tracker.domain.escalation import escalations
from tracker.domain.forecast import mornings, need_of
from tracker.domain.reminders import OwnedAction, Owner, Pattern
from tracker.domain.rules import Rules
from tracker.domain.wording import count, day, listed, local_day, short_day
from tracker.domain.workdays import Holidays, add_working_days, is_working_day
from tracker.services.installation import closed_days
from tracker.services.planning.facts import Facts, gather
from tracker.services.planning.shares import shares
from tracker.store.actions import Action
from tracker.store.snapshots import OpenAction

LOOKS_AHEAD = 28
"""Days that are looked ahead, today's included."""


@dataclass(frozen=True)
class Outlook:
    """Who would be told of an action on which days, and who would be asked to decide."""

    person: str
    about: str
    first: date
    last: date
    emails: tuple[date, ...]
    escalated: tuple[tuple[date, str], ...]

    @property
    def sentences(self) -> list[str]:
        """'Priya Nair would get 3 emails about action 1.1 between 4 July and 31 July 2011.'"""
        span = f"between {short_day(self.first)} and {day(self.last)}"
        if not self.emails:
            told = [f"{self.person} would get no email about {self.about} {span}."]
        else:
            number = count(len(self.emails), "email")
            on = listed([day(one) for one in self.emails])
            told = [f"{self.person} would get {number} about {self.about} {span}: on {on}."]
        told += [f"{who} would be asked to decide on {day(on)}." for on, who in self.escalated]
        return [*told, "That is if nobody updates it, and nothing else is said to them first."]


def outlook_for(
    action: Action, said: Mapping[str, Mapping[str, object]], *, now: datetime
) -> Outlook | None:
    """What would be sent about an open action if each level said this; None when it is not open
    in a live plan."""
    today = local_day(now)
    council = gather(now, today=today, holidays=closed_days(today), said=said)
    facts = next(shares(council, of=[action.owner_id]))
    held = next((one for one in facts.actions if one.facts.id == action.id), None)
    if held is None:
        return None
    own = [one.facts for one in facts.actions]
    person = facts.people[held.facts.owner_id]
    owner = Owner(person.id, person.reminders, person.agenda_weekday)
    emails = _run_forward(owner, own, held.facts.id, facts.rules, facts)
    escalated = _escalated(held, facts)
    about = f"action {action.number}"
    return Outlook(person.name, about, today, _last(today), tuple(emails), tuple(escalated))


def outlook_of_a_sample(rules: Rules, *, now: datetime) -> Outlook:
    """What would be sent about a sample action, alone with its owner and due in ten working days;
    for where no plan may be read."""
    today = local_day(now)
    holidays = closed_days(today)
    due_on = add_working_days(today, 10, holidays)
    given_on = today - timedelta(days=60)
    standing = Standing(Progress.ON_TRACK, due_on, None, given_on, None, None, None)
    sample = OwnedAction(1, 1, standing, given_on, "their manager", False, None, rules)
    owner = Owner(1, Pattern.WEEKLY, 0)
    emails = _mornings(owner, [sample], 1, rules, today=today, holidays=holidays, planned={})
    about = f"it, due on {day(due_on)},"
    return Outlook(
        "An officer with one action", about, today, _last(today), tuple(emails), escalated=()
    )


def _last(today: date) -> date:
    return today + timedelta(days=LOOKS_AHEAD - 1)


def _run_forward(
    owner: Owner, own: list[OwnedAction], action_id: int, rules: Rules, facts: Facts
) -> list[date]:
    return _mornings(
        owner,
        own,
        action_id,
        rules,
        today=facts.today,
        holidays=facts.holidays,
        planned=facts.planned,
    )


def _mornings(
    owner: Owner,
    own: list[OwnedAction],
    action_id: int,
    rules: Rules,
    *,
    today: date,
    holidays: Holidays,
    planned: Mapping[str, date],
) -> list[date]:
    """The days on which the owner would be told of the action."""
    days = mornings(
        owner,
        own,
        first=today,
        last=_last(today),
        holidays=holidays,
        planned=planned,
        digest_days=rules.digest_days,
    )
    return [one.morning.today for one in days if need_of(one.verdict, action_id)]


def _escalated(held: OpenAction, facts: Facts) -> list[tuple[date, str]]:
    planned = dict(facts.planned)
    found: list[tuple[date, str]] = []
    for n in range(LOOKS_AHEAD):
        on = facts.today + timedelta(days=n)
        if not is_working_day(on, facts.holidays):
            continue
        for one in escalations(
            held.facts,
            held.manager_id,
            facts.ladder,
            today=on,
            holidays=facts.holidays,
            planned=planned,
        ):
            if one.to is not None:
                planned[one.key] = on
                found.append((on, facts.people[one.to].name))
    return found
