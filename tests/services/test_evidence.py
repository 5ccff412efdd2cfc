"""Adding evidence and removing it: who may, what is kept where, and what counts."""

import hashlib
import io
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.cast import Cast
from tests.importers import evidence_files as made
from tests.services.adding import NOTHING, SAID, Adding, entries, newest, on_disk, read
from tests.services.forms_sent import sent_by
from tests.services.gates import SIGN_OFF, Gates
from tests.services.meetings import the
from tracker import clock
from tracker.domain.errors import AlreadyDone, RuleBroken
from tracker.domain.evidence import INFECTED, Scan, Shows, ending_of
from tracker.extensions import db
from tracker.importers import guard
from tracker.services import evidence as services
from tracker.services import evidence_arriving
from tracker.services.demo.northbank import EVIDENCE
from tracker.services.evidence_arriving import AGAIN, NO_ROOM
from tracker.store.actions import Evidence
from tracker.store.evidence import files_of
from tracker.store.evidence_files import EvidenceFolder
from tracker.store.history import Happened
from tracker.store.plans import Plan, PlanState
from tracker.store.submissions import has_evidence

pytestmark = pytest.mark.usefixtures("northbank")


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(RuleBroken) as broken:
        do()
    db.session.rollback()
    return broken.value.message


def set_up(app: Flask, **changed: object) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], **changed)


def test_a_file_is_kept_under_a_name_of_ours_that_nobody_else_reads(cast: Cast) -> None:
    one = Adding(cast.priya, "1.1").file()

    (path,) = on_disk()["out"]
    assert on_disk()["quarantine"] == []
    assert path.name == one.stored
    assert path.read_bytes() == made.PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (one.name, one.kind, one.size) == ("Audit.pdf", "PDF", len(made.PDF))
    assert one.sha256 == hashlib.sha256(made.PDF).hexdigest()
    assert (one.scan, one.shows, one.about) == (Scan.UNSCANNED, Shows.IMPACT, SAID.about)
    (entry,) = entries(Happened.EVIDENCE_ADDED)
    assert (entry.actor, entry.action_id, entry.facts) == (
        cast.priya,
        the("1.1").id,
        {"evidence": one.id},
    )
    assert read(one) == made.PDF


def test_a_link_is_kept_as_it_is_and_counts(cast: Cast) -> None:
    assert not has_evidence(the("1.1"))

    assert Adding(cast.priya, "1.1").link() == "Link added to action 1.1"

    one = newest()
    assert (one.name, one.link, one.kind) == ("www.gov.uk", "https://www.gov.uk/report?a=1", "Link")
    assert read(one) is None
    assert has_evidence(the("1.1"))
    assert files_of([the("1.1").id]) == {the("1.1").id: 1}


def test_who_may_update_it_and_who_answers_for_it_may_add(cast: Cast) -> None:
    words = {
        name: services.why_not_add(the("1.1"), getattr(cast, name), clock.today())
        for name in ("priya", "jean", "sam", "tom")
    }

    assert words == {
        "priya": None,
        "jean": None,
        "sam": None,
        "tom": "Action 1.1 belongs to Priya Nair. Only its owner updates it.",
    }


def test_while_it_waits_and_once_it_is_signed_off_its_owner_adds_nothing(cast: Cast) -> None:
    waits = services.why_not_add(the("6.1"), cast.ruth, clock.today())
    assert waits == "Action 6.1 was sent for sign-off on 29 June 2011. It is with Jean Talbot."
    Gates(cast.jean, "6.1").decides(SIGN_OFF)

    over = services.why_not_add(the("6.1"), cast.ruth, clock.today())
    assert over == "Action 6.1 was completed on 4 July 2011."
    Adding(cast.jean, "6.1").link()
    Adding(cast.sam, "6.1").file()


