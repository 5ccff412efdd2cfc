"""Letters that a person causes: queued in the transaction of the change they tell of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import CursorResult, delete, select, update

from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.services.installation import sending_time, settings
from tracker.store.actions import Action
from tracker.store.outbox import (
    LetterState,
    Notification,
    NotificationAction,
    PlannedLetter,
    new_id,
    plan_many,
)
from tracker.store.outbox_moves import call_back_about, set_aside
from tracker.store.people import Person

JOINED_FOR = timedelta(minutes=10)
"""How long a new-action letter waits for others to join it."""
KEPT_TRYING = timedelta(days=14)


def queue_new_actions(
    actions: Sequence[Action], *, by: Person, now: datetime, on: date | None = None
) -> None:
    """Tell each owner of what they have been given: one letter a person, after ten minutes or on
    the morning of a day to come.

    Actions given meanwhile join a letter that leaves no later. Nobody is told of what they gave
    themselves. The caller commits.
    """
    db.session.flush()
    on_the_day = local_instant(on, time.min) if on else now
    send_at = sending_time(max(now + JOINED_FOR, on_the_day))
    for owner_id, given in _by_owner(actions).items():
        if owner_id == by.id:
            continue
        letter = _waiting_letter(owner_id, now, send_at) or _plan(
            f"new_action|to:{owner_id}|from:{new_id()}",
            "new_action",
            owner_id,
            send_at=send_at,
            by=by,
            now=now,
        )
        _speak_of(letter, given, step="given")


def set_chases(
    round_key: str,
    chased: Mapping[int, Sequence[Action]],
    *,
    by: Person,
    send_at: datetime,
    now: datetime,
) -> None:
    """Make the chase letters of one round (`review:12`, `bulk:<request id>`) be exactly these.

    `chased` maps an owner's number to the actions to ask about: one letter an owner, sent at
    `send_at` or in the next sending hours. Called again with other actions it changes what has not
    left yet; what has left is not asked again. The caller commits.
    """
    db.session.flush()
    waiting = _touch(_chases(round_key), state=LetterState.READY)
    asked = _already_asked(round_key)
    for owner_id, actions in chased.items():
        still = [action for action in actions if action.id not in asked.get(owner_id, set())]
        if still:
            letter = waiting.pop(owner_id, None) or _plan(
                f"chase|{round_key}|to:{owner_id}|{new_id()}",
                "chase",
                owner_id,
                send_at=send_at,
                by=by,
                now=now,
            )
            _speak_of(letter, still, step="chase")
            _send_at(letter, send_at)
    for letter in waiting.values():
        set_aside(
            db.session(),
            Notification.id == letter,
            LetterState.CANCELLED,
            now=now,
            reason="the chase was taken back",
        )


def interrupt_letters_about(action: Action) -> None:
    """Make any letter about this action that is being sent right now be checked again first.

    Letters not yet begun are checked when they are written, so they need nothing. The caller
    commits.
    """
    call_back_about(db.session(), [action.id])


def _by_owner(actions: Iterable[Action]) -> dict[int, list[Action]]:
    grouped: dict[int, list[Action]] = {}
    for action in actions:
        grouped.setdefault(action.owner_id, []).append(action)
    return grouped


def _waiting_letter(owner_id: int, now: datetime, send_at: datetime) -> str | None:
    """A new-action letter of this person's that has not begun and leaves by `send_at`, held so
    that it cannot begin now."""
    found = db.session.scalar(
        select(Notification.id)
        .where(
            Notification.recipient_id == owner_id,
            Notification.kind == "new_action",
            Notification.state == LetterState.READY,
            Notification.next_at > now,
            Notification.next_at <= send_at,
        )
        .order_by(Notification.created_at.desc())
        .limit(1)
    )
    return found if found and _hold(found) else None


def _hold(letter_id: str) -> bool:
    """Lock a waiting letter until the caller commits; False when it has begun meanwhile."""
    held = db.session.execute(
        update(Notification)
        .where(Notification.id == letter_id, Notification.state == LetterState.READY)
        .values(revoked=False)
        .execution_options(synchronize_session=False)
    )
    return isinstance(held, CursorResult) and held.rowcount == 1


def _plan(
    key: str, kind: str, owner_id: int, *, send_at: datetime, by: Person, now: datetime
) -> str:
    letter = PlannedLetter(
        dedupe_key=key,
        kind=kind,
        recipient_id=owner_id,
        occasion_at=now,
        local_date=local_day(now),
        next_at=sending_time(send_at),
        expires_at=max(now, send_at) + KEPT_TRYING,
        facts={"by": by.id},
    )
    plan_many(db.session(), [letter], batch=new_id(), host=settings().mail_host, now=now)
    return letter.id


def _speak_of(letter_id: str, actions: Iterable[Action], *, step: str) -> None:
    wanted = {action.id for action in actions}
    rows = NotificationAction.notification_id == letter_id
    there = set(db.session.scalars(select(NotificationAction.action_id).where(rows)))
    if step == "chase":
        db.session.execute(
            delete(NotificationAction).where(rows, NotificationAction.action_id.not_in(wanted))
        )
    db.session.add_all(
        NotificationAction(notification_id=letter_id, action_id=action_id, step=step)
        for action_id in sorted(wanted - there)
    )
    db.session.flush()


def _chases(round_key: str) -> str:
    return f"chase|{round_key}|"


def _touch(prefix: str, *, state: LetterState) -> dict[int, str]:
    """The letters of a round in this state, by recipient, each held until the caller commits."""
    found = select(Notification.recipient_id, Notification.id).where(
        Notification.dedupe_key.startswith(prefix, autoescape=True), Notification.state == state
    )
    return {row.recipient_id: row.id for row in db.session.execute(found) if _hold(row.id)}


def _already_asked(round_key: str) -> dict[int, set[int]]:
    """The actions each owner has been asked about by letters of this round that have begun."""
    found = (
        select(Notification.recipient_id, NotificationAction.action_id)
        .join(NotificationAction, NotificationAction.notification_id == Notification.id)
        .where(
            Notification.dedupe_key.startswith(_chases(round_key), autoescape=True),
            Notification.state.not_in((LetterState.READY, LetterState.CANCELLED)),
        )
    )
    asked: dict[int, set[int]] = {}
    for row in db.session.execute(found):
        asked.setdefault(row.recipient_id, set()).add(row.action_id)
    return asked


def _send_at(letter_id: str, at: datetime) -> None:
    db.session.execute(
        update(Notification)
        .where(Notification.id == letter_id, Notification.state == LetterState.READY)
        .values(next_at=sending_time(at))
        .execution_options(synchronize_session=False)
    )
