"""What owners do with their actions: say how one is going, or that it is not theirs."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm.attributes import flag_modified

from tracker.domain.access import Role
from tracker.domain.actions import Answer, Progress, is_overdue, is_signed_off
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.sign_off import Finished
from tracker.domain.updates import Asked, Said, faults, progress_after
from tracker.domain.wording import day, local_day
from tracker.domain.workflow import Step, moved
from tracker.extensions import db
from tracker.services import post
from tracker.services.deciders import sign_off_decider
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.services.submitting import put_in
from tracker.store.actions import Action, Update
from tracker.store.cover import is_covering
from tracker.store.emailed_links import spend
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person
from tracker.store.plans import PlanState
from tracker.store.rechecks import opened_again_at

UPDATE_ROUTE = "update.update"
"""What an update's form is kept under once it has taken effect."""


def asked_about(action: Action, today: date) -> Asked:
    """The action as its owner is asked about it today."""
    return Asked(
        due_on=action.due_on,
        expected_on=action.expected_on,
        overdue=is_overdue(action.standing, today),
        progress=action.progress,
        last_update_on=local_day(action.last_update_at) if action.last_update_at else None,
        no_changes=action.no_changes,
    )


def may_speak_for(action: Action, person: Person, today: date) -> bool:
    """True for the owner, and on the owner's behalf for a performance officer and for whoever
    covers for them today; for nobody else."""
    if person.id == action.owner_id or person.role is Role.PERFORMANCE:
        return True
    return is_covering(person, action.owner_id, today)


def is_concerned(action: Action, by: Person, today: date) -> bool:
    """True for those who see to the action: whoever may speak for its owner, and its accountable
    manager. They are told plainly why they cannot change something now."""
    return by.id == action.manager_id or may_speak_for(action, by, today)


def covers_owner(action: Action, by: Person, today: date) -> Person | None:
    """The owner, when this person sees to the action only by covering for them; else None."""
    own_right = by.id in (action.owner_id, action.manager_id) or by.role is Role.PERFORMANCE
    return None if own_right or not is_covering(by, action.owner_id, today) else action.owner


def is_shut(action: Action) -> bool:
    """True when nothing more is added to the action, not even what shows that it has worked."""
    return action.plan.state is PlanState.CLOSED or action.progress is Progress.NO_LONGER_NEEDED


def why_over(action: Action) -> str | None:
    """Why nobody can do anything about the action any more, as a sentence; None when they can."""
    if is_signed_off(action.progress) and action.completed_on:
        return f"Action {action.number} was completed on {day(action.completed_on)}."
    if action.progress is Progress.NO_LONGER_NEEDED:
        return f"Action {action.number} is no longer needed."
    if action.plan.state is PlanState.CLOSED:
        return f"The plan that action {action.number} belongs to is closed."
    return None


