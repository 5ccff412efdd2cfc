"""The page of one area, the form of its response, and the areas an action answers."""

import re

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.services.meetings import the
from tests.statements import counted
from tests.web.pages import CheckedClient
from tests.web.review_pages import words
from tracker.extensions import db
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Finding

AREA, RESPOND, ACTION = "/plans/SLAC/areas/4", "/plans/SLAC/areas/4/response", "/actions/SLAC-4.1"
REASON = "The court gives the dates, and we cannot."


@pytest.fixture
def sam(cast: Cast) -> CheckedClient:
    """The performance officer, signed in."""
    return cast.client("sam")


def typed(cast: Cast, response: str = "not_agreed", **more: str) -> dict[str, str]:
    """A response as it is typed; its day is filled in already."""
    decider = str(cast.jean.id)
    db.session.rollback()
    return {"response": response, "reason": REASON, "decided_by": decider, **more}


def alter_plan(**values: object) -> None:
    db.session.execute(update(Plan).values(**values))
    db.session.commit()


def test_the_page_says_what_was_asked_what_is_answered_and_what_is_done(
    sam: CheckedClient, cast: Cast
) -> None:
    db.session.execute(update(Finding).where(Finding.number == "4").values(page=12))
    db.session.commit()
    before = words(cast.client("margaret").get(AREA))
    saved = sam.send(RESPOND, typed(cast, "partly"))
    after = words(cast.client("priya").get(saved.location))

    assert (
        "Young people leaving care should be given a record of their health history"
        " The inspectors’ words, section 4.2, page 12 Response No response yet. Actions"
    ) in before
    assert "Respond" not in before.replace("Response", "")
    assert saved.location == AREA
    assert (
        "Response: Partly agreed Young people leaving care should be given a record of their"
        " health history The inspectors’ words, section 4.2, page 12 Response"
        f" Response Partly agreed Reason {REASON} Decided by Jean Talbot Decided on 4 July 2011"
        " Actions 1 action Action Owner Due How it stands 4.1 "
    ) in after
    assert "24 June 2011 – 10 days overdue Red: 10 days overdue" in after


def test_the_plan_names_the_response_and_asks_performance_officers_for_one(
    sam: CheckedClient, cast: Cast
) -> None:
    asked = [words(client.get("/plans/SLAC")) for client in (sam, cast.client("jean"))]
    sam.send(RESPOND, typed(cast, "agreed", reason=""))
    page = cast.client("jean").get("/plans/SLAC")

    assert ["Red: 10 days overdue No response yet" in one for one in asked] == [True, False]
    assert "Red: 10 days overdue Response: Agreed" in words(page)
    assert f'href="{AREA}"' in page.text


def test_without_an_action_it_is_red_until_it_is_not_agreed(sam: CheckedClient, cast: Cast) -> None:
    sam.send(f"{ACTION}/areas", {"areas": ["5"]})
    gap, on_plan = words(sam.get(AREA)), words(sam.get("/plans/SLAC"))
    sam.send(RESPOND, typed(cast))
    quality = words(sam.get("/plans/SLAC/quality"))

    assert "No open or completed action answers this area. Without one it counts as Red." in gap
    assert "Red: no action yet No response yet No action yet." in on_plan
    assert "Not agreed" in words(sam.get(AREA))
    assert "No action is needed." in words(sam.get(AREA))
    assert "section 4.2 Not agreed No action is needed. 5." in words(sam.get("/plans/SLAC"))
    assert "Area 4: " not in quality


def test_the_list_of_what_is_missing_leads_to_the_form(sam: CheckedClient, cast: Cast) -> None:
    kind = "/plans/SLAC/quality?only=no_response"
    page, for_jean = sam.get(kind), cast.client("jean").get(kind)

    row = "Area 4: Care leavers' health histories No response yet Nothing says whether"
    assert row in words(page)
    assert f'href="{RESPOND}"' in page.text
    assert f'href="{AREA}"' in for_jean.text
    assert RESPOND not in for_jean.text


def test_earlier_responses_stay_with_their_reasons(sam: CheckedClient, cast: Cast) -> None:
    sam.send(RESPOND, typed(cast, "partly", reason="Only from September."))
    sam.send(RESPOND, typed(cast))
    page = words(sam.get(AREA))
    log = words(sam.get("/admin/history?kind=responded"))

    assert (
        "Earlier responses (1) Response to area 4: partly agreed Sam Whitlock, 8am on 4 July 2011"
        " Only from September. Decided by Jean Talbot on 4 July 2011."
    ) in page
    assert "Response to area 4: not agreed" in log
    assert f"Reason: {REASON}, was Only from September." in log


