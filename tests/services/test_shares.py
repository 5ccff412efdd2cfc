"""A morning planned a share of the owners at a time comes to what it comes to at once."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.services.timed import morning_of, send_all
from tracker.domain.actions import is_overdue
from tracker.extensions import db
from tracker.services.planning import keeping, shares
from tracker.store.outbox import NotificationAction, Occasion, OccasionSkip
from tracker.store.snapshots import managers_to_decide, open_actions

DAYS = [f"2011-07-{n:02}T08:00" for n in (4, 5, 6, 7, 8, 11, 12)]


def came_of_it() -> tuple[object, ...]:
    """What two weeks of mornings plan, speak of, use up and let pass."""
    letters = []
    for moment in DAYS:
        letters.append(morning_of(moment))
        send_all()
    steps = select(NotificationAction.action_id, NotificationAction.step)
    used = select(Occasion.dedupe_key, Occasion.action_id, Occasion.local_date)
    skipped = select(OccasionSkip.dedupe_key, OccasionSkip.kind, OccasionSkip.reason)
    kept = [sorted(map(repr, db.session.execute(found))) for found in (steps, used, skipped)]
    return letters, *kept


def test_a_share_for_each_owner_is_as_one_for_all(
    northbank: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db.session(), "commit", db.session().flush)
    at_once = came_of_it()
    db.session.rollback()
    monkeypatch.setattr(shares, "AT_LEAST", 1)
    monkeypatch.setattr(keeping, "_BATCH", 1)

    assert came_of_it() == at_once


def test_managers_who_have_something_to_decide_are_those_of_the_actions_read(
    northbank: Flask,
) -> None:
    for today in (date(2011, 7, 4), date(2011, 7, 20), date(2011, 12, 1)):
        assert managers_to_decide(today) == {
            one.manager_id
            for one in open_actions()
            if one.request
            or one.facts.standing.submitted_on
            or is_overdue(one.facts.standing, today)
        }
