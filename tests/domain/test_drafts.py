"""What a draft holds, what it begins with, and what is suggested from it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.domain.drafting import draft_of, finding, report_of
from tracker.domain.drafts import (
    Draft,
    DraftAction,
    DraftArea,
    DraftJudgement,
    Sending,
    as_json,
    draft_from,
    from_json,
    own_title,
    shortened,
    suggested_code,
    suggested_plan_title,
    with_found_areas,
)
from tracker.domain.reports import HeaderValue, ImportedJudgement, ReportHeader


def test_a_draft_begins_with_everything_found_and_no_strengths():
    header = ReportHeader(
        title=HeaderValue("The visit", "SUBJECT: The visit", None, 3),
        report_date=HeaderValue("2012-06-14", "DATE: 14 June", None, 5),
    )
    judged = ImportedJudgement("Services", "Leadership", "Good", None, 9)
    found = replace(
        report_of(finding("Ensuring that visits are made.", section="4.2", line=12)),
        header=header,
        judgements=(judged,),
    )

    assert draft_from(found) == Draft(
        header={"title": "The visit", "report_date": "2012-06-14"},
        areas=(
            DraftArea(
                key="1",
                wording="Ensuring that visits are made.",
                title="Visits are made",
                section="4.2",
                line=12,
            ),
        ),
        judgements=(DraftJudgement("Services", "Leadership", "Good"),),
        last_key=1,
    )


def test_a_draft_is_the_same_after_json():
    draft = replace(
        draft_of("Minutes are late", "Visits are missed"),
        actions=(
            DraftAction("3", "1", ("2",), "Send minutes", "Minutes", 4, 5, date(2012, 9, 7), "All"),
            DraftAction("4", "2"),
        ),
        sending=Sending("ABC", "A plan", tell=True, tell_on=date(2011, 7, 11)),
        keeps_strengths=True,
        last_key=4,
    )

    assert from_json(json.loads(json.dumps(as_json(draft)))) == draft


def test_another_part_of_the_report_replaces_what_was_read_and_keeps_what_was_added():
    draft = draft_of("Wrong list")
    added = DraftArea(key="2", wording="Typed in", title="Typed in", added=True)
    draft = replace(draft, areas=(*draft.areas, added), last_key=2)

    changed = with_found_areas(draft, (finding("Right one"), finding("Right two")))

    assert [(area.key, area.wording) for area in changed.areas] == [
        ("3", "Right one"),
        ("4", "Right two"),
        ("2", "Typed in"),
    ]
    assert changed.last_key == 4


@pytest.mark.parametrize(
    ("wording", "title"),
    [
        ("Ensuring that consent is given.", "Consent is given"),
        ("Taking steps to ensure that more\n children know", "More children know"),
        ("The prompt sending of minutes", "The prompt sending of minutes"),
        ("Ensuring", "Ensuring"),
        ("", ""),
    ],
)
def test_an_area_is_titled_with_what_is_to_be_so(wording: str, title: str):
    assert own_title(wording) == title


def test_a_long_text_is_cut_after_a_whole_word_that_does_not_dangle():
    assert shortened("Reports of health and of schooling", 22) == "Reports of health"
    assert shortened("Reports of health", 17) == "Reports of health"
    assert shortened("x" * 30, 10) == "x" * 10


@pytest.mark.parametrize(
    ("header", "title", "code"),
    [
        (
            {"framework": "Inspection of safeguarding and looked after children services"},
            "Safeguarding and looked after children",
            "SLAC",
        ),
        (
            {"title": "The outcome of Ofsted's Announced Inspection of the Youth Service"},
            "Youth Service",
            "YS",
        ),
        ({"title": "Homes"}, "Homes", "HOMES"),
        ({}, "", "PLAN"),
    ],
)
def test_a_plan_is_called_after_what_was_inspected(header: dict[str, str], title: str, code: str):
    assert suggested_plan_title(header) == title
    assert suggested_code(title) == code
