"""Evidence on its pages: adding, being warned, opening, removing; and who gets nothing."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.importers import evidence_files as made
from tests.services.adding import NOTHING, Adding, newest, on_disk
from tests.web.officer_pages import filled_in, messages, the, words
from tests.web.pages import CheckedClient
from tracker.domain.evidence import Scan
from tracker.extensions import db
from tracker.services import evidence_arriving
from tracker.store.actions import Evidence
from tracker.store.plans import Plan, PlanReader

pytestmark = pytest.mark.usefixtures("northbank")

ADD = "/actions/SLAC-1.1/evidence/add"
PAGE = "/actions/SLAC-1.1"
SAID = {"about": "The audit of June", "shows": "impact"}
NHS = "NHS number 943 476 5919"


def sends(
    client: CheckedClient, data: bytes = made.PDF, name: str = "Audit.pdf", **more: Any
) -> TestResponse:
    return client.send(ADD, {**SAID, "file": (io.BytesIO(data), name), **more})


def listed(client: CheckedClient) -> str:
    page = words(client.get(PAGE).text)
    return page[page.index("Milestones") : page.index("Everything Updates")].partition("Evidence ")[
        2
    ]


def status(client: CheckedClient, address: str) -> int:
    """How a file's address answers; the file is let go."""
    answer = client.get(address)
    answer.close()
    return answer.status_code


def test_a_file_is_added_shown_and_opened_as_a_download(cast: Cast) -> None:
    priya = cast.client("priya")

    answer = sends(priya, **{"valid_until-day": "1", "valid_until-month": "7", "valid_until-year": "2012"})  # fmt: skip

    assert (answer.status_code, answer.location) == (303, f"{PAGE}#evidence")
    assert "File added to action 1.1" in words(priya.get(PAGE).text)
    size = f"{len(made.PDF) / 1000:.1f} kB"
    assert listed(priya) == (
        f"Audit.pdf The audit of June Impact: PDF, {size}, added by Priya Nair on 4 July 2011"
        " Valid until 1 July 2012 Not checked for viruses Remove Audit.pdf Add evidence History "
        "Add a comment "
    )
    link = re.search(rf'href="({PAGE}/evidence/\d+)"', priya.get(PAGE).text)
    assert link
    file = priya.get(link[1])
    assert file.data == made.PDF
    file.close()
    assert {name: file.headers[name] for name in (
        "Content-Disposition", "Content-Type", "X-Content-Type-Options", "Content-Security-Policy",
        "Cache-Control", "Cross-Origin-Resource-Policy",
    )} == {
        "Content-Disposition": "attachment; filename=\"evidence.pdf\"; filename*=UTF-8''Audit.pdf",
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "shown", "coded"),
    [
        ("../../Prüfung.txt", "Prüfung.txt", "Pr%C3%BCfung.txt"),
        ("a\u202etxt.txt", "atxt.txt", "atxt.txt"),
        ("<b>x</b>;'.txt", "b_;'.txt", "b_%3B%27.txt"),
        ("CON.txt", "_CON.txt", "_CON.txt"),
        (".txt", "file.txt", "file.txt"),
        ("n" * 5000 + ".txt", "n" * 116 + ".txt", "n" * 116 + ".txt"),
    ],
)
def test_strange_names_are_shown_and_downloaded_safely(
    cast: Cast, sent: str, shown: str, coded: str
) -> None:
    priya = cast.client("priya")
    assert sends(priya, b"Twelve forms checked", sent).status_code == 303

    assert listed(priya).startswith(shown)
    file = priya.get(f"{PAGE}/evidence/{newest().id}")
    assert file.headers["Content-Disposition"] == (
        f"attachment; filename=\"evidence.txt\"; filename*=UTF-8''{coded}"
    )
    assert file.headers["Content-Type"] == "text/plain; charset=utf-8"
    file.close()


def test_a_link_is_shown_with_its_host_and_tells_nobody_where_from(cast: Cast) -> None:
    priya = cast.client("priya")

    priya.send(ADD, {**SAID, "what": "link", "link": "https://www.gov.uk/a?b=1&c=2"})

    assert listed(priya).startswith(
        "www.gov.uk (another website) The audit of June Impact: Link, added by Priya Nair"
    )
    shown = re.search(
        r'<a [^>]*href="https://www.gov.uk/a\?b=1&amp;c=2"[^>]*>', priya.get(PAGE).text
    )
    assert shown
    assert 'rel="noopener noreferrer"' in shown[0]


