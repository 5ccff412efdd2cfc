"""Which earlier findings of the same body stand beside new ones, and for whom."""

from datetime import date

from sqlalchemy import select

from tests.cast import Cast
from tests.earlier import HEALTH, earlier_plan
from tracker.domain.drafts import Draft, DraftArea
from tracker.extensions import db
from tracker.services.seen_before import SeenBefore, seen_before_area, seen_before_draft
from tracker.store.plans import Plan
from tracker.store.reports import Finding

NEW = (
    "Health histories of care leavers are still missing",
    "Lifts should be serviced",
    "Assessments are uneven",
)


def draft(body: str = "") -> Draft:
    areas = tuple(DraftArea(str(n), text, "Title") for n, text in enumerate(NEW, 1))
    return Draft(header={"body_inspected": body} if body else {}, areas=areas)


def named(found: list[SeenBefore]) -> list[str]:
    return [f"{one.earlier.plan.code} {one.earlier.finding.number}" for one in found]


def test_each_area_of_a_draft_has_what_it_may_repeat_and_others_have_nothing(
    cast: Cast, today: date
) -> None:
    found = seen_before_draft(draft(), seen_by=cast.sam, today=today)

    assert {key: named(some) for key, some in found.items()} == {"1": ["SLAC 4"], "3": ["SLAC 3"]}
    assert found["1"][0].likeness.reason == "Both speak of health histories, care leavers."
    assert [old.action.number for old in found["1"][0].earlier.actions] == ["4.1"]


def test_only_findings_of_the_same_body_are_compared(cast: Cast, today: date) -> None:
    earlier_plan(cast, "TRUST", body="Northbank Hospital Trust")
    found = {
        body: seen_before_draft(draft(body), seen_by=cast.sam, today=today).get("1", [])
        for body in (
            "Northbank council",
            "Services for children",
            "Northbank Hospital Trust",
            "Police",
        )
    }

    assert [named(some) for some in found.values()] == [["SLAC 4"], ["SLAC 4"], ["TRUST 1"], []]


def test_an_area_is_compared_with_plans_started_before_its_own(cast: Cast, today: date) -> None:
    old = earlier_plan(cast)
    earlier_plan(cast, "LATER", days_before=0)
    plan = db.session.scalars(select(Plan).where(Plan.code == "SLAC")).one()

    def beside(plan: Plan, number: str) -> list[str]:
        which = Finding.report_id == plan.report_id, Finding.number == number
        area = db.session.scalars(select(Finding).where(*which)).one()
        return named(seen_before_area(area, plan, seen_by=cast.sam, today=today))

    assert (beside(plan, "4"), beside(plan, "5"), beside(old, "1")) == (["CLA 1"], [], [])


def test_what_is_hidden_changes_nothing_of_what_is_seen(cast: Cast, today: date) -> None:
    before = seen_before_draft(draft(), seen_by=cast.margaret, today=today)
    hidden = earlier_plan(cast, wordings=(HEALTH,) * 40)
    hidden.restricted = True
    db.session.commit()

    after = seen_before_draft(draft(), seen_by=cast.margaret, today=today)

    assert [one.likeness for one in after["1"]] == [one.likeness for one in before["1"]]
