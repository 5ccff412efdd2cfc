"""Updates sent at the same instant: one form takes effect once, two people lose nothing."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.web.pages import post_forms
from tracker.domain.actions import Answer
from tracker.domain.errors import Crossed
from tracker.domain.updates import Said
from tracker.extensions import db
from tracker.services.actions import post_progress
from tracker.store.actions import Action, Update
from tracker.store.decisions import Submission
from tracker.store.history import HistoryEntry
from tracker.store.people import get_person

TIMES = 20
UPDATE = "/actions/SLAC-1.1/update"


def at_once(times: int, work: Callable[[int], object]) -> list[object]:
    """The same work begun by several threads in one instant."""
    ready = Barrier(times, timeout=30)

    def one(turn: int) -> object:
        ready.wait()
        return work(turn)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def updates_today(now: datetime) -> list[Update]:
    """What has been said since the test began."""
    return list(db.session.scalars(select(Update).where(Update.posted_at >= now)))


def test_one_form_posted_twenty_times_at_once_takes_effect_once_and_is_answered_alike(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    priya = cast.client("priya")
    _action, filled = post_forms(priya.get(f"{UPDATE}?answer=done").text)[0]
    cookie = priya.get_cookie("session")
    assert cookie
    filled["note"] = "The standard is kept in every team."
    before = len(db.session.scalars(select(HistoryEntry.id)).all())
    db.session.rollback()

    def post(_turn: int) -> TestResponse:
        client = northbank.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(UPDATE, data=filled)

    answers = at_once(TIMES, post)

    assert Counter((answer.status_code, answer.location) for answer in answers) == {(303, "/"): 20}
    assert len(updates_today(now)) == 1
    assert len(db.session.scalars(select(Submission).where(Submission.sent_at >= now)).all()) == 1
    assert len(db.session.scalars(select(HistoryEntry.id)).all()) == before + 1


def test_of_many_people_who_save_at_the_same_instant_one_is_first_and_the_others_are_told(
    northbank: Flask, cast: Cast, now: datetime, today: date
) -> None:
    people = [cast.priya.id, cast.sam.id]
    action = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    action_id, version = action.id, action.version
    db.session.rollback()

    def save(turn: int) -> str:
        with northbank.app_context():
            try:
                post_progress(
                    db.session.get_one(Action, action_id),
                    Said(Answer.OFF_TRACK, f"Words {turn}", date(2011, 7, 29)),
                    sent=sent_by(get_person(people[turn % 2])),
                    version=version,
                    seen=0,
                    milestones_done=None,
                    message="Saved",
                    now=now,
                    today=today,
                )
            except Crossed:
                return "told"
            return "saved"

    assert Counter(at_once(8, save)) == {"saved": 1, "told": 7}
    assert len(updates_today(now)) == 1
