"""The list of plans and the plan page: what they say, to whom, and in how many statements."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.statements import counted
from tests.web.pages import CheckedClient
from tests.web.review_pages import change, words
from tracker import clock
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.imports import ImportDraft
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Finding

pytestmark = pytest.mark.usefixtures("northbank")


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the plan, signed in."""
    return cast.client("jean")


def listed(page: str) -> list[str]:
    """The numbers of the actions that the areas list, in their order."""
    return re.findall(r'href="/actions/SLAC-([\d.]+)"', page)


def alter_plan(**values: object) -> None:
    db.session.execute(update(Plan).values(**values))
    db.session.commit()


def main_words(page: str) -> str:
    """What the page says, without its shell and its markup."""
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return re.sub(r" ([.,:])", r"\1", " ".join(text.split()))


# ---- the list -----------------------------------------------------------------------------------


def test_the_list_says_how_each_plan_stands(jean: CheckedClient) -> None:
    assert main_words(jean.get("/plans").text) == (
        "Plans Live plans Plan Inspecting bodies Report date Actions done Overdue Next board "
        "Safeguarding and looked after children Ofsted and the Care Quality Commission "
        "31 March 2011 2 of 13 actions 4 21 July 2011 "
        "Download this list: Excel workbook of this list, CSV file of this list"
    )


def test_only_a_performance_officer_starts_a_plan(cast: Cast, jean: CheckedClient) -> None:
    assert 'href="/plans/import"' in cast.client("sam").get("/plans").text
    assert 'href="/plans/import"' not in jean.get("/plans").text


def test_drafts_come_first_and_lead_to_the_step_reached(cast: Cast) -> None:
    for number, (step, title) in enumerate([(3, "Joint inspection of youth justice"), (5, "")]):
        at = clock.now() - timedelta(hours=number)
        db.session.add(
            ImportDraft(
                id=f"draft{number}",
                by=cast.sam,
                step=step,
                filename="report.docx",
                found={},
                answers={"header": {"title": title}},
                created_at=at,
                saved_at=at,
            )
        )
    db.session.commit()

    page = cast.client("sam").get("/plans").text

    assert main_words(page).startswith(
        "Plans Start a plan Drafts Reports and spreadsheets not yet made into a plan Report or spreadsheet Started by Last saved "
        "What you can do Joint inspection of youth justice Draft Sam Whitlock 8am on 4 July 2011 "
        "Continue with Joint inspection of youth justice "
        "report.docx Draft Sam Whitlock 7am on 4 July 2011 Continue with report.docx "
        "Live plans"
    )
    assert re.findall(r'href="(/import/[^"]+)"', page) == [
        "/import/draft0/items",
        "/import/draft1/check",
    ]


def test_others_see_no_drafts(cast: Cast, jean: CheckedClient) -> None:
    now = clock.now()
    db.session.add(
        ImportDraft(id="draft", by=cast.sam, found={}, answers={}, created_at=now, saved_at=now)
    )
    db.session.commit()

    assert "Draft" not in jean.get("/plans").text


def test_a_closed_plan_stands_behind_a_link(cast: Cast) -> None:
    alter_plan(state=PlanState.CLOSED)
    sam = cast.client("sam")

    closed = sam.get("/plans")

    assert main_words(closed.text) == "Plans Start a plan No plan is live. Closed plans (1)"
    assert "Safeguarding and looked after children" in sam.get("/plans?closed=1").text


def test_somebody_without_a_plan_is_told_why_the_list_is_empty(cast: Cast) -> None:
    alter_plan(restricted=True)

    assert main_words(cast.client("margaret").get("/plans").text) == (
        "Plans You are not part of a plan yet. When someone gives you an action we will email you."
    )


# ---- who may open them --------------------------------------------------------------------------


@pytest.mark.parametrize("given_name", ["helen", "chris"])
@pytest.mark.parametrize("path", ["/plans", "/plans/SLAC", "/plans/NONE"])
def test_partners_and_administrators_read_no_plan(cast: Cast, given_name: str, path: str) -> None:
    # A plan may be opened to an administrator for a while; until then there is none for them.
    refused = 404 if given_name == "chris" and path != "/plans" else 403
    assert cast.client(given_name).get(path).status_code == refused


@pytest.mark.parametrize("path", ["/plans", "/plans/SLAC"])
def test_strangers_are_asked_to_sign_in(client: CheckedClient, path: str) -> None:
    assert client.get(path).location.startswith("/sign-in?next=/plans")


def test_a_hidden_plan_looks_like_one_that_is_not_there(cast: Cast) -> None:
    alter_plan(restricted=True)
    margaret = cast.client("margaret")

    hidden, missing = margaret.get("/plans/SLAC"), margaret.get("/plans/NONE")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert words(hidden) == words(missing)