def why_not_update(action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot update the action now, as a sentence; None when they can."""
    over = why_over(action)
    if over:
        return over
    if not may_speak_for(action, by, today):
        return f"Action {action.number} belongs to {action.owner.name}. Only its owner updates it."
    if action.progress is Progress.ON_HOLD and action.held_until:
        return f"Action {action.number} is on hold until {day(action.held_until)}."
    if action.progress is Progress.SUBMITTED:
        sent = f" on {day(local_day(action.submitted_at))}" if action.submitted_at else ""
        return (
            f"Action {action.number} was sent for sign-off{sent}."
            f" It is with {sign_off_decider(action, today).person.name}."
        )
    return None


def post_progress(
    action: Action,
    said: Said,
    *,
    sent: SentForm,
    version: int | None,
    seen: int,
    milestones_done: AbstractSet[int] | None,
    message: str,
    now: datetime,
    today: date,
) -> None:
    """Save what the owner says, or what somebody says on the owner's behalf (`may_speak_for`).

    'Done' sends the action for sign-off and stops the owner's clock. `version` is that of the
    action the form showed and `seen` the newest history entry its author had seen when they began
    to write; an update saved between the two is kept and this one marked as crossed.
    `milestones_done` are all that are ticked, or None when the form did not ask. `message` is said
    again when the same form comes again. A form that came through an emailed link uses it up.

    Raises Crossed when the action has changed since the form was shown, RuleBroken when the answer
    breaks a rule, and AlreadyDone when this form has taken effect before.
    """
    with taking_effect(sent, route=UPDATE_ROUTE, message=message, now=now):
        _refuse(action, said, by=sent.by, version=version, today=today)
        if sent.link_hash and not spend(sent.link_hash, action_id=action.id, now=now):
            raise RuleBroken("This link has been used already. Nothing was saved a second time.")
        update = _written(action, said, by=sent.by, seen=seen, now=now)
        if said.answer is not Answer.DONE:
            _carry_over(action, said, now=now)
        _tick(action, milestones_done, by=sent.by, now=now, today=today)
        db.session.add(update)
        db.session.flush()
        acting_for = action.owner if update.on_behalf_of_id else None
        if said.answer is Answer.DONE:
            put_in(action, update, Finished(update.note, today), sent=sent, now=now)
        else:
            record(
                Happened.UPDATED,
                at=now,
                actor=sent.by,
                acting_for=acting_for,
                action=action,
                update=update.id,
                answer=said.answer.value,
                **sent.trail,
            )
        post.interrupt_letters_about(action)
        db.session.commit()


def say_not_mine(
    action: Action,
    *,
    sent: SentForm,
    whose: Person | None,
    words: str,
    message: str,
    now: datetime,
) -> None:
    """Note that the owner says an action is not theirs, and whose it is if they know.

    It changes no owner: the performance officer decides. Raises RuleBroken when it is not theirs
    to say, and AlreadyDone when this form has taken effect before.
    """
    with taking_effect(sent, route="update.not_mine", message=message, now=now):
        if action.owner_id != sent.by.id or not action.open:
            raise RuleBroken(f"Action {action.number} is not one of your open actions.")
        record(
            Happened.NOT_MINE,
            at=now,
            actor=sent.by,
            action=action,
            whose=whose.name if whose else "",
            note=words,
        )
        db.session.commit()


def _refuse(action: Action, said: Said, *, by: Person, version: int | None, today: date) -> None:
    closed = why_not_update(action, by, today)
    if closed:
        raise RuleBroken(closed)
    if version != action.version:
        raise Crossed
    for fault in faults(said, asked_about(action, today), today):
        raise fault


def _written(action: Action, said: Said, *, by: Person, seen: int, now: datetime) -> Update:
    return Update(
        action_id=action.id,
        by_id=by.id,
        on_behalf_of_id=None if by.id == action.owner_id else action.owner_id,
        posted_at=now,
        answer=said.answer,
        progress=progress_after(said.answer, action.progress),
        note=said.note,
        expected_on=_expected_after(action, said),
        crossed=_updated_since(action, seen),
    )


def _expected_after(action: Action, said: Said) -> date | None:
    """'No change' keeps the expected date unless a new one is given; a cleared one is cleared."""
    if said.answer is Answer.NO_CHANGE:
        return said.expected_on or action.expected_on
    return None if said.answer is Answer.DONE else said.expected_on


def word_to_go_back_to(action: Action) -> Progress:
    """Where an action goes that rested or was sent and taken back: as its owner last said, or not
    started where they have said nothing. What a check has opened again is off track until its owner
    says how it goes."""
    last = action.last_said or Progress.NOT_STARTED
    opened_at = opened_again_at(action.id)
    if opened_at is None:
        return last
    said_since = select(Update.id).where(
        Update.action_id == action.id,
        Update.posted_at > opened_at,
        Update.answer.in_((Answer.ON_TRACK, Answer.AT_RISK, Answer.OFF_TRACK)),
    )
    return last if db.session.scalar(said_since.limit(1)) else Progress.OFF_TRACK


def _updated_since(action: Action, seen: int) -> bool:
    found = db.session.scalar(_newer_update(), {"action": action.id, "seen": seen})
    return found is not None


@cache
def _newer_update() -> Select[int]:
    found = select(HistoryEntry.id).where(
        HistoryEntry.action_id == bindparam("action"),
        HistoryEntry.id > bindparam("seen"),
        HistoryEntry.kind.in_((Happened.UPDATED, Happened.SUBMITTED)),
    )
    return found.limit(1)


def _carry_over(action: Action, said: Said, *, now: datetime) -> None:
    """Bring the action up to what has been said; answering a chase ends it."""
    unchanged = said.answer is Answer.NO_CHANGE
    action.no_changes = action.no_changes + 1 if unchanged else 0
    if not unchanged:
        action.last_said = progress_after(said.answer, action.progress)
        action.moved_to(moved(Step.SAY, action.progress, to=action.last_said))
    action.last_update_at = now
    # Two updates in one instant must still be two versions, or the second could go unnoticed.
    flag_modified(action, "last_update_at")
    action.expected_on = _expected_after(action, said)


def _tick(
    action: Action, done: AbstractSet[int] | None, *, by: Person, now: datetime, today: date
) -> None:
    for milestone in action.milestones if done is not None else ():
        ticked = milestone.id in (done or ())
        if ticked == (milestone.done_on is not None):
            continue
        milestone.done_on = today if ticked else None
        milestone.done_by_id = by.id if ticked else None
        kind = Happened.MILESTONE_DONE if ticked else Happened.MILESTONE_REOPENED
        record(kind, at=now, actor=by, action=action, title=milestone.title)
