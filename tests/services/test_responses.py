"""What is answered to an area, kept with what it was before; which areas an action answers."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.services.meetings import last_entry, the
from tracker import clock
from tracker.domain.actions import Rag
from tracker.domain.board import BoardArea, board_digest
from tracker.domain.colours import DEFAULT
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.quality import Lack, faults_in
from tracker.domain.responses import Responded, Response
from tracker.extensions import db
from tracker.services import responses
from tracker.services.forms import SentForm
from tracker.store.history import Happened, HistoryEntry
from tracker.store.overview import area_of, areas_of
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.quality import kept_about
from tracker.store.reports import Finding

REASON = "The court gives the dates, and we cannot."
DECIDED_ON = date(2011, 6, 7)


def plan_and_area(number: str) -> tuple[Plan, Finding]:
    """The demonstration's plan, and one of its areas as the database has it."""
    db.session.expire_all()
    plan = db.session.scalars(select(Plan)).one()
    found = area_of(plan, number)
    assert found
    return plan, found


def responds(
    by: Person,
    said: Responded,
    number: str = "4",
    *,
    sent: SentForm | None = None,
    version: int | None = None,
) -> str:
    plan, found = plan_and_area(number)
    return responses.respond(
        plan,
        found,
        said,
        sent=sent or sent_by(by),
        version=found.version if version is None else version,
        now=clock.now(),
        today=clock.today(),
    )


def sets(by: Person, action: str, *numbers: str, version: int | None = None) -> str:
    found = the(action)
    seen = found.version if version is None else version
    return responses.set_areas(found, numbers, sent=sent_by(by), version=seen, now=clock.now())


def not_agreed(decider: Person) -> Responded:
    return Responded(Response.NOT_AGREED, REASON, decider.id, DECIDED_ON)


def test_a_response_is_kept_and_so_is_what_it_was_before(cast: Cast) -> None:
    first = Responded(Response.PARTLY, "Only from September.", cast.jean.id, DECIDED_ON)
    responds(cast.sam, first)
    said = responds(cast.sam, not_agreed(cast.alan))

    _plan, area = plan_and_area("4")
    kept = (area.response, area.response_reason, area.responded_by_id, area.responded_on)
    assert kept == (Response.NOT_AGREED, REASON, cast.alan.id, DECIDED_ON)
    assert said == "Response to area 4 saved"
    entry = last_entry()
    assert (entry.kind, entry.actor_id) == (Happened.RESPONDED, cast.sam.id)
    assert entry.facts == {
        "area": "4",
        "before": {
            "response": "Partly agreed",
            "reason": "Only from September.",
            "decided_by": "Jean Talbot",
            "decided_on": "2011-06-07",
        },
        "after": {
            "response": "Not agreed",
            "reason": REASON,
            "decided_by": "Alan Mercer",
            "decided_on": "2011-06-07",
        },
    }


def test_the_same_again_and_a_form_that_comes_twice_leave_one_entry(cast: Cast) -> None:
    form = sent_by(cast.sam)
    responds(cast.sam, not_agreed(cast.jean), sent=form)
    with pytest.raises(AlreadyDone):
        responds(cast.sam, not_agreed(cast.alan), sent=form)
    responds(cast.sam, not_agreed(cast.jean))

    found = select(HistoryEntry).where(
        HistoryEntry.kind == Happened.RESPONDED, HistoryEntry.facts["area"].as_string() == "4"
    )
    assert len(db.session.scalars(found).all()) == 1


def test_what_somebody_else_answered_meanwhile_is_not_overwritten(cast: Cast) -> None:
    seen = plan_and_area("4")[1].version
    responds(cast.sam, not_agreed(cast.jean))

    with pytest.raises(Crossed):
        responds(cast.sam, Responded(Response.AGREED, "", cast.jean.id, DECIDED_ON), version=seen)

    assert plan_and_area("4")[1].response is Response.NOT_AGREED


@pytest.mark.parametrize("name", ["priya", "helen", "margaret", "chris"])
def test_nobody_decides_who_may_not(cast: Cast, name: str) -> None:
    with pytest.raises(RuleBroken, match="Select who decided this"):
        responds(cast.sam, not_agreed(getattr(cast, name)))


