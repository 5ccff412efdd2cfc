"""A plan's dates, and owners who are asked in time for its board."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.timed import morning_of, send_all
from tracker import clock
from tracker.domain.board_dates import Lead
from tracker.domain.errors import AlreadyDone, RuleBroken
from tracker.domain.occasions import rule_of
from tracker.extensions import db
from tracker.services.forms import SentForm
from tracker.services.plan_dates import PlanDates, set_dates
from tracker.store.actions import Action
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import Occasion
from tracker.store.plans import Plan, PlanState

BOARD = date(2011, 8, 18)
DATES = PlanDates(date(2011, 7, 15), BOARD, Lead(), asks=True)


def the_plan() -> Plan:
    return db.session.scalars(select(Plan)).one()


def says(cast: Cast, dates: PlanDates, number: str = "once") -> str:
    sent = SentForm(cast.sam, number, "/plans/SLAC/dates")
    return set_dates(the_plan(), dates, sent=sent, now=clock.now(), today=clock.today())


def changes() -> list[HistoryEntry]:
    found = select(HistoryEntry).where(HistoryEntry.kind == Happened.PLAN_CHANGED)
    return list(db.session.scalars(found).all())


def test_the_days_before_a_board_are_kept_with_the_plan(cast: Cast):
    says(cast, DATES)

    plan = the_plan()
    assert (plan.next_board_on, plan.updates_by, plan.ask_from) == (
        BOARD,
        date(2011, 7, 29),
        date(2011, 7, 22),
    )
    (entry,) = changes()
    assert entry.facts["after"]["next_board_on"] == "2011-08-18"
    assert "papers_days" not in entry.facts["after"]


def test_nothing_new_is_no_history_and_a_form_counts_once(cast: Cast):
    says(cast, DATES)
    says(cast, DATES, "twice")

    assert len(changes()) == 1
    with pytest.raises(AlreadyDone):
        says(cast, DATES)


@pytest.mark.parametrize(
    ("dates", "field", "sentence"),
    [
        (replace(DATES, board_on=None), "board", "Enter when the board meets"),
        (replace(DATES, board_on=date(2011, 7, 1)), "board", "Next board must be today or in"),
        (replace(DATES, board_on=date(2011, 7, 7)), "asks", "would have been in time"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(
    cast: Cast, dates: PlanDates, field: str, sentence: str
):
    with pytest.raises(RuleBroken, match=sentence) as refused:
        says(cast, dates)

    assert refused.value.field == field
    assert (the_plan().ask_from, changes()) == (None, [])


def test_a_closed_plan_keeps_its_dates(cast: Cast):
    the_plan().state = PlanState.CLOSED
    db.session.commit()

    with pytest.raises(RuleBroken, match="The plan is closed"):
        says(cast, DATES)


def test_owners_are_asked_once_in_the_week_before_updates_are_needed(northbank: Flask, cast: Cast):
    says(cast, DATES)
    for one in db.session.scalars(select(Action).where(Action.open)):
        one.due_on = date(2012, 3, 30)
    db.session.commit()
    told = {}
    for on in ("2011-07-21", "2011-07-22", "2011-07-25", "2011-07-26", "2011-08-01"):
        morning_of(f"{on}T08:00")
        send_all()
        found = select(Occasion.dedupe_key).where(Occasion.dedupe_key.startswith("board_ask|"))
        told[on] = len(db.session.scalars(found).all())

    assert told["2011-07-21"] == 0
    assert 0 < told["2011-07-22"] <= told["2011-07-25"]
    assert told["2011-07-26"] == told["2011-08-01"] == told["2011-07-25"]
    key = db.session.scalars(
        select(Occasion.dedupe_key).where(Occasion.dedupe_key.startswith("board_ask|"))
    ).first()
    assert rule_of(key or "") == "Update for the board of 18 August 2011"


def test_whoever_is_asked_for_nobodys_board_hears_nothing_of_it(northbank: Flask, cast: Cast):
    says(cast, replace(DATES, asks=False))
    morning_of("2011-07-25T08:00")

    found = select(Occasion.dedupe_key).where(Occasion.dedupe_key.startswith("board_ask|"))
    assert db.session.scalars(found).all() == []
