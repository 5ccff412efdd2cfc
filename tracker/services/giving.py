"""Giving an action to somebody else, and chasing its owner. Both are parts of a decision: whoever
takes them commits."""

from datetime import date, datetime
from typing import Any

from tracker.domain.access import OWNERS, REVIEWERS
from tracker.domain.actions import Progress
from tracker.domain.errors import RuleBroken
from tracker.domain.reviews import Chasing, why_not_chase
from tracker.extensions import db
from tracker.services import post
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.people import Person, get_person


def give(
    action: Action,
    *,
    to: Person,
    by: Person,
    acting_for: Person | None = None,
    words: str = "",
    now: datetime,
) -> None:
    """Make somebody else the owner; the letter that tells them is the caller's, and the old owner
    gets none.

    The chase of the old owner is over, and the new one has yet to answer 'No change'. `words` are
    for the new owner: they stay in the history and go into no letter. Raises RuleBroken, naming the
    field `to`, when this person cannot be given it.
    """
    _refuse_owner(action, to)
    before = action.owner
    _hand_to(action, to, at=now, by_id=by.id)
    action.chased_at, action.chased_by_id = None, None
    facts: dict[str, Any] = {"from": before.name, "to": to.name}
    record(
        Happened.GIVEN,
        at=now,
        actor=by,
        acting_for=acting_for,
        action=action,
        **facts,
        note=words,
    )
    post.interrupt_letters_about(action)


def make_accountable(action: Action, to: Person | None, *, by: Person, now: datetime) -> None:
    """Make somebody else the accountable manager; nobody is told.

    Raises RuleBroken, naming the field `to_manager`, when nobody is named or they cannot be.
    """
    if to is None:
        raise RuleBroken("Select who will be accountable for them", field="to_manager")
    if to.id == action.manager_id or not to.active or to.role not in REVIEWERS:
        message = f"{to.name} cannot be made accountable for them. Select somebody else."
        raise RuleBroken(message, field="to_manager")
    facts: dict[str, Any] = {"from": action.manager.name, "to": to.name}
    action.manager, action.manager_id = to, to.id
    record(Happened.MANAGER_CHANGED, at=now, actor=by, action=action, **facts)
    post.interrupt_letters_about(action)


def chase(
    action: Action,
    *,
    by: Person,
    acting_for: Person | None = None,
    now: datetime,
    today: date,
) -> None:
    """Ask the owner for an update; the letters are the caller's, one for each owner.

    Raises RuleBroken when there is nobody to ask or it has been asked today.
    """
    reason = why_not(action, by=by, today=today)
    if reason:
        raise RuleBroken(reason, field="choice")
    action.chased_at, action.chased_by_id = now, by.id
    record(Happened.CHASED, at=now, actor=by, acting_for=acting_for, action=action)


def why_not(action: Action, *, by: Person, today: date) -> str | None:
    """Why this person cannot chase this action's owner today, in words; None when they can."""
    return why_not_chase(
        Chasing(
            number=action.number,
            owner=action.owner.name,
            owner_is_here=action.owner.active,
            owner_asks=action.owner_id == by.id,
            waits_for_sign_off=action.progress is Progress.SUBMITTED,
            is_on_hold=action.progress is Progress.ON_HOLD,
            chased_at=action.chased_at,
        ),
        today,
    )


def as_it_was(action: Action) -> dict[str, Any]:
    """Whose an action is and whether they have been chased, to be given to `put_back`."""
    return {
        "owner_id": action.owner_id,
        "given_at": action.given_at.isoformat(),
        "given_by_id": action.given_by_id,
        "chased_at": action.chased_at.isoformat() if action.chased_at else None,
        "chased_by_id": action.chased_by_id,
    }


def put_back(action: Action, before: dict[str, Any], *, by: Person, now: datetime) -> None:
    """Undo a giving or a chase as though it had not been; nobody is told.

    The owner an action goes back to never heard that it had gone.
    """
    if before["owner_id"] != action.owner_id:
        taken_from, owner = action.owner, get_person(before["owner_id"])
        _hand_to(
            action,
            owner,
            at=datetime.fromisoformat(before["given_at"]),
            by_id=before["given_by_id"],
        )
        facts: dict[str, Any] = {"from": taken_from.name, "to": owner.name}
        record(Happened.GIVEN, at=now, actor=by, action=action, **facts, taken_back=True)
    chased_at = before["chased_at"]
    action.chased_at = datetime.fromisoformat(chased_at) if chased_at else None
    action.chased_by_id = before["chased_by_id"]
    db.session.flush()
    post.interrupt_letters_about(action)


def _hand_to(action: Action, to: Person, *, at: datetime, by_id: int) -> None:
    action.owner, action.owner_id = to, to.id
    action.given_at, action.given_by_id = at, by_id
    action.no_changes = 0


def _refuse_owner(action: Action, to: Person) -> None:
    if to.id == action.owner_id:
        raise RuleBroken(f"{to.name} owns action {action.number} already", field="to")
    if not to.active or to.role not in OWNERS:
        raise RuleBroken(f"{to.name} cannot own actions. Select somebody else.", field="to")
