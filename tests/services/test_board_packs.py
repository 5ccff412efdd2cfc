"""Whoever runs a plan is told in time that a report to its board is to be made."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tests.services.letters import as_expected, expected, plain, written
from tests.services.timed import morning_of, send_all
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.access import Role
from tracker.domain.board_dates import Lead
from tracker.extensions import db
from tracker.services.board_reports.keeping import Asked, begin, write
from tracker.services.letters.write import NotWanted
from tracker.services.plan_dates import PlanDates, set_dates
from tracker.store.plans import Plan, PlanReader

Travel = Callable[[str], None]


def plan() -> Plan:
    return db.session.scalars(select(Plan)).one()


def told(first: str, days: int, travel: Travel) -> list[tuple[str, str]]:
    """On which days who was told, one morning after another, every letter leaving at once."""
    found = []
    for n in range(days):
        on = date.fromisoformat(first) + timedelta(days=n)
        travel(f"{on}T08:00")
        rows = morning_of(f"{on}T08:00")
        found += [(f"{on:%d %b}", name) for kind, name, _ in rows if kind == "board_pack"]
        send_all()
    return found


def freeze(cast: Cast) -> None:
    draft = begin(
        plan(),
        Asked(clock.today(), None, by_name=False, may_be_restricted=True),
        sent=sent_by(cast.sam),
        now=clock.now(),
        today=clock.today(),
    )
    write(draft, {}, version=1, freezes=True, sent=sent_by(cast.sam), now=clock.now())


def test_twelve_working_days_before_the_board_and_three_and_then_no_more(
    cast: Cast, travel: Travel
) -> None:
    assert told("2011-07-04", 20, travel) == [("05 Jul", "Sam"), ("18 Jul", "Sam")]


def test_a_morning_that_was_missed_is_caught_up_with(cast: Cast, travel: Travel) -> None:
    assert told("2011-07-11", 3, travel) == [("11 Jul", "Sam")]


def test_a_report_that_is_frozen_is_not_asked_for(cast: Cast, travel: Travel) -> None:
    asked = told("2011-07-07", 4, travel)
    freeze(cast)

    assert asked == [("07 Jul", "Sam")]
    assert told("2011-07-11", 10, travel) == []


def test_a_board_that_meets_on_another_day_is_another_board(cast: Cast, travel: Travel) -> None:
    first = told("2011-07-05", 1, travel)
    dates = PlanDates(None, date(2011, 7, 28), Lead(), asks=False)
    set_dates(plan(), dates, sent=sent_by(cast.sam), now=clock.now(), today=clock.today())

    assert (first, told("2011-07-06", 9, travel)) == ([("05 Jul", "Sam")], [("12 Jul", "Sam")])


def test_nobody_is_told_of_a_plan_that_is_paused(cast: Cast, travel: Travel) -> None:
    plan().paused = True
    db.session.commit()

    assert told("2011-07-07", 2, travel) == []


@pytest.mark.parametrize(
    ("restricted", "reads", "asked"),
    [(False, False, ["Jo"]), (True, False, []), (True, True, ["Jo"])],
)
def test_while_whoever_runs_it_is_away_another_who_may_open_it_is_told(
    cast: Cast, travel: Travel, restricted: bool, reads: bool, asked: list[str]
) -> None:
    jo = cast.tom
    jo.name, jo.role = "Jo Ellis", Role.PERFORMANCE
    plan().restricted = restricted
    if reads:
        db.session.add(PlanReader(plan_id=plan().id, person_id=jo.id))
    db.session.commit()
    # Jean covers, and makes no reports.
    covered(cast.sam, cast.jean, first=date(2011, 7, 4), last=date(2011, 7, 15))

    assert [name for _on, name in told("2011-07-07", 1, travel)] == asked


def letter(app: Flask, travel: Travel, on: str = "2011-07-05") -> Letter | NotWanted:
    """What Sam gets that morning."""
    told("2011-07-04", 1, travel)
    travel(f"{on}T08:00")
    morning_of(f"{on}T08:00")
    return written(app, now=clock.now())["Sam"]


def test_it_says_when_the_board_meets_and_what_is_worth_putting_right(
    northbank: Flask, cast: Cast, travel: Travel
) -> None:
    found = letter(northbank, travel)

    assert isinstance(found, Letter)
    assert found.subject == "Report to make for the board of 21 July 2011: plan SLAC"
    assert as_expected(found) == expected("board_pack")


def test_frozen_while_it_waits_it_is_not_sent(northbank: Flask, cast: Cast, travel: Travel) -> None:
    told("2011-07-04", 1, travel)
    travel("2011-07-05T08:00")
    morning_of("2011-07-05T08:00")
    freeze(cast)

    assert written(northbank, now=clock.now())["Sam"] == NotWanted(
        "the report is frozen, or the board does not meet on this day any more"
    )


def test_a_restricted_plan_is_named_in_nothing(
    northbank: Flask, cast: Cast, travel: Travel
) -> None:
    plan().restricted = True
    db.session.commit()

    found = letter(northbank, travel)

    assert isinstance(found, Letter)
    assert plan().title.lower() not in (found.subject + plain(found) + found.html).lower()
    assert "about a restricted plan" in plain(found)
