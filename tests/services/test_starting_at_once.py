"""The last step sent at the same instant: one plan, one letter a person, the same answer to all."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.services.drafting import SENDING, Drafting, more, rows
from tests.services.test_actions_at_once import at_once
from tests.web.pages import post_forms
from tracker.domain.errors import Crossed
from tracker.extensions import db
from tracker.services.imports import Sent
from tracker.services.starting import start_plan
from tracker.store.people import get_person
from tracker.store.plans import Plan

TIMES = 20
ONE_PLAN = {
    "report": 1,
    "judgement": 8,
    "finding": 4,
    "plan": 1,
    "action": 4,
    "action_finding": 4,
    "history_entry": 5,
    "notification": 3,
    "notification_action": 4,
    "form_submission": 1,
    "action_snapshot": 4,
}


def test_one_form_posted_twenty_times_at_once_makes_one_plan(
    northbank: Flask, cast: Cast, ready: Drafting
) -> None:
    sam = cast.client("sam")
    address = f"/import/{ready.id}/check"
    _action, filled = post_forms(sam.get(address).text)[0]
    cookie = sam.get_cookie("session")
    assert cookie
    before = rows()
    db.session.rollback()

    def post(_turn: int) -> TestResponse:
        client = northbank.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(address, data={**filled, "then": "start"})

    answers = at_once(TIMES, post)

    assert Counter((answer.status_code, answer.location) for answer in answers) == {
        (303, f"/import/{ready.id}/done"): TIMES
    }
    assert more(before) == ONE_PLAN


def test_of_many_windows_that_start_the_plan_at_once_one_makes_it(
    northbank: Flask, cast: Cast, ready: Drafting, now: datetime, today: date
) -> None:
    sam_id, draft_id, version = cast.sam.id, ready.id, ready.sent().version
    before = rows()
    db.session.rollback()

    def start(turn: int) -> str:
        with northbank.app_context():
            sent = Sent(get_person(sam_id), draft_id, version, f"window {turn}", "/done")
            sending = replace(SENDING, code=f"VISIT{turn}"[:8])
            try:
                start_plan(sent, sending, now=now, today=today)
            except Crossed:
                return "told"
            finally:
                db.session.remove()
            return "made"

    assert Counter(at_once(TIMES, start)) == {"made": 1, "told": TIMES - 1}
    assert more(before) == ONE_PLAN
    assert len(db.session.scalars(select(Plan)).all()) == 2
