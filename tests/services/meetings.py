"""A reviewer at their review, and what to look at after each decision."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tracker import clock
from tracker.extensions import db
from tracker.services.forms import SentForm
from tracker.services.review import Seen, decide, finish, mark_of
from tracker.services.review_choices import Decision
from tracker.store.actions import Action
from tracker.store.decisions import Review, ReviewChoice, ReviewDecision
from tracker.store.history import HistoryEntry
from tracker.store.outbox import LetterState, Notification, NotificationAction
from tracker.store.people import Person
from tracker.store.reviews import decisions_of, open_review

CHASE, LEAVE = Decision(ReviewChoice.CHASE), Decision(ReviewChoice.LEAVE)


@dataclass
class Meeting:
    """A reviewer at their review: `meeting.decides("1.1", CHASE)` as the page would do it."""

    by: Person
    forms: int = 0

    def sent(self) -> SentForm:
        """A form nobody has sent before."""
        self.forms += 1
        return SentForm(self.by, f"{self.by.name}'s form {self.forms}", "/review")

    def seen(self, number: str) -> Seen:
        """The action and its decision as a page shows them now."""
        action = the(number)
        review = open_review(self.by)
        held = decisions_of(review.id).get(action.id) if review else None
        return Seen(action.ref, action.version, mark_of(held))

    def decides(self, number: str, decision: Decision) -> str:
        """What the page says after the decision."""
        return decide(
            self.seen(number), decision, sent=self.sent(), now=clock.now(), today=clock.today()
        )

    def finishes(self) -> None:
        """The end of the review."""
        finish(sent=self.sent(), now=clock.now(), today=clock.today())


def the(number: str) -> Action:
    """The action as the database has it."""
    db.session.expire_all()
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def letters(*states: LetterState) -> list[tuple[str, str, list[str], datetime]]:
    """The letters in these states: kind, to whom, about what, and when they go."""
    found = select(Notification, Person.name).join(Person, Person.id == Notification.recipient_id)
    return [
        (letter.kind, name, _about(letter), letter.next_at)
        for letter, name in db.session.execute(
            found.where(Notification.state.in_(states)).order_by(Notification.kind, Person.name)
        )
    ]


def _about(letter: Notification) -> list[str]:
    found = select(Action.number).join(
        NotificationAction, NotificationAction.action_id == Action.id
    )
    about = found.where(NotificationAction.notification_id == letter.id)
    return list(db.session.scalars(about.order_by(Action.number)))


def waiting_letters() -> list[tuple[str, str, list[str], datetime]]:
    """The letters that have not left."""
    return letters(LetterState.READY)


def last_entry() -> HistoryEntry:
    """What was added to the history last."""
    return db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()  # type: ignore[return-value]  # there always is one


def as_kept(action: Action) -> tuple[object, ...]:
    """What a giving or a chase changes."""
    return (
        action.owner_id,
        action.given_at,
        action.given_by_id,
        action.chased_at,
        action.chased_by_id,
    )


def decision_about(number: str) -> ReviewDecision:
    """The latest decision about an action in Jean's open review."""
    found = (
        select(ReviewDecision)
        .join(Review)
        .where(ReviewDecision.action_id == the(number).id, Review.closed_at.is_(None))
        .order_by(Review.id)
    )
    return db.session.scalars(found).first()  # type: ignore[return-value]  # the test has just made it
