"""Changing an action as an edited spreadsheet says, by the same rules as on its own pages."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tracker.domain.dates import DelayReason, Move, Wish, wish_faults
from tracker.domain.draft_actions import short_title
from tracker.domain.drafts import LONGEST_ACTION, shortened
from tracker.domain.errors import RuleBroken
from tracker.domain.sheet_merging import FIELD_WORDS, Change, Field
from tracker.extensions import db
from tracker.services import dates, measures, post
from tracker.services.actions import why_not_update
from tracker.services.deciders import date_decider, why_not_move_date
from tracker.services.giving import give, make_accountable
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.people import Person, get_person
from tracker.store.timeline import papers_of


def change(
    action: Action,
    changes: Sequence[Change],
    *,
    filename: str,
    by: Person,
    now: datetime,
    today: date,
) -> str:
    """Do what a row says of an action; returns the words that are to be a comment.

    A new due date is agreed where this person decides about it, and asked for where somebody else
    does. Raises RuleBroken, naming the action, for what breaks a rule of the action's own pages.
    The caller commits.
    """
    words = ""
    for one in changes:
        try:
            words += _do(action, one, filename=filename, by=by, now=now, today=today)
        except RuleBroken as broken:
            what = FIELD_WORDS[one.field].lower()
            raise RuleBroken(f"Action {action.number}, {what}: {broken.message}") from broken
    return words


def what_happens(action_id: int, one: Change, *, by: Person, today: date) -> str:
    """What taking over a new due date comes to, as a sentence, when it is more than writing it
    down: somebody else decides, or it cannot be. Empty otherwise."""
    if one.field is not Field.DUE:
        return ""
    action = db.session.get_one(Action, action_id)
    for fault in wish_faults(Wish(one.on, DelayReason.OTHER, "-"), action.due_on, today):
        return f"{fault.message}. Leave it as it is, or mend the file"
    if why_not_move_date(action, by, today) is None:
        return ""
    return f"{date_decider(action, by.id, today).person.name} will be asked to agree it"


def _do(
    action: Action, one: Change, *, filename: str, by: Person, now: datetime, today: date
) -> str:
    if one.field is Field.WORDS:
        return one.file
    if one.field is Field.TITLE:
        _retitle(action, one.file, by=by, now=now)
    elif one.field is Field.MEASURE:
        refused = measures.why_not_change(action, by, today)
        if refused:
            raise RuleBroken(refused)
        measure = replace(action.measured, words=one.file)
        measures.put_measure(action, measure, by=by, now=now, today=today)
    elif one.field is Field.OWNER:
        give(action, to=_person(one), by=by, now=now)
    elif one.field is Field.MANAGER:
        make_accountable(action, _person(one), by=by, now=now)
    else:
        _date(action, one, filename=filename, by=by, now=now, today=today)
    return ""


def _person(one: Change) -> Person:
    if one.value is None:
        raise RuleBroken("Choose who is meant")
    return get_person(one.value)


def _retitle(action: Action, title: str, *, by: Person, now: datetime) -> None:
    before = action.title
    action.title = shortened(" ".join(title.split()), LONGEST_ACTION)
    # A short title that somebody worded stays theirs; one made of the old words is made anew.
    if action.short_title == short_title(before):
        action.short_title = short_title(action.title)
    told: dict[str, Any] = {"before": {"action": before}, "after": {"action": action.title}}
    record(Happened.RETITLED, at=now, actor=by, action=action, **told)
    post.interrupt_letters_about(action)


def _date(
    action: Action, one: Change, *, filename: str, by: Person, now: datetime, today: date
) -> None:
    to_on, reason = one.on, f"Changed in the spreadsheet {filename}"[:500]
    if why_not_move_date(action, by, today) is None:
        dates.move(action, Move(to_on, DelayReason.OTHER, reason), by=by, now=now, today=today)
        return
    refused = why_not_update(action, by, today)
    if refused:
        raise RuleBroken(refused)
    wish = Wish(to_on, DelayReason.OTHER, reason)
    for fault in wish_faults(wish, action.due_on, today):
        raise fault
    action.touched()
    dates.place(action, wish, papers_of(action).waiting_request, by=by, now=now)
