"""The inspected body by the names reports give it."""

import pytest

from tracker.domain.bodies import body_key

COUNCIL = "Northbank Borough Council"


@pytest.mark.parametrize(
    "printed",
    [
        "Northbank Borough Council",
        "NORTHBANK COUNCIL",
        "London Borough of Northbank",
        "Metropolitan Borough of Northbank Council",
        "The Northbank local authority",
        "Northbank",
        "Safeguarding and looked after children services",
        "",
    ],
)
def test_a_councils_own_reports_are_its_own_however_they_name_it(printed: str) -> None:
    assert body_key(printed, council=COUNCIL) == "northbank"


@pytest.mark.parametrize(
    "printed",
    [
        "Southbank Borough Council",
        "Northbank Community Health Trust",
        "Northbank Constabulary",
        "North Bank High School",
    ],
)
def test_another_body_is_another_one(printed: str) -> None:
    assert body_key(printed, council=COUNCIL) != "northbank"


def test_a_name_of_nothing_but_such_words_is_kept_whole() -> None:
    assert body_key("City of London", council="City of London") == "city of london"
