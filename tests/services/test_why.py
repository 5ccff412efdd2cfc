"""Why an email and why none: the right rule or reason, measured over 60 days of the demonstration."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.statements import counted
from tracker import clock
from tracker.domain.actions import Answer, Progress
from tracker.domain.occasions import rule_of
from tracker.domain.wording import day, local_day
from tracker.domain.workdays import is_working_day, local_instant, working_days_between
from tracker.extensions import db
from tracker.services import morning
from tracker.services.installation import closed_days
from tracker.services.why import story
from tracker.store.actions import Action, Update
from tracker.store.outbox import (
    LetterState,
    Notification,
    NotificationAction,
    Occasion,
    OccasionSkip,
    address_hash,
    suppress,
)
from tracker.store.people import Person

FIRST = date(2011, 7, 4)
DAYS = 60
LAST = FIRST + timedelta(days=DAYS - 1)
AFTER = clock.at("2011-09-01T17:00")


def the(number: str) -> Action:
    """The action with this number."""
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def sixty_days() -> None:
    """Two months in which every morning is planned and its letters go, and some owners answer."""
    random = Random(11)
    for n in range(DAYS):
        on = FIRST + timedelta(days=n)
        at = local_instant(on, datetime.min.time().replace(hour=8))
        morning.plan_due(at)
        db.session.execute(
            update(Notification)
            .where(Notification.state == LetterState.READY)
            .values(state=LetterState.SENT, finished_at=at)
        )
        if random.random() < 0.3:
            _answer(random, at + timedelta(hours=3))
        db.session.commit()


def _answer(random: Random, at: datetime) -> None:
    waits = (Progress.SUBMITTED, Progress.COMPLETED)
    action = random.choice(
        list(
            db.session.scalars(
                select(Action).where(Action.open, Action.progress.not_in(waits)).order_by(Action.id)
            )
        )
    )
    db.session.add(
        Update(
            action_id=action.id,
            by_id=action.owner_id,
            posted_at=at,
            answer=Answer.AT_RISK,
            progress=Progress.AT_RISK,
        )
    )
    action.progress, action.last_update_at, action.chased_at = Progress.AT_RISK, at, None


def reasons(person: Person, action: Action, on: date) -> tuple[str, ...]:
    """Why nothing came that day, as the page says it two months later."""
    return story(person, action, on=on, now=AFTER).reasons


def letters_and_actions() -> Iterator[tuple[Notification, NotificationAction]]:
    found = (
        select(Notification, NotificationAction)
        .join(NotificationAction, NotificationAction.notification_id == Notification.id)
        .order_by(Notification.local_date, Notification.id, NotificationAction.action_id)
    )
    yield from (tuple(row) for row in db.session.execute(found))  # type: ignore[misc]  # pairs


def told_before(letter: Notification, spoken_of: NotificationAction, due_on: date) -> bool:
    """Whether this step was reached in a letter before: then an agenda says it once more."""
    earlier = select(Notification.local_date).join(
        NotificationAction, NotificationAction.notification_id == Notification.id
    )
    days = db.session.scalars(
        earlier.where(
            NotificationAction.action_id == spoken_of.action_id,
            NotificationAction.step == spoken_of.step,
            Notification.local_date < letter.local_date,
        )
    ).all()
    if not days or not letter.facts.get("agenda") or spoken_of.step == "update_request":
        return False
    holidays = closed_days(letter.local_date)

    def reached(on: date) -> int:
        late = working_days_between(due_on, on, holidays)
        return max([step for step in (1, 5, 10) if step <= late], default=0)

    return reached(max(days)) == reached(letter.local_date)


def expected_rule(letter: Notification, spoken_of: NotificationAction, due_on: date) -> str:
    """The rule worked out here from the calendar and from nothing the planner wrote but its step."""
    on, holidays = letter.local_date, closed_days(letter.local_date)
    if told_before(letter, spoken_of, due_on):
        step = spoken_of.step.replace("_", " ")
        return f"Still {step}: the weekly agenda repeats it"
    if spoken_of.step.startswith("level "):
        to = {"level 1": "the accountable manager", "level 2": "the director"}[spoken_of.step]
        return f"Escalated to {to}: still overdue long after the due date of {day(due_on)}"
    if spoken_of.step == "asked again":
        return "Asked once more: nobody has decided"
    if spoken_of.step == "asked above":
        return "Asked as well: nobody below has decided"
    if spoken_of.step == "overdue":
        late = working_days_between(due_on, on, holidays)
        reached = [step for step in (1, 5, 10) if step <= late]
        if not reached:
            return f"Overdue: the due date of {day(due_on)} has passed"
        steps = f"{reached[-1]} working day{'s' if reached[-1] > 1 else ''}"
        return f"Overdue: {steps} or more after the due date of {day(due_on)}"
    if spoken_of.step == "due_today":
        return f"Due today: the due date is {day(due_on)}"
    if spoken_of.step == "due_soon":
        return f"Due soon: 10 working days or less before the due date of {day(due_on)}"
    return "No update since"


def test_after_sixty_days_every_letter_and_silence_is_put_down_to_the_right_rule_or_reason(
    northbank: Flask, cast: Cast
) -> None:
    """One test, because two months of mornings take long to make."""
    with counted() as few:
        story(cast.priya, the("1.1"), on=FIRST, now=clock.now())
    sixty_days()
    priya, action = cast.priya, the("1.1")
    with counted() as many:
        story(priya, action, on=FIRST, now=AFTER)

    assert len(many) <= len(few) + 6
    fifty_letters_and_fifty_silences_are_explained()
    fifty_days_of_which_nothing_was_kept_are_explained()


def fifty_letters_and_fifty_silences_are_explained() -> None:
    random = Random(7)
    letters = list(letters_and_actions())
    skips = list(
        db.session.scalars(
            select(OccasionSkip)
            .where(OccasionSkip.kind == "silence", OccasionSkip.action_id.is_not(None))
            .order_by(OccasionSkip.dedupe_key)
        )
    )
    assert len(letters) >= 50
    assert len(skips) >= 50

    for letter, spoken_of in random.sample(letters, 50):
        action = db.session.get_one(Action, spoken_of.action_id)
        person = db.session.get_one(Person, letter.recipient_id)
        told = story(person, action, on=letter.local_date, now=AFTER)
        assert letter.id in [one.id for one in told.letters]
        wanted = expected_rule(letter, spoken_of, action.due_on)
        if wanted == "No update since":  # or an agenda that asks again within 14 days
            wanted = ("No update since", "Still without an update")
        assert [one for one in told.rules[letter.id] if one.startswith(wanted)], (
            wanted,
            told.rules[letter.id],
            (letter.kind, letter.facts, spoken_of.step),
        )
    for skip in random.sample(skips, 50):
        action = db.session.get_one(Action, skip.action_id)
        person = db.session.get_one(Person, skip.recipient_id)
        assert skip.reason in reasons(person, action, local_day(skip.at))


def fifty_days_of_which_nothing_was_kept_are_explained() -> None:
    """The silences that leave no row, worked out from what was known then: nothing was due, or the
    owner had been told already."""
    random = Random(5)
    kept = {
        (skip.recipient_id, skip.action_id, local_day(skip.at))
        for skip in db.session.scalars(select(OccasionSkip))
    }
    told = {
        (letter.recipient_id, spoken_of.action_id, letter.local_date)
        for letter, spoken_of in letters_and_actions()
    }
    open_ones = list(db.session.scalars(select(Action).where(Action.open).order_by(Action.id)))
    cases = [
        (action, FIRST + timedelta(days=n))
        for action in open_ones
        for n in range(DAYS)
        if (action.owner_id, action.id, FIRST + timedelta(days=n)) not in told
        and not {
            (action.owner_id, action.id, FIRST + timedelta(days=n)),
            (action.owner_id, None, FIRST + timedelta(days=n)),
        }
        & kept
    ]

    for action, on in random.sample(cases, 50):
        (reason,) = reasons(action.owner, action, on)
        assert right_for_a_day_without_a_row(action, on, reason), (action.number, on, reason)


def right_for_a_day_without_a_row(action: Action, on: date, reason: str) -> bool:
    """Whether a reason is the true one, worked out here on its own."""
    if not is_working_day(on, closed_days(on)):
        return reason.endswith("is not a working day")
    if reason.startswith("nothing about it needs its owner yet"):
        return on + timedelta(days=7) < action.due_on
    if reason.startswith("already told on"):
        before = select(Occasion.local_date).where(
            Occasion.action_id == action.id, Occasion.local_date < on
        )
        newest = max(db.session.scalars(before))
        return f"already told on {day(newest)}" in reason
    several = len(
        db.session.scalars(
            select(Action.id).where(Action.owner_id == action.owner_id, Action.open)
        ).all()
    )
    return reason.startswith("they get one email a week") and several > 1


def test_the_next_three_are_those_that_then_come(northbank: Flask, cast: Cast) -> None:
    priya = cast.priya
    predicted = [
        (one.on, one.rule) for one in story(priya, the("1.1"), on=FIRST, now=clock.now()).coming
    ]

    for n in range(DAYS // 2):
        on = FIRST + timedelta(days=n)
        morning.plan_due(local_instant(on, datetime.min.time().replace(hour=8)))

    came = [
        (letter.local_date, rule_of(key))
        for letter, key in db.session.execute(
            select(Notification, Occasion.dedupe_key)
            .join(Occasion, Occasion.notification_id == Notification.id)
            .where(Notification.recipient_id == priya.id, Occasion.action_id == the("1.1").id)
            .order_by(Notification.local_date)
        )
    ]
    missed = [
        (letter.local_date)
        for letter, spoken_of in letters_and_actions()
        if spoken_of.action_id == the("1.1").id
    ]
    assert [on for on, _rule in predicted] == sorted(missed)[:3]
    assert predicted[0] in came


@pytest.mark.parametrize(
    ("given_name", "number", "on", "reason"),
    [
        ("tom", "1.1", "2011-07-05", "Tom Ashworth neither owns the action nor is accountable for"),
        ("priya", "1.1", "2011-07-09", "Saturday 9 July 2011 is not a working day"),
        ("marcus", "5.2", "2011-07-05", "the action is completed, so nothing more is sent"),
        ("ruth", "6.1", "2011-07-04", "waiting for sign-off by Jean Talbot"),
        ("tom", "2.1", "2011-07-04", "new date of 29 July 2011 waiting for Jean Talbot to decide"),
        ("jean", "1.1", "2011-07-05", "Jean Talbot is accountable for it and gets the weekly"),
        ("priya", "1.2", "2011-07-05", "nothing about it needs its owner yet: it is due on"),
    ],
)
def test_every_silence_has_its_own_reason(
    cast: Cast, given_name: str, number: str, on: str, reason: str
) -> None:
    found = story(
        getattr(cast, given_name), the(number), on=date.fromisoformat(on), now=clock.now()
    )

    assert [one[: len(reason)] for one in found.reasons] == [reason]


def test_somebody_turned_off_and_a_dead_address_are_named(northbank: Flask, cast: Cast) -> None:
    morning.plan_due(clock.now())
    letter = db.session.scalars(select(Notification.id)).first()
    assert letter
    suppress(
        db.session(),
        address_hash(cast.priya.email),
        reason="550",
        notification_id=letter,
        now=AFTER,
    )
    cast.tom.active = False
    db.session.commit()

    priya = story(cast.priya, the("1.1"), on=FIRST, now=clock.now())
    tom = story(cast.tom, the("2.1"), on=date(2011, 7, 5), now=clock.now())

    assert priya.in_the_way == (
        "No mail goes to the address of Priya Nair since 1 September 2011: 550",
    )
    assert tom.reasons == ("Tom Ashworth is turned off and gets no emails",)
    assert tom.coming == ()
