"""The letters of an overdue review: one to each owner, whatever was decided about their actions.

Twelve decisions in a meeting must not become twelve emails (`interaction.md` 2.4). Until they leave
they are worked out anew with each decision, so that a mind that was changed is told nobody.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from tracker.domain.reviews import Says
from tracker.extensions import db
from tracker.services import rounds
from tracker.services.review_choices import TELLS_NOBODY
from tracker.services.rounds import Part
from tracker.store.actions import Action
from tracker.store.decisions import Review, ReviewChoice, ReviewDecision
from tracker.store.people import Person

_DECIDED = frozenset({ReviewChoice.DATE, ReviewChoice.REFUSE})
_ASKS = frozenset({ReviewChoice.CHASE, ReviewChoice.ESCALATE})


def set_letters(review: Review, *, by: Person, send_at: datetime, now: datetime) -> None:
    """Make this review's letters tell of what it has decided, to leave at `send_at`: one to each
    owner, and one to each manager it takes something up to. The caller commits."""
    owners: dict[int, list[Part]] = {}
    taken: dict[int, list[Part]] = {}
    for action, decision in _decided(review):
        done_at = datetime.fromisoformat(decision.facts["done_at"])
        if TELLS_NOBODY in decision.facts:
            continue
        for says in _says(action, decision):
            owners.setdefault(action.owner_id, []).append(Part(says, action, done_at))
        if decision.choice is ReviewChoice.ESCALATE and action.open:
            up = Part(Says.BY_HAND, action, done_at)
            taken.setdefault(decision.facts["to_id"], []).append(up)
    round_key = f"review:{review.id}"
    rounds.set_letters_to_owners(round_key, owners, by=by, send_at=send_at, now=now)
    rounds.set_escalations(round_key, taken, by=by, send_at=send_at, now=now)


def _decided(review: Review) -> list[tuple[Action, ReviewDecision]]:
    found = (
        select(Action, ReviewDecision)
        .join(ReviewDecision, ReviewDecision.action_id == Action.id)
        .where(ReviewDecision.review_id == review.id)
        .order_by(Action.due_on, Action.id)
    )
    return [(action, decision) for action, decision in db.session.execute(found)]


def _says(action: Action, decision: ReviewDecision) -> Iterator[Says]:
    """What its owner is to be told of an action that was decided about."""
    if decision.choice in _ASKS and action.open and action.is_chased:
        yield Says.CHASE
    if decision.choice in _DECIDED and action.open:
        yield Says.DATE
    if decision.choice is ReviewChoice.HOLD:
        yield Says.RESTS
    if decision.choice is ReviewChoice.GIVE and action.owner_id == decision.given_to_id:
        yield Says.GIVEN
