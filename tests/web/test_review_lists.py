"""The record of a review, the pack for a meeting, and the lists beside it."""

from collections.abc import Callable

import pytest

from tests.cast import Cast
from tests.ladders import with_nobody_above
from tests.web.pages import CheckedClient
from tests.web.review_pages import (
    CHASE,
    LEAVE,
    change,
    heading,
    letters_waiting,
    rows_of,
    words,
)

Travel = Callable[[str], None]


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the plan, signed in."""
    return cast.client("jean")


def test_the_end_writes_the_record_and_emails_owners_once(jean: CheckedClient) -> None:
    for ref in ("1.1", "2.1", "4.1"):
        jean.send(f"/review?item=SLAC-{ref}", CHASE)
    last = jean.send("/review?item=SLAC-6.2", LEAVE | {"note": "Schools are closed."})
    everything = jean.get(last.location)
    finished = jean.send("/review", {})
    record = words(jean.get(finished.location))

    assert last.location == "/review#current"
    assert "All 4 reviewed" in words(everything)
    assert heading(everything) == "All"
    assert (finished.status_code, finished.location) == (303, "/review/2")
    assert "Overdue review of 4 July 2011 By Jean Talbot, finished at 8am on 4 July 2011." in record
    assert (
        "6.2 Share the consent guidance with every secondary school"
        " Ruth Calder (health) 4 days At risk Leave it Schools are closed."
    ) in record
    assert letters_waiting() == [
        ("chase", "Helen Pryce"),
        ("chase", "Priya Nair"),
        ("chase", "Tom Ashworth"),
    ]
    assert "4 July 2011 Jean Talbot 4 3 0 0 0 0 1" in words(jean.get("/review/records"))
    assert "0 of 4 reviewed since 4 July 2011." in words(jean.get("/review"))


def test_a_finished_record_does_not_change(jean: CheckedClient, cast: Cast) -> None:
    change("1.1", title="Another title altogether", owner_id=cast.tom.id)

    record = words(jean.get("/review/1"))

    assert (
        "1.1 Set and monitor a 15 working day standard for sending out minutes Priya Nair 6 days"
        in record
    )


def test_an_unfinished_review_has_no_record(jean: CheckedClient) -> None:
    jean.send("/review", LEAVE)

    assert jean.get("/review/2").status_code == 404


def test_counts_lead_to_exactly_that_manyrows_of(jean: CheckedClient) -> None:
    page = words(jean.get("/review"))

    silent, waiting = jean.get("/review/silent"), jean.get("/review/waiting")

    assert "Not updated in 30 days (2) Waiting for your decision (2)" in page
    assert rows_of(silent) == ["1.1", "4.1"]
    assert rows_of(waiting) == ["2.1", "6.1"]
    assert (
        "Decide about the sign-off of action 6.1 Ruth Calder (health) 29 June 2011, 5 days ago"
        in words(waiting)
    )


def test_the_pack_says_of_each_what_the_panel_says(jean: CheckedClient) -> None:
    text = words(jean.get("/review/pack"))

    assert (
        "Overdue actions on 4 July 2011 4 actions, longest overdue first. For Jean Talbot." in text
    )
    assert text.count("Decision and note:") == 4
    assert "Due 24 June 2011 – 10 days overdue Template agreed with the two hospitals." in text


def test_the_spreadsheet_keeps_text_as_text(jean: CheckedClient) -> None:
    change("1.1", title="=HYPERLINK(1)")

    response = jean.get("/review/pack.csv")
    lines = response.get_data(as_text=True).splitlines()

    assert response.headers["Content-Disposition"] == (
        'attachment; filename="overdue-actions-2011-07-04.csv"'
    )
    assert lines[1] == (
        "SLAC-1.1,'=HYPERLINK(1),Priya Nair,Safeguarding unit manager,31/05/2011,34,Off track,"
        "12/05/2011,Priya Nair,Two minute-taker posts are vacant. Average is 24 working days.,"
        ",0,,0,,06/06/2011,chase"
    )
    assert (lines[0][:10], len(lines)) == ("\ufeffReference", 5)


def test_lists_that_are_empty_say_what_would_fill_them(cast: Cast) -> None:
    with_nobody_above(cast.jean)
    alan = cast.client("alan")

    assert [words(alan.get(f"/review/{name}")).count(sentence) for name, sentence in (
        ("silent", "Every open action has been updated in the last 30 days."),
        ("waiting", "Nothing is waiting for you."),
        ("pack", "Nothing is overdue, so there is nothing to print."),
        ("records", "No review has been finished yet."),
    )] == [1, 1, 1, 1]  # fmt: skip
