"""Letters of a round of decisions: worked out again with each of them, until they leave."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from tracker.domain.escalation import DIRECTOR
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.installation import sending_time
from tracker.services.post import hold, plan_letter, speak_of
from tracker.store.actions import Action
from tracker.store.cover import Cover, covers_on
from tracker.store.outbox import LetterState, Notification, NotificationAction, new_id
from tracker.store.outbox_moves import set_aside
from tracker.store.people import Person

BY_HAND = "by hand"
"""The step at which a letter speaks of an action that a person has escalated."""

Told = Mapping[int, Sequence[Action]]
"""By a person's number, the actions a letter to them speaks of."""


def set_chases(
    round_key: str, chased: Told, *, by: Person, send_at: datetime, now: datetime
) -> None:
    """Make the chase letters of one round (`review:12`, `bulk:<request id>`) be exactly these.

    `chased` maps an owner's number to the actions to ask about: one letter an owner, sent at
    `send_at` or in the next sending hours; to whoever covers for the owner that day, unless it is
    they who ask. Called again with other actions it changes what has not left yet; what has left is
    not asked again. The caller commits.
    """
    letters = _Letters("chase", round_key, step="chase", by=by, send_at=send_at, now=now)
    letters.make(chased, stands_in=lambda _cover: True)
    letters.cancel_others("the chase was taken back")


def set_escalations(
    round_key: str, taken: Told, *, by: Person, send_at: datetime, now: datetime
) -> None:
    """Make the letters by which one round takes actions further up be exactly these, one to each
    person of `taken`, or to whoever covers for them with the right to decide. As `set_chases`."""
    letters = _Letters("escalation", round_key, step=BY_HAND, by=by, send_at=send_at, now=now)
    letters.make(taken, stands_in=lambda cover: cover.decides, level=DIRECTOR)
    letters.cancel_others("the escalation was taken back")


class _Letters:
    """One kind of letter of one round: those that wait, each held until the caller commits."""

    def __init__(
        self, kind: str, round_key: str, *, step: str, by: Person, send_at: datetime, now: datetime
    ) -> None:
        db.session.flush()
        self._kind, self._step, self._by, self._send_at, self._now = kind, step, by, send_at, now
        self._prefix = f"{kind}|{round_key}|"
        self._waiting = _touch(self._prefix, state=LetterState.READY)

    def make(self, wanted: Told, *, stands_in: Callable[[Cover], bool], **facts: Any) -> None:
        """Have one letter to each person speak of these actions, but for those told already."""
        told = _already_told(self._prefix)
        covers = covers_on(local_day(sending_time(self._send_at)))
        for person_id, actions in wanted.items():
            still = [one for one in actions if one.id not in told.get(person_id, set())]
            if not still:
                continue
            cover = covers.get(person_id)
            taken_over = cover and cover.covered_by_id != self._by.id and stands_in(cover)
            stand_in = cover.covered_by_id if cover and taken_over else None
            letter = self._waiting.pop(person_id, None) or plan_letter(
                f"{self._prefix}to:{person_id}|{new_id()}",
                self._kind,
                stand_in or person_id,
                send_at=self._send_at,
                by=self._by,
                now=self._now,
                facts=facts | ({"for": person_id} if stand_in else {}),
            )
            speak_of(letter, still, step=self._step, only=True)
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


def _touch(prefix: str, *, state: LetterState) -> dict[int, str]:
    """The letters of a round in this state, by owner, each held until the caller commits."""
    found = select(Notification.facts, Notification.recipient_id, Notification.id).where(
        Notification.dedupe_key.startswith(prefix, autoescape=True), Notification.state == state
    )
    rows = db.session.execute(found).all()
    return {row.facts.get("for", row.recipient_id): row.id for row in rows if hold(row.id)}


def _already_told(prefix: str) -> dict[int, set[int]]:
    """The actions each person has been written to about by letters of a round that have begun."""
    found = (
        select(Notification.facts, Notification.recipient_id, NotificationAction.action_id)
        .join(NotificationAction, NotificationAction.notification_id == Notification.id)
        .where(
            Notification.dedupe_key.startswith(prefix, autoescape=True),
            Notification.state.not_in((LetterState.READY, LetterState.CANCELLED)),
        )
    )
    asked: dict[int, set[int]] = {}
    for row in db.session.execute(found):
        asked.setdefault(row.facts.get("for", row.recipient_id), set()).add(row.action_id)
    return asked


def _leave_at(letter_id: str, at: datetime) -> None:
    db.session.execute(
        update(Notification)
        .where(Notification.id == letter_id, Notification.state == LetterState.READY)
        .values(next_at=sending_time(at))
        .execution_options(synchronize_session=False)
    )
