"""One letter in the delivery log: each attempt, why it was planned, and who may read its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import defer

from tracker.domain.access import Role
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.bounces import Bounce
from tracker.store.deliveries import Logged
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.outbox import (
    DeliveryAttempt,
    Notification,
    NotificationAction,
    Occasion,
    Suppression,
    address_hash,
)
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanReader

MOST_AGAIN = 20
"""Times one letter may be sent again by hand."""


@dataclass(frozen=True)
class Detail:
    """What is known of one letter beside its row."""

    attempts: Sequence[DeliveryAttempt]
    occasions: Sequence[Occasion]
    steps: Sequence[NotificationAction]
    bounces: Sequence[Bounce]
    again: Sequence[Notification]
    """The letters that were planned because somebody sent this one again, the newest first."""
    suppression: Suppression | None
    """Why no mail goes to the address its reader has now."""


def detail_of(letter: Notification, recipient: Person) -> Detail:
    """Everything that is kept about one letter; six statements."""
    attempts = select(DeliveryAttempt).where(DeliveryAttempt.notification_id == letter.id)
    occasions = select(Occasion).where(Occasion.notification_id == letter.id)
    steps = select(NotificationAction).where(NotificationAction.notification_id == letter.id)
    bounces = select(Bounce).where(Bounce.notification_id == letter.id)
    return Detail(
        attempts=db.session.scalars(attempts.order_by(DeliveryAttempt.epoch)).all(),
        occasions=db.session.scalars(occasions.order_by(Occasion.dedupe_key)).all(),
        steps=db.session.scalars(steps.order_by(NotificationAction.action_id)).all(),
        bounces=db.session.scalars(bounces.order_by(Bounce.id)).all(),
        again=sent_again(letter.id),
        suppression=suppression_of(recipient),
    )


def sent_again(letter_id: str) -> Sequence[Notification]:
    """The letters planned because somebody sent this one again, the newest first."""
    keys = [again_key(letter_id, time) for time in range(1, MOST_AGAIN + 1)]
    return db.session.scalars(
        select(Notification)
        .where(Notification.dedupe_key.in_(keys))
        .order_by(Notification.created_at.desc())
        .options(defer(Notification.body))
    ).all()


def again_key(letter_id: str, time: int) -> str:
    """The key of the letter that is planned when one is sent again for the nth time."""
    return f"again|{letter_id}|{time}"


def suppression_of(person: Person) -> Suppression | None:
    """Why no mail goes to the address this person has now; None when it does."""
    found = db.session.get(Suppression, address_hash(person.email))
    return found if found is not None and found.cleared_at is None else None


def suppressed() -> Sequence[tuple[Suppression, Person | None]]:
    """The addresses no mail goes to, the newest first, with whoever the refused letter was to."""
    found = (
        select(Suppression, Person)
        .outerjoin(Notification, Notification.id == Suppression.notification_id)
        .outerjoin(Person, Person.id == Notification.recipient_id)
        .where(Suppression.cleared_at.is_(None))
        .order_by(Suppression.since.desc(), Suppression.address_hash)
    )
    return [(suppression, person) for suppression, person in db.session.execute(found)]


def may_read(logged: Logged, viewer: Person) -> bool:
    """Whether this person may read what a letter said.

    Its reader may. A performance officer may when they see every action it names, and its reader
    has no part in a restricted plan: a summary or an agenda may speak of more than it names.
    """
    letter = logged.letter
    if letter.recipient_id == viewer.id:
        return True
    if viewer.role is not Role.PERFORMANCE or len(logged.about) < logged.actions:
        return False
    return not _may_speak_of_restricted(letter) and _sees_plan(letter.plan_id, viewer)


def _may_speak_of_restricted(letter: Notification) -> bool:
    part = (Action.owner_id == letter.recipient_id) | (Action.manager_id == letter.recipient_id)
    with_part = select(Action.plan_id).where(part)
    named = select(PlanReader.plan_id).where(PlanReader.person_id == letter.recipient_id)
    spoken_of = (
        select(Action.plan_id)
        .join(NotificationAction, NotificationAction.action_id == Action.id)
        .where(NotificationAction.notification_id == letter.id)
    )
    found = select(Plan.id).where(
        Plan.restricted,
        or_(
            Plan.id.in_(with_part),
            Plan.id.in_(named),
            Plan.id.in_(spoken_of),
            Plan.lead_id == letter.recipient_id,
        ),
    )
    return db.session.scalar(found.limit(1)) is not None


def _sees_plan(plan_id: int | None, viewer: Person) -> bool:
    if plan_id is None:
        return True
    seen = select(Plan.id).where(Plan.id == plan_id, ~Plan.restricted, visible_plans(viewer))
    return db.session.scalar(seen) is not None


def action_with_ref(ref: str, *, seen_by: Person) -> int | None:
    """The number of the action with this reference, or None: missing and hidden look the same."""
    code, _, number = ref.strip().rpartition("-")
    return db.session.scalar(
        select(Action.id)
        .join(Action.plan)
        .where(Plan.code == code.upper(), Action.number == number, visible_actions(seen_by, None))
    )
