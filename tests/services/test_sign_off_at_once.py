"""Decisions taken at the same instant: one of them counts, and a check comes once."""

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.services.gates import RETURN, SIGN_OFF, Gates
from tests.services.meetings import the
from tests.services.test_actions_at_once import at_once
from tests.services.test_rechecks import CHECK, Travel
from tracker import clock
from tracker.domain.actions import Progress
from tracker.domain.errors import Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.morning import plan_due
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import get_person

TIMES = 9


def happenings(*kinds: Happened) -> int:
    counted = select(func.count(HistoryEntry.id)).where(HistoryEntry.kind.in_(kinds))
    return db.session.scalar(counted.where(HistoryEntry.at >= clock.now())) or 0


def test_of_decisions_at_one_instant_one_counts(northbank: Flask, cast: Cast) -> None:
    jean, alan, ruth, version = cast.jean.id, cast.alan.id, cast.ruth.id, the("6.1").version
    db.session.rollback()

    def act(turn: int) -> str:
        with northbank.app_context():
            try:
                if turn % 3 == 0:
                    Gates(get_person(ruth), "6.1").takes_back(version=version)
                elif turn % 3 == 1:
                    Gates(get_person(jean), "6.1").decides(SIGN_OFF, version=version)
                else:
                    Gates(get_person(alan), "6.1").decides(RETURN, version=version)
            except (Crossed, RuleBroken):
                return "refused"
            return "done"

    assert Counter(at_once(TIMES, act)) == {"done": 1, "refused": TIMES - 1}
    assert happenings(Happened.TAKEN_BACK, Happened.SIGNED_OFF, Happened.RETURNED) == 1


def test_a_check_comes_once_however_many_schedulers_there_are(
    northbank: Flask, cast: Cast, travel: Travel
) -> None:
    Gates(cast.jean, "6.1").decides(CHECK)
    travel("2011-08-03T08:30")
    db.session.rollback()

    def tick(_turn: int) -> None:
        with northbank.app_context():
            plan_due(clock.now())

    at_once(4, tick)

    assert the("6.1").progress is Progress.CHECK_DUE
    assert happenings(Happened.CHECK_DUE) == 1
