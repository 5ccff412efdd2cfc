"""What one person has been told about one action, and what was let pass."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from tracker.domain.access import Role
from tracker.domain.decisions import repeat_key
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.directory import names_of
from tracker.store.doors import visible_actions
from tracker.store.outbox import Notification, NotificationAction, Occasion, OccasionSkip, about
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState


def actions_to_choose(viewer: Person, *, most: int) -> Sequence[Action] | None:
    """The actions of live plans that a viewer may have explained, in the order of the plans; None
    when there are more than `most`."""
    found = select(Action).join(Action.plan).where(visible_actions(viewer, None))
    actions = db.session.scalars(
        found.where(Plan.state == PlanState.LIVE)
        .order_by(Plan.code, Action.position, Action.id)
        .options(contains_eager(Action.plan))
        .limit(most + 1)
    ).all()
    return actions if len(actions) <= most else None


def action_to_explain(ref: str, *, viewer: Person) -> Action | None:
    """The action with this reference, or None: missing and hidden look the same."""
    code, _, number = ref.strip().rpartition("-")
    return db.session.scalar(
        select(Action)
        .join(Action.plan)
        .where(Plan.code == code.upper(), Action.number == number, visible_actions(viewer, None))
        .options(contains_eager(Action.plan), joinedload(Action.owner), joinedload(Action.manager))
    )


def letters_to(
    person: Person, action: Action | None, *, number: int, on: date | None = None
) -> Sequence[Notification]:
    """The last letters to a person that speak of an action, or of anything when none is given, the
    newest first; of one day if given.

    A manager's summary speaks of every action they are accountable for, and a board's of its plan.
    """
    found = select(Notification).where(Notification.recipient_id == person.id)
    if action is not None:
        found = found.where(_speaks_of(action, person))
    if on is not None:
        found = found.where(Notification.local_date == on)
    return db.session.scalars(
        found.order_by(Notification.occasion_at.desc(), Notification.id)
        .limit(number)
        .options(defer(Notification.body))
    ).all()


def _speaks_of(action: Action, person: Person) -> ColumnElement[bool]:
    speaks: ColumnElement[bool] = about([action.id])
    if person.id == action.manager_id:
        speaks = or_(speaks, Notification.kind == "digest")
    if person.role is Role.BOARD:
        board = and_(Notification.kind == "board_digest", Notification.plan_id == action.plan_id)
        speaks = or_(speaks, board)
    return speaks


def let_pass(
    person: Person, action: Action | None, *, number: int, on: date | None = None
) -> Sequence[OccasionSkip]:
    """What was not sent to a person about an action, newest first; about anything when none is
    given. Of one day, if given, with what was let pass about no one action."""
    found = select(OccasionSkip).where(OccasionSkip.recipient_id == person.id)
    if on is not None:
        found = found.where(OccasionSkip.at >= _begins(on), OccasionSkip.at < _ends(on))
    if action is not None:
        of_none = OccasionSkip.action_id.is_(None) if on is not None else false()
        found = found.where(or_(OccasionSkip.action_id == action.id, of_none))
    newest = found.order_by(OccasionSkip.at.desc(), OccasionSkip.dedupe_key).limit(number)
    return db.session.scalars(newest).all()


def asked_above(what: str, number: int) -> list[tuple[str, date]]:
    """The names of those above whoever decides a request or a submission (`what`), who were asked
    because it waited for long, each with the day, the first one first; two statements at most."""
    begins = repeat_key(what, number, above=0).removesuffix("0")
    found = db.session.execute(
        select(Occasion.dedupe_key, Occasion.local_date)
        .where(Occasion.dedupe_key.startswith(begins, autoescape=True))
        .order_by(Occasion.local_date, Occasion.dedupe_key)
    ).all()
    days = {int(row.dedupe_key.removeprefix(begins)): row.local_date for row in found}
    names = names_of(days) if days else {}
    return [(names[person_id], on) for person_id, on in days.items()]


def occasions_of(letters: Sequence[Notification]) -> dict[str, list[Occasion]]:
    """What each of these letters was planned for, by letter; one statement."""
    found = select(Occasion).where(Occasion.notification_id.in_([one.id for one in letters]))
    by_letter: dict[str, list[Occasion]] = {}
    for occasion in db.session.scalars(found.order_by(Occasion.dedupe_key)):
        by_letter.setdefault(occasion.notification_id, []).append(occasion)
    return by_letter


def steps_of(letters: Sequence[Notification]) -> dict[str, list[NotificationAction]]:
    """The actions each of these letters speaks of and at which step, by letter; one statement."""
    of_these = NotificationAction.notification_id.in_([one.id for one in letters])
    found = select(NotificationAction).where(of_these).order_by(NotificationAction.action_id)
    by_letter: dict[str, list[NotificationAction]] = {}
    for step in db.session.scalars(found):
        by_letter.setdefault(step.notification_id, []).append(step)
    return by_letter


def was_planned_for(person_id: int, on: date) -> bool:
    """Whether the planner has dealt with a person's reminders on a day: by a letter or a reason."""
    letter = select(Notification.id).where(
        Notification.recipient_id == person_id,
        Notification.local_date == on,
        Notification.kind == "reminder",
    )
    reason = select(OccasionSkip.dedupe_key).where(
        OccasionSkip.recipient_id == person_id,
        OccasionSkip.at >= _begins(on),
        OccasionSkip.at < _ends(on),
    )
    return (
        db.session.scalar(letter.limit(1)) is not None
        or db.session.scalar(reason.limit(1)) is not None
    )


def _begins(on: date) -> datetime:
    return local_instant(on, time.min)


def _ends(on: date) -> datetime:
    return _begins(on + timedelta(days=1))