def test_mistakes_are_named_beside_their_fields_and_nothing_typed_is_lost(
    sam: CheckedClient,
) -> None:
    wrong = {"response": "partly", "reason": "", "decided_by": "", "decided-year": "2012"}
    page = sam.send(RESPOND, wrong)

    assert page.status_code == 422
    for message in (
        "Say why it is partly agreed",
        "Select who decided this",
        "Day it was decided must be today or in the past",
    ):
        assert message in words(page)
    assert re.search(r'value="partly" checked', page.text)
    assert 'value="2012"' in page.text


def test_somebody_who_saved_first_is_read_before_saving_over_them(
    sam: CheckedClient, cast: Cast
) -> None:
    version = db.session.scalars(select(Finding.version).where(Finding.number == "4")).one()
    sam.send(RESPOND, typed(cast))
    page = sam.send(RESPOND, typed(cast, "agreed", version=str(version)))

    assert page.status_code == 409
    assert "What changed while you were writing Response to area 4: not agreed" in words(page)
    assert re.search(r'value="agreed" checked', page.text)


def test_an_action_says_which_areas_it_answered_before(sam: CheckedClient) -> None:
    assert "Change the areas it answers" in words(sam.get(ACTION))
    saved = sam.send(f"{ACTION}/areas", {"areas": ["4", "5"]})
    none = sam.send(f"{ACTION}/areas", {"areas": None})
    page = words(sam.get(f"{saved.location}?show=decisions"))

    assert "Areas it answers changed Sam Whitlock" in page
    assert "It answers areas 4 and 5. Before, it answered area 4." in page
    assert (none.status_code, len(the("4.1").findings)) == (422, 2)
    assert "Select at least one area that the action answers" in words(none)


@pytest.mark.parametrize("name", ["jean", "priya", "margaret", "helen", "chris"])
def test_only_performance_officers_change_anything(cast: Cast, name: str) -> None:
    client = cast.client(name)

    for path in (RESPOND, f"{ACTION}/areas"):
        assert client.get(path).status_code == 403
    assert "Change the areas it answers" not in client.get(ACTION).text


def test_a_partner_sees_no_area_and_no_way_to_one(cast: Cast) -> None:
    helen = cast.client("helen")

    page = helen.get(ACTION)
    assert "Area 4: Care leavers' health histories" in words(page)
    assert "/areas/" not in page.text
    assert helen.get(AREA).status_code == 403


@pytest.mark.parametrize("path", [AREA, "/plans/SLAC/areas/99", "/plans/NONE/areas/4"])
def test_what_is_hidden_looks_like_what_is_not_there(cast: Cast, path: str) -> None:
    alter_plan(restricted=True)
    answer = cast.client("margaret").get(path)

    assert (answer.status_code, "Page not found" in answer.text) == (404, True)


def test_of_a_restricted_plan_an_officer_sees_their_own_actions_and_no_gap_is_claimed(
    sam: CheckedClient, cast: Cast
) -> None:
    alter_plan(restricted=True)
    priya = cast.client("priya")

    page = words(priya.get("/plans/SLAC/areas/2"))
    assert "Supervision record" not in page
    assert "No open or completed action that you can see answers this area." in page


def test_the_board_reads_no_reason_of_a_restricted_plan(sam: CheckedClient, cast: Cast) -> None:
    sam.send(RESPOND, typed(cast))
    plan = db.session.scalars(select(Plan)).one()
    plan.restricted, plan.lead_id = True, cast.margaret.id
    db.session.commit()

    page = words(cast.client("margaret").get(AREA))
    assert "Response Not agreed Decided by Jean Talbot" in page
    assert REASON not in page
    assert "The reason is left out because this plan is restricted." in page


def test_a_closed_plan_is_read_and_not_changed(sam: CheckedClient) -> None:
    alter_plan(state=PlanState.CLOSED)

    assert "/response" not in sam.get(AREA).text
    assert "Change the areas it answers" not in sam.get(ACTION).text
    for path in (RESPOND, f"{ACTION}/areas"):
        answer = sam.get(path)
        assert (answer.status_code, "The plan SLAC is closed." in words(answer)) == (422, True)


def test_the_page_takes_as_many_statements_for_5000_actions_as_for_one(
    sam: CheckedClient,
) -> None:
    sam.get(AREA)
    with counted() as few:
        sam.get(AREA)
    crowd(5000)
    with counted() as many:
        page = sam.get(AREA)

    assert len(few) == len(many)
    assert page.text.count('<a class="govuk-link" href="/actions/') == 100
    assert sam.get(f"{AREA}?page=9").status_code == 404
