"""Reading a report into a draft, and saving it a step at a time."""

from dataclasses import replace
from datetime import date

import pytest

from tests.cast import Cast
from tests.importers.committee_paper import SAMPLES
from tests.services.drafting import Drafting, as_it_is, more, rows
from tracker import clock
from tracker.domain.draft_areas import NONE_INCLUDED
from tracker.domain.drafts import Draft, Sending, as_json, from_json
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.imports import (
    ASSIGN_STEP,
    CHECK_STEP,
    ITEMS_STEP,
    Upload,
    begin,
    save,
    with_header,
)
from tracker.store.imports import ImportDraft, open_drafts

PAPER = (SAMPLES / "committee-paper.txt").read_text()
NOW = clock.now
SENDING = Sending("VISIT", "Visits to children")


def test_reading_a_report_makes_a_draft_and_nothing_else(cast: Cast):
    before = rows()

    Drafting(cast.sam).begins(Upload(filename="paper.txt", data=PAPER.encode()))

    assert more(before) == {"import_draft": 1, "form_submission": 1}
    row = db.session.get_one(ImportDraft, "a-draft")
    assert (row.filename, row.step, row.plan_id, row.by_id) == ("paper.txt", 2, None, cast.sam.id)
    assert [area.line for area in from_json(row.answers).areas] != [None] * 4


def test_a_draft_can_begin_with_nothing(cast: Cast):
    drafting = Drafting(cast.sam).begins(Upload(blank=True))

    assert drafting.draft() == Draft(header={})
    assert db.session.get_one(ImportDraft, "a-draft").filename == ""


@pytest.mark.parametrize(
    ("upload", "sentence", "field"),
    [
        (Upload(), "Select a report or paste its text", "report"),
        (
            Upload(filename="a.txt", data=b"A report", pasted="A report"),
            "Select a report or paste its text, not both",
            "report",
        ),
        (
            Upload(filename="a.png", data=b"\x89PNG\r\n\x1a\n" + bytes(40)),
            "The selected file must be a Word, PDF or text file",
            "report",
        ),
        (
            Upload(pasted="a" * 1_000_001),
            "The pasted text must be 1,000,000 characters or less",
            "pasted",
        ),
    ],
)
def test_what_cannot_be_read_makes_no_draft(cast: Cast, upload: Upload, sentence: str, field: str):
    before = rows()

    with pytest.raises(RuleBroken) as refused:
        Drafting(cast.sam).begins(upload)

    assert (refused.value.message, refused.value.field) == (sentence, field)
    db.session.rollback()
    assert more(before) == {}


def test_a_report_sent_twice_is_one_draft(cast: Cast):
    drafting = Drafting(cast.sam)
    sent = drafting.sent()
    begin(Upload(pasted=PAPER), sent=sent, now=NOW())

    with pytest.raises(AlreadyDone) as again:
        begin(Upload(pasted=PAPER), sent=replace(sent, draft_id="another"), now=NOW())

    assert again.value.answer == "/next"
    assert [row.id for row in open_drafts()] == ["a-draft"]


def test_each_step_is_saved_and_remembered(drafting: Drafting):
    drafting.saves(lambda draft: with_header(draft, {"report_to": "Scrutiny"}), reached=ITEMS_STEP)
    drafting.saves(reached=ASSIGN_STEP)
    drafting.saves(lambda draft: replace(draft, keeps_strengths=True))

    row = db.session.get_one(ImportDraft, drafting.id)
    draft = from_json(row.answers)
    assert row.step == ASSIGN_STEP
    assert (draft.header["report_to"], draft.keeps_strengths) == ("Scrutiny", True)
    assert [one.area for one in draft.actions] == [area.key for area in draft.areas]


def test_saving_an_earlier_step_again_does_not_lose_the_later_ones(ready: Drafting):
    actions = ready.draft().actions

    ready.saves(reached=ITEMS_STEP)

    assert db.session.get_one(ImportDraft, ready.id).step == CHECK_STEP
    assert ready.draft().actions == actions


@pytest.mark.parametrize(
    ("header", "sentence", "field"),
    [
        ({"title": ""}, "Enter the title of the report", "title"),
        ({"report_date": ""}, "Enter the date of the report", "report_date"),
    ],
)
def test_a_report_needs_its_title_and_its_date(
    drafting: Drafting, header: dict[str, str], sentence: str, field: str
):
    before = as_json(drafting.draft())

    with pytest.raises(RuleBroken) as refused:
        drafting.saves(lambda draft: with_header(draft, header), reached=ITEMS_STEP)

    assert (refused.value.message, refused.value.field) == (sentence, field)
    assert as_json(drafting.draft()) == before


def test_a_plan_needs_an_area(drafting: Drafting):
    with pytest.raises(RuleBroken) as refused:
        drafting.saves(lambda draft: replace(draft, areas=()), reached=ASSIGN_STEP)

    assert refused.value.message == NONE_INCLUDED


def test_actions_need_owners_before_the_last_step(drafting: Drafting):
    drafting.saves(reached=ASSIGN_STEP)

    with pytest.raises(RuleBroken) as refused:
        drafting.saves(reached=CHECK_STEP)

    assert refused.value.message == "Select an owner for action 1.1"
    assert db.session.get_one(ImportDraft, drafting.id).step == ASSIGN_STEP


def test_the_second_of_two_windows_is_told_and_changes_nothing(drafting: Drafting):
    first, second = drafting.sent(), drafting.sent()
    save(first, lambda draft: with_header(draft, {"wards": "North"}), now=NOW())

    with pytest.raises(Crossed):
        save(second, lambda draft: with_header(draft, {"wards": "South"}), now=NOW())

    assert drafting.draft().header["wards"] == "North"


def test_a_step_sent_twice_takes_effect_once(drafting: Drafting):
    sent = drafting.sent()
    save(sent, as_it_is, now=NOW())

    with pytest.raises(AlreadyDone):
        save(sent, as_it_is, now=NOW())

    assert db.session.get_one(ImportDraft, drafting.id).version == 2


def test_a_refused_form_can_be_mended_and_sent_again(drafting: Drafting):
    sent = drafting.sent()
    with pytest.raises(RuleBroken):
        save(sent, lambda draft: replace(draft, areas=()), reached=ASSIGN_STEP, now=NOW())

    save(sent, as_it_is, reached=ASSIGN_STEP, now=NOW())

    assert db.session.get_one(ImportDraft, drafting.id).step == ASSIGN_STEP


def test_a_form_without_a_number_is_refused(drafting: Drafting):
    with pytest.raises(RuleBroken, match="This form is out of date"):
        save(replace(drafting.sent(), request_id=""), as_it_is, now=NOW())


def test_nothing_is_created_or_queued_before_the_last_step(cast: Cast, drafting: Drafting):
    before = rows()

    drafting.ready(cast.priya, manager=cast.jean, due_on=date(2012, 9, 7))

    assert more(before) == {"form_submission": 3}
