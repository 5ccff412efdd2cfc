"""Letters that a person causes: queued in the transaction of the change they tell of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CursorResult, func, select, update

from tracker.domain.decisions import ASKED_AT_ONCE
from tracker.domain.reviews import Says
from tracker.domain.wording import local_day
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.services.deciders import Decider, date_decider, sign_off_decider
from tracker.services.installation import sending_time, settings
from tracker.store.actions import Action
from tracker.store.cover import covers_on
from tracker.store.decisions import DateRequest, Submission
from tracker.store.outbox import (
    LetterState,
    Notification,
    NotificationAction,
    Occasion,
    PlannedLetter,
    new_id,
    plan_many,
)
from tracker.store.outbox_moves import call_back_about
from tracker.store.people import Person
from tracker.store.rechecks import Recheck

JOINED_FOR = timedelta(minutes=10)
"""How long a new-action letter waits for others to join it."""
KEPT_TRYING = timedelta(days=14)
ASKS = ("new_date_asked", "sign_off_asked")
"""Letters that ask somebody to decide; they are joined with each other."""
OF_ROUND = "round"
"""The fact that names the round of decisions a letter belongs to (`rounds.py`)."""


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
        letter = _waiting_letter(owner_id, ("new_action",), now, by=send_at) or plan_letter(
            f"new_action|to:{owner_id}|from:{new_id()}",
            "new_action",
            owner_id,
            send_at=send_at,
            by=by,
            now=now,
        )
        speak_of(letter, given, step="given")


def queue_new_date_asked(request: DateRequest, *, by: Person, now: datetime) -> None:
    """Ask whoever decides about a new date that waits, and once more when it has been worded anew
    since. The caller commits."""
    db.session.flush()
    _ask("new_date_asked", request, {"request": request.id}, by=by, now=now)


def queue_sign_off_asked(submission: Submission, *, by: Person, now: datetime) -> None:
    """Ask whoever decides about a sign-off that waits, and the second signatory where one is named.
    The caller commits."""
    db.session.flush()
    facts = {"submission": submission.id}
    _ask("sign_off_asked", submission, facts, by=by, now=now)
    second = submission.action.signatory
    decider = _decider(submission, local_day(now))
    if second is not None and decider.has_second(second) and decider.person.id != second.id:
        _ask_one("sign_off_asked", submission, facts, second.id, by=by, now=now)


def queue_new_date_decided(request: DateRequest, *, by: Person, now: datetime) -> None:
    """Tell the owner whether the new date was agreed or refused. The caller commits."""
    db.session.flush()
    _tell("new_date_decided", request, {"request": request.id}, by=by, now=now)


def queue_returned(submission: Submission, *, by: Person, now: datetime) -> None:
    """Tell the owner that more is needed before it is signed off. The caller commits."""
    db.session.flush()
    _tell("returned", submission, {"submission": submission.id}, by=by, now=now)


def queue_reopened(recheck: Recheck, *, by: Person, now: datetime) -> None:
    """Tell the owner, as of what is returned, that it has not lasted. The caller commits."""
    db.session.flush()
    _tell("returned", recheck, {"recheck": recheck.id}, by=by, now=now)


def queue_signed_off(submission: Submission, *, by: Person, now: datetime) -> None:
    """Tell the owner that it is signed off. The caller commits."""
    db.session.flush()
    _tell("signed_off", submission, {"submission": submission.id}, by=by, now=now)


def queue_on_hold(action: Action, *, by: Person, now: datetime) -> None:
    """Tell the owner, after ten minutes, that it is on hold, taken up again or no longer needed; in
    one letter with others. The caller commits."""
    db.session.flush()
    owner_id, leaves = action.owner_id, sending_time(now + JOINED_FOR)
    if owner_id == by.id:
        return
    letter = _waiting_letter(owner_id, ("on_hold",), now, by=leaves) or plan_letter(
        f"event|on_hold:{action.id}|to:{owner_id}|from:{new_id()}",
        "on_hold",
        owner_id,
        send_at=now + JOINED_FOR,
        by=by,
        now=now,
    )
    speak_of(letter, [action], step=Says.RESTS)


def queue_mentioned(
    action: Action, comment_id: int, people: Iterable[Person], *, by: Person, now: datetime
) -> None:
    """Tell each of these of a comment they are named in, after ten minutes. The caller commits."""
    for person in people:
        key = f"mentioned|comment:{comment_id}|to:{person.id}"
        facts = {"row": comment_id}
        letter = plan_letter(
            key, "mentioned", person.id, send_at=now + JOINED_FOR, by=by, now=now, facts=facts
        )
        speak_of(letter, [action], step="mentioned")


def queue_example(kind: str, *, to: Person, request_id: str, now: datetime) -> None:
    """Send somebody a sample of a kind of letter, once for each form. The caller commits."""
    facts = {"sample": kind}
    key = f"example|to:{to.id}|{request_id}"
    plan_letter(key, "example", to.id, send_at=now, by=to, now=now, facts=facts)


def interrupt_letters_about(action: Action) -> None:
    """Make any letter about this action that is being sent right now be checked again first.

    Letters not yet begun are checked when they are written, so they need nothing. The caller
    commits.
    """
    call_back_about(db.session(), [action.id])


def _ask(
    kind: str,
    told_of: DateRequest | Submission,
    facts: dict[str, int],
    *,
    by: Person,
    now: datetime,
) -> None:
    _ask_one(kind, told_of, facts, _decider(told_of, local_day(now)).person.id, by=by, now=now)


def _ask_one(
    kind: str,
    told_of: DateRequest | Submission,
    facts: dict[str, int],
    decider: int,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Up to two letters a day go after ten minutes; what comes after them goes together the next
    morning."""
    today = local_day(now)
    if decider == by.id:
        return
    cover = covers_on(today).get(decider)
    if cover and cover.covered_by_id and cover.decides:
        facts, recipient = facts | {"for": decider}, cover.covered_by_id
    else:
        recipient = decider
    morning = local_instant(today + timedelta(days=1), time.min)
    send_at = now + JOINED_FOR if _asked_on(recipient, today) < ASKED_AT_ONCE else morning
    _join(kind, ASKS, told_of, facts, recipient, send_at=send_at, by=by, now=now)


