"""Two plans made at the same instant that cannot both be: one is set, the other is told why."""

from collections import Counter
from datetime import date, datetime

from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import FIRST, LAST
from tests.services.forms_sent import sent_by
from tests.services.test_actions_at_once import at_once
from tracker.domain.cover import Away
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.cover import Wanted, set_cover
from tracker.store.cover import Cover
from tracker.store.people import get_person


def test_nobody_comes_to_cover_who_goes_away_in_the_same_instant(
    northbank: Flask, cast: Cast, now: datetime, today: date
) -> None:
    priya, tom = cast.priya.id, cast.tom.id
    db.session.rollback()
    plans = (
        (priya, Wanted(Away.COVERED, FIRST, LAST, covered_by_id=tom)),
        (tom, Wanted(Away.PAUSED, FIRST, LAST)),
    )

    def plan(turn: int) -> str:
        person_id, wanted = plans[turn % 2]
        with northbank.app_context():
            form = sent_by(get_person(person_id))
            try:
                set_cover(person_id, wanted, sent=form, now=now, today=today)
            except RuleBroken:
                return "told"
            return "set"

    assert Counter(at_once(8, plan)) == {"set": 1, "told": 7}
    assert len(db.session.scalars(select(Cover.id)).all()) == 1
