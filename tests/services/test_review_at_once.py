"""Decisions sent at the same instant: one takes effect, the others hear of it, nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.services.meetings import CHASE, Meeting, the, waiting_letters
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.forms import SentForm
from tracker.services.review import decide
from tracker.store.decisions import Review, ReviewDecision
from tracker.store.people import get_person

TOGETHER = 8


def outcomes(app: Flask, work: Callable[[int], object]) -> list[str]:
    """What became of the same work begun by several at once, each with a session of its own."""
    ready = Barrier(TOGETHER, timeout=20)

    def one(turn: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                work(turn)
            except (AlreadyDone, Crossed, RuleBroken) as refused:
                return type(refused).__name__
            return "done"

    with ThreadPoolExecutor(TOGETHER) as pool:
        return sorted(pool.map(one, range(TOGETHER)))


def test_one_form_sent_many_times_at_once_takes_effect_once(
    northbank: Flask, cast: Cast, now: datetime, today: date
) -> None:
    jean = cast.jean.id
    seen = Meeting(cast.jean).seen("1.1")
    db.session.rollback()

    def work(_turn: int) -> None:
        sent = SentForm(get_person(jean), "the same form", "/review")
        decide(seen, CHASE, sent=sent, now=now, today=today)

    assert outcomes(northbank, work) == ["AlreadyDone"] * (TOGETHER - 1) + ["done"]
    assert _decided_today(now) == 1
    assert len(waiting_letters()) == 1


def test_managers_who_decide_at_the_same_instant_do_not_chase_twice(
    northbank: Flask, cast: Cast, now: datetime, today: date
) -> None:
    reviewers = [cast.jean.id, cast.alan.id, cast.sam.id]
    seen = Meeting(cast.jean).seen("1.1")
    db.session.rollback()

    def work(turn: int) -> None:
        sent = SentForm(get_person(reviewers[turn % 3]), f"form {turn}", "/review")
        decide(seen, CHASE, sent=sent, now=now, today=today)

    assert outcomes(northbank, work) == ["Crossed"] * (TOGETHER - 1) + ["done"]
    assert _decided_today(now) == 1
    assert (the("1.1").chased_at, len(waiting_letters())) == (now, 1)


def _decided_today(now: datetime) -> int:
    counted = select(func.count(ReviewDecision.id)).join(Review).where(Review.opened_at == now)
    return db.session.scalar(counted) or 0
