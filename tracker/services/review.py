"""A manager's overdue review: one decision at a time or several together, then the dated record.

The letters of a review wait until it is finished, or for a quarter of an hour after its last
decision; each decision works them out again (`review_letters.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.domain.actions import PROGRESS_WORDS, days_late, is_overdue
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.reviews import CHASE_WAIT
from tracker.domain.wording import count
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.giving import as_it_was
from tracker.services.record import record
from tracker.services.review_choices import (
    Chair,
    Decision,
    carry_out,
    is_the_same,
    take_back,
    what_happens,
    what_happens_to_many,
)
from tracker.services.review_letters import set_letters
from tracker.store.actions import Action
from tracker.store.decisions import Review, ReviewChoice, ReviewDecision
from tracker.store.doors import get_action
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.review_facts import escalations_of, last_decisions
from tracker.store.reviews import action_to_review, worklist

DECIDE_ROUTE, MANY_ROUTE = "review.decide", "review.many"
"""What these forms are kept under once they have taken effect."""


@dataclass(frozen=True)
class Seen:
    """An action as the form was built from it."""

    ref: str
    version: int | None
    decided: str = ""
    """`mark_of` the decision that was shown."""


def mark_of(decision: ReviewDecision | None) -> str:
    """What a form carries to say which decision it showed; empty when it showed none."""
    return decision.decided_at.isoformat() if decision else ""


def decide(seen: Seen, decision: Decision, *, sent: SentForm, now: datetime, today: date) -> str:
    """Decide about one action, or change what this review has decided; returns what to say.

    Raises Crossed when the action, or the decision about it, is no longer as it was shown, and
    RuleBroken when the rules forbid it or there is nothing left to decide.
    """
    said = what_happens(seen.ref, decision)
    with taking_effect(sent, route=DECIDE_ROUTE, message=said, now=now):
        review = _begun_review(sent.by, now)
        _decide_one(review, seen, decision, by=sent.by, now=now, today=today)
        set_letters(review, by=sent.by, send_at=now + CHASE_WAIT, now=now)
        db.session.commit()
    return said


def decide_many(
    seen: Sequence[Seen], decision: Decision, *, sent: SentForm, now: datetime, today: date
) -> str:
    """Decide the same about several actions, or about none of them when one cannot be."""
    said = what_happens_to_many(len(seen), decision)
    with taking_effect(sent, route=MANY_ROUTE, message=said, now=now):
        review = _begun_review(sent.by, now)
        for one in seen:
            _decide_one(review, one, decision, by=sent.by, now=now, today=today)
        set_letters(review, by=sent.by, send_at=now + CHASE_WAIT, now=now)
        db.session.commit()
    return said


def finish(*, sent: SentForm, now: datetime, today: date) -> str:
    """Close the review: from now on it is a record, and its letters go; returns what to say.

    Raises RuleBroken while something overdue is not decided, and Crossed when there is no review to
    finish, as when it has been finished in another window.
    """
    said = "The review is finished. Each owner gets one email."
    with taking_effect(sent, route="review.finish", message=said, now=now):
        review = _locked(sent.by)
        _refuse_unfinished(sent.by, today)
        review.closed_at = now
        record(Happened.REVIEW_CLOSED, at=now, actor=sent.by, review=review.id)
        set_letters(review, by=sent.by, send_at=now, now=now)
        db.session.commit()
    return said


def _decide_one(
    review: Review, seen: Seen, decision: Decision, *, by: Person, now: datetime, today: date
) -> None:
    action = _still_overdue(seen.ref, by, today)
    held = _held(review, action)
    if seen.version != action.version or seen.decided != mark_of(held):
        raise Crossed
    _refuse_leaving_without_reason(action, decision)
    facts = held.facts if held else {}
    days_overdue = days_late(action.due_on, today)
    if held is None or not is_the_same(held, decision, action):
        if held:
            take_back(held, action, by=by, now=now)
        facts = _as_it_stands(action) | {"done_at": now.isoformat()}
        facts |= carry_out(action, decision, Chair(by, review, now, today))
    written = held or ReviewDecision(review_id=review.id, action_id=action.id)
    written.days_overdue = days_overdue
    _write_down(written, decision, action, now=now)
    written.facts = facts
    db.session.add(written)
    db.session.flush()


def _write_down(
    written: ReviewDecision, decision: Decision, action: Action, *, now: datetime
) -> None:
    written.choice = decision.choice
    written.note = (written.note or "") if decision.note is None else decision.note
    written.given_to_id = decision.to.id if decision.to else None
    written.progress_said = PROGRESS_WORDS[action.progress]
    written.decided_at = now


def _as_it_stands(action: Action) -> dict[str, Any]:
    return {
        "title": action.title,
        "owner": action.owner.name_and_body,
        "due_on": action.due_on.isoformat(),
        "before": as_it_was(action),
    }


def _still_overdue(ref: str, by: Person, today: date) -> Action:
    """The action, if there is still something to decide about it; says so when there is not."""
    number = ref.rpartition("-")[2]
    seen = get_action(ref, seen_by=by, on=today)
    if seen is not None and not seen.open:
        ended = PROGRESS_WORDS[seen.progress].lower()
        raise RuleBroken(f"Action {number} is {ended} now. There is nothing left to decide.")
    action = action_to_review(ref, by, today)
    if action is None:
        raise RuleBroken(f"Action {number} is no longer yours to review.")
    if not is_overdue(action.standing, today):
        raise RuleBroken(f"Action {number} is no longer overdue. There is nothing left to decide.")
    return action


def _refuse_leaving_without_reason(action: Action, decision: Decision) -> None:
    if decision.choice is not ReviewChoice.LEAVE or decision.note:
        return
    if escalations_of([action.id]):
        raise RuleBroken("Say why the risk of leaving it is accepted", field="note")
    last = last_decisions([action.id]).get(action.id)
    if last and last.choice is ReviewChoice.LEAVE:
        raise RuleBroken("Say why it is being left", field="note")


def _refuse_unfinished(by: Person, today: date) -> None:
    work = worklist(by, today, most=None)
    left = [turn for turn in work.turns if turn.id not in work.decisions]
    if left:
        raise RuleBroken(
            f"{count(len(left), 'overdue action')} still to be decided about, beginning with"
            f" {left[0].number}. Then finish the review."
        )


def _begun_review(by: Person, now: datetime) -> Review:
    """This person's open review, begun now if there was none, and locked until the commit.

    The lock makes two of its decisions, or a decision and its end, come one after the other.
    """
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(Review).values(manager_id=by.id, opened_at=now).on_conflict_do_nothing()
    )
    return _locked(by)


def _locked(by: Person) -> Review:
    """The open review of this person, held until the commit; Crossed when it has just ended."""
    review = db.session.scalar(
        select(Review)
        .where(Review.manager_id == by.id, Review.closed_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if review is None:
        raise Crossed
    return review


def _held(review: Review, action: Action) -> ReviewDecision | None:
    return db.session.scalar(
        select(ReviewDecision).where(
            ReviewDecision.review_id == review.id, ReviewDecision.action_id == action.id
        )
    )
