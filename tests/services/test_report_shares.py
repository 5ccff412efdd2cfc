"""A frozen report sent to a named reader without an account, on both databases."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.by_email import newest_code
from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.services.frozen_reports import frozen
from tests.services.letters import EXPECTED, as_expected, written
from tracker.delivery.letter import Letter
from tracker.domain.access import Role
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import emailed_codes, report_shares, sign_in
from tracker.services.emailed_codes import DeadLink
from tracker.services.letters.orders import NotWanted
from tracker.services.people import hash_password
from tracker.store.board_reports import BoardReport
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import REPORT_SHARED, LetterState, Notification
from tracker.store.people import Person
from tracker.store.report_shares import ReportShare, shares_of

ANNE = "anne.field@town.example"


@pytest.fixture
def report(northbank: Flask, cast: Cast, now: datetime) -> BoardReport:
    """The demonstration's report as at 4 July 2011, frozen."""
    begun = frozen(cast, now=now)
    others = select(Notification)
    for letter in db.session.scalars(others):
        letter.state = LetterState.CANCELLED
    db.session.commit()
    return begun


def sent_to_anne(report: BoardReport, cast: Cast, *, now: datetime) -> ReportShare:
    """The report sent to somebody nobody knew before."""
    report_shares.send(report, "Anne Field", f" {ANNE.upper()}", sent=sent_by(cast.sam), now=now)
    return db.session.scalars(select(ReportShare)).one()


def token_of(app: Flask, share: ReportShare) -> str:
    return report_shares.report_token(share, secret_key=app.extensions["settings"].secret_key)


def opens(app: Flask, token: str, *, now: datetime) -> bool:
    """Whether a link leads to anything."""
    try:
        report_shares.behind(token, secret_key=app.extensions["settings"].secret_key, now=now)
    except DeadLink:
        return False
    return True


def test_the_letter_reads_well_and_its_link_leads_to_the_report(
    northbank: Flask, cast: Cast, report: BoardReport, now: datetime
) -> None:
    share = sent_to_anne(report, cast, now=now)
    token = token_of(northbank, share)

    letter = written(northbank, now=now)["Anne"]

    assert isinstance(letter, Letter)
    assert as_expected(letter).replace(token, "TOKEN") == (
        EXPECTED / "report_shared.txt"
    ).read_text(encoding="utf-8")
    assert (letter.to_address, letter.subject) == (
        ANNE,
        "Report as at 4 July 2011: Inspection action plan: safeguarding and looked…",
    )
    assert token in letter.html
    shared = report_shares.behind(
        token, secret_key=northbank.extensions["settings"].secret_key, now=now
    )
    assert (shared.person.name, shared.report.id) == ("Anne Field", report.id)


def test_a_reader_can_never_sign_in(
    northbank: Flask, cast: Cast, report: BoardReport, now: datetime
) -> None:
    anne = sent_to_anne(report, cast, now=now).person
    assert (anne.role, anne.password_hash) == (Role.READER, None)
    anne.password_hash = hash_password("a password nobody gave her")
    db.session.commit()

    with pytest.raises(RuleBroken, match="does not match our records"):
        sign_in.sign_in(ANNE, "a password nobody gave her", address="127.0.0.1", now=now)


def test_who_is_known_is_not_added_again_and_who_is_turned_off_is_sent_nothing(
    northbank: Flask, cast: Cast, report: BoardReport, now: datetime
) -> None:
    report_shares.send(report, "M", cast.margaret.email, sent=sent_by(cast.sam), now=now)
    assert [one.person.name for one in shares_of(report.id)] == ["Margaret Osei"]
    cast.priya.active = False
    db.session.commit()

    with pytest.raises(RuleBroken, match="Priya Nair, who is turned off"):
        report_shares.send(report, "P", cast.priya.email, sent=sent_by(cast.sam), now=now)
    with pytest.raises(RuleBroken, match="in the correct format"):
        report_shares.send(report, "X", "nobody", sent=sent_by(cast.sam), now=now)
    with pytest.raises(RuleBroken, match="Enter their full name"):
        report_shares.send(report, " ", ANNE, sent=sent_by(cast.sam), now=now)
    assert len(shares_of(report.id)) == 1
    assert db.session.scalar(select(Person).where(Person.email == ANNE)) is None


