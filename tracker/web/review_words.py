"""What is known about an overdue action, and what was decided, in the words of the review."""

from datetime import date

from tracker.domain.actions import ANSWER_WORDS, PROGRESS_WORDS
from tracker.domain.wording import ago, day, local_day
from tracker.store.actions import Action, Update
from tracker.store.decisions import ReviewChoice, ReviewDecision
from tracker.store.review_facts import ReviewFacts

DECISION_WORDS = {
    ReviewChoice.CHASE: "chase",
    ReviewChoice.DATE: "agree a new due date",
    ReviewChoice.REFUSE: "refuse a new due date",
    ReviewChoice.GIVE: "give it to someone else",
    ReviewChoice.ESCALATE: "escalate it",
    ReviewChoice.HOLD: "put it on hold",
    ReviewChoice.LEAVE: "leave it",
}
"""What a decision is called in a sentence."""


def known(action: Action, facts: ReviewFacts) -> list[tuple[str, str]]:
    """The facts to read before deciding, each with its name."""
    owner = action.owner
    return [
        ("Owner", f"{owner.name_and_body}, {owner.post}" if owner.post else owner.name_and_body),
        ("Expects to finish", day(action.expected_on) if action.expected_on else "not given"),
        ("New dates agreed so far", _moves(action, facts)),
        ("Reminders sent", _reminders(facts)),
        ("Last review", last_review(facts.last_decision)),
    ]


def said_by(update: Update, today: date) -> str:
    """'Priya Nair, off track, 12 May 2011 (53 days ago)'."""
    on = local_day(update.posted_at)
    progress = PROGRESS_WORDS[update.progress].lower()
    return f"{update.by.name}, {progress}, {day(on)} ({ago(on, today)})"


def said(update: Update) -> str:
    """The owner's words, or their answer when they gave none."""
    return update.note or ANSWER_WORDS[update.answer]


def last_review(decision: ReviewDecision | None) -> str:
    """'6 June 2011 – chase, by Jean Talbot'."""
    if decision is None:
        return "none"
    on = day(local_day(decision.decided_at))
    note = f": “{decision.note}”" if decision.note else ""
    return f"{on} – {decided(decision)}, by {decision.review.manager.name}{note}"


def decided(decision: ReviewDecision) -> str:
    """'chase', 'leave it', 'give it to Tom Ashworth'."""
    if decision.given_to:
        return f"give it to {decision.given_to.name}"
    if "to" in decision.facts:
        return f"escalate it to {decision.facts['to']}"
    if "agreed_on" in decision.facts:
        return f"agree {day(date.fromisoformat(decision.facts['agreed_on']))}"
    return DECISION_WORDS[decision.choice]


def _moves(action: Action, facts: ReviewFacts) -> str:
    if not facts.dates_agreed:
        return "none"
    return f"{facts.dates_agreed}, first due {day(action.original_due_on)}"


def _reminders(facts: ReviewFacts) -> str:
    if not facts.reminded_at:
        return "none"
    return f"{facts.reminders}, latest {day(local_day(facts.reminded_at))}"
