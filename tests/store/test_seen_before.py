"""Earlier findings with what was done about them, through the door, in a fixed number of statements."""

from datetime import date

from sqlalchemy import select

from tests.cast import Cast
from tests.earlier import HEALTH, earlier_plan
from tests.statements import counted
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Finding
from tracker.store.seen_before import (
    EarlierFinding,
    bodies_inspected,
    earlier_wordings,
    what_was_done,
)

BODIES = ["Northbank Borough Council"]


def finding(plan: Plan, number: str = "1") -> Finding:
    return db.session.scalars(
        select(Finding).where(Finding.report_id == plan.report_id, Finding.number == number)
    ).one()


def demonstration() -> Plan:
    return db.session.scalars(select(Plan).where(Plan.code == "SLAC")).one()


def done(plan: Plan, seen_by: Person, today: date, number: str = "1") -> EarlierFinding | None:
    area = finding(plan, number).id
    return what_was_done([area], seen_by=seen_by, on=today).get(area)


def test_what_was_done_names_actions_evidence_and_who_closed_them(cast: Cast, today: date) -> None:
    found = done(demonstration(), cast.sam, today, "5")

    assert found is not None
    assert found.plan.code == "SLAC"
    assert [one.action.number for one in found.actions] == ["5.1", "5.2"]
    welcome, survey = found.actions
    assert (welcome.closed, welcome.evidence) == (None, ())
    assert survey.evidence == ("www.northbank.example",)
    assert survey.was_signed_off
    assert survey.closed is not None
    assert survey.closed.actor is cast.jean


def test_findings_of_other_bodies_are_left_out(cast: Cast) -> None:
    earlier_plan(cast, "TRUST", ("Records should be signed",), body="Northbank Hospital Trust")

    assert set(bodies_inspected(cast.sam)) == {*BODIES, "Northbank Hospital Trust"}
    wordings = [wording for _id, wording in earlier_wordings(cast.sam, BODIES)]
    assert len(wordings) == 7
    assert "Records should be signed" not in wordings


def test_before_a_plan_are_those_that_were_started_before_it(cast: Cast) -> None:
    old = earlier_plan(cast)
    earlier_plan(cast, "LATER", days_before=0)

    before = earlier_wordings(cast.sam, BODIES, before=demonstration())

    assert before == [(finding(old).id, HEALTH)]
    assert bodies_inspected(cast.sam, before=old) == []
    assert earlier_wordings(cast.sam, BODIES, before=old) == []


def test_a_restricted_plan_leaves_no_trace(cast: Cast, today: date) -> None:
    plan = earlier_plan(cast, body="Northbank Council")
    plan.restricted, plan.lead = True, cast.jean
    db.session.commit()

    for person in (cast.sam, cast.margaret, cast.tom, cast.helen, cast.chris):
        assert "Northbank Council" not in bodies_inspected(person)
        assert HEALTH not in dict(earlier_wordings(person, ["Northbank Council"])).values()
        assert done(plan, person, today) is None


def test_an_officer_sees_only_their_own_actions_of_a_restricted_plan(
    cast: Cast, today: date
) -> None:
    plan = earlier_plan(cast, wordings=(HEALTH, "Records should be signed"))
    plan.restricted = True
    first = db.session.scalars(select(Action).where(Action.plan_id == plan.id)).first()
    assert first is not None
    first.owner = cast.tom
    db.session.commit()

    seen = [done(plan, cast.priya, today, number) for number in ("1", "2")]

    assert [len(one.actions) for one in seen if one] == [0, 1]


def test_a_board_member_sees_those_of_live_plans(cast: Cast, today: date) -> None:
    plan = earlier_plan(cast)
    assert done(plan, cast.margaret, today) is not None

    plan.state = PlanState.CLOSED
    db.session.commit()

    assert done(plan, cast.margaret, today) is None
    assert done(plan, cast.sam, today) is not None


def test_the_statements_stay_the_same_however_many_findings_there_are(
    cast: Cast, today: date
) -> None:
    person = cast.sam
    few = _statements(person, today)
    for number in range(3):
        earlier_plan(cast, f"OLD{number}", tuple(f"{HEALTH} {n}" for n in range(8)))
    db.session.refresh(person)

    assert few == _statements(person, today) == 6


def _statements(person: Person, today: date) -> int:
    with counted() as sent:
        wordings = earlier_wordings(person, bodies_inspected(person))
        found = what_was_done([number for number, _ in wordings], seen_by=person, on=today)
        for one in found.values():
            for old in one.actions:
                assert old.action.owner.name_and_body
                assert old.action.ref
                assert old.closed is None or old.closed.actor is None or old.closed.actor.name
    return len(sent)
