"""Addresses and forms of signs and numbers that no database can hold: refused, never a fault."""

import pytest

from tests.cast import Cast
from tests.databases import ENGINES

HUGE = "9" * 24


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, then PostgreSQL: they stumble over different things."""
    name: str = request.param
    return name


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("jean", f"/review/{HUGE}"),
        ("jean", f"/review/{2**31}"),
        ("chris", f"/admin/users/{HUGE}"),
        ("chris", f"/admin/users/{2**31}/change"),
        ("chris", f"/admin/teams/{2**31}"),
        ("priya", "/actions/%00"),
        ("priya", "/actions/SLAC-1.1%00/update"),
        ("priya", "/a/SLAC-1.1%00/off"),
        ("sam", "/plans/%00"),
        ("sam", "/import/%00/items"),
    ],
)
def test_an_address_no_row_can_have_is_not_found(cast: Cast, who: str, address: str) -> None:
    assert cast.client(who).get(address, follow_redirects=True).status_code == 404


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("chris", "/admin/users?q=%00Priya"),
        ("jean", "/review/selected?do=chase&ref=SLAC-1.1&ref=%00"),
        ("jean", "/review?item=%00"),
        ("priya", f"/?page={HUGE}"),
        ("priya", f"/actions/completed?page={HUGE}"),
        ("priya", f"/actions/SLAC-1.1?page={HUGE}"),
        ("priya", "/actions/SLAC-1.1?about=%00"),
        ("margaret", f"/plans/SLAC?page={HUGE}&owner={HUGE}&area={HUGE}&team={HUGE}"),
        ("margaret", "/plans/SLAC?owner=%00&area=%00&timing=%00&q=%00"),
    ],
)
def test_what_is_asked_for_past_any_bound_is_no_fault(cast: Cast, who: str, address: str) -> None:
    assert cast.client(who).get(address).status_code in {200, 404}


def test_the_sign_that_ends_strings_is_dropped_from_every_field_of_a_form(cast: Cast) -> None:
    priya = cast.client("priya")

    saved = priya.send(
        "/actions/SLAC-1.1/update",
        {
            "answer": "off_track",
            "expected-day": "29",
            "expected-month": "7",
            "expected-year": "2011",
            "note": "Two minute-takers\x00 have left.",
            "request_id": "a number\x00 of its own",
        },
    )

    assert saved.status_code == 303
    assert "Two minute-takers have left." in priya.get("/actions/SLAC-1.1").text