def test_an_officer_sees_only_their_own_part_of_a_restricted_plan(cast: Cast) -> None:
    alter_plan(restricted=True)

    page = cast.client("priya").get("/plans/SLAC").text

    assert listed(page) == ["1.1", "1.2"]
    assert "0 of 2 actions are completed. 1 is overdue" in main_words(page)
    assert "Tom Ashworth" not in page


# ---- the page -----------------------------------------------------------------------------------


def test_the_page_opens_with_the_facts_the_sentence_and_the_areas(jean: CheckedClient) -> None:
    page = main_words(jean.get("/plans/slac").text)

    assert page.startswith(
        "Inspection action plan SLAC Safeguarding and looked after children "
        "Report Announced inspection of safeguarding and looked after children services "
        "Inspected 7 to 18 February 2011, by Ofsted and the Care Quality Commission "
        "Reported to Executive Board, 31 March 2011 "
        "Next review Wednesday 6 July 2011 Next board Thursday 21 July 2011 "
        "Looked after by Sam Whitlock "
        "Since 4 June 2011: 2 more completed, 3 more overdue. "
        "2 of 13 actions are completed. 4 are overdue, 1 for more than a month. "
        "1 overdue for 1 to 7 days 2 overdue for 8 to 30 days "
        "1 overdue for 31 to 90 days 0 overdue for over 90 days "
        "1 where the owner’s word and the colour disagree 0 with a moved due date "
        "0 areas without an action "
        "1. Child protection conference minutes sent out promptly 2."
    )


def test_the_bars_and_the_table_beneath_say_the_same(jean: CheckedClient) -> None:
    page = jean.get("/plans/SLAC").text
    chart = page[page.index('id="chart"') : page.index('id="trend"')]

    parts = [int(number) for number in re.findall(r'data-count="(\d+)"', chart)]
    cells = [int(number) for number in re.findall(r'data-label="Total">(\d+)<', chart)]

    assert (sum(parts), cells) == (26, [13, 2, 2, 2, 1, 2, 2, 2])
    assert "2 completed, 6 on track, 1 at risk or silent, 4 overdue or off track" in chart
    assert re.search(r"<details[^>]* open", chart)


def test_an_area_shows_the_inspectors_words_and_its_worst_action(jean: CheckedClient) -> None:
    page = main_words(jean.get("/plans/SLAC").text)

    assert (
        "6. Consent for school immunisations The right consent should be in place before young "
        "people are immunised at school The inspectors’ words, section 4.2 Red: 4 days overdue "
        "Actions: 6. Consent for school immunisations Action Owner Due Expected How it stands "
        "Progress 6.1 Check consent forms before each session Ruth Calder (health) 30 June 2011 "
        "Not given Green: waiting for sign-off Waiting for sign-off "
        "6.2 Share the consent guidance with every secondary school Ruth Calder (health) "
        "30 June 2011 – 4 days overdue Not given Red: 4 days overdue Owner’s word: at risk At risk"
    ) in page


def test_an_area_without_an_action_says_so_in_red(jean: CheckedClient) -> None:
    action = db.session.scalars(select(Action).where(Action.number == "4.1")).one()
    area = db.session.scalars(select(Finding).where(Finding.number == "1")).one()
    action.findings = [area]
    db.session.commit()

    page = main_words(jean.get("/plans/SLAC").text)

    assert (
        "Young people leaving care should be given a record of their health history "
        "The inspectors’ words, section 4.2 Red: no action yet No action yet. 5. Awareness"
    ) in page


def test_the_gradings_are_two_tables_in_words(jean: CheckedClient) -> None:
    page = jean.get("/plans/SLAC").text
    gradings = main_words(page)
    gradings = gradings[gradings.index(" Gradings ") : gradings.index(" Strengths Strengths")]

    assert gradings.startswith(
        " Gradings Safeguarding services: 10 judgements What was judged Grade "
        "Overall effectiveness Good Capacity for improvement Outstanding"
    )
    assert "Services for looked after children: 12 judgements What was judged Grade" in gradings
    assert gradings.count("Outstanding") + gradings.count("Good") == 22


def test_the_page_says_who_can_see_the_plan(jean: CheckedClient) -> None:
    assert (
        "Who can see this plan Sam Whitlock, who looks after it "
        "those who own an action in it or are accountable for one: "
        "Dawn Okafor, Jean Talbot, Marcus Bell, Priya Nair and Tom Ashworth "
        "the managers above them performance officers and board members "
        "Partner officers see their own actions and not this page: Helen Pryce and Ruth Calder."
    ) in main_words(jean.get("/plans/SLAC").text)