def test_to_a_closed_plan_nobody_adds_and_from_it_nobody_removes(cast: Cast) -> None:
    Adding(cast.priya, "1.1").link()
    db.session.execute(update(Plan).values(state=PlanState.CLOSED))
    db.session.commit()

    closed = "The plan that action 1.1 belongs to is closed."
    assert refused(Adding(cast.sam, "1.1").link) == closed
    assert refused(lambda: Adding(cast.sam, "1.1").removes(newest())) == closed


def test_a_form_sent_twice_adds_one_file_and_leaves_none_behind(cast: Cast) -> None:
    priya, sent = Adding(cast.priya, "1.1"), sent_by(cast.priya)
    priya.saves(priya.brings(), sent=sent)
    again = priya.brings()

    with pytest.raises(AlreadyDone):
        priya.saves(again, sent=sent)

    assert [path.name for path in on_disk()["out"]] == [newest().stored]
    assert on_disk()["quarantine"] == []
    assert len(entries(Happened.EVIDENCE_ADDED)) == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (made.with_parts({"word/vbaProject.bin": b"x"}), "Minutes.docx"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Chart.png"),
        (made.PDF, "Audit.pdf.exe"),
        (made.PDF, "Audit.html"),
        (b"", "Empty.txt"),
    ],
)
def test_of_a_file_that_is_refused_nothing_stays(cast: Cast, data: bytes, name: str) -> None:
    refused(lambda: Adding(cast.priya, "1.1").brings(data, name))

    assert on_disk() == NOTHING
    assert entries(Happened.EVIDENCE_INFECTED) == []


def test_a_test_virus_is_refused_without_a_scanner_and_noted(cast: Cast) -> None:
    assert refused(lambda: Adding(cast.priya, "1.1").brings(made.VIRUS, "notes.txt")) == INFECTED

    assert on_disk() == NOTHING
    (entry,) = entries(Happened.EVIDENCE_INFECTED)
    assert (entry.actor, entry.facts) == (cast.priya, {})
    assert not has_evidence(the("1.1"))


def test_a_file_over_the_limit_is_refused_while_it_comes(cast: Cast, northbank: Flask) -> None:
    set_up(northbank, upload_mb=1)
    just = b"x" * (1024 * 1024)
    priya = Adding(cast.priya, "1.1")

    words = refused(lambda: priya.brings(just + b"x", "notes.txt"))
    assert words == "The selected file must be 1MB or smaller"
    assert on_disk() == NOTHING
    assert priya.file(just, "notes.txt").size == len(just)


def test_nothing_is_taken_when_too_little_would_stay_free(cast: Cast, northbank: Flask) -> None:
    set_up(northbank, disk_reserve_mb=2**40)

    assert refused(Adding(cast.priya, "1.1").brings) == NO_ROOM
    assert on_disk() == NOTHING


