"""What the letters need to know, asked for as their recipient."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from tracker.domain.actions import PROGRESS_WORDS, Standing
from tracker.domain.digests import DigestAction
from tracker.domain.measures import Reading, short
from tracker.domain.milestones import in_short
from tracker.domain.personal import personal_detail_in
from tracker.domain.reminders import OwnedAction
from tracker.domain.wording import local_day, shortened
from tracker.extensions import db
from tracker.services.deciders import date_deciders
from tracker.services.emailed_links import link_token, may_have_link
from tracker.services.installation import settings
from tracker.store.action_snapshots import standings_on
from tracker.store.actions import Action
from tracker.store.aliases import shared_alias
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.doors import sees_own, visible_actions
from tracker.store.evidence import files_of
from tracker.store.measures import newest_readings
from tracker.store.once import asked_once, known
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Finding
from tracker.store.review_facts import escalations_of
from tracker.store.rules import COUNCIL, action_scope, plan_scope, rules_for, said_at

# Made once, because making an alias costs more than the rest of the statement.
_ASKED = shared_alias(DateRequest)

_AT_ONCE = 1_000
LONGEST_QUOTE = 300
LONGEST_AREA = 60


@dataclass(frozen=True)
class Owned:
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
    waiting = and_(_ASKED.action_id == Action.id, _ASKED.state == RequestState.WAITING)
    found = (
        select(Action, _ASKED.to_on)
        .join(Action.plan)
        .outerjoin(_ASKED, waiting)
        .where(which, Action.open, Plan.state == PlanState.LIVE)
        .order_by(Action.due_on, Action.id)
        .options(
            contains_eager(Action.plan),
            joinedload(Action.manager),
            joinedload(Action.chased_by),
            selectinload(Action.findings),
            selectinload(Action.milestones),
        )
    )
    rows = db.session.execute(found.execution_options(yield_per=_AT_ONCE))
    for some in rows.partitions():
        actions = [action for action, _asked_for in some]
        givers, said = _givers(actions), said_at(_scopes(actions))
        escalated = escalations_of([action.id for action in actions])
        for action, asked_for in some:
            yield (
                action.plan,
                replace(
                    _owned(action, asked_for, givers, said),
                    steps=steps_in_email(action, today),
                    escalated_to=escalated.get(action.id, ""),
                ),
            )


def _with_link(one: Owned, plan: Plan, owner: Person, now: datetime) -> Owned:
    if not may_have_link(owner, plan):
        return one
    token = link_token(one.id, owner.id, secret_key=settings().secret_key, now=now)
    return replace(one, link=token)


def _givers(actions: Iterable[Action]) -> dict[int, str]:
    """The names of those who gave these actions, by number."""
    given_by = {action.given_by_id for action in actions}
    found = select(Person.id, Person.name).where(Person.id.in_(given_by))
    return {row.id: row.name for row in db.session.execute(found)}


def _scopes(actions: Iterable[Action]) -> set[str]:
    """The levels whose rules may hold for these actions."""
    plans = {plan_scope(action.plan_id) for action in actions}
    return {COUNCIL} | plans | {action_scope(action.id) for action in actions}


def _owned(
    action: Action,
    asked_for: date | None,
    givers: dict[int, str],
    said: dict[str, dict[str, Any]],
) -> Owned:
    hidden = action.plan.restricted
    return Owned(
        id=action.id,
        ref=action.ref,
        plan_code=action.plan.code,
        number=action.number,
        name=name_in_email(action),
        restricted=hidden,
        plan_words=plan_in_email(action.plan),
        standing=action.standing,
        last_said=PROGRESS_WORDS[action.last_said].lower() if action.last_said else None,
        manager=action.manager.name,
        review_on=action.plan.next_review_on,
        area_wording="" if hidden or not action.findings else action.findings[0].wording,
        measure="" if hidden else action.measure,
        given_by=givers.get(action.given_by_id, ""),
        chased_by=action.chased_by.name if action.chased_by else "",
        facts=OwnedAction(
            id=action.id,
            owner_id=action.owner_id,
            standing=action.standing,
            given_on=local_day(action.given_at),
            manager_name=action.manager.name,
            chased=action.is_chased,
            asked_for_on=asked_for,
            rules=rules_for(said, plan_id=action.plan_id, action_id=action.id),
            plan_paused=action.plan.paused,
            board=action.plan.board_ask,
        ),
    )


def name_in_email(action: Action) -> str:
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


def measure_in_email(action: Action, newest: Reading | None, today: date) -> str:
    """'Measure: 82% on 1 July, target 95%', as far as a letter may carry it.

    Nothing of a restricted plan; empty where there is neither a target nor a reading.
    """
    return quoted(short(action.measured, newest, today=today), action.plan, today)


def steps_in_email(action: Action, today: date) -> str:
    """How many of its milestones are finished; nothing of a restricted plan."""
    if action.plan.restricted:
        return ""
    return in_short(((one.due_on, one.done_on) for one in action.milestones), today)


def area_in_email(number: str, title: str, plan: Plan) -> str:
    """The title of an area in a list of areas, not longer than a list has room for."""
    return f"Area {number}" if plan.restricted else shortened(title, LONGEST_AREA)


def plan_in_email(plan: Plan) -> str:
    """'the inspection action plan for safeguarding and looked after children'."""
    if plan.restricted:
        return "a restricted plan"
    return f"the inspection action plan for {plan.title[:1].lower()}{plan.title[1:]}"


def accountable_to(
    manager: Person, *, seen_by: Person, today: date
) -> tuple[list[DigestAction], list[tuple[str, str, str]], list[str]]:
    """What a manager's digest is worked out from: their actions, the areas, the plans' full titles.

    Nine statements and one for each rung above, however many actions there are.
    """
    actions = _accountable(manager, seen_by, today)
    ids = [action.id for action in actions]
    requests = _waiting_requests(ids)
    week_ago, files = standings_on(db.session(), actions, today - timedelta(days=7)), files_of(ids)
    readings = newest_readings(ids)
    plans = {action.plan_id: action.plan for action in actions}
    asked = [(a, requests[a.id].asked_by_id) for a in actions if a.id in requests]
    deciders = date_deciders(asked, today)
    facts = [
        _digest_action(
            a,
            requests.get(a.id),
            week_ago.get(a.id),
            files.get(a.id, 0),
            date_is_theirs=a.id in deciders and deciders[a.id].person.id == manager.id,
            measure=measure_in_email(a, readings.get(a.id), today),
            steps=steps_in_email(a, today),
        )
        for a in actions
    ]
    ordered = sorted(plans.values(), key=lambda plan: (plan.started_at, plan.id))
    return facts, _areas(ordered), [_title(plan) for plan in ordered]


def _accountable(manager: Person, seen_by: Person, today: date) -> Sequence[Action]:
    return db.session.scalars(
        select(Action)
        .join(Action.plan)
        .where(Action.manager_id == manager.id, Plan.state == PlanState.LIVE)
        .where(visible_actions(seen_by, today))
        .order_by(Plan.started_at, Plan.id, Action.position)
        .options(
            contains_eager(Action.plan),
            joinedload(Action.owner).joinedload(Person.team),
            selectinload(Action.findings),
            selectinload(Action.milestones),
        )
    ).all()


def _waiting_requests(action_ids: list[int]) -> dict[int, DateRequest]:
    found = select(DateRequest).where(
        DateRequest.action_id.in_(action_ids), DateRequest.state == RequestState.WAITING
    )
    return {request.action_id: request for request in db.session.scalars(found)}


def _digest_action(
    action: Action,
    request: DateRequest | None,
    week_ago: Standing | None,
    files: int,
    *,
    date_is_theirs: bool,
    measure: str,
    steps: str,
) -> DigestAction:
    return DigestAction(
        ref=action.ref,
        number=action.number,
        name=name_in_email(action),
        plan_code=action.plan.code,
        area=action.findings[0].number if action.findings else "",
        owner=action.owner.name_and_body,
        standing=action.standing,
        last_said=action.last_said,
        week_ago=week_ago,
        asked_on=local_day(request.asked_at) if request else None,
        asked_for=request.to_on if request else None,
        asked_from=request.from_on if request else None,
        submitted_by=action.owner.name,
        files=files,
        date_is_theirs=date_is_theirs,
        measure=measure,
        steps=steps,
    )


def _areas(plans: list[Plan]) -> list[tuple[str, str, str]]:
    by_report = {plan.report_id: plan for plan in plans if plan.report_id}
    found = (
        select(Finding.report_id, Finding.number, Finding.title)
        .where(Finding.report_id.in_(list(by_report)))
        .order_by(Finding.report_id, Finding.position)
    )
    return [
        (plan.code, row.number, area_in_email(row.number, row.title, plan))
        for row in db.session.execute(found)
        if (plan := by_report[row.report_id])
    ]


def _title(plan: Plan) -> str:
    return (
        f"Inspection action plan {plan.code} (restricted)" if plan.restricted else plan.full_title
    )
