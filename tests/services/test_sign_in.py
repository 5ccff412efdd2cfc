"""Signing in: guesses are slowed, sessions end on the server, and no answer tells who exists."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import sign_in as sessions
from tracker.services.demo import PASSWORD
from tracker.services.sign_in import person_of, sign_in, sign_out
from tracker.services.throttle import GUESSES, TooManyTries
from tracker.store.sessions import SignInSession

HALF_AN_HOUR = timedelta(minutes=30)
PRIYA = "priya.nair@northbank.example"


def guess(now: datetime, *, email: str = PRIYA, address: str = "10.0.0.1") -> str:
    """What comes of one wrong guess."""
    try:
        sign_in(email, "not the password", address=address, now=now)
    except RuleBroken as broken:
        return broken.message
    except TooManyTries:
        return "too many"
    return "in"


def test_a_session_begins_with_the_right_password_whatever_the_case_of_the_address(
    northbank: Flask, now: datetime
) -> None:
    token = sign_in("Priya.Nair@Northbank.example ", PASSWORD, address="10.0.0.1", now=now)

    person, _unseen = person_of(token, idle=HALF_AN_HOUR, now=now)
    assert person
    assert person.name == "Priya Nair"
    assert token not in [row.token_hash for row in db.session.query(SignInSession)]


@pytest.mark.parametrize("email", [PRIYA, "nobody@northbank.example", "", "x" * 400])
def test_a_wrong_guess_says_the_same_whoever_it_is(
    northbank: Flask, now: datetime, email: str
) -> None:
    assert guess(now, email=email) == "Email address or password does not match our records"


def test_the_eleventh_wrong_guess_in_five_minutes_is_not_looked_at(
    northbank: Flask, now: datetime
) -> None:
    answers = [
        guess(now + timedelta(seconds=20 * n), address=f"10.0.0.{n}") for n in range(GUESSES + 2)
    ]

    assert answers[GUESSES - 1] != "too many"
    assert answers[GUESSES:] == ["too many", "too many"]
    with pytest.raises(TooManyTries):
        sign_in(PRIYA, PASSWORD, address="10.0.0.99", now=now + timedelta(minutes=4))


def test_after_five_minutes_the_owner_is_let_in(northbank: Flask, now: datetime) -> None:
    for _ in range(GUESSES + 1):
        guess(now)

    assert sign_in(PRIYA, PASSWORD, address="10.0.0.1", now=now + timedelta(minutes=6))


def test_guesses_across_any_five_minutes_are_counted_together(
    northbank: Flask, now: datetime
) -> None:
    answers = [guess(now + timedelta(minutes=4, seconds=50 + n)) for n in range(GUESSES)]
    later = guess(now + timedelta(minutes=5, seconds=30))

    assert "too many" not in answers
    assert later == "too many"


def test_a_council_behind_one_address_signs_in_on_a_monday(northbank: Flask, now: datetime) -> None:
    for _ in range(30):
        assert sign_in(PRIYA, PASSWORD, address="10.0.0.1", now=now)


def test_twenty_guesses_at_once_are_still_only_ten(northbank: Flask, now: datetime) -> None:
    def attempt(_number: int) -> str:
        with northbank.app_context():
            return guess(now)

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(attempt, range(20)))

    assert answers.count("too many") == 10


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(
    northbank: Flask, now: datetime
) -> None:
    token = sign_in(PRIYA, PASSWORD, address="10.0.0.1", now=now)
    sign_out(token)

    assert person_of(token, idle=HALF_AN_HOUR, now=now) == (None, False)


@pytest.mark.parametrize(
    ("later", "still"), [(timedelta(minutes=29), True), (timedelta(minutes=31), False)]
)
def test_a_session_left_alone_ends(
    northbank: Flask, now: datetime, later: timedelta, still: bool
) -> None:
    token = sign_in(PRIYA, PASSWORD, address="10.0.0.1", now=now)

    assert (person_of(token, idle=HALF_AN_HOUR, now=now + later)[0] is not None) is still


def test_a_session_in_use_lasts_twelve_hours_and_no_longer(northbank: Flask, now: datetime) -> None:
    token = sign_in(PRIYA, PASSWORD, address="10.0.0.1", now=now)
    for quarters in range(1, 48):
        sessions.mark_seen(token, now=now + timedelta(minutes=15 * quarters))

    at = now + timedelta(hours=12)
    assert person_of(token, idle=HALF_AN_HOUR, now=at - timedelta(minutes=1))[0] is not None
    assert person_of(token, idle=HALF_AN_HOUR, now=at)[0] is None


def test_a_person_turned_off_cannot_sign_in_or_go_on(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    token = sign_in(PRIYA, PASSWORD, address="10.0.0.1", now=now)
    cast.priya.active = False
    db.session.commit()

    assert person_of(token, idle=HALF_AN_HOUR, now=now) == (None, False)
    with pytest.raises(RuleBroken):
        sign_in(PRIYA, PASSWORD, address="10.0.0.1", now=now)
