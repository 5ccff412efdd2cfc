"""What the owners of a plan to be would be told, before there is a plan to be told of."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracker.delivery.render import Words
from tracker.domain.actions import Progress, Standing
from tracker.domain.draft_actions import NumberedAction, people_told
from tracker.domain.drafts import Draft, Sending
from tracker.domain.reminders import OwnedAction
from tracker.services.imports import managers, owners
from tracker.services.installation import settings
from tracker.services.letters.facts import Owned, plan_in_email
from tracker.services.letters.write import LetterWriter
from tracker.store.people import Person
from tracker.store.plans import Plan


@dataclass(frozen=True)
class Told:
    """One person who would be told, and of which actions."""

    person: Person
    numbers: tuple[str, ...]


def told_of(draft: Draft, *, by: Person) -> list[Told]:
    """Who would get an email, by name; nobody is told of what they give themselves."""
    may_own = owners()
    found = people_told(draft, giver=by.id)
    return [
        Told(person, tuple(one.number for one in found[number]))
        for number, person in may_own.items()
        if number in found
    ]


def letters_to_come(
    draft: Draft, sending: Sending, *, by: Person, today: date, templates: Path
) -> list[tuple[Person, Words]]:
    """Each person who would be told, by name, and the email they would get."""
    writer = LetterWriter(settings(), templates)
    may_own, may_manage = owners(), managers()
    plan = Plan(code=sending.code, title=sending.title, restricted=False)
    found = people_told(draft, giver=by.id)
    return [
        (
            person,
            writer.preview_new_actions(
                person, [_owned(one, plan, by, may_manage, today) for one in found[number]]
            ),
        )
        for number, person in may_own.items()
        if number in found
    ]


def _owned(
    one: NumberedAction, plan: Plan, by: Person, may_manage: dict[int, Person], today: date
) -> Owned:
    action = one.action
    due_on = action.due_on or today
    manager = may_manage.get(action.manager or 0)
    standing = Standing(Progress.NOT_STARTED, due_on, None, min(today, due_on), None, None, None)
    facts = OwnedAction(
        id=0,
        owner_id=action.owner or 0,
        standing=standing,
        given_on=today,
        manager_name=manager.name if manager else "",
        chased=False,
        asked_for_on=None,
    )
    return Owned(
        id=0,
        ref=f"{plan.code}-{one.number}",
        plan_code=plan.code,
        number=one.number,
        name=action.short_title,
        restricted=False,
        plan_words=plan_in_email(plan),
        standing=standing,
        last_said=None,
        manager=facts.manager_name,
        review_on=None,
        area_wording=one.areas[0].wording,
        measure=action.measure,
        given_by=by.name,
        chased_by="",
        facts=facts,
    )
