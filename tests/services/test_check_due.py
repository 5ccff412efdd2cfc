"""A check that is due is asked of whoever says whether it has lasted, and climbs when nobody does."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.covering import covered
from tests.services.gates import Gates
from tests.services.letters import as_expected, expected, plain, written
from tests.services.meetings import the
from tests.services.timed import morning_of, send_all
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.sign_off import Checked, Ruling, Verdict
from tracker.extensions import db
from tracker.services.letters.write import NotWanted
from tracker.services.morning import plan_due
from tracker.store.outbox import LetterState, Notification
from tracker.store.plans import Plan

Travel = Callable[[str], None]
CHECK = Ruling(Verdict.SIGN_OFF_AND_CHECK, "", date(2011, 8, 3), "Ten sessions in a row")


@pytest.fixture
def signed_off(cast: Cast) -> Cast:
    """6.1 was signed off on 4 July by Jean Talbot, to be checked again on 3 August."""
    Gates(cast.jean, "6.1").decides(CHECK)
    cancel_all()
    return cast


def cancel_all() -> None:
    db.session.execute(Notification.__table__.update().values(state=LetterState.CANCELLED))
    db.session.commit()


def mornings(first: str, days: int, travel: Travel) -> list[tuple[str, str]]:
    """On which days who was asked, one morning after another, every letter leaving at once."""
    asked = []
    for n in range(days):
        on = date.fromisoformat(first) + timedelta(days=n)
        travel(f"{on}T08:00")
        plan_due(clock.now())
        asked += [(f"{on:%d %b}", name) for kind, name, _ in waiting() if kind == "check_due"]
        send_all()
    return asked


def waiting() -> list[tuple[str, str, str]]:
    return morning_of(clock.now().isoformat())


def test_whoever_decides_is_asked_on_the_day_and_those_above_after_ten_working_days(
    signed_off: Cast, travel: Travel
) -> None:
    assert mornings("2011-07-29", 40, travel) == [("03 Aug", "Jean"), ("17 Aug", "Alan")]


def letter_of(app: Flask, reader: str, moment: str, travel: Travel) -> Letter | NotWanted:
    """What this person gets that morning, when the weekly summaries have gone on the Monday."""
    mornings("2011-08-01", 2, travel)
    travel(moment)
    plan_due(clock.now())
    return written(app, now=clock.now())[reader]


def test_it_says_what_to_look_at_and_what_comes_of_it(
    northbank: Flask, signed_off: Cast, travel: Travel
) -> None:
    letter = letter_of(northbank, "Jean", "2011-08-03T08:30", travel)

    assert isinstance(letter, Letter)
    assert letter.subject == "Has it lasted? 6.1 Check consent forms before each session"
    assert as_expected(letter) == expected("check_due")


def test_whoever_is_above_reads_for_whom_it_has_waited(
    northbank: Flask, signed_off: Cast, travel: Travel
) -> None:
    mornings("2011-08-03", 14, travel)

    letter = letter_of(northbank, "Alan", "2011-08-17T08:30", travel)

    assert isinstance(letter, Letter)
    assert "It has waited 10 working days for Jean Talbot." in plain(letter)
    assert "you may answer in place of Jean Talbot" in plain(letter)


def test_what_has_been_answered_is_not_asked(
    northbank: Flask, signed_off: Cast, travel: Travel
) -> None:
    letter_of(northbank, "Jean", "2011-08-03T08:30", travel)
    Gates(signed_off.jean, "6.1").finds(Checked(lasted=True, note="Ten of ten."))

    assert isinstance(written(northbank, now=clock.now())["Jean"], NotWanted)


def test_nothing_is_asked_of_a_plan_that_is_paused(signed_off: Cast, travel: Travel) -> None:
    db.session.execute(Plan.__table__.update().values(paused=True))
    db.session.commit()

    assert mornings("2011-08-03", 7, travel) == []


@pytest.mark.parametrize(("decides", "asked"), [(True, [("03 Aug", "Sam")]), (False, [])])
def test_a_cover_who_decides_is_asked_and_one_who_does_not_is_not(
    signed_off: Cast, travel: Travel, decides: bool, asked: list[tuple[str, str]]
) -> None:
    last = date(2011, 8, 12)
    first = date(2011, 8, 1)
    covered(signed_off.jean, signed_off.sam, first=first, last=last, decides=decides)

    assert mornings("2011-08-01", 3, travel) == asked


def test_a_restricted_plan_is_named_in_nothing(
    northbank: Flask, signed_off: Cast, travel: Travel
) -> None:
    action = the("6.1")
    name = action.short_title
    action.plan.restricted = True
    db.session.commit()

    letter = letter_of(northbank, "Jean", "2011-08-03T08:30", travel)

    assert isinstance(letter, Letter)
    for secret in (name, "Ten sessions in a row"):
        assert secret not in letter.subject + letter.text + letter.html