def test_sent_again_it_works_anew_and_taken_back_the_old_link_stays_dead(
    northbank: Flask, cast: Cast, report: BoardReport, now: datetime
) -> None:
    share = sent_to_anne(report, cast, now=now)
    token, later = token_of(northbank, share), now + timedelta(days=59)
    report_shares.send(report, "Anne", ANNE, sent=sent_by(cast.sam), now=later)
    assert token_of(northbank, share) == token
    assert opens(northbank, token, now=later + timedelta(days=60))
    assert not opens(northbank, token, now=later + timedelta(days=61))

    report_shares.take_back(share, sent=sent_by(cast.sam), now=later)
    assert not opens(northbank, token, now=later)
    assert written(northbank, now=later)["Anne"] == NotWanted(
        "the report was taken back, or its plan is restricted now"
    )
    report_shares.send(report, "Anne", ANNE, sent=sent_by(cast.sam), now=later)

    assert not opens(northbank, token, now=later)
    assert opens(northbank, token_of(northbank, share), now=later)
    kinds = select(HistoryEntry.kind).where(HistoryEntry.kind.in_(_SENT)).order_by(HistoryEntry.id)
    assert db.session.scalars(kinds).all() == [_SENT[0], _SENT[0], _SENT[1], _SENT[0]]


_SENT = (Happened.REPORT_SENT, Happened.REPORT_TAKEN_BACK)


def test_a_plan_that_is_restricted_sends_none_and_ends_those_that_were_sent(
    northbank: Flask, cast: Cast, report: BoardReport, now: datetime
) -> None:
    token = token_of(northbank, sent_to_anne(report, cast, now=now))
    report.plan.restricted = True
    db.session.commit()

    assert not opens(northbank, token, now=now)
    assert isinstance(written(northbank, now=now)["Anne"], NotWanted)
    with pytest.raises(RuleBroken, match="This plan is restricted"):
        report_shares.send(report, "Anne", ANNE, sent=sent_by(cast.sam), now=now)


def test_a_reader_turned_off_and_a_link_that_was_altered_open_nothing(
    northbank: Flask, cast: Cast, report: BoardReport, now: datetime
) -> None:
    share = sent_to_anne(report, cast, now=now)
    token = token_of(northbank, share)
    altered = ("A" if token[0] != "A" else "B") + token[1:]
    assert not opens(northbank, altered, now=now)
    with pytest.raises(DeadLink):
        report_shares.behind(token, secret_key="x" * 40, now=now)
    share.person.active = False
    db.session.commit()

    assert not opens(northbank, token, now=now)


def test_ten_codes_a_week_are_sent_for_a_link(
    northbank: Flask, cast: Cast, report: BoardReport, now: datetime
) -> None:
    secret = northbank.extensions["settings"].secret_key
    token = token_of(northbank, sent_to_anne(report, cast, now=now))
    link = report_shares.behind(token, secret_key=secret, now=now)
    for number in range(10):
        emailed_codes.ask_for_code(link, browser=f"{number}", now=now)
    with pytest.raises(RuleBroken, match="cannot send another code"):
        emailed_codes.ask_for_code(link, browser="11", now=now + timedelta(days=6))

    emailed_codes.ask_for_code(link, browser="11", now=now + timedelta(days=7))
    emailed_codes.open_with(link, newest_code(), browser="11", now=now + timedelta(days=7))
    assert emailed_codes.is_open_to(link, browser="11", now=now + timedelta(days=7))


def test_one_letter_each_time_and_none_holds_a_link(
    northbank: Flask, cast: Cast, report: BoardReport, now: datetime
) -> None:
    share = sent_to_anne(report, cast, now=now)
    report_shares.send(report, "Anne", ANNE, sent=sent_by(cast.sam), now=now)

    letters = db.session.scalars(select(Notification).where(Notification.kind == REPORT_SHARED))
    facts = [one.facts for one in letters]
    assert len(facts) == 2
    assert token_of(northbank, share) not in str(facts)
