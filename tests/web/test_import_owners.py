"""Steps 4 and 5 of taking a report in: owners and dates with gaps, sixty findings, the last look."""

import pytest

from tests.cast import Cast
from tests.statements import counted
from tests.web.taking_in import PAPER, TakingIn
from tracker.domain.draft_actions import NumberedAction, numbered
from tracker.domain.drafts import from_json
from tracker.extensions import db

SIXTY = "\n".join(
    ["Report", "", "Date: 14 June 2012", "", "Areas for development", ""]
    + [f"- Improve the service in ward number {n} of the town" for n in range(1, 61)]
)


class Owners:
    """Whom the tests give actions to, by number."""

    def __init__(self, cast: Cast) -> None:
        self.priya, self.tom, self.helen = cast.priya.id, cast.tom.id, cast.helen.id
        self.jean, self.sam, self.margaret = cast.jean.id, cast.sam.id, cast.margaret.id
        db.session.rollback()


@pytest.fixture
def who(cast: Cast) -> Owners:
    """The people's numbers."""
    return Owners(cast)


@pytest.fixture
def sam(cast: Cast) -> TakingIn:
    """The performance officer with the committee paper at the fourth step."""
    taking = TakingIn(cast.client("sam"))
    taking.upload(PAPER.read_bytes(), "paper.txt")
    taking.to_assign()
    return taking


def actions(taking: TakingIn) -> list[NumberedAction]:
    """The actions of the plan to be."""
    return numbered(from_json(taking.row().answers))


def keys(taking: TakingIn) -> list[str]:
    """The keys of the actions on the page."""
    return taking.keys("action", "assign")


def whole(
    taking: TakingIn, who: Owners, due: tuple[int, int, int] = (7, 9, 2012)
) -> dict[str, str]:
    """Every action on the page given to Priya."""
    fields: dict[str, str] = {}
    for key in keys(taking):
        fields |= taking.given(key, who.priya, who.jean, due)
    return fields


def test_each_area_has_one_suggested_action(sam: TakingIn):
    assert [(one.number, one.action.short_title) for one in actions(sam)] == [
        ("1.1", "The time that families wait for the minutes of conferences"),
        ("2.1", "Social workers are asked hard questions in supervision…"),
        ("3.1", "Health reports go to the boards that need them"),
        ("4.1", "A multi-agency answer to children who go missing"),
    ]
    page = sam.get("assign")
    assert "Appears in emails. Do not name a child, family or member of staff" in page
    assert "Helen Pryce (health)</option>" in page


def test_gaps_are_named_one_by_one_and_what_was_typed_stays(sam: TakingIn, who: Owners):
    first = keys(sam)[0]
    fields = {
        f"action_{first}-title": "",
        f"action_{first}-short_title": "",
        f"action_{first}-measure": "Nine in ten",
    }

    response = sam.send("assign", fields=fields)

    assert response.status_code == 422
    for sentence in (
        "Enter a title for action 1.1",
        "Enter a short title for action 1.1",
        "Select an owner for action 1.1",
        "Select an accountable manager for action 2.1",
        "Enter a due date for action 4.1",
    ):
        assert response.text.count(sentence) == 2
    assert "Nine in ten" in response.text
    assert sam.row().step == 4


@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        ((14, 6, 2012), "Due date for action 1.1 must be after 14 June 2012"),
        ((31, 6, 2012), "Due date for action 1.1 must be a real date"),
    ],
)
def test_a_wrong_due_date_is_explained(
    sam: TakingIn, who: Owners, due: tuple[int, int, int], sentence: str
):
    response = sam.send("assign", fields=whole(sam, who, due))

    assert response.status_code == 422
    assert response.text.count(sentence) == 2
    assert response.text.count(f'value="{due[0]}"') == 4


def test_a_wrong_date_and_what_is_missing_are_said_in_one_round(sam: TakingIn, who: Owners):
    first, second = keys(sam)[:2]
    fields = whole(sam, who) | {
        f"action_{first}-due_on-month": "13",
        f"action_{second}-due_on-day": "14",
        f"action_{second}-due_on-month": "6",
        f"action_{second}-due_on-year": "2012",
    }

    response = sam.send("assign", fields=fields)

    assert response.status_code == 422
    for sentence in (
        "Due date for action 1.1 must be a real date",
        "Due date for action 2.1 must be after 14 June 2012",
    ):
        assert response.text.count(sentence) == 2
    assert "Enter a due date for action 1.1" not in response.text


