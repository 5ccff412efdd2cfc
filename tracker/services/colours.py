"""Laying down the colours of a plan: what it says now, what would change, and saving it.

A saved scheme holds from its day on; the days before keep the colours they had.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from tracker.domain.actions import Rag
from tracker.domain.colours import DEFAULT, Scheme, faults, in_words, kept, rating, scheme_from
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.wording import count, local_day
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record_change
from tracker.store.history import Happened
from tracker.store.listed_actions import PlanAction, actions_of_plan
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.schemes import PlanScheme, newest_scheme

ROUTE = "colours.colours"
SAVED = "The colours of this plan are saved"
MOST_LISTED = 100
"""Actions of a preview that are listed; all are counted."""


@dataclass(frozen=True)
class Here:
    """What a plan lays down, the version it was read at, and since when; 0 and None before any."""

    scheme: Scheme
    version: int
    since: date | None


@dataclass(frozen=True)
class Changed:
    """An action whose colour would be another."""

    action: PlanAction
    before: tuple[Rag, str]
    after: tuple[Rag, str]


@dataclass(frozen=True)
class Preview:
    """What a scheme would change today, as far as somebody sees the plan."""

    scheme: Scheme
    actions: int
    changed: tuple[Changed, ...]

    @property
    def listed(self) -> tuple[Changed, ...]:
        """As many of those that change as somebody reads before saving."""
        return self.changed[:MOST_LISTED]

    @property
    def words(self) -> str:
        """'With this, 3 of 13 actions change colour.'"""
        if not self.changed:
            return "With this, no action changes colour."
        number = len(self.changed)
        verb = "changes" if number == 1 else "change"
        return f"With this, {number} of {count(self.actions, 'action')} {verb} colour."


def colours_here(plan: Plan) -> Here:
    """What a plan lays down now; one statement."""
    newest = newest_scheme(plan.id)
    if newest is None:
        return Here(DEFAULT, 0, None)
    return Here(scheme_from(newest.said), newest.version, newest.from_on)


def faults_of(scheme: Scheme) -> Iterator[RuleBroken]:
    """Everything that does not fit, each with its field."""
    for fault in faults(scheme):
        yield RuleBroken(fault.sentence, field=fault.field)


def preview(plan: Plan, scheme: Scheme, *, seen_by: Person, today: date) -> Preview:
    """What this scheme would change; as many statements however many actions there are."""
    actions = actions_of_plan(plan, seen_by=seen_by)
    rated = ((one, one.rated(today), rating(one.standing, today, scheme)) for one in actions)
    changed = (Changed(*one) for one in rated if one[1][0] is not one[2][0])
    return Preview(scheme, len(actions), tuple(changed))


def save_colours(
    plan: Plan, scheme: Scheme, *, version: int | None, sent: SentForm, now: datetime
) -> str:
    """Keep what a plan lays down, from today on; returns what to say. The same as before adds
    nothing.

    Raises RuleBroken, naming the field, when it does not fit, Crossed when somebody else saved
    first, and AlreadyDone when this form has taken effect before.
    """
    with taking_effect(sent, route=ROUTE, message=SAVED, now=now):
        if plan.state is PlanState.CLOSED:
            raise RuleBroken("The plan is closed. Its colours stay as they are.")
        for fault in faults_of(scheme):
            raise fault
        here = colours_here(plan)
        if here.version != (version or 0):
            raise Crossed
        if here.scheme != scheme:
            _keep(plan, here, scheme, sent, now)
        try:
            db.session.commit()
        except IntegrityError as crossed:
            db.session.rollback()
            raise Crossed from crossed
    return SAVED


def _keep(plan: Plan, here: Here, scheme: Scheme, sent: SentForm, now: datetime) -> None:
    today = local_day(now)
    db.session.add(
        PlanScheme(
            plan_id=plan.id,
            version=here.version + 1,
            from_on=max(today, here.since or today),
            said=kept(scheme),
            saved_at=now,
            saved_by_id=sent.by.id,
        )
    )
    before, after = in_words(here.scheme), in_words(scheme)
    record_change(Happened.COLOURS_CHANGED, before, after, at=now, actor=sent.by, plan_id=plan.id)
