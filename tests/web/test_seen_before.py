"""What an area may repeat, folded under it: in the third step and on the page of an area."""

import re

from sqlalchemy import select, update

from tests.cast import Cast
from tests.earlier import earlier_plan
from tests.services.gates import SIGN_OFF, Gates
from tests.web.taking_in import TakingIn
from tracker import clock
from tracker.domain.on_hold import Choice, Rest
from tracker.extensions import db
from tracker.store.actions import Action, Evidence
from tracker.store.plans import Plan, PlanReader

REPORT = """Inspection of Northbank services

Date: 4 July 2011

Areas for development

- Consent is not always in place before immunisation at school
- Health histories should reach care leavers
- Lifts should be serviced
"""
AREA = "/plans/SLAC/areas/4"


def taken_in(cast: Cast) -> TakingIn:
    taking = TakingIn(cast.client("sam"))
    taking.paste(REPORT)
    taking.to_items()
    return taking


def words_of(part: str) -> str:
    """The words between the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", part).split()).replace(" ,", ",")


def folded(page: str) -> list[str]:
    """The words of each folded finding."""
    found = re.findall(r"<details.*?</details>", page, re.DOTALL)
    texts = [words_of(one) for one in found]
    return [one for one in texts if one.startswith(("Seen before", "May be the same"))]


def test_the_third_step_shows_the_old_action_its_evidence_and_who_closed_it(cast: Cast) -> None:
    Gates(cast.jean, "6.1").decides(SIGN_OFF)
    page = taken_in(cast).get("items")

    consent, health = folded(page)
    assert consent.startswith(
        "Seen before: area 6 of Safeguarding and looked after children"
        " Both speak of immunisation, consent, school."
    ), consent
    assert (
        "The right consent should be in place before young people are immunised at school"
        in consent
    )
    assert (
        "SLAC-6.1 Check consent forms before each session Completed Owner: Ruth Calder (health)"
        " Signed off on 4 July 2011 by Jean Talbot"
        " Evidence: Session checklist.pdf and Sample of checked sessions.csv"
    ) in consent
    assert "Never signed off. Due 30 June 2011 Evidence: none" in consent
    assert "area 4 of Safeguarding" in health
    for href in ("/actions/SLAC-6.1", "/plans/SLAC/areas/6"):
        assert f'href="{href}"' in page
    assert "<details open" not in page


def test_nothing_is_shown_where_nothing_resembles(cast: Cast) -> None:
    db.session.execute(update(Plan).values(restricted=True, lead_id=cast.jean.id))
    db.session.commit()

    page = taken_in(cast).get("items")

    assert folded(page) == []
    assert "SLAC" not in page


def test_the_page_of_an_area_shows_those_of_earlier_plans(cast: Cast) -> None:
    nothing = folded(cast.client("jean").get(AREA).text)
    earlier_plan(cast)

    [shown] = folded(cast.client("jean").get(AREA).text)

    assert nothing == []
    assert shown.endswith(
        "The inspectors’ words in area 1: Every care leaver should be told their health history in"
        " writing, plan CLA,"
        " started on 7 October 2008"
        " CLA-1.1 Answer area 1 of CLA Not started Owner: Priya Nair"
        " Never signed off. Due 7 October 2008 Evidence: none"
    ), shown


def test_what_is_no_longer_needed_says_who_ended_it(cast: Cast) -> None:
    Gates(cast.jean, "4.1").rests(Rest(Choice.DROP, "Another service does this."))

    _consent, health = folded(taken_in(cast).get("items"))

    assert (
        "No longer needed Owner: Helen Pryce (health) Ended on 4 July 2011 by Jean Talbot" in health
    )


def test_a_board_member_reads_no_names_of_evidence_of_a_restricted_plan(cast: Cast) -> None:
    plan = earlier_plan(cast)
    action = db.session.scalars(select(Action).where(Action.plan_id == plan.id)).one()
    facts = {"kind": "PDF", "size": 1, "added_at": clock.now(), "added_by_id": cast.priya.id}
    db.session.add(Evidence(action_id=action.id, name="Letter to Ann.pdf", **facts))
    db.session.add(PlanReader(plan_id=plan.id, person_id=cast.margaret.id))
    plan.restricted = True
    db.session.commit()

    [for_margaret] = folded(cast.client("margaret").get(AREA).text)
    [for_jean] = folded(cast.client("jean").get(AREA).text)

    assert for_margaret.endswith("Evidence: 1 piece")
    assert for_jean.endswith("Evidence: Letter to Ann.pdf")
    assert folded(cast.client("tom").get(AREA).text) == []
