"""The first page of each long list is read in the order of an index, on both databases, and nothing
of it is sorted where the index has the order."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.query_plans import explained
from tracker.domain.access import Role
from tracker.domain.wording import local_day
from tracker.extensions import db, only_reading
from tracker.services.installation import closed_days
from tracker.services.planning.facts import gather
from tracker.store.action_lists import my_piles
from tracker.store.actions import Action
from tracker.store.lines import everyone_below
from tracker.store.listed_actions import actions_of_plan
from tracker.store.outbox import (
    LetterState,
    Notification,
    NotificationAction,
    PlannedLetter,
    new_id,
    other_letters_of,
    plan_many,
    spoken_for,
)
from tracker.store.outbox_claims import claim
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.review_facts import facts_about
from tracker.store.reviews import overdue_count, worklist
from tracker.store.snapshots import open_actions
from tracker.store.timeline import Shown, history_page

LETTERS = {"notification", "notification_action"}
STATES = "ix_notification_state_notification_next_at_notification_epoch"


@pytest.fixture
def others(northbank: Flask, now: datetime) -> None:
    """A thousand more actions that belong to fifty other people: whose they are tells much."""
    there = db.session.scalars(select(Action.id)).all()
    crowd(1_000)
    facts = {"role": Role.OFFICER, "created_at": now}
    db.session.execute(
        insert(Person),
        [facts | {"name": f"Other {n}", "email": f"other.{n}@else.example"} for n in range(50)],
    )
    first = db.session.scalars(select(Person.id).where(Person.name == "Other 0")).one()
    whose = {"owner_id": first + Action.id % 50, "manager_id": first + Action.id % 5}
    db.session.execute(update(Action).where(Action.id.not_in(there)).values(whose))
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE action"))


@pytest.fixture
def years(cast: Cast, now: datetime) -> None:
    """Two letters a day for three years, each about three of five hundred actions; all went."""
    crowd(500)
    sent = [now - timedelta(days=n // 2, hours=1 + n % 2) for n in range(2_000)]
    letters = [
        PlannedLetter(
            dedupe_key=f"reminder|{n}",
            kind="reminder",
            recipient_id=cast.priya.id,
            occasion_at=at,
            local_date=local_day(at),
            next_at=at,
            expires_at=now,
        )
        for n, at in enumerate(sent)
    ]
    plan_many(db.session(), letters, batch=new_id(), host="here", now=now)
    these = Notification.dedupe_key.like("reminder|%")
    gone = {"state": LetterState.SENT, "finished_at": Notification.next_at}
    db.session.execute(update(Notification).where(these).values(gone))
    ids = db.session.scalars(select(Action.id)).all()
    mentions = [
        {"notification_id": one, "action_id": ids[(n + more) % len(ids)], "step": "overdue"}
        for n, one in enumerate(db.session.scalars(select(Notification.id).where(these)))
        for more in range(3)
    ]
    db.session.execute(insert(NotificationAction), mentions)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE notification, notification_action"))


def sorts(question: Callable[[], object], *indexes: str) -> list[tuple[str, ...]]:
    """What is sorted by each statement of a question that uses all of these indexes."""
    with explained() as plans:
        question()
    return [plan.sorts for plan in plans if set(indexes) <= plan.indexes]


def test_what_is_overdue_everywhere_is_sorted_within_a_day_only(cast: Cast, today: date) -> None:
    sam = cast.sam

    within = "FOR LAST 2 TERMS OF ORDER BY"
    assert sorts(lambda: worklist(sam, today), "ix_action_open_due") == [(within,)]


@pytest.mark.usefixtures("others")
def test_a_managers_overdue_actions_are_found_without_reading_what_is_done(
    cast: Cast, today: date
) -> None:
    """As a page asks, which knows who is below the manager."""
    jean = cast.jean
    before = only_reading.set(True)
    try:
        everyone_below(jean.eyes, today)
        with explained() as plans:
            overdue_count(jean, today)
    finally:
        only_reading.reset(before)

    # PostgreSQL finds what few owners have as well by their other index.
    assert "ix_action_open_manager" in plans[0].indexes


@pytest.mark.usefixtures("others")
def test_ones_own_actions_are_sorted_within_a_day_only(cast: Cast, today: date) -> None:
    priya = cast.priya

    within = "FOR LAST 2 TERMS OF ORDER BY"
    assert sorts(lambda: my_piles(priya, today), "ix_action_open_owner") == [(within,)]


def test_a_plans_actions_are_read_in_the_plans_order(cast: Cast) -> None:
    plan, sam = db.session.scalars(select(Plan)).one(), cast.sam

    listed = "ix_action_plan_id_position", "ix_plan_reader_person_id"
    assert () in sorts(lambda: actions_of_plan(plan, seen_by=sam), *listed)


def test_the_letter_that_has_waited_longest_is_the_first_of_its_index(
    cast: Cast, now: datetime
) -> None:
    lease_until = now + timedelta(minutes=5)

    taken = sorts(
        lambda: claim(db.session(), worker="one", now=now, lease_until=lease_until),
        STATES,
    )

    assert taken == [()]


def test_what_went_is_counted_without_reading_all_that_ever_went(cast: Cast, now: datetime) -> None:
    """By when it ended, or by whose it is; what is on its way is found by its state."""
    letter = Notification(id="a" * 32, recipient_id=cast.sam.id)

    with explained() as plans:
        spoken_for(db.session(), now)
        other_letters_of(db.session(), [letter], now)

    hour, theirs = (plan.indexes for plan in plans)
    ended, whose = (
        "ix_notification_finished_at",
        "ix_notification_recipient_id_notification_created_at",
    )
    assert {ended} <= hour <= {ended, STATES}
    assert theirs
    assert theirs <= {ended, whose, STATES}


def test_the_planner_reads_what_is_open_as_it_lies(cast: Cast) -> None:
    assert sorts(open_actions, "ix_action_open_due") == [()]


@pytest.mark.usefixtures("years")
def test_the_planner_reads_no_more_letters_than_those_of_the_last_days(
    cast: Cast, now: datetime, today: date
) -> None:
    with explained(few=True) as plans:
        gather(now, today=today, holidays=closed_days(today))

    assert {one for plan in plans for one in plan.whole} & LETTERS == set()


@pytest.mark.usefixtures("years")
def test_what_a_reviewer_is_told_reads_no_letters_but_those_about_it(cast: Cast) -> None:
    with explained() as plans:
        facts_about([1, 2])

    assert {one for plan in plans for one in plan.whole} & LETTERS == set()
    assert STATES not in plans[-1].indexes


@pytest.mark.usefixtures("years")
@pytest.mark.parametrize("shown", [Shown.EVERYTHING, Shown.EMAILS])
def test_the_history_of_an_action_reads_no_letters_but_those_about_it(
    cast: Cast, shown: Shown
) -> None:
    action = db.session.scalars(select(Action).limit(1)).one()
    with explained(few=True) as plans:
        history_page(action, shown, 1)

    assert {one for plan in plans for one in plan.whole} & LETTERS == set()