def test_an_action_and_a_day_hold_only_so_much(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    priya = Adding(cast.priya, "1.1")
    monkeypatch.setattr(services, "MOST_BYTES_ON_ACTION", len(made.PDF))
    priya.file()
    assert "as much evidence as it can hold" in refused(priya.file)
    assert len(on_disk()["out"]) == 1
    monkeypatch.setattr(services, "MOST_ON_ACTION", 1)
    assert "as much evidence as it can hold" in refused(priya.link)
    monkeypatch.setattr(services, "MOST_ON_ACTION", 100)
    monkeypatch.setattr(services, "MOST_BY_PERSON_A_DAY", 1)
    assert "as much as one person can in a day" in refused(priya.link)


def test_a_plan_holds_only_so_much_whatever_the_action(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_BYTES_IN_PLAN", len(made.PDF) * 2 - 1)
    Adding(cast.priya, "1.1").file()

    assert "Plan SLAC holds as many files as it can" in refused(Adding(cast.tom, "2.2").file)
    Adding(cast.tom, "2.2").link()
    assert len(on_disk()["out"]) == 1


def test_what_is_said_about_it_keeps_the_rules(cast: Cast) -> None:
    priya, yesterday = Adding(cast.priya, "1.1"), clock.today() - timedelta(days=1)

    for wrong, words in (
        (replace(SAID, about=""), "Say what it shows"),
        (replace(SAID, about="x" * 501), "What it shows must be 500 characters or less"),
        (replace(SAID, valid_until=yesterday), "Valid until must be today or in the future"),
    ):
        assert refused(lambda wrong=wrong: priya.saves(priya.brings(), wrong)) == words
    assert on_disk() == NOTHING


def test_a_removed_file_counts_no_more_and_stays_in_the_history(cast: Cast) -> None:
    priya = Adding(cast.priya, "1.1")
    one = priya.file()

    assert priya.removes(one) == "Evidence removed from action 1.1"

    one = newest()
    assert (one.removed_by, one.removed_because) == (cast.priya, "The wrong file.")
    assert read(one) is None
    assert not has_evidence(the("1.1"))
    assert files_of([the("1.1").id]) == {}
    (entry,) = entries(Happened.EVIDENCE_REMOVED)
    assert entry.facts == {"evidence": one.id}
    assert len(on_disk()["out"]) == 1, "the row goes first, the file later"


def test_a_reason_is_needed_to_remove_it(cast: Cast) -> None:
    priya = Adding(cast.priya, "1.1")
    one = priya.file()

    assert refused(lambda: priya.removes(one, "")) == "Say why you are removing it"
    assert newest().removed_at is None


def test_who_added_it_the_lead_and_the_performance_team_remove_it(cast: Cast) -> None:
    one = Adding(cast.priya, "1.1").file()
    why = {
        name: services.why_not_remove(one, the("1.1"), getattr(cast, name))
        for name in ("priya", "sam", "jean", "tom")
    }
    only = "Priya Nair added this. Only they or the performance team remove it."
    assert why == {"priya": None, "sam": None, "jean": only, "tom": only}
    db.session.execute(update(Plan).values(lead_id=cast.jean.id))
    db.session.commit()
    assert services.why_not_remove(newest(), the("1.1"), cast.jean) is None


def test_what_showed_it_is_not_taken_away_once_it_is_signed_off(cast: Cast) -> None:
    Gates(cast.jean, "6.1").decides(SIGN_OFF)
    one = db.session.query(Evidence).filter_by(action_id=the("6.1").id).first()

    assert "Ask the performance team" in (services.why_not_remove(one, the("6.1"), cast.ruth) or "")
    assert services.why_not_remove(one, the("6.1"), cast.sam) is None


def test_a_receipt_is_good_for_its_author_its_action_and_one_use(cast: Cast) -> None:
    priya = Adding(cast.priya, "1.1")
    arrived = priya.brings()
    receipt = evidence_arriving.receipt_for(arrived, action=the("1.1"), by=cast.priya)

    def again(number: str, name: str, what: str = receipt) -> object:
        return evidence_arriving.arrived_before(what, action=the(number), by=getattr(cast, name))

    assert again("1.1", "priya") == arrived
    assert refused(lambda: again("1.2", "priya")) == AGAIN
    assert refused(lambda: again("1.1", "sam")) == AGAIN
    assert refused(lambda: again("1.1", "priya", receipt + "x")) == AGAIN
    priya.saves(arrived)
    assert refused(lambda: again("1.1", "priya")) == AGAIN
    assert refused(lambda: priya.saves(arrived)) == AGAIN


@pytest.mark.parametrize("stored", ["", "../../etc/passwd", "a" * 31, "A" * 32, "quarantine"])
def test_nothing_but_a_name_of_ours_is_made_a_path(northbank: Flask, stored: str) -> None:
    folder = EvidenceFolder(northbank.extensions["settings"].instance)

    for do in (folder.opened, folder.in_quarantine, folder.let_out, folder.drop):
        with pytest.raises(FileNotFoundError):
            do(stored)


def test_the_files_of_the_demonstration_would_be_let_through(cast: Cast) -> None:
    for name, _about, data in EVIDENCE["6.1"]:
        guard.check(io.BytesIO(data), ending_of(name))
    assert {one.kind for one in db.session.query(Evidence)} == {"PDF", "CSV", "Link"}