# ---- the filter ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("timing=overdue", ["1.1", "2.1", "4.1", "6.2"]),
        ("timing=long_overdue", ["1.1"]),
        ("timing=due_soon", ["3.1", "5.1"]),
        ("timing=silent", ["1.1", "4.1"]),
        ("band=8_to_30", ["2.1", "4.1"]),
        ("word=disagrees", ["4.1"]),
        ("stage=completed&timing=", ["5.2", "7.1"]),
        ("progress=completed", ["5.2", "7.1"]),
        ("progress=submitted", ["6.1"]),
        ("progress=at_risk&timing=overdue", ["2.1", "6.2"]),
        ("owner=nobody&progress=&page=1", None),
    ],
)
def test_a_filter_lists_exactly_what_it_says(
    jean: CheckedClient, query: str, numbers: list[str] | None
) -> None:
    page = jean.get(f"/plans/SLAC?{query}").text

    found = listed(page)

    if numbers is None:
        assert len(found) == 13
        assert "Filters in use" not in page
    else:
        assert found == numbers
        assert f"{len(numbers)} action{'s' if len(numbers) > 1 else ''} of 13" in main_words(page)


def test_the_list_can_be_narrowed_by_owner_directorate_and_partner(
    cast: Cast, jean: CheckedClient
) -> None:
    directorate = cast.priya.team and cast.priya.team.parent_id
    partner = cast.helen.team_id
    priya = cast.priya.id

    assert listed(jean.get(f"/plans/SLAC?owner={priya}").text) == ["1.1", "1.2"]
    assert len(listed(jean.get(f"/plans/SLAC?directorate={directorate}").text)) == 8
    assert listed(jean.get(f"/plans/SLAC?partner={partner}").text) == [
        *["4.1", "6.1", "6.2", "7.1", "7.2"]
    ]


def test_each_filter_in_use_can_be_removed_alone(cast: Cast, jean: CheckedClient) -> None:
    page = jean.get(f"/plans/SLAC?owner={cast.priya.id}&timing=overdue").text
    applied = page[page.index("Filters in use") :]

    assert re.findall(r'href="([^"]+)"', applied)[:3] == [
        "/plans/SLAC?timing=overdue#actions",
        f"/plans/SLAC?owner={cast.priya.id}#actions",
        "/plans/SLAC#actions",
    ]
    assert "Owner: Priya Nair" in applied
    assert "Timing: Overdue" in applied


def test_a_filter_that_nothing_matches_says_so(cast: Cast, jean: CheckedClient) -> None:
    page = jean.get(f"/plans/SLAC?owner={cast.priya.id}&progress=completed")

    assert page.status_code == 200
    assert "No actions match. Clear filters." in main_words(page.text)
    assert listed(page.text) == []


def test_every_count_in_the_sentence_leads_to_that_many_rows(jean: CheckedClient) -> None:
    page = jean.get("/plans/SLAC").text
    sentence = page[page.index('id="standing"') :]
    links = re.findall(r'href="([^"#]+)#actions">(\d+)', sentence[: sentence.index("</p>")])

    assert [int(number) for _href, number in links] == [2, 4, 1]
    assert [len(listed(jean.get(href).text)) for href, _number in links] == [2, 4, 1]


# ---- large plans --------------------------------------------------------------------------------


def test_a_large_plan_has_pages_that_lose_nothing(jean: CheckedClient) -> None:
    crowd(250)

    pages = [jean.get(f"/plans/SLAC?page={number}") for number in (1, 2, 3)]

    numbers = [number for page in pages for number in listed(page.text)]
    assert [len(listed(page.text)) for page in pages] == [100, 100, 50]
    assert len(set(numbers)) == 250
    assert "<title>Safeguarding and looked after children (page 2 of 3) –" in " ".join(
        pages[1].text.split()
    )
    assert jean.get("/plans/SLAC?page=4").status_code == 404
    assert jean.get("/plans/SLAC?page=x").status_code == 404


def test_the_contents_lead_to_the_page_on_which_an_area_begins(jean: CheckedClient) -> None:
    crowd(250)
    page = jean.get("/plans/SLAC").text
    contents = page[page.index("app-contents__list") :]
    links = re.findall(r'href="([^"]+)"', contents[: contents.index("</ol>")])

    assert links[:7] == [f"#area-{number}" for number in range(1, 8)]
    assert links[7] == "/plans/SLAC?page=2#no-area"
    assert 'id="no-area"' in jean.get("/plans/SLAC?page=2").text


@pytest.mark.parametrize("path", ["/plans", "/plans/SLAC", "/plans/SLAC?timing=overdue"])
def test_a_page_takes_as_many_statements_for_5000_actions_as_for_13(cast: Cast, path: str) -> None:
    sam = cast.client("sam")
    with counted() as few:
        sam.get(path)
    crowd(5000)

    with counted() as many:
        sam.get(path)

    assert len(few) == len(many)


def test_an_action_no_longer_needed_is_not_late(jean: CheckedClient) -> None:
    change("1.1", progress=Progress.NO_LONGER_NEEDED, open=False)

    page = main_words(jean.get("/plans/SLAC").text)

    assert "Priya Nair 31 May 2011 Not given No longer needed No longer needed" in page
    assert "3 are overdue" in page