@pytest.mark.parametrize("then", ["continue", "save", "here"])
def test_too_long_titles_are_refused_whatever_is_pressed(sam: TakingIn, then: str):
    first = keys(sam)[0]
    fields = {f"action_{first}-title": "x" * 301, f"action_{first}-short_title": "y" * 61}

    response = sam.send("assign", then, fields)

    assert response.status_code == 422
    assert "Title of action 1.1 must be 300 characters or less" in response.text
    assert "Short title of action 1.1 must be 60 characters or less" in response.text
    assert "x" * 301 in response.text


def test_only_owners_and_managers_can_be_chosen(sam: TakingIn, who: Owners):
    first = keys(sam)[0]

    for fields in (
        {f"action_{first}-owner": str(who.margaret)},
        {f"action_{first}-manager": str(who.priya)},
        {f"action_{first}-owner": "nobody"},
    ):
        response = sam.send("assign", "save", fields)
        assert response.status_code == 422
        assert response.text.count("Select from the options in the list") == 2


def test_it_saves_with_gaps(sam: TakingIn, who: Owners):
    first = keys(sam)[0]

    response = sam.send("assign", "save", {f"action_{first}-owner": str(who.tom)})

    assert response.location == "/plans"
    assert "Your draft is saved." in sam.client.get("/plans").text
    assert [one.action.owner for one in actions(sam)] == [who.tom, None, None, None]


def test_actions_are_added_and_removed_in_their_place(sam: TakingIn):
    added = sam.send("assign", "add:2")
    made = actions(sam)[2].action.key
    assert added.location == f"{sam.address('assign')}#action-{made}"
    assert [one.number for one in actions(sam)] == ["1.1", "2.1", "2.2", "3.1", "4.1"]

    removed = sam.send("assign", f"remove:{actions(sam)[0].action.key}")

    assert removed.location == f"{sam.address('assign')}#area-1"
    assert [one.number for one in actions(sam)] == ["2.1", "2.2", "3.1", "4.1"]
    assert "No action of its own yet." in sam.get("assign")


def test_one_action_can_answer_other_areas(sam: TakingIn):
    first = keys(sam)[0]

    sam.send("assign", "save", {f"action_{first}-also": ["2", "4"]})

    assert [area.key for area in actions(sam)[0].areas] == ["1", "2", "4"]
    assert sam.get("assign").count("Also answered by action 1.1.") == 2
    sam.send("assign", "save", {f"action_{first}-also": None})
    assert [area.key for area in actions(sam)[0].areas] == ["1"]


def test_the_same_is_set_for_selected_areas_and_what_was_typed_is_kept(sam: TakingIn, who: Owners):
    first = keys(sam)[0]
    fields = {
        "same_areas": ["1", "3"],
        "same_manager": str(who.jean),
        "same_owner": str(who.helen),
        "same_due_on-day": "7",
        "same_due_on-month": "september",
        "same_due_on-year": "2012",
        f"action_{first}-measure": "Nine in ten",
    }

    response = sam.send("assign", "same", fields)

    assert response.location == sam.address("assign")
    assert [(one.action.owner, one.action.manager) for one in actions(sam)] == [
        (who.helen, who.jean),
        (None, None),
        (who.helen, who.jean),
        (None, None),
    ]
    assert actions(sam)[0].action.measure == "Nine in ten"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Select at least 1 area"),
        ({"same_areas": ["1"]}, "Select a manager, an owner or a due date"),
    ],
)
def test_setting_nothing_or_for_nobody_is_explained(
    sam: TakingIn, fields: dict[str, list[str]], sentence: str
):
    response = sam.send("assign", "same", fields)

    assert (response.status_code, response.text.count(sentence)) == (422, 2)


def test_two_windows_on_the_owners_show_both_and_lose_neither(sam: TakingIn, who: Owners):
    first, second = sam.form("assign"), sam.form("assign")
    key, gone = keys(sam)[0], keys(sam)[3]
    sam.post("assign", {**first, "then": f"remove:{gone}", f"action_{key}-owner": str(who.tom)})

    crossed = sam.post(
        "assign",
        {
            **second,
            "then": "save",
            f"action_{key}-owner": str(who.helen),
            f"action_{gone}-measure": "All are found",
        },
    )

    assert crossed.status_code == 409
    assert ">Tom Ashworth</p>" in crossed.text
    assert ">Helen Pryce (health)</p>" in crossed.text
    assert "All are found" in crossed.text
    assert actions(sam)[0].action.owner == who.tom


def test_an_owner_who_leaves_meanwhile_is_pointed_out(cast: Cast, sam: TakingIn, who: Owners):
    sam.send("assign", fields=whole(sam, who))
    cast.priya.active = False
    db.session.commit()

    sent = sam.client.get(sam.address("check"))

    assert (sent.status_code, sent.location) == (303, f"{sam.address('assign')}?check=1")
    page = sam.client.get(sent.location).text
    assert page.count("The owner of action 1.1 has left the council. Select another") == 2


