"""What the addresses of the API answer, each as the person behind the token, through the door.
Their places and who may ask them are in `addresses`."""

from typing import Any

from flask import abort, current_app

from tracker import clock
from tracker.domain.actions import is_overdue
from tracker.services.holding import mail_hold
from tracker.store import api_lists, deliveries, doors, overview
from tracker.store.actions import Action
from tracker.store.api_lists import Wanted
from tracker.store.plans import Plan
from tracker.store.schemes import scheme_now, schemes_now
from tracker.web.access import token_holder as me
from tracker.web.actions import reads_words
from tracker.web.api import cursors, models, told
from tracker.web.api.answers import answers
from tracker.web.api.asked import (
    Asked,
    AskedActions,
    AskedAnyActions,
    AskedDeliveries,
    AskedPage,
)
from tracker.web.api.openapi import description


def openapi() -> dict[str, Any]:
    """What this API is, for programs. For everybody: it holds nothing of anybody's."""
    return description(current_app)


@answers(models.Plans, asked=AskedPage)
def plans(asked: AskedPage) -> models.Plans:
    """The plans you may open."""
    found = api_lists.plans_after(asked.after, asked.limit, seen_by=me())
    page, onward = told.cut(found, asked.limit, lambda one: cursors.after_row(one.id))
    counts = overview.counts_by_plan(me(), clock.today())
    none = overview.Counts()
    return models.Plans(
        items=[told.plan(one, counts.get(one.id, none)) for one in page], next=onward
    )


@answers(models.Plan)
def plan(_asked: Asked, code: str) -> models.Plan:
    """One plan."""
    found = _plan(code)
    counts = overview.counts_by_plan(me(), clock.today())
    return told.plan(found, counts.get(found.id, overview.Counts()))


@answers(models.Areas, asked=AskedPage)
def areas(asked: AskedPage, code: str) -> models.Areas:
    """The areas for development of a plan."""
    its = _plan(code)
    found = api_lists.areas_after(its, asked.after, asked.limit)
    page, onward = told.cut(found, asked.limit, lambda one: cursors.after_row(one.id))
    with_words = reads_words(its, me())
    items = [told.area(one, with_words=with_words) for one in page]
    return models.Areas(items=items, next=onward)


@answers(models.Actions, asked=AskedActions)
def plan_actions(asked: AskedActions, code: str) -> models.Actions:
    """The actions of a plan that you may see."""
    return _actions(asked, plan_id=_plan(code).id)


@answers(models.Actions, asked=AskedAnyActions)
def actions(asked: AskedAnyActions) -> models.Actions:
    """The actions you may see."""
    return _actions(asked, plan_code=asked.plan)


@answers(models.Action)
def action(_asked: Asked, ref: str) -> models.Action:
    """One action."""
    found = _action(ref)
    return told.action(found, clock.today(), scheme_now(found.plan_id))


@answers(models.Updates, asked=AskedPage)
def updates(asked: AskedPage, ref: str) -> models.Updates:
    """What was said about an action, the oldest first."""
    its = _action(ref)
    found = api_lists.updates_after(its, asked.after, asked.limit)
    page, onward = told.cut(found, asked.limit, lambda one: cursors.after_row(one.id))
    with_words = reads_words(its.plan, me())
    items = [told.update(one, with_words=with_words) for one in page]
    return models.Updates(items=items, next=onward)


@answers(models.EvidencePage, asked=AskedPage)
def evidence(asked: AskedPage, ref: str) -> models.EvidencePage:
    """The evidence of an action, the oldest first: names, sizes and hashes, no files."""
    its = _action(ref)
    found = api_lists.evidence_after(its, asked.after, asked.limit)
    page, onward = told.cut(found, asked.limit, lambda one: cursors.after_row(one.id))
    with_words = reads_words(its.plan, me())
    items = [told.evidence(one, with_words=with_words) for one in page]
    return models.EvidencePage(items=items, next=onward)


@answers(models.Deliveries, asked=AskedDeliveries)
def letters(asked: AskedDeliveries) -> models.Deliveries:
    """The delivery log: every letter and what became of it, the latest due first."""
    hold = mail_hold()
    wanted = deliveries.Wanted(status=asked.status)
    found = deliveries.rows_below(wanted, asked.cursor, asked.limit, seen_by=me(), hold=hold)
    page, onward = told.cut(
        found,
        asked.limit,
        lambda one: cursors.after_letter(cursors.LetterKey(one.letter.next_at, one.letter.id)),
    )
    return models.Deliveries(items=[told.delivery(one, hold) for one in page], next=onward)


def _plan(code: str) -> Plan:
    return doors.get_plan(code, seen_by=me()) or abort(404)


def _action(ref: str) -> Action:
    return doors.get_action(ref, seen_by=me(), on=clock.today()) or abort(404)


def _actions(asked: AskedActions, **where: Any) -> models.Actions:
    today = clock.today()
    wanted = Wanted(
        owner_id=me().id if asked.owner else None,
        progress=asked.progress,
        late=asked.overdue,
        due_before=asked.due_before,
        due_after=asked.due_after,
        updated_since=asked.updated_since,
        **where,
    )
    found = api_lists.actions_after(wanted, asked.after, asked.limit, seen_by=me(), today=today)
    page, onward = told.cut(found, asked.limit, lambda one: cursors.after_row(one.id))
    schemes = schemes_now({one.plan_id for one in page})
    items = [
        told.action(one, today, schemes[one.plan_id])
        for one in page
        if asked.overdue is None or is_overdue(one.standing, today) is asked.overdue
    ]
    return models.Actions(items=items, next=onward)