def test_whoever_has_left_since_stays_named_and_is_named_nowhere_else(cast: Cast) -> None:
    responds(cast.sam, not_agreed(cast.jean))
    cast.jean.active = False
    db.session.commit()

    again = Responded(Response.PARTLY, "A clearer reason.", cast.jean.id, DECIDED_ON)
    responds(cast.sam, again)
    with pytest.raises(RuleBroken, match="Select who decided this"):
        responds(cast.sam, again, "6")

    assert plan_and_area("4")[1].response_reason == "A clearer reason."


def test_in_a_closed_plan_nothing_about_areas_changes(cast: Cast) -> None:
    plan_and_area("4")[0].state = PlanState.CLOSED
    db.session.commit()

    with pytest.raises(RuleBroken, match="is closed"):
        responds(cast.sam, not_agreed(cast.jean))
    with pytest.raises(RuleBroken, match="is closed"):
        sets(cast.sam, "4.1", "4", "5")


@pytest.mark.parametrize("name", ["jean", "priya"])
def test_only_those_who_make_plans_change_anything(cast: Cast, name: str) -> None:
    person: Person = getattr(cast, name)

    with pytest.raises(RuleBroken, match="Only a performance officer"):
        responds(person, not_agreed(cast.jean))
    with pytest.raises(RuleBroken, match="Only a performance officer"):
        sets(person, "4.1", "5")


def test_an_action_answers_the_areas_it_is_given(cast: Cast) -> None:
    version = the("4.1").version
    said = sets(cast.sam, "4.1", "5", "1")

    action = the("4.1")
    assert said == "The areas of action 4.1 are saved"
    assert [one.number for one in action.findings] == ["1", "5"]
    assert action.version == version + 1
    entry = last_entry()
    assert (entry.kind, entry.action_id) == (Happened.AREAS_CHANGED, action.id)
    assert entry.facts == {"before": {"areas": ["4"]}, "after": {"areas": ["1", "5"]}}


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((), "Select at least one area that the action answers"),
        (("4", "99"), "Select from the areas of this plan"),
    ],
)
def test_an_action_is_never_left_without_an_area_of_its_plan(
    cast: Cast, numbers: tuple[str, ...], message: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        sets(cast.sam, "4.1", *numbers)

    assert (refused.value.message, refused.value.field) == (message, "areas")
    assert [one.number for one in the("4.1").findings] == ["4"]


def test_an_action_that_changed_meanwhile_keeps_its_areas(cast: Cast) -> None:
    seen = the("4.1").version
    sets(cast.sam, "4.1", "4", "5")

    with pytest.raises(Crossed):
        sets(cast.sam, "4.1", "1", version=seen)

    assert [one.number for one in the("4.1").findings] == ["4", "5"]


def test_an_area_that_is_not_agreed_is_red_nowhere(cast: Cast) -> None:
    """The plan's data quality and the board's digest both follow the response."""
    today = clock.today()
    sets(cast.sam, "4.1", "5")
    before = _gaps(cast), _for_the_board()
    responds(cast.sam, not_agreed(cast.jean))

    assert before == ([Lack.UNCOVERED, Lack.NO_RESPONSE], (Rag.RED, "no action yet"))
    assert (_gaps(cast), _for_the_board()) == ([], (Rag.GREY, "not agreed"))
    assert today - timedelta(days=27) == DECIDED_ON


def _gaps(cast: Cast) -> list[Lack]:
    plan, _area = plan_and_area("4")
    areas = [one.area for one in areas_of(plan.id)]
    kept = kept_about(plan, seen_by=cast.sam)
    found = faults_in(kept, areas, today=clock.today(), closed=frozenset())
    return [one.lack for one in found if one.area == "4"]


def _for_the_board() -> tuple[Rag, str]:
    _plan, found = plan_and_area("4")
    today = clock.today()
    then = today - timedelta(days=30)
    schemes = DEFAULT, DEFAULT
    digest = board_digest([], [found.area], today=today, then=then, schemes=schemes)
    (area,) = digest.areas
    assert isinstance(area, BoardArea)
    return area.now