def test_the_last_look_shows_warnings_letters_and_where_to_change(sam: TakingIn, who: Owners):
    sam.send("assign", f"remove:{keys(sam)[3]}")
    fields = whole(sam, who, (8, 9, 2012))
    fields[f"action_{keys(sam)[1]}-owner"] = str(who.sam)
    sam.send("assign", fields=fields)

    page = sam.get("check")

    assert "Area 4 has no action." in page
    assert "Actions 1.1, 2.1 and 3.1 are due on a weekend, Saturday 8 September 2012." in page
    assert "1 person will get 1 email:" in page
    assert "Priya Nair, about actions 1.1 and 3.1" in page
    assert f"{sam.address('assign')}#action-{keys(sam)[0]}" in page
    assert f"{sam.address('items')}#area-1" in page
    assert 'value="SLAC2"' in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Enter a plan title"),
        ({"title": "x" * 201}, "Plan title must be 200 characters or less"),
        ({"code": ""}, "Enter a plan code"),
        ({"code": "SLAC"}, "Another plan has the code SLAC. Enter a different one"),
        (
            {"code": "A.1"},
            "Plan code must be 2 to 8 letters or figures, beginning with a letter",
        ),
        ({"tell": None}, "Select whether to email the owners"),
        ({"tell": "on"}, "Enter the date to send the emails"),
        (
            {"tell": "on", "tell_on-day": "3", "tell_on-month": "7", "tell_on-year": "2011"},
            "The day the emails leave must be today or in the future",
        ),
    ],
)
def test_a_plan_that_cannot_start_says_why(
    sam: TakingIn, who: Owners, fields: dict[str, str | None], sentence: str
):
    sam.send("assign", fields=whole(sam, who))

    response = sam.send("check", "start", fields)

    assert (response.status_code, response.text.count(sentence)) == (422, 2)
    assert sam.row().plan_id is None


def test_starting_from_an_old_page_shows_what_has_changed_first(sam: TakingIn, who: Owners):
    sam.send("assign", fields=whole(sam, who))
    old = sam.form("check")
    sam.send("items", "save", {"area_1-title": "Changed meanwhile"})

    crossed = sam.post("check", {**old, "then": "start", "code": "mine"})

    assert crossed.status_code == 409
    assert "This draft was saved in another window" in crossed.text
    assert "Changed meanwhile" in crossed.text
    assert 'value="mine"' in crossed.text
    assert sam.row().plan_id is None


def test_sixty_findings_are_given_out_in_four_pages_and_become_a_plan(cast: Cast, who: Owners):
    taking = TakingIn(cast.client("sam"))
    taking.paste(SIXTY)
    taking.client.send(taking.address("report/change"), {"title": "The town"})
    taking.to_assign()

    for page in range(1, 5):
        address = "assign" if page == 1 else f"assign?page={page}"
        text = taking.get(address)
        assert f"Areas {page * 15 - 14} to {page * 15} of 60" in text
        assert len(text) < 1_000_000
        answer = taking.give(address, [who.priya], who.jean, (7, 9, 2012)).location

    assert answer == taking.address("check")
    assert "Priya Nair has 60 actions, more than 5." in taking.get("check")
    assert taking.send("check", "start").location == taking.address("done")


def test_what_is_missing_on_another_page_is_shown_there(cast: Cast, who: Owners):
    taking = TakingIn(cast.client("sam"))
    taking.paste(SIXTY)
    taking.client.send(taking.address("report/change"), {"title": "The town"})
    taking.to_assign()
    given: dict[str, str] = {}
    for key in taking.keys("action", "assign?page=4"):
        given |= taking.given(key, who.priya, who.jean, (7, 9, 2012))

    answer = taking.send("assign?page=4", fields=given)

    assert answer.location == f"{taking.address('assign')}?check=1"
    back = taking.send("assign?page=4", "page:3")
    assert back.location == f"{taking.address('assign')}?page=3"


def test_a_large_report_asks_the_database_no_more_than_a_small_one(cast: Cast, who: Owners):
    numbers = []
    for text in (PAPER.read_text(), SIXTY):
        taking = TakingIn(cast.client("sam"))
        taking.paste(text)
        taking.client.send(taking.address("report/change"), {"title": "The town"})
        taking.to_assign()
        with counted() as statements:
            taking.get("report")
            taking.get("items")
            taking.get("assign")
        numbers.append(len(statements))

    assert numbers[0] == numbers[1]