def _decider(told_of: DateRequest | Submission, today: date) -> Decider:
    if isinstance(told_of, DateRequest):
        return date_decider(told_of.action, told_of.asked_by_id, today)
    return sign_off_decider(told_of.action, today, sent_by_id=told_of.sent_by_id)


def _tell(
    kind: str,
    told_of: DateRequest | Submission | Recheck,
    facts: dict[str, int],
    *,
    by: Person,
    now: datetime,
) -> None:
    """After ten minutes, with others of the same kind; nobody is told of what they decided
    themselves."""
    owner = told_of.action.owner_id
    if owner != by.id:
        _join(kind, (kind,), told_of, facts, owner, send_at=now + JOINED_FOR, by=by, now=now)


def _join(
    kind: str,
    joins: Collection[str],
    told_of: DateRequest | Submission | Recheck,
    facts: dict[str, int],
    recipient_id: int,
    *,
    send_at: datetime,
    by: Person,
    now: datetime,
) -> None:
    """Add to a letter that waits, or plan one; once for each thing that is told."""
    thing = "recheck:" if isinstance(told_of, Recheck) else ""
    key = f"event|{kind}:{thing}{told_of.id}{_wording(kind, told_of)}|to:{recipient_id}"
    if db.session.get(Occasion, key):
        return
    leaves = sending_time(send_at)
    letter = _waiting_letter(
        recipient_id, joins, now, by=leaves, away_id=facts.get("for")
    ) or plan_letter(key, kind, recipient_id, send_at=send_at, by=by, now=now, facts=facts)
    speak_of(letter, [told_of.action], step=kind)
    db.session.add(
        Occasion(
            dedupe_key=key,
            notification_id=letter,
            action_id=told_of.action_id,
            local_date=local_day(now),
        )
    )
    db.session.flush()


def _wording(kind: str, told_of: DateRequest | Submission | Recheck) -> str:
    """What tells asking anew from asking first; empty for everything else."""
    anew = told_of.changed_at if isinstance(told_of, DateRequest) and kind in ASKS else None
    return f"@{anew.astimezone(UTC):%Y%m%dT%H%M%S}" if anew else ""


def _asked_on(recipient_id: int, on: date) -> int:
    """How many letters that ask this person to decide were planned on a day."""
    planned = select(func.count(Notification.id)).where(
        Notification.recipient_id == recipient_id,
        Notification.kind.in_(ASKS),
        Notification.local_date == on,
        Notification.state != LetterState.CANCELLED,
    )
    return db.session.scalar(planned) or 0


def _by_owner(actions: Iterable[Action]) -> dict[int, list[Action]]:
    grouped: dict[int, list[Action]] = {}
    for action in actions:
        grouped.setdefault(action.owner_id, []).append(action)
    return grouped


def _waiting_letter(
    recipient_id: int,
    kinds: Collection[str],
    now: datetime,
    *,
    by: datetime,
    away_id: int | None = None,
) -> str | None:
    """A letter of one of these kinds to this person that has not begun and leaves by an instant,
    held so that it cannot begin now; none of a round, which says itself what its letters tell.
    `away_id` is the person it goes to them for."""
    found = db.session.execute(
        select(Notification.id, Notification.facts)
        .where(
            Notification.recipient_id == recipient_id,
            Notification.kind.in_(kinds),
            Notification.state == LetterState.READY,
            Notification.next_at > now,
            Notification.next_at <= by,
        )
        .order_by(Notification.created_at.desc())
    )
    same = [
        row.id for row in found if row.facts.get("for") == away_id and OF_ROUND not in row.facts
    ]
    return same[0] if same and hold(same[0]) else None


def hold(letter_id: str) -> bool:
    """Lock a waiting letter until the caller commits; False when it has begun meanwhile."""
    held = db.session.execute(
        update(Notification)
        .where(Notification.id == letter_id, Notification.state == LetterState.READY)
        .values(revoked=False)
        .execution_options(synchronize_session=False)
    )
    return isinstance(held, CursorResult) and held.rowcount == 1


def plan_letter(
    key: str,
    kind: str,
    owner_id: int,
    *,
    send_at: datetime,
    by: Person,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> str:
    """Plan a letter that `by` causes, to leave at `send_at` or in the next sending hours; returns
    its number. The caller commits."""
    letter = PlannedLetter(
        dedupe_key=key,
        kind=kind,
        recipient_id=owner_id,
        occasion_at=now,
        local_date=local_day(now),
        next_at=sending_time(send_at),
        expires_at=max(now, send_at) + KEPT_TRYING,
        facts={"by": by.id, **(facts or {})},
    )
    plan_many(db.session(), [letter], batch=new_id(), host=settings().mail_host, now=now)
    return letter.id


def speak_of(letter_id: str, actions: Iterable[Action], *, step: str) -> None:
    """Have a letter speak of these actions too. The caller commits."""
    wanted = {action.id for action in actions}
    rows = NotificationAction.notification_id == letter_id
    there = set(db.session.scalars(select(NotificationAction.action_id).where(rows)))
    db.session.add_all(
        NotificationAction(notification_id=letter_id, action_id=action_id, step=step)
        for action_id in sorted(wanted - there)
    )
    db.session.flush()
