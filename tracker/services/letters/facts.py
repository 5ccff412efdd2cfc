"""What the letters need to know, asked for as their recipient."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from tracker.domain.actions import PROGRESS_WORDS, Standing
from tracker.domain.measures import Reading, short
from tracker.domain.milestones import in_short
from tracker.domain.personal import personal_detail_in
from tracker.domain.reminders import OwnedAction
from tracker.domain.rules import Rules
from tracker.domain.wording import shortened
from tracker.extensions import db
from tracker.services.emailed_links import link_token, may_have_link
from tracker.services.installation import settings
from tracker.store.actions import Action
from tracker.store.doors import sees_own, visible_actions
from tracker.store.letter_rows import LetterRow, first_areas, letter_rows, milestones_of, with_plans
from tracker.store.once import asked_once, known
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.review_facts import escalations_of
from tracker.store.rules import COUNCIL, action_scope, plan_scope, rules_of_actions, said_at

_AT_ONCE = 1_000
LONGEST_QUOTE = 300
LONGEST_AREA = 60


class Owned(NamedTuple):
    """One action as a letter to its owner speaks of it."""

    id: int
    ref: str
    plan_code: str
    number: str
    name: str
    """The short title, or that it is in a restricted plan: then nothing else may be said."""
    restricted: bool
    plan_words: str
    standing: Standing
    last_said: str | None
    manager: str
    review_on: date | None
    area_wording: str
    measure: str
    given_by: str
    chased_by: str
    facts: OwnedAction
    steps: str = ""
    """How many of its milestones are finished, where it has any."""
    escalated_to: str = ""
    """To whom it has been escalated since it was due."""
    link: str = ""
    """The signed word with which its reader may update it without an account, if they may."""

    @property
    def label(self) -> str:
        """'1.1 Conference minutes within 15 working days'."""
        return f"{self.number} {self.name}"


@asked_once
def owned_by(
    owner: Person, *, seen_by: Person, today: date, links_at: datetime | None = None
) -> list[Owned]:
    """The owner's open actions in live plans as the reader may see them, soonest due first; with
    the links for updating without an account made at an instant, if one is given."""
    seen = (Action.owner_id == owner.id) & visible_actions(seen_by, today)
    own = owner if owner.id == seen_by.id else None
    return [
        _with_link(one, plan, own, links_at) if own and links_at else one
        for plan, one in _owned_where(seen, today)
    ]


def ask_what_is_owned(owners: Collection[Person], *, today: date, links_at: datetime) -> None:
    """Ask in a few statements for what `owned_by` would ask for each of these about their own."""
    by_owner: dict[int, list[Owned]] = {owner.id: [] for owner in owners if sees_own(owner)}
    people = {owner.id: owner for owner in owners}
    for plan, one in _owned_where(Action.owner_id.in_(list(by_owner)), today):
        own = people[one.facts.owner_id]
        by_owner[own.id].append(_with_link(one, plan, own, links_at))
    for number, owned in by_owner.items():
        owner = people[number]
        known(owned_by, owned, owner, seen_by=owner, today=today, links_at=links_at)


def _owned_where(which: ColumnElement[bool], today: date) -> Iterator[tuple[Plan, Owned]]:
    """Each with its plan. Of very many some at a time are held whole."""
    found = letter_rows().where(which, Action.open, Plan.state == PlanState.LIVE)
    found = found.order_by(Action.due_on, Action.id)
    rows = db.session.execute(found.execution_options(yield_per=_AT_ONCE))
    plans: dict[int, Plan] = {}
    for some in rows.partitions():
        actions = with_plans(some, plans)
        beside = _beside(actions)
        yield from ((action.plan, _owned(action, beside, today)) for action in actions)


@dataclass(frozen=True)
class _Beside:
    """What is asked about many actions at once, by their numbers."""

    givers: dict[int, str]
    """The names of those who gave them, by number."""
    rules: Callable[[int, int], Rules]
    """What holds for an action, given its plan and its number."""
    escalated: dict[int, str]
    areas: dict[int, tuple[str, str]]
    steps: dict[int, list[tuple[date | None, date | None]]]


def _beside(actions: Sequence[LetterRow]) -> _Beside:
    ids = [action.id for action in actions]
    return _Beside(
        givers=_givers(actions),
        rules=rules_of_actions(said_at(_scopes(actions))),
        escalated=escalations_of(ids),
        areas=first_areas(ids),
        steps=milestones_of(ids),
    )


def _with_link(one: Owned, plan: Plan, owner: Person, now: datetime) -> Owned:
    if not may_have_link(owner, plan):
        return one
    token = link_token(one.id, owner.id, secret_key=settings().secret_key, now=now)
    return one._replace(link=token)


def _givers(actions: Iterable[LetterRow]) -> dict[int, str]:
    """The names of those who gave these actions, by number."""
    given_by = {action.given_by_id for action in actions}
    found = select(Person.id, Person.name).where(Person.id.in_(given_by))
    return {row.id: row.name for row in db.session.execute(found)}


def _scopes(actions: Iterable[LetterRow]) -> set[str]:
    """The levels whose rules may hold for these actions."""
    plans = {plan_scope(action.plan.id) for action in actions}
    return {COUNCIL} | plans | {action_scope(action.id) for action in actions}


def _owned(action: LetterRow, beside: _Beside, today: date) -> Owned:
    hidden, standing = action.plan.restricted, action.standing
    _number, area = beside.areas.get(action.id, ("", ""))
    return Owned(
        id=action.id,
        ref=action.ref,
        plan_code=action.plan.code,
        number=action.number,
        name=name_in_email(action),
        restricted=hidden,
        plan_words=plan_in_email(action.plan),
        standing=standing,
        last_said=PROGRESS_WORDS[action.last_said].lower() if action.last_said else None,
        manager=action.manager_name,
        review_on=action.plan.next_review_on,
        area_wording="" if hidden else area,
        measure="" if hidden else action.measure,
        given_by=beside.givers.get(action.given_by_id, ""),
        chased_by=action.chased_by or "",
        facts=OwnedAction(
            id=action.id,
            owner_id=action.owner_id,
            standing=standing,
            given_on=action.given_on,
            manager_name=action.manager_name,
            chased=action.is_chased,
            asked_for_on=action.asked_for,
            rules=beside.rules(action.plan.id, action.id),
            plan_paused=action.plan.paused,
            board=action.plan.board_ask,
        ),
        steps=steps_in_email(action.plan, beside.steps.get(action.id, ()), today),
        escalated_to=beside.escalated.get(action.id, ""),
    )


def name_in_email(action: Action | LetterRow) -> str:
    """The title that may stand in a letter: never that of an action in a restricted plan."""
    return "in a restricted plan" if action.plan.restricted else action.short_title


def quoted(text: str, plan: Plan, today: date) -> str:
    """A reason somebody gave to the reader, as far as a letter may carry it.

    Nothing of a restricted plan, and nothing that looks like somebody's personal detail.
    """
    words = " ".join(text.split())
    if plan.restricted or personal_detail_in(words, today):
        return ""
    return shortened(words, LONGEST_QUOTE)


def measure_in_email(action: Action | LetterRow, newest: Reading | None, today: date) -> str:
    """'Measure: 82% on 1 July, target 95%', as far as a letter may carry it.

    Nothing of a restricted plan; empty where there is neither a target nor a reading.
    """
    return quoted(short(action.measured, newest, today=today), action.plan, today)


def steps_in_email(
    plan: Plan, steps: Iterable[tuple[date | None, date | None]], today: date
) -> str:
    """How many of an action's milestones are finished; nothing of a restricted plan."""
    return "" if plan.restricted else in_short(steps, today)


def area_in_email(number: str, title: str, plan: Plan) -> str:
    """The title of an area in a list of areas, not longer than a list has room for."""
    return f"Area {number}" if plan.restricted else shortened(title, LONGEST_AREA)


def plan_in_email(plan: Plan) -> str:
    """'the inspection action plan for safeguarding and looked after children'."""
    if plan.restricted:
        return "a restricted plan"
    return f"the inspection action plan for {plan.title[:1].lower()}{plan.title[1:]}"
