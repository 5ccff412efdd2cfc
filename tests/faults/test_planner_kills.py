"""PD-14 and CC-02: the planner of a morning killed in the middle of it, and four of them at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.faults.kills import Office, Staff, looking, open_office
from tracker import clock
from tracker.extensions import db
from tracker.services import morning
from tracker.store.outbox import Notification, NotificationAction, Occasion, OccasionSkip

AT_EIGHT = "2011-07-04T08:00"
Told = list[tuple[str, ...]]

pytestmark = pytest.mark.kills


def told(session: Session) -> Told:
    """What is written down: letters, what each was planned for and speaks of, and what was let pass."""
    whose = (Notification.kind, Notification.recipient_id)
    statements = (
        select(*whose).where(Notification.local_date == clock.at(AT_EIGHT).date()),
        select(*whose, Occasion.dedupe_key).join(
            Occasion, Occasion.notification_id == Notification.id
        ),
        select(*whose, NotificationAction.action_id, NotificationAction.step).join(
            NotificationAction, NotificationAction.notification_id == Notification.id
        ),
        select(OccasionSkip.dedupe_key, OccasionSkip.reason),
    )
    return sorted(
        tuple(str(value) for value in row)
        for statement in statements
        for row in session.execute(statement)
    )


@pytest.fixture
def undisturbed(northbank: Flask) -> Told:
    """What one planner that nobody kills writes down; taken back again."""
    now = clock.at(AT_EIGHT)
    assert morning.plan_digests(now)[0] + morning.plan_reminders(now)[0] == 5
    whole = told(db.session())
    db.session.rollback()
    db.session.remove()
    return whole


@pytest.fixture
def office(undisturbed: Told, northbank: Flask, tmp_path: Path, staff: Staff) -> Iterator[Office]:
    """The demonstration's council, with real processes at work."""
    address = db.engine.url.render_as_string(hide_password=False)
    with open_office(address, tmp_path, staff) as opened:
        yield opened


def plan(office: Office, planners: int = 1) -> None:
    at_work = [office.start("morning", moment=AT_EIGHT) for _ in range(planners)]
    assert all(worker.ended(within=60) for worker in at_work)


def found(office: Office) -> Told:
    with looking(), Session(office.engine) as session:
        return told(session)


@pytest.mark.parametrize(
    "point",
    [
        *(f"morning.{step}:{slot}" for step in ("taken", "planned") for slot in (1, 2)),
        "morning.committed:1",
    ],
)
def test_pd14_a_planner_killed_in_a_summary_tells_nobody_of_a_thing_twice_or_not_at_all(
    office: Office, undisturbed: Told, point: str
) -> None:
    worker = office.start("morning", moment=AT_EIGHT, kill_at=point)
    assert worker.ended(within=30), f"nobody came to {point}"
    assert found(office) != undisturbed

    plan(office)

    assert found(office) == undisturbed


def test_cc02_four_schedulers_at_once_plan_one_morning(office: Office, undisturbed: Told) -> None:
    plan(office, planners=4)

    assert found(office) == undisturbed