def test_everything_that_is_missing_is_said_at_once_and_what_was_typed_is_kept(cast: Cast) -> None:
    priya = cast.client("priya")

    nothing = priya.send(ADD, {"valid_until-day": "31", "valid_until-month": "6"})
    assert nothing.status_code == 422
    assert messages(nothing) == [
        "Select a file",
        "Say what it shows",
        "Select what it is evidence of",
        "Valid until must include a year",
    ]
    link = priya.send(ADD, {**SAID, "what": "link", "link": "javascript:alert(1)"})
    assert messages(link) == ["Enter the whole address, beginning with https:// or http://"]
    assert {name: filled_in(link)[name] for name in ("about", "shows", "what", "link")} == {
        **SAID,
        "what": "link",
        "link": "javascript:alert(1)",
    }


def test_a_file_sent_with_something_missing_must_be_chosen_again_and_that_is_said(
    cast: Cast,
) -> None:
    answer = sends(cast.client("priya"), about="")

    assert messages(answer) == [
        "Select the file again: a browser cannot keep it",
        "Say what it shows",
    ]
    assert on_disk() == NOTHING


def test_a_file_that_is_refused_is_refused_in_a_sentence(cast: Cast) -> None:
    priya = cast.client("priya")

    answer = sends(priya, b"<html><script>alert(1)</script>")
    assert answer.status_code == 422
    assert messages(answer) == [
        "What is in the selected file is not what its name says. Open it, save it again and try again"
    ]
    assert filled_in(answer)["about"] == SAID["about"]
    virus = sends(priya, made.VIRUS, "notes.txt")
    assert messages(virus) == [
        "A virus was found in the selected file, so it was not kept. Tell your IT team"
    ]
    assert "A virus was found in a file, so it was not kept Priya Nair" in words(
        priya.get(PAGE).text
    )
    assert on_disk() == NOTHING


def test_personal_detail_is_asked_about_before_anything_is_saved(cast: Cast) -> None:
    priya = cast.client("priya")

    asked = sends(priya, f"The child has {NHS}.".encode(), "Born 3 May 2004.txt")

    assert asked.status_code == 200
    page = words(asked.text)
    assert (
        "What you wrote or the name of the file looks as if it has a date of birth in it." in page
    )
    assert "What is in the file looks as if it has an NHS number in it." in page
    assert "Nothing is saved yet. The file: Born 3 May 2004.txt." in page
    assert [len(paths) for paths in on_disk().values()] == [0, 1]
    form = filled_in(asked)
    again = priya.post(ADD, data=form)
    assert "Check this before you save" in words(again.text)
    back = priya.post(ADD, data={**filled_in(again), "back": "y"})
    assert "Born 3 May 2004.txt is kept for you." in words(back.text)
    assert filled_in(back)["about"] == SAID["about"]
    saved = priya.post(ADD, data={**filled_in(back), "anyway": "y"})
    assert saved.status_code == 303
    assert newest().name == "Born 3 May 2004.txt"
    assert [len(paths) for paths in on_disk().values()] == [1, 0]


def test_what_is_typed_about_a_link_is_looked_at_too(cast: Cast) -> None:
    priya = cast.client("priya")

    asked = priya.send(
        ADD, {**SAID, "about": NHS, "what": "link", "link": "https://a.example/dob-3-5-2004"}
    )

    assert "What you wrote or the link looks as if it has an NHS number" in words(asked.text)
    still = priya.post(ADD, data={**filled_in(asked), "about": "The audit"})
    assert "looks as if it has a date of birth in it" in words(still.text)
    assert priya.post(ADD, data={**filled_in(still), "anyway": "y"}).status_code == 303


def test_somebody_elses_receipt_is_worth_nothing(cast: Cast) -> None:
    arrived = Adding(cast.sam, "1.1").brings()
    receipt = evidence_arriving.receipt_for(arrived, action=the("1.1"), by=cast.sam)

    answer = cast.client("priya").send(ADD, {**SAID, "held": receipt})

    assert messages(answer) == ["Select the file again: it is not kept any more"]


