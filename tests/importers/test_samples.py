"""The kinds of report that inspectorates and councils write, each a small sample in our own words."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.accuracy.marking import letters
from tests.importers.committee_paper import SAMPLES
from tracker.domain.reports import ImportedFinding, ImportedReport, as_json, from_json
from tracker.importers.readers import ALL, read_report, read_text

NAMES = sorted(path.stem for path in SAMPLES.glob("*.txt"))


def sample(name: str) -> tuple[str, dict[str, Any]]:
    told = json.loads((SAMPLES / f"{name}.expected.json").read_text())
    return (SAMPLES / f"{name}.txt").read_text(), told


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_its_findings_word_for_word(name: str):
    text, told = sample(name)

    found = [one.text for one in read_text(text).findings]

    assert list(map(letters, found)) == list(map(letters, told["findings"]))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_its_judgements(name: str):
    text, told = sample(name)

    assert [[one.group, one.area, one.grade] for one in read_text(text).judgements] == told[
        "judgements"
    ]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        (name, what)
        for name in NAMES
        for what in ("addressee", "urgency", "reference", "heading")
        if what in sample(name)[1]
    ],
)
def test_a_sample_says_whom_it_asks_by_when_and_under_which_number(name: str, what: str):
    text, told = sample(name)

    assert [getattr(one, what) for one in read_text(text).findings] == told[what]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_gives_the_same_when_its_lines_are_ended_as_on_windows(name: str):
    text, _ = sample(name)

    assert as_json(read_text(text.replace("\n", "\r\n"))) == as_json(read_text(text))


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_recognised_as_text_and_by_one_reader_only(name: str):
    data = (SAMPLES / f"{name}.txt").read_bytes()

    assert [one.name for one in ALL if one.reads(f"{name}.txt", data[:4096])] == ["text"]
    assert read_report(f"{name}.txt", data) == read_text(data.decode())


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_comes_back_from_json_as_it_was_read(name: str):
    report = read_text(sample(name)[0])

    assert from_json(json.loads(json.dumps(as_json(report)))) == report


@pytest.mark.parametrize("name", NAMES)
def test_each_finding_points_at_a_line_that_begins_with_its_words(name: str):
    report = read_text(sample(name)[0])

    assert [one for one in report.findings if not stands_at_its_line(one, report)] == []


def stands_at_its_line(finding: ImportedFinding, report: ImportedReport) -> bool:
    lines = report.source_text.split("\n")[finding.line - 1 :]
    return letters(finding.text)[:20] in letters("".join(lines))


def test_a_tab_behind_a_bullet_is_no_column_and_the_lines_below_belong_to_it():
    report = read_text(
        "Strengths\n"
        "\uf06e\tSocial workers see children\n\toften enough to build trust\n"
        "\uf06e\tThe front door works quickly\nand well with the police\n\n"
        "Areas for improvement\n"
        "\uf06e\tThe timeliness of assessments in the\n\tdisabled children's team\n"
        "\uf06e\tSupervision\n"
    )

    assert [one.text for one in report.strengths] == [
        "Social workers see children often enough to build trust",
        "The front door works quickly and well with the police",
    ]
    assert [one.text for one in report.findings] == [
        "The timeliness of assessments in the disabled children's team",
        "Supervision",
    ]


def test_strengths_are_kept_apart_from_findings():
    report = read_text(sample("numbered-run-on")[0])

    assert [(one.group, one.text) for one in report.strengths] == [
        ("The local authority's strengths", "Foster carers are well supported."),
        ("The local authority's strengths", "Children like their social workers."),
    ]


def test_a_count_without_its_list_is_pointed_out():
    report = read_text(sample("adoption-minute")[0])

    assert report.findings == ()
    assert [check.sentence for check in report.checks] == [
        "We could not find a list of areas for development. Choose the part of the report that has "
        "them, or add them yourself.",
        "Check this: the report says there are 7, and we found 0.",
        "The committee’s own recommendations were left out: they are decisions about this paper, "
        "not areas for development.",
    ]


def test_a_count_that_agrees_is_not_pointed_out():
    assert [check.sentence for check in read_text(sample("youth-justice-minute")[0]).checks] == [
        "The committee’s own recommendations were left out: they are decisions about this paper, "
        "not areas for development."
    ]


def test_items_without_a_bullet_are_doubted():
    report = read_text(sample("surgery-lost-bullets")[0])

    assert {one.doubts for one in report.findings} == {("It has no bullet or number.",)}


def test_an_item_with_parts_is_one_finding():
    report = read_text(sample("school")[0])

    assert report.findings[0].text == (
        "Improve teaching in mathematics by:\n"
        "– giving the most able pupils harder work\n"
        "– checking that pupils remember what they have learned."
    )


def test_every_sample_has_its_expected_result():
    told = {path.name.removesuffix(".expected.json") for path in Path(SAMPLES).glob("*.json")}

    assert told == set(NAMES)


@given(st.text(alphabet=st.sampled_from("ab A.:;-•\n\t\f0129()–Ro'?%\uf0b7é"), max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_text_can_break_the_reading(text: str):
    assume(text.strip())

    report = read_text(text)

    assert from_json(json.loads(json.dumps(as_json(report)))) == report
    assert all(1 <= one.line <= report.source_text.count("\n") + 1 for one in report.findings)


def test_a_care_assessment_is_called_what_its_page_is_called():
    text = (SAMPLES / "care-assessment.txt").read_text()

    title = read_text(text).header.title

    assert title is not None
    assert title.value == "Westmarsh County Council: local authority assessment"


def test_reasons_that_stand_in_the_same_words_are_pointed_out():
    asks = "The force should answer calls in time."
    text = f"PEEL 2024\n\nAreas for improvement\n\n1. {asks} It missed its target.\n\n2. {asks}\n"

    found = read_text(text).findings

    assert [len(one.doubts) for one in found] == [1, 0]
    assert "may be reasons" in found[0].doubts[0]
