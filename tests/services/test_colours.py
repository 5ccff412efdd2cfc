"""The colours that a plan lays down: from which day they hold, and where they are shown."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.services.letters import plan_letter, the_letter
from tests.services.test_board_reports import BEFORE, begun, facts
from tests.statements import counted
from tracker import clock
from tracker.domain.actions import Rag
from tracker.domain.board_report import ReportFacts
from tracker.domain.colours import DEFAULT, RECOLOURED, Scheme
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.frozen import fingerprint, plain, restored
from tracker.extensions import db
from tracker.services.board_reports.files import file_of
from tracker.services.board_reports.keeping import facts_of, write
from tracker.services.colours import Preview, colours_here, preview, save_colours
from tracker.store.actions import Action
from tracker.store.history import Happened, HistoryEntry
from tracker.store.listed_actions import actions_in_line
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanReader, PlanState
from tracker.store.schemes import PlanScheme, schemes_now, schemes_of

OWN = Scheme(red_name="Will miss", blue_name="Complete and embedded", red_after=34)
TODAY, LATER = date(2011, 7, 4), date(2011, 7, 20)


def the_plan() -> Plan:
    return db.session.scalars(select(Plan)).one()


def lays_down(person: Person, scheme: Scheme, version: int = 0) -> str:
    return save_colours(the_plan(), scheme, version=version, sent=sent_by(person), now=clock.now())


def test_a_scheme_holds_from_its_day_and_the_days_before_keep_their_colours(
    northbank: Flask, cast: Cast, travel: Callable[[str], None]
) -> None:
    plan, before = the_plan(), facts(cast)
    assert before.actions[2].now == (Rag.RED, "17 days overdue")
    travel("2011-07-20T10:00")
    lays_down(cast.sam, OWN)
    lays_down(cast.sam, Scheme(red_after=90, red_name="Will miss"), version=1)

    assert facts(cast) == before
    now = facts(cast, on=LATER, since=TODAY)
    one = now.actions[2]
    assert (one.now, one.then) == ((Rag.AMBER, "33 days overdue"), (Rag.RED, "17 days overdue"))
    assert (now.rated_now((Rag.RED, "off track")).text, now.names_then, now.recoloured) == (
        "Red – Will miss: off track",
        (),
        True,
    )
    assert schemes_of(plan.id, TODAY, LATER) == (DEFAULT, Scheme("Will miss", red_after=90))
    assert schemes_now() == {plan.id: Scheme("Will miss", red_after=90)}
    assert schemes_now([])[plan.id] == DEFAULT


def test_two_days_under_the_clock_set_back_stay_in_their_order(
    northbank: Flask, cast: Cast, travel: Callable[[str], None]
) -> None:
    travel("2011-07-20T10:00")
    lays_down(cast.sam, OWN)
    travel("2011-07-06T10:00")
    lays_down(cast.sam, Scheme(red_after=7), version=1)

    days = db.session.scalars(select(PlanScheme.from_on).order_by(PlanScheme.version))
    assert list(days) == [LATER, LATER]
    assert schemes_of(the_plan().id, date(2011, 7, 10), LATER) == (DEFAULT, Scheme(red_after=7))


def test_what_is_laid_down_is_in_the_history_and_is_never_altered(
    northbank: Flask, cast: Cast
) -> None:
    lays_down(cast.sam, OWN)
    lays_down(cast.sam, OWN, version=1)

    found = select(HistoryEntry).where(HistoryEntry.kind == Happened.COLOURS_CHANGED)
    (entry,) = db.session.scalars(found)
    assert (entry.actor_id, entry.plan_id) == (cast.sam.id, the_plan().id)
    assert entry.facts["before"] == {
        "name_of_red": "",
        "name_of_blue": "",
        "days_overdue_before_red": "0",
    }
    assert entry.facts["after"]["days_overdue_before_red"] == "34"
    for statement in ("UPDATE plan_scheme SET version = 7", "DELETE FROM plan_scheme"):
        with pytest.raises(DBAPIError, match="a scheme is never altered"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_two_who_save_at_once_are_told_and_a_closed_plan_stays(
    northbank: Flask, cast: Cast
) -> None:
    lays_down(cast.sam, OWN)
    with pytest.raises(Crossed):
        lays_down(cast.chris, Scheme(red_after=3))
    assert colours_here(the_plan()).scheme == OWN
    with pytest.raises(RuleBroken, match="must not name another colour"):
        lays_down(cast.sam, Scheme(red_name="Amber"), version=1)
    the_plan().state = PlanState.CLOSED
    db.session.commit()
    with pytest.raises(RuleBroken, match="The plan is closed"):
        lays_down(cast.sam, DEFAULT, version=1)


def test_what_would_change_is_counted_in_a_fixed_number_of_statements(
    northbank: Flask, cast: Cast
) -> None:
    plan, sam = the_plan(), cast.sam
    with counted() as statements:
        found = preview(plan, OWN, seen_by=sam, today=TODAY)

    assert len(statements) == 4
    assert found.words == "With this, 3 of 13 actions change colour."
    assert {one.after[0] for one in found.changed} == {Rag.AMBER}
    many = Preview(OWN, 313, found.changed * 50)
    assert (len(many.listed), many.words) == (100, "With this, 150 of 313 actions change colour.")
    same = preview(plan, Scheme(red_name="Will miss"), seen_by=sam, today=TODAY)
    assert same.words == "With this, no action changes colour."


def test_each_action_of_a_list_has_the_colours_of_its_own_plan(
    northbank: Flask, cast: Cast
) -> None:
    lays_down(cast.sam, OWN)
    plan, sam = Plan(code="ROAD", title="Roads", lead=cast.sam, started_at=clock.now()), cast.sam
    given = {"owner": cast.tom, "manager": cast.jean, "given_by_id": sam.id}
    days = {"starts_on": date(2011, 4, 1), "original_due_on": BEFORE, "due_on": BEFORE}
    titles = {"title": "Mend a road", "short_title": "Mend a road", "number": "1.1", "position": 1}
    db.session.add(Action(plan=plan, **titles, **days, **given, given_at=clock.now()))
    db.session.commit()

    with counted() as statements:
        listed = actions_in_line(sam, TODAY)

    assert {one.plan: one.scheme for one in listed} == {"SLAC": OWN, "ROAD": DEFAULT}
    rated = {one.ref: one.rated(TODAY) for one in listed}
    assert rated["ROAD-1.1"] == (Rag.RED, "30 days overdue")
    assert rated["SLAC-2.1"] == (Rag.AMBER, "17 days overdue")
    assert sum("plan_scheme" in one for one in statements) == 1


def test_a_frozen_report_keeps_its_legend_and_its_names(
    northbank: Flask, cast: Cast, travel: Callable[[str], None]
) -> None:
    lays_down(cast.sam, OWN)
    draft = begun(cast)
    write(draft, {}, version=1, freezes=True, sent=sent_by(cast.sam), now=clock.now())
    frozen, files = facts_of(draft, seen_by=cast.sam), file_of(draft, "docx")
    travel("2011-07-20T10:00")
    lays_down(cast.sam, DEFAULT, version=1)

    kept = facts_of(draft, seen_by=cast.sam)
    assert (kept, file_of(draft, "docx")) == (frozen, files)
    assert {line.name for line in kept.legend} >= {"Red – Will miss", ""}
    assert kept.bands[3].name == "Red – Will miss"


def test_a_report_frozen_before_plans_had_schemes_keeps_its_fingerprint(
    northbank: Flask, cast: Cast
) -> None:
    found = facts(cast)
    of_then = {name: value for name, value in plain(found).items() if name != "legend"}
    before = restored(ReportFacts, of_then)

    assert plain(before) == of_then
    assert fingerprint(before) != fingerprint(found)
    assert [band.name for band in before.bands][3] == "overdue or off track"


def test_the_board_reads_the_plans_own_names_and_of_a_restricted_plan_none(
    northbank: Flask, cast: Cast
) -> None:
    lays_down(cast.sam, Scheme(red_name="Will miss", silent_after=60))
    plan_letter("board_digest", cast.margaret, now=clock.now(), plan_id=the_plan().id)
    letter = the_letter(northbank, "Margaret", now=clock.now())
    assert "Red – Will miss, 34 days overdue" in letter.text
    assert RECOLOURED in " ".join(letter.text.split())
    the_plan().restricted = True
    db.session.add(PlanReader(plan_id=the_plan().id, person_id=cast.margaret.id))
    db.session.commit()
    letter = the_letter(northbank, "Margaret", now=clock.now())
    assert "Red, 34 days overdue" in letter.text
    assert "Will miss" not in letter.text + letter.html
