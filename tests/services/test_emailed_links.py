"""Updating without an account, on both databases: a link is used once, a code is guessed at five
times at most, and the letter with the code is one of its own."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.by_email import let_partners, link_to, newest_code
from tests.cast import Cast
from tests.services.letters import EXPECTED, as_expected, planned, the_letter, written
from tracker.delivery.letter import Letter
from tracker.domain.actions import Answer
from tracker.domain.errors import RuleBroken
from tracker.domain.updates import Said
from tracker.extensions import db
from tracker.services import emailed_codes as codes
from tracker.services import emailed_links as links
from tracker.services import morning
from tracker.services.actions import post_progress
from tracker.services.emailed_codes import DeadLink
from tracker.services.emailed_links import Behind
from tracker.services.forms import SentForm
from tracker.services.letters.orders import NotWanted
from tracker.services.tidying import tidy
from tracker.store.actions import Update
from tracker.store.emailed_links import EmailedCode, SpentLink
from tracker.store.outbox import ONE_TIME_CODE, LetterState, Notification


@pytest.fixture
def link(northbank: Flask, now: datetime) -> Behind:
    """What is behind the link in the email to Ruth about action 6.2."""
    let_partners()
    return behind(northbank, now=now)


def behind(app: Flask, *, now: datetime) -> Behind:
    """What is behind a link that was made now."""
    secret = app.extensions["settings"].secret_key
    return links.behind(link_to("6.2", now=now), secret_key=secret, now=now)


def save(link: Behind, number: str, *, now: datetime) -> None:
    """Save an update through the link."""
    post_progress(
        link.action,
        Said(Answer.AT_RISK, "Two schools have not answered.", now.date() + timedelta(days=25)),
        sent=SentForm(link.person, number, "/by-email/done", link.link_hash),
        version=link.action.version,
        seen=0,
        milestones_done=None,
        message="Saved",
        now=now,
        today=now.date(),
    )


def only_the_code() -> None:
    """Leave no letter waiting but the one with the code."""
    others = select(Notification).where(Notification.kind != ONE_TIME_CODE)
    for letter in db.session.scalars(others):
        letter.state = LetterState.CANCELLED
    db.session.commit()


def test_the_letter_with_the_code_reads_well(northbank: Flask, link: Behind, now: datetime) -> None:
    only_the_code()
    codes.ask_for_code(link, browser="hers", now=now)

    letter = the_letter(northbank, "Ruth", now=now)

    assert as_expected(letter).replace(newest_code(), "123456") == (
        EXPECTED / "one_time_code.txt"
    ).read_text(encoding="utf-8")
    assert letter.subject == "Your code for the link in our email"
    assert newest_code() not in f"{letter.subject}{letter.preheader}"
    assert newest_code() in letter.html
    assert "6.2" not in letter.text


def test_a_code_that_was_typed_or_has_run_out_is_not_sent_any_more(
    northbank: Flask, link: Behind, now: datetime
) -> None:
    only_the_code()
    codes.ask_for_code(link, browser="hers", now=now)
    late = written(northbank, now=now + timedelta(minutes=15))
    codes.open_with(link, newest_code(), browser="hers", now=now)

    assert written(northbank, now=now) == late
    assert late == {"Ruth": NotWanted("the code does not work any more")}


def test_a_link_is_used_once_however_many_forms_it_opened(
    northbank: Flask, link: Behind, now: datetime
) -> None:
    save(link, "one", now=now)

    with pytest.raises(RuleBroken, match="This link has been used already"):
        save(link, "two", now=now + timedelta(minutes=1))
    assert len(db.session.scalars(select(Update).where(Update.posted_at >= now)).all()) == 1


def test_a_code_cannot_be_guessed_at_more_than_five_times_at_once(
    northbank: Flask, link: Behind, now: datetime
) -> None:
    codes.ask_for_code(link, browser="hers", now=now)
    wrong = f"{(int(newest_code()) + 1) % 10**6:06}"
    said: list[str] = []

    def guess() -> None:
        with northbank.app_context():
            try:
                codes.open_with(link, wrong, browser="hers", now=now)
            except RuleBroken as broken:
                said.append(broken.message.split(".")[0])
            db.session.remove()

    guesses = [threading.Thread(target=guess) for _ in range(9)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join()

    assert sorted(said) == ["That code is not right"] * 5 + ["This code does not work any more"] * 4


def test_nothing_kept_gives_away_a_code_or_a_link(
    northbank: Flask, link: Behind, now: datetime
) -> None:
    codes.ask_for_code(link, browser="hers", now=now)

    code, row = newest_code(), db.session.scalars(select(EmailedCode)).one()
    kept = f"{row.link_hash} {row.browser_hash} {row.nonce} {planned(ONE_TIME_CODE)[0].facts}"
    assert code not in kept
    assert link_to("6.2", now=now) not in kept
    assert "hers" not in kept


def test_a_letter_with_links_says_that_nobody_has_to_sign_in(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    let_partners()
    morning.plan_reminders(now)
    db.session.commit()
    letters = written(northbank, now=now)

    ruth, priya = letters["Ruth"], letters["Priya"]
    assert isinstance(ruth, Letter)
    assert isinstance(priya, Letter)
    promise = "You do not need to sign in to update: the page sends you a code to type."
    token = link_to("6.2", now=now)
    for part in (ruth.text, ruth.html):
        assert promise in " ".join(part.split())
        assert part.count(f"/by-email/{token}?answer=") == 4
    assert "by-email" not in priya.text


def test_old_codes_and_used_links_are_forgotten(
    northbank: Flask, link: Behind, now: datetime
) -> None:
    codes.ask_for_code(link, browser="hers", now=now)
    save(link, "one", now=now)

    tidy(now=now + timedelta(days=60))
    assert db.session.scalars(select(SpentLink)).all()
    tidy(now=now + timedelta(days=60, seconds=1))

    assert not db.session.scalars(select(SpentLink)).all()
    assert not db.session.scalars(select(EmailedCode)).all()


def test_a_link_signed_with_another_key_is_none(link: Behind, now: datetime) -> None:
    with pytest.raises(DeadLink):
        links.behind(link_to("6.2", now=now), secret_key="x" * 40, now=now)
