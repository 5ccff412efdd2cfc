"""Real reports kept beside the checkout, read as published. Skipped where there are none."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.accuracy.marking import letters
from tests.importers.committee_paper import SHARED
from tracker.domain.reports import ImportedReport
from tracker.importers.readers import read_report
from tracker.services.reading import for_machines

FOLDER = SHARED / "reports"
REPORTS = sorted(FOLDER.glob("*.pdf"))
EACH = [
    pytest.param(path, marks=pytest.mark.xdist_group(path.stem), id=path.stem) for path in REPORTS
]
"""Each in one worker alone, which reads it once."""

pytestmark = pytest.mark.skipif(not REPORTS, reason="no shared reports beside the checkout")


@cache
def read(path: Path) -> ImportedReport:
    return read_report(path.name, path.read_bytes())


def expected(path: Path) -> dict[str, Any]:
    return json.loads(path.with_suffix(".expected.json").read_text())


@pytest.mark.parametrize("path", EACH)
def test_every_area_for_development_is_found_and_nothing_else(path: Path):
    found = [letters(one.text) for one in read(path).findings]

    assert found == [letters(words) for words in expected(path)["areas_for_development"]]


@pytest.mark.parametrize("path", EACH)
def test_every_judgement_is_found_and_nothing_else(path: Path):
    found = {(letters(one.area), letters(one.grade)) for one in read(path).judgements}

    assert found == {
        (letters(one["area"]), letters(one["grade"])) for one in expected(path)["judgements"]
    }


@pytest.mark.parametrize("path", EACH)
def test_the_title_and_the_inspectorates_are_found(path: Path):
    header, told = read(path).header, expected(path)

    assert header.title is not None
    assert header.inspectorates is not None
    assert letters(header.title.value) == letters(told["title"])
    assert letters(header.inspectorates.value) == letters(told["inspectorate"])


def test_time_bands_are_kept_with_the_items_under_them():
    details = {path: expected(path)["items_detail"] for path in REPORTS}
    banded = [path for path, items in details.items() if all("timescale" in one for one in items)]

    assert banded
    for path in banded:
        assert [one.urgency for one in read(path).findings] == [
            one["timescale"] for one in details[path]
        ]


@pytest.mark.parametrize("path", EACH)
def test_each_finding_knows_its_page(path: Path):
    pages = [one.page for one in read(path).findings]

    assert None not in pages
    assert pages == sorted(pages)


def test_the_letter_states_when_the_answer_is_due():
    letter = next(path for path in REPORTS if path.name.startswith("14-"))

    due = read(letter).header.response_due

    assert due is not None
    assert due.value == expected(letter)["response_due"]


def test_the_letter_gives_the_date_that_is_counted_from_its_own():
    letter = next(path for path in REPORTS if path.name.startswith("14-"))

    told = for_machines(read(letter))["response"]

    assert told["duty"] == "joint-inspection-statement/1"
    assert told["proposed_on"] == told["stated_on"] == expected(letter)["response_due"]
