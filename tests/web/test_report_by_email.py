"""A frozen report sent to a reader without an account, and read by them: through the pages."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from tests.by_email import newest_code
from tests.cast import Cast
from tests.web.pages import CheckedClient, post_forms
from tests.web.test_board_reports import begun
from tests.web.test_plans import main_words
from tracker.extensions import db
from tracker.services.report_shares import report_token
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.report_shares import ReportShare

TITLE = "Set and monitor a 15 working day standard"


@pytest.fixture
def report(cast: Cast) -> str:
    """The address of a frozen report."""
    sam = cast.client("sam")
    draft = begun(sam)
    sam.send(draft, {"then": "freeze"})
    return draft


def sent(cast: Cast, report: str, *, name: str = "Anne Field", email: str = "a@b.example") -> str:
    """The address in the email to a reader it is sent to."""
    answer = cast.client("sam").send(f"{report}/readers", {"name": name, "email": email})
    assert answer.location == f"{report}/readers"
    newest = select(ReportShare).order_by(ReportShare.sent_at.desc(), ReportShare.id.desc())
    key = current_app.extensions["settings"].secret_key
    share = db.session.scalars(newest).first()
    assert share is not None
    return f"/report-by-email/{report_token(share, secret_key=key)}"


def browser(app: Flask) -> CheckedClient:
    made: CheckedClient = app.test_client()  # type: ignore[assignment]  # the app builds it
    return made


def test_a_reader_reads_and_downloads_it_with_the_code_from_their_mailbox(
    northbank: Flask, cast: Cast, report: str
) -> None:
    link = sent(cast, report)
    anne = browser(northbank)
    assert TITLE not in anne.get(link).text

    anne.send(link)
    page = anne.get(anne.send(f"{link}/code", {"code": newest_code()}).location)

    assert TITLE in page.text
    assert "/actions/" not in page.text, "nothing leads to a page that asks her to sign in"
    assert "/areas/" not in page.text
    words = main_words(page.text)
    assert "Sent to Anne Field. The link in the email works until 2 September 2011." in words
    assert "4 Overdue 1 Waiting for sign-off" in words
    assert anne.get(f"{link}/report.pdf").data.startswith(b"%PDF-")
    assert anne.get(f"{link}/report.xlsx").status_code == 200
    assert anne.get(f"{link}/report.html").status_code == 404
    told = main_words(cast.client("sam").get(f"{report}/readers").text)
    assert "Not yet" not in told
    assert anne.get("/plans").status_code == 302, "she has signed in to nothing"


def test_whoever_has_the_link_alone_has_nothing(northbank: Flask, cast: Cast, report: str) -> None:
    link = sent(cast, report)
    browser(northbank).send(link)
    robot = browser(northbank)
    seen = []

    for page in ("", "/code", "/read", "/report.pdf", "/report.xlsx"):
        answer = robot.get(f"{link}{page}", follow_redirects=True)
        seen.append(answer)
        for action, fields in post_forms(answer.text):
            address = action or answer.request.path
            seen.append(robot.post(address, data={**fields, "code": "000000"}))

    secret = (TITLE, "Anne", "Safeguarding", "Sam")
    assert not [word for word in secret for one in seen if word in one.text]
    assert not [one for one in seen if one.data.startswith((b"%PDF", b"PK"))]


def over(_cast: Cast, travel: Callable[[str], None]) -> None:
    travel("2011-09-03T00:01")


def turned_off(_cast: Cast, _travel: Callable[[str], None]) -> None:
    db.session.scalars(select(Person).where(Person.email == "a@b.example")).one().active = False


def restricted(_cast: Cast, _travel: Callable[[str], None]) -> None:
    for plan in db.session.scalars(select(Plan)):
        plan.restricted = True


def taken_back(cast: Cast, _travel: Callable[[str], None]) -> None:
    share = db.session.scalars(select(ReportShare)).one()
    address = f"/reports/board/{share.report_id}/readers"
    sam = cast.client("sam")
    forms = [one for one in post_forms(sam.get(address).text) if "take-back" in (one[0] or "")]
    assert sam.post(forms[0][0], data=forms[0][1]).location == address


@pytest.mark.parametrize("change", [over, turned_off, restricted, taken_back])
def test_a_link_that_is_no_good_any_more_looks_like_one_that_never_was(
    northbank: Flask,
    cast: Cast,
    report: str,
    travel: Callable[[str], None],
    change: Callable[[Cast, Callable[[str], None]], None],
) -> None:
    link = sent(cast, report)
    anne = browser(northbank)
    anne.send(link)
    assert anne.get(anne.send(f"{link}/code", {"code": newest_code()}).location).status_code == 200
    change(cast, travel)
    db.session.commit()

    never = main_words(anne.get("/report-by-email/nothing").text)

    for page in ("", "/code", "/read", "/report.pdf"):
        answer = anne.get(f"{link}{page}")
        assert (answer.status_code, main_words(answer.text)) == (410, never), page


def test_what_is_wrong_stands_beside_the_field_and_stays(cast: Cast, report: str) -> None:
    sam = cast.client("sam")
    answer = sam.send(f"{report}/readers", {"name": "Anne Field", "email": "nobody"})

    assert answer.status_code == 422
    assert "Enter an email address in the correct format, like name@example.com" in answer.text
    assert 'value="Anne Field"' in answer.text
    assert 'value="nobody"' in answer.text


def test_a_draft_and_a_restricted_plan_are_sent_to_nobody(
    cast: Cast, report: str, now: datetime
) -> None:
    sam = cast.client("sam")
    assert sam.get(f"{begun(sam)}/readers").status_code == 404
    form = post_forms(sam.get(f"{report}/readers").text)[-1][1]
    assert "Send it to readers without an account" in sam.get(report).text
    restricted(cast, lambda _moment: None)
    plan = db.session.scalars(select(Plan).where(Plan.code == "SLAC")).one()
    plan.lead_id = cast.sam.id
    db.session.commit()

    page = sam.get(f"{report}/readers")
    posted = sam.post(f"{report}/readers", data={**form, "name": "A", "email": "a@b.example"})

    assert "This plan is restricted, so its reports are not sent by email." in page.text
    assert posted.status_code == 404
    assert "Send it to readers" not in sam.get(report).text
    assert not db.session.scalars(select(ReportShare)).all()


def test_an_administrator_sees_the_reader_without_a_password_to_give(
    cast: Cast, report: str
) -> None:
    sent(cast, report)
    anne = db.session.scalars(select(Person).where(Person.email == "a@b.example")).one()
    chris = cast.client("chris")

    page = chris.get(f"/admin/users/{anne.id}")
    words = main_words(page.text)
    assert "Role Reader without an account" in words
    assert "Last signed in Has no account" in words
    assert "Give a new password" not in words
    assert chris.get(f"/admin/users/{anne.id}/password").status_code == 404
    assert 'value="reader"' not in chris.get("/admin/users/add").text
    changed = {"name": "Anne Fields", "role": "reader"}
    assert chris.send(f"/admin/users/{anne.id}/change", changed).status_code == 303