def test_a_file_that_waits_for_its_check_is_listed_and_cannot_be_opened(
    cast: Cast, northbank: Flask
) -> None:
    priya = cast.client("priya")
    sends(priya)
    one = newest().id
    db.session.execute(update(Evidence).values(scan=Scan.WAITING))
    db.session.commit()

    assert "Waiting for the virus check" in listed(priya)
    assert f'{PAGE}/evidence/{one}"' not in priya.get(PAGE).text
    assert priya.get(f"{PAGE}/evidence/{one}").status_code == 404
    db.session.execute(update(Evidence).values(scan=Scan.INFECTED))
    db.session.commit()
    assert "Virus found, file deleted" in listed(priya)
    assert priya.get(f"{PAGE}/evidence/{one}").status_code == 404


def test_a_file_opens_through_its_own_action_for_those_who_see_it(cast: Cast) -> None:
    sends(cast.client("priya"))
    number = newest().id
    statuses = {
        name: status(cast.client(name), f"{PAGE}/evidence/{number}")
        for name in ("priya", "jean", "sam", "margaret", "ruth", "chris")
    }

    assert statuses == {
        "priya": 200, "jean": 200, "sam": 200, "margaret": 200, "ruth": 404, "chris": 404,
    }  # fmt: skip
    assert cast.client("priya").get(f"/actions/SLAC-1.2/evidence/{number}").status_code == 404


def test_of_a_restricted_plan_the_board_reads_neither_names_nor_files(cast: Cast) -> None:
    sends(cast.client("priya"))
    number = newest().id
    plan = db.session.query(Plan).one()
    plan.restricted = True
    db.session.add(PlanReader(plan_id=plan.id, person_id=cast.margaret.id))
    db.session.commit()

    margaret = cast.client("margaret")
    page = margaret.get(PAGE)
    assert "Evidence File 1 Impact: PDF" in words(page.text)
    assert "Audit" not in page.text
    assert margaret.get(f"{PAGE}/evidence/{number}").status_code == 404


def test_who_may_not_add_is_told_why_or_refused(cast: Cast) -> None:
    assert cast.client("tom").get(ADD).status_code == 403
    assert cast.client("margaret").get(ADD).status_code == 403
    ruth = cast.client("ruth").get("/actions/SLAC-6.1/evidence/add")
    assert ruth.status_code == 200
    assert "You cannot add evidence to action 6.1" in words(ruth.text)
    assert "Add evidence" not in words(cast.client("tom").get(PAGE).text)


def test_it_is_removed_with_a_reason_that_the_history_keeps(cast: Cast) -> None:
    priya = cast.client("priya")
    sends(priya)
    address = f"{PAGE}/evidence/{newest().id}"
    db.session.rollback()

    assert messages(priya.send(f"{address}/remove")) == ["Say why you are removing it"]
    assert priya.send(f"{address}/remove", {"reason": "The wrong month"}).status_code == 303

    page = words(priya.get(PAGE).text)
    assert "Evidence No evidence yet." in page
    assert "Evidence removed Priya Nair, 8am on 4 July 2011 Audit.pdf The wrong month" in page
    assert priya.get(address).status_code == 404
    assert priya.get(f"{address}/remove").status_code == 404


def test_somebody_else_may_not_remove_it(cast: Cast) -> None:
    sends(cast.client("priya"))
    address = f"{PAGE}/evidence/{newest().id}/remove"
    db.session.rollback()

    assert cast.client("jean").get(address).status_code == 403
    assert "Remove" not in listed(cast.client("jean"))
    assert cast.client("sam").send(address, {"reason": "Names a child"}).status_code == 303


def test_what_has_expired_says_so(cast: Cast, travel: Any) -> None:
    priya = cast.client("priya")
    sends(priya, **{"valid_until-day": "5", "valid_until-month": "7", "valid_until-year": "2011"})
    travel("2011-07-05T08:00")
    assert "Expired" not in listed(cast.client("priya"))
    travel("2011-07-06T08:00")

    assert "Expired Valid until 5 July 2011" in listed(cast.client("priya"))


def test_the_form_sent_again_says_the_same_and_adds_nothing(cast: Cast) -> None:
    priya = cast.client("priya")
    form = {**filled_in(priya.get(ADD)), **SAID, "what": "link", "link": "https://a.example/"}

    first, again = priya.post(ADD, data=form), priya.post(ADD, data=form)

    assert (again.status_code, again.location) == (first.status_code, first.location)
    assert db.session.query(Evidence).filter_by(name="a.example").count() == 1
