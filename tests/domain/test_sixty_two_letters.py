"""The count against the dates that sixty-two joint-inspection letters give.

The letters lie beside the checkout; without them the tests are skipped. The bank holidays here are
written down from gov.uk by hand, so that the count is checked against another one.
"""

import csv
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from tests.importers.committee_paper import SHARED
from tracker.domain.duties import Division, duty_by
from tracker.domain.response_dates import compare, propose
from tracker.services.calendar import named_around

ORACLE = SHARED / "duties" / "deadline-oracle.csv"
HOLIDAYS = {
    2016: "1/1 25/3 28/3 2/5 30/5 29/8 26/12 27/12",
    2017: "2/1 14/4 17/4 1/5 29/5 28/8 25/12 26/12",
    2018: "1/1 30/3 2/4 7/5 28/5 27/8 25/12 26/12",
    2019: "1/1 19/4 22/4 6/5 27/5 26/8 25/12 26/12",
    2020: "1/1 10/4 13/4 8/5 25/5 31/8 25/12 28/12",
    2021: "1/1 2/4 5/4 3/5 31/5 30/8 27/12 28/12",
    2022: "3/1 15/4 18/4 2/5 2/6 3/6 29/8 19/9 26/12 27/12",
    2023: "2/1 7/4 10/4 1/5 8/5 29/5 28/8 25/12 26/12",
    2024: "1/1 29/3 1/4 6/5 27/5 26/8 25/12 26/12",
    2025: "1/1 18/4 21/4 5/5 26/5 25/8 25/12 26/12",
}
CLOSED = {
    date(year, int(month), int(day))
    for year, days in HOLIDAYS.items()
    for day, month in (one.split("/") for one in days.split())
}
AGREES = "The date in the letter is the date the count gives."

pytestmark = pytest.mark.skipif(not ORACLE.exists(), reason="no shared letters beside the checkout")


class Letter(NamedTuple):
    """One letter: when it was published, the date it gives, and the working days in between."""

    authority: str
    published: date
    stated: date
    working_days: int

    @property
    def note(self) -> str:
        duty = duty_by("joint-inspection-statement/1")
        assert duty is not None
        holidays = named_around(Division.ENGLAND_AND_WALES, self.published.year)
        return compare(self.stated, propose(duty, self.published, holidays), holidays)


def letters() -> list[Letter]:
    with ORACLE.open(encoding="utf-8") as opened:
        return [
            Letter(
                row["authority"],
                date.fromisoformat(row["letter_published"]),
                date.fromisoformat(row["statement_due_in_letter"]),
                int(row["working_days_england_wales"]),
            )
            for row in csv.DictReader(opened)
        ]


def seventieth_working_day_after(start: date) -> date:
    on, left = start, 70
    while left:
        on += timedelta(days=1)
        left -= on.weekday() not in (5, 6) and on not in CLOSED
    return on


def test_the_proposed_date_of_every_letter_is_that_of_another_count():
    duty = duty_by("joint-inspection-statement/1")
    assert duty is not None
    found = {
        letter.authority: propose(
            duty,
            letter.published,
            named_around(duty.division, letter.published.year),
        ).on
        for letter in letters()
    }

    assert len(found) == 62
    assert found == {
        one.authority: seventieth_working_day_after(one.published) for one in letters()
    }


def test_the_note_says_of_every_letter_how_far_its_date_is_from_70_working_days():
    for letter in letters():
        apart = letter.working_days - 70
        if apart == 0:
            assert letter.note == AGREES, letter
        else:
            days = f"{abs(apart)} working day{'s' if abs(apart) > 1 else ''}"
            how = f"{days} {'later' if apart > 0 else 'earlier'}"
            assert letter.note.startswith(f"The date in the letter is {how} than"), letter


def test_the_letters_dated_on_a_saturday_are_named():
    named = {one.authority for one in letters() if "falls on a Saturday." in one.note}

    assert named == {"southend-on-sea", "manchester"}


def test_a_letter_has_a_reason_exactly_where_a_slip_gives_its_date():
    reasons = {
        "one-off": {"barnsley", "kirklees", "surrey"},
        "counted as working days": {"solihull", "blackpool"},
        "itself is counted as day 1": {"plymouth", "torbay"},
    }

    for words, authorities in reasons.items():
        assert {one.authority for one in letters() if words in one.note} == authorities
