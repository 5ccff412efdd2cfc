"""Letters of a round of decisions: worked out again with each of them, until they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from tracker.domain.escalation import DIRECTOR
from tracker.domain.reviews import Says
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.installation import sending_time
from tracker.services.post import OF_ROUND, hold, plan_letter
from tracker.store.actions import Action
from tracker.store.cover import covers_on
from tracker.store.outbox import REVIEWED, LetterState, Notification, NotificationAction, new_id
from tracker.store.outbox_moves import set_aside
from tracker.store.people import Person


@dataclass(frozen=True)
class Part:
    """One thing to be told of one action, as it was decided at an instant."""

    says: Says
    action: Action
    since: datetime


Told = Mapping[int, Sequence[Part]]
"""By a person's number, what a letter tells them."""

_ALONE = {
    Says.CHASE: "chase",
    Says.DATE: "new_date_decided",
    Says.RESTS: "on_hold",
    Says.GIVEN: "new_action",
}
"""The letter that tells one kind of thing and no other; several kinds go in one of their own."""
_ESCALATION = "escalation"


def set_letters_to_owners(
    round_key: str, told: Told, *, by: Person, send_at: datetime, now: datetime
) -> None:
    """Make the letters of one round (`review:12`) to owners tell exactly this.

    One letter an owner, sent at `send_at` or in the next sending hours; to whoever covers for the
    owner that day, unless it is they who decided. Nobody is told of what they decided themselves.
    Called again with other parts it changes what has not left yet; what has left is told again only
    where it was decided anew since. The caller commits.
    """
    letters = _Letters(round_key, (*_ALONE.values(), REVIEWED), by=by, send_at=send_at, now=now)
    for person_id, parts in told.items():
        still = letters.untold(person_id, parts)
        if still and person_id != by.id:
            letters.make(_kind_of(still), person_id, still)
    letters.cancel_others("what it told of was taken back")


def set_escalations(
    round_key: str, taken: Told, *, by: Person, send_at: datetime, now: datetime
) -> None:
    """Make the letters by which one round takes actions further up be exactly these, one to each
    person of `taken`, or to whoever covers for them with the right to decide. As
    `set_letters_to_owners`."""
    letters = _Letters(round_key, (_ESCALATION,), by=by, send_at=send_at, now=now)
    for person_id, parts in taken.items():
        still = letters.untold(person_id, parts)
        if still:
            letters.make(_ESCALATION, person_id, still, deciding=True, level=DIRECTOR)
    letters.cancel_others("the escalation was taken back")


def _kind_of(parts: Sequence[Part]) -> str:
    """The letter that tells all of this."""
    steps = {part.says for part in parts}
    return _ALONE[steps.pop()] if len(steps) == 1 else REVIEWED


class _Letters:
    """The letters of one round: those that wait, each held until the caller commits, and what those
    that have left told."""

    def __init__(
        self, round_key: str, kinds: Sequence[str], *, by: Person, send_at: datetime, now: datetime
    ) -> None:
        db.session.flush()
        self._round_key, self._by, self._send_at, self._now = round_key, by, send_at, now
        of_round = or_(
            *(
                Notification.dedupe_key.startswith(f"{kind}|{round_key}|", autoescape=True)
                for kind in kinds
            )
        )
        self._told = _already_told(of_round)
        self._waiting = _waiting(of_round)
        self._covers = covers_on(local_day(sending_time(send_at)))

    def untold(self, person_id: int, parts: Sequence[Part]) -> list[Part]:
        """Those of these parts that no letter to this person has told since they were decided."""
        told = self._told.get(person_id, {})
        return [
            one
            for one in parts
            if (last := told.get((one.action.id, one.says))) is None or last < one.since
        ]

    def make(
        self,
        kind: str,
        person_id: int,
        parts: Sequence[Part],
        *,
        deciding: bool = False,
        **facts: Any,
    ) -> None:
        """Have one letter of this kind to this person tell exactly this; to whoever covers for
        them, where the cover also decides if it is `deciding`."""
        cover = self._covers.get(person_id)
        taken_over = (
            cover and cover.covered_by_id != self._by.id and (cover.decides or not deciding)
        )
        stand_in = cover.covered_by_id if cover and taken_over else None
        letter = self._waiting.pop((kind, person_id), None) or plan_letter(
            f"{kind}|{self._round_key}|to:{person_id}|{new_id()}",
            kind,
            stand_in or person_id,
            send_at=self._send_at,
            by=self._by,
            now=self._now,
            facts={OF_ROUND: self._round_key, **facts, **({"for": person_id} if stand_in else {})},
        )
        _speak_of(letter, parts)
        _leave_at(letter, self._send_at)

    def cancel_others(self, reason: str) -> None:
        """Cancel what waits and was not wanted any more."""
        set_aside(
            db.session(),
            Notification.id.in_(list(self._waiting.values())),
            LetterState.CANCELLED,
            now=self._now,
            reason=reason,
        )


def _waiting(of_round: ColumnElement[bool]) -> dict[tuple[str, int], str]:
    """The letters of a round that wait, by kind and whose they are, each held until the caller
    commits."""
    found = select(
        Notification.kind, Notification.facts, Notification.recipient_id, Notification.id
    ).where(of_round, Notification.state == LetterState.READY)
    rows = db.session.execute(found).all()
    return {
        (row.kind, row.facts.get("for", row.recipient_id)): row.id for row in rows if hold(row.id)
    }


def _already_told(of_round: ColumnElement[bool]) -> dict[int, dict[tuple[int, str], datetime]]:
    """What letters of a round that have begun told each person, and when they last began."""
    begun = func.coalesce(Notification.first_attempt_at, Notification.created_at)
    found = (
        select(
            Notification.facts,
            Notification.recipient_id,
            NotificationAction.action_id,
            NotificationAction.step,
            begun.label("begun"),
        )
        .join(NotificationAction, NotificationAction.notification_id == Notification.id)
        .where(of_round, Notification.state.not_in((LetterState.READY, LetterState.CANCELLED)))
        .order_by(begun)
    )
    told: dict[int, dict[tuple[int, str], datetime]] = {}
    for row in db.session.execute(found):
        whose = row.facts.get("for", row.recipient_id)
        told.setdefault(whose, {})[(row.action_id, row.step)] = row.begun
    return told


def _speak_of(letter_id: str, parts: Sequence[Part]) -> None:
    """Have a letter tell these parts and no others."""
    rows = NotificationAction.notification_id == letter_id
    db.session.execute(delete(NotificationAction).where(rows))
    db.session.execute(
        insert(NotificationAction),
        [
            {"notification_id": letter_id, "action_id": one.action.id, "step": one.says.value}
            for one in parts
        ],
    )


def _leave_at(letter_id: str, at: datetime) -> None:
    db.session.execute(
        update(Notification)
        .where(Notification.id == letter_id, Notification.state == LetterState.READY)
        .values(next_at=sending_time(at))
        .execution_options(synchronize_session=False)
    )
