"""The meetings of a plan's board: dates that follow each other, and decisions on the actions."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from tests.cast import Cast
from tests.web.test_board_reports import begun, text
from tracker import clock
from tracker.extensions import db
from tracker.services import morning
from tracker.store.plans import Plan


def day_in(on: str) -> dict[str, str]:
    year, month, day = on.split("-")
    return {"meets-day": day, "meets-month": month, "meets-year": year}


def next_board() -> date | None:
    return db.session.scalar(select(Plan.next_board_on))


def test_the_next_date_in_the_list_follows_a_meeting(
    cast: Cast, travel: Callable[[str], None]
) -> None:
    sam = cast.client("sam")
    assert next_board() == date(2011, 7, 21)
    for on in ("2011-10-20", "2011-09-15"):
        assert sam.send("/plans/SLAC/boards", day_in(on)).status_code == 303
    assert next_board() == date(2011, 7, 21)
    page = text(sam, "/plans/SLAC/boards").partition("To come")[2]
    assert page.index("21 July 2011") < page.index("15 September 2011") < page.index("20 October")
    answer = sam.send("/plans/SLAC/boards", day_in("2011-09-15"))
    assert "This date is in the list already" in answer.text
    travel("2011-07-22T08:30")
    morning.plan_due(clock.now())
    assert next_board() == date(2011, 9, 15)
    assert cast.client("sam").send("/plans/SLAC/boards/2011-09-15").status_code == 303
    assert next_board() == date(2011, 10, 20)


def test_a_date_that_is_moved_on_the_page_of_dates_is_moved_in_the_list(cast: Cast) -> None:
    sam = cast.client("sam")
    board = {"board-day": "18", "board-month": "8", "board-year": "2011"}
    assert sam.send("/plans/SLAC/dates", board).status_code == 303
    page = text(sam, "/plans/SLAC/boards")
    assert "18 August 2011" in page
    assert "21 July 2011" not in page


def test_the_report_is_for_the_meeting_and_what_was_decided_goes_onto_the_actions(
    cast: Cast, travel: Callable[[str], None]
) -> None:
    sam, margaret = cast.client("sam"), cast.client("margaret")
    report = begun(sam)
    meeting = "/plans/SLAC/boards/2011-07-21"
    assert "Draft report as at 4 July 2011" in text(sam, meeting)
    assert "Draft" not in text(margaret, meeting)
    assert "Write down a decision" not in text(sam, meeting)
    sam.send(report, {"then": "freeze"})
    sam.send(report)
    assert "Report as at 4 July 2011" in text(margaret, meeting)
    travel("2011-07-22T10:00")
    said = {"words": "Report again in October.", "minute": "EXB 42", "actions": ["SLAC-1.1"]}
    assert cast.client("sam").send(meeting, said).status_code == 303
    assert "Report again in October. About 1.1 Set and monitor" in text(
        cast.client("margaret"), meeting
    )
    page = text(cast.client("priya"), "/actions/SLAC-1.1")
    assert "Decision of the board written down" in page
    assert "Decided on 21 July 2011, minute EXB 42." in page
    assert cast.client("priya").get(meeting).status_code == 403


def test_what_is_wrong_with_a_decision_is_said_and_kept(
    cast: Cast, travel: Callable[[str], None]
) -> None:
    travel("2011-07-22T10:00")
    sam = cast.client("sam")
    answer = sam.send("/plans/SLAC/boards/2011-07-21", {"minute": "EXB 42"})
    assert answer.status_code == 422
    assert "Enter what the board decided" in answer.text
    assert "EXB 42" in answer.text
    assert sam.get("/plans/SLAC/boards/2011-07-20").status_code == 404
    assert sam.get("/plans/SLAC/boards/never").status_code == 404
