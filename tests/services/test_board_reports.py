"""A report to a board: its figures, its past, and that frozen it stays what it was."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.crowd import crowded
from tests.services.forms_sent import sent_by
from tests.services.letters import plan_letter, the_letter
from tests.services.outcomes import decide_date, request_of
from tests.services.saying import Desk
from tests.statements import counted
from tracker import clock
from tracker.domain.access import Role
from tracker.domain.actions import Answer
from tracker.domain.board_dates import Lead
from tracker.domain.board_report import ReportFacts
from tracker.domain.board_words import compared, headline
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.frozen import fingerprint
from tracker.domain.responses import Responded, Response
from tracker.extensions import db
from tracker.services.board_reports.gathering import report_facts
from tracker.services.board_reports.keeping import (
    Asked,
    begin,
    facts_of,
    first_since,
    publish,
    throw_away,
    write,
)
from tracker.services.people import PersonFacts, change_person
from tracker.services.plan_dates import PlanDates, set_dates
from tracker.services.responses import respond, set_areas
from tracker.store.actions import Action
from tracker.store.board_reports import BoardReport, get_report, reports_seen_by
from tracker.store.decisions import RequestState
from tracker.store.overview import areas_of, plan_standing
from tracker.store.plans import Plan

TODAY, BEFORE = date(2011, 7, 4), date(2011, 6, 4)


def plan() -> Plan:
    return db.session.scalars(select(Plan)).one()


def facts(cast: Cast, on: date = TODAY, since: date | None = BEFORE) -> ReportFacts:
    return report_facts(plan(), seen_by=cast.sam, on=on, since=since, by_name=False)


def test_its_figures_are_those_of_the_plan_page_and_the_digest(
    northbank: Flask, cast: Cast
) -> None:
    found = facts(cast)
    page = plan_standing(plan().id, TODAY, seen_by=cast.sam)
    assert (found.now.actions, found.now.completed, found.now.overdue) == (13, 2, 4)
    assert (page.actions, page.done, page.overdue) == (13, 2, 4)
    by_area = [(area.number, area.actions, area.done) for area in found.areas]
    assert by_area == [(area.number, area.actions, area.done) for area in page.areas]
    plan_letter("board_digest", cast.margaret, now=clock.now(), plan_id=plan().id)
    letter = the_letter(northbank, "Margaret", now=clock.now())
    assert "2 of 13 completed, 4 overdue" in letter.subject
    assert headline(found) == (
        "2 of 13 actions are completed. 4 are overdue, 1 for more than a month."
    )
    assert compared(found) == "2 more are completed than on 4 June 2011, and 3 more are overdue."


def test_what_is_frozen_stays_whatever_changes(
    northbank: Flask, cast: Cast, travel: Callable[[str], None]
) -> None:
    draft = begun(cast)
    write(
        draft,
        {"risks": "We watch 1.1."},
        version=1,
        freezes=True,
        sent=sent_by(cast.sam),
        now=clock.now(),
    )
    frozen = facts_of(draft, seen_by=cast.sam)
    assert frozen == facts(cast)
    assert draft.fingerprint == fingerprint(frozen)
    travel("2011-07-20T10:00")
    decide_date(request_of("2.1"), RequestState.AGREED, by=cast.jean, now=clock.now())
    Desk(cast.priya, "1.2").says(Answer.AT_RISK, "Two trainers have left.")
    cast.priya.post = "Somebody else"
    db.session.commit()
    assert facts_of(draft, seen_by=cast.sam) == frozen
    assert facts(cast, on=date(2011, 7, 20)) != frozen
    with pytest.raises(RuleBroken, match="is frozen"):
        write(
            draft, {}, version=draft.version, freezes=False, sent=sent_by(cast.sam), now=clock.now()
        )
    with pytest.raises(RuleBroken, match="stays"):
        throw_away(draft, sent=sent_by(cast.sam), now=clock.now())
    assert first_since(plan(), date(2011, 7, 20)) == TODAY


def test_what_was_said_then_is_worked_out_from_the_history(
    northbank: Flask, cast: Cast, travel: Callable[[str], None]
) -> None:
    before = facts(cast)
    travel("2011-07-20T10:00")
    facts_now = PersonFacts(
        "Priya Nair",
        cast.priya.email,
        "Head of minutes",
        Role.OFFICER,
        cast.priya.team_id,
        cast.jean.id,
    )
    change_person(
        cast.priya.id,
        facts_now,
        version=cast.priya.version,
        sent=sent_by(cast.sam),
        now=clock.now(),
    )
    dates = PlanDates(None, date(2011, 9, 30), Lead(5, 5, 3), asks=False)
    set_dates(plan(), dates, sent=sent_by(cast.sam), now=clock.now(), today=clock.today())
    one = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    set_areas(one, ["1", "3"], sent=sent_by(cast.sam), version=one.version, now=clock.now())
    said = Responded(Response.NOT_AGREED, "Done elsewhere.", cast.alan.id, date(2011, 6, 1))
    areas = {area.number: area for area in areas_of(plan().id)}
    respond(
        plan(),
        areas["4"],
        said,
        sent=sent_by(cast.sam),
        version=areas["4"].version,
        now=clock.now(),
        today=clock.today(),
    )
    assert facts(cast) == before
    now = facts(cast, on=date(2011, 7, 20))
    assert (now.actions[0].owner, now.actions[0].areas) == ("Head of minutes", ("1", "3"))
    assert now.next_board_on == date(2011, 9, 30)
    assert [area.response for area in now.areas][3] == "Not agreed"


def test_it_asks_the_same_number_of_questions_however_many_actions(
    northbank: Flask, cast: Cast
) -> None:
    with counted() as few:
        facts(cast)
    crowded(cast, clock.now(), restricted=False)
    with counted() as many:
        assert facts(cast).now.actions == 73
    assert len(many) == len(few)


def test_who_may_read_which(northbank: Flask, cast: Cast) -> None:
    draft = begun(cast)
    everybody = (cast.sam, cast.jean, cast.margaret, cast.priya, cast.chris, cast.helen)
    assert [len(reports_seen_by(one)) for one in everybody] == [1, 0, 0, 0, 0, 0]
    with pytest.raises(RuleBroken, match="before you publish"):
        publish(draft, sent=sent_by(cast.sam), now=clock.now())
    write(draft, {}, version=1, freezes=True, sent=sent_by(cast.sam), now=clock.now())
    assert [len(reports_seen_by(one)) for one in everybody] == [1, 1, 0, 0, 0, 0]
    publish(draft, sent=sent_by(cast.sam), now=clock.now())
    assert [len(reports_seen_by(one)) for one in everybody] == [1, 1, 1, 0, 0, 0]
    plan().restricted = True
    db.session.commit()
    assert [len(reports_seen_by(one)) for one in everybody] == [1, 1, 0, 0, 0, 0]
    assert get_report(draft.id, seen_by=cast.margaret) is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Asked(date(2011, 7, 5), None, False, False), "as_at"),
        (Asked(date(2010, 7, 5), None, False, False), "as_at"),
        (Asked(None, None, False, False), "as_at"),
        (Asked(TODAY, TODAY, False, False), "since"),
    ],
)
def test_what_cannot_be_asked(northbank: Flask, cast: Cast, asked: Asked, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        begin(plan(), asked, sent=sent_by(cast.sam), now=clock.now(), today=clock.today())
    assert broken.value.field == field


def test_a_restricted_plan_stands_in_a_report_only_when_that_was_chosen(
    northbank: Flask, cast: Cast
) -> None:
    plan().restricted = True
    db.session.commit()
    with pytest.raises(RuleBroken, match="restricted"):
        begun(cast)
    assert begun(cast, may_be_restricted=True).id


def test_two_who_write_at_once_are_told(northbank: Flask, cast: Cast) -> None:
    draft = begun(cast)
    write(
        draft, {"risks": "One."}, version=1, freezes=False, sent=sent_by(cast.sam), now=clock.now()
    )
    with pytest.raises(Crossed):
        write(
            draft,
            {"risks": "Two."},
            version=1,
            freezes=False,
            sent=sent_by(cast.sam),
            now=clock.now(),
        )
    assert draft.commentary["risks"] == "One."


def begun(cast: Cast, *, may_be_restricted: bool = False) -> BoardReport:
    asked = Asked(TODAY, BEFORE, by_name=False, may_be_restricted=may_be_restricted)
    return begin(plan(), asked, sent=sent_by(cast.sam), now=clock.now(), today=clock.today())
