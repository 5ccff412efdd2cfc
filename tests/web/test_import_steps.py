"""Steps 2 and 3 of taking a report in: facts put right, areas cut, joined and added, two windows."""

import pytest
from sqlalchemy import delete

from tests.cast import Cast
from tests.web.pages import post_forms
from tests.web.taking_in import PAPER, TakingIn
from tracker.domain.drafts import Draft, from_json
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.sessions import SignInSession

UNSTRUCTURED = """The visit

We came in May.

What we saw

Visits are late. Records are thin.

What comes next

We will write again."""


@pytest.fixture
def sam(cast: Cast) -> TakingIn:
    """The performance officer with the committee paper taken in."""
    taking = TakingIn(cast.client("sam"))
    taking.upload(PAPER.read_bytes(), "paper.txt")
    return taking


@pytest.fixture
def items(sam: TakingIn) -> TakingIn:
    """The same, at the third step."""
    sam.to_items()
    return sam


def draft(taking: TakingIn) -> Draft:
    """What has been said so far."""
    return from_json(taking.row().answers)


def wordings(taking: TakingIn) -> list[str]:
    """The wording of each area."""
    return [area.wording for area in draft(taking).areas]


def test_each_fact_leads_to_the_line_it_came_from(sam: TakingIn):
    page = sam.get("report")

    assert f'href="{sam.address("source")}#line-5"' in page
    assert ">Line 5<" in page
    assert 'id="line-5"' in sam.get("source")


def test_a_fact_put_right_no_longer_shows_a_line_or_a_doubt(sam: TakingIn):
    before = sam.get("report").count("Check this")

    sam.client.send(sam.address("report/change"), {"published_on-day": "20"})

    page = sam.get("report")
    assert "20 June 2012" in page
    assert page.count("Check this") == before - 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Enter the title of the report"),
        ({"title": "x" * 501}, "Title must be 500 characters or less"),
        ({"report_date-day": "31", "report_date-month": "6"}, "Report date must be a real date"),
        (
            {"report_date-day": "", "report_date-month": "", "report_date-year": ""},
            "Enter the date of the report",
        ),
        (
            {"inspection_to-day": "1"},
            "Last day of the inspection must be the same as or after its first day",
        ),
    ],
)
def test_wrong_facts_are_explained_and_what_was_typed_stays(
    sam: TakingIn, fields: dict[str, str], sentence: str
):
    response = sam.client.send(sam.address("report/change"), {**fields, "wards": "Six of them"})

    assert (response.status_code, response.text.count(sentence)) == (422, 2)
    assert 'value="Six of them"' in response.text


def test_two_windows_on_the_facts_show_both_and_lose_neither(sam: TakingIn):
    first, second = sam.form("report/change"), sam.form("report/change")
    sam.post("report/change", {**first, "wards": "North"})

    crossed = sam.post("report/change", {**second, "wards": "South"})

    assert crossed.status_code == 409
    assert "This draft was saved in another window" in crossed.text
    assert ">North</p>" in crossed.text
    assert 'value="South"' in crossed.text
    assert draft(sam).header["wards"] == "North"


def test_going_on_from_an_old_page_of_facts_shows_the_new_ones_first(sam: TakingIn):
    old = sam.form("report")
    sam.client.send(sam.address("report/change"), {"wards": "North"})

    crossed = sam.post("report", old)

    assert crossed.status_code == 409
    assert "North" in crossed.text
    assert sam.row().step == 2


def test_what_we_found_is_kept_with_titles_grades_and_strengths_as_they_were_typed(
    items: TakingIn,
):
    response = items.send(
        "items",
        fields={
            "area_1-title": "Minutes on time",
            "area_2-included": None,
            "judgement_0-included": None,
            "judgement_1-grade": "Good",
            "strengths": "y",
        },
    )

    assert response.location == items.address("assign")
    said = draft(items)
    assert [(area.title, area.included) for area in said.areas[:2]] == [
        ("Minutes on time", True),
        (said.areas[1].title, False),
    ]
    assert [(one.included, one.grade) for one in said.judgements[:2]] == [
        (False, "Good"),
        (True, "Good"),
    ]
    assert said.keeps_strengths
    assert wordings(items)[0] == "The time that families wait for the minutes of conferences"


def test_splitting_asks_where_and_comes_back_to_the_same_place(items: TakingIn):
    asked = items.send("items", "split:2", {"area_1-title": "Typed meanwhile"})
    assert asked.location == items.address("items") + "?split=2#area-2"
    page = items.client.get(asked.location).text
    assert "Where does the second area begin?" in page
    assert ">Typed meanwhile<" in page

    refused = items.client.send(asked.location, {"then": "split-at:2"})
    assert (refused.status_code, refused.text.count("Select where the second area begins")) == (
        422,
        2,
    )
    place = len("Ensuring that social workers are asked hard questions in supervision, ")
    done = items.client.send(asked.location, {"then": "split-at:2", "at": str(place)})

    assert done.location == items.address("items") + "#area-2"
    assert wordings(items)[1:3] == [
        "Ensuring that social workers are asked hard questions in supervision,",
        "and that the answers are written in the child's record",
    ]


def test_merging_comes_back_to_the_same_place_and_can_be_undone(items: TakingIn):
    merged = items.send("items", "merge:3")

    assert merged.location == items.address("items") + "#area-3"
    assert wordings(items)[2:] == [
        "Ensuring that health reports go to the boards that need them.\n"
        "A multi-agency answer to children who go missing"
    ]
    page = items.client.get(items.send("items", "split:3").location).text
    assert "“A multi-agency answer to children who go missing”" in page


def test_one_we_missed_is_added_and_found_in_the_report(items: TakingIn):
    added = items.send("items", "add")
    assert added.location == items.address("items") + "#area-5"
    assert "We found 4 areas for development and 8 judgements." in items.get("items")
    unfinished = items.send("items")
    assert unfinished.status_code == 422
    for sentence in ("Enter the wording of area 5", "Enter a title for area 5"):
        assert unfinished.text.count(sentence) == 2

    items.send("items", fields={"area_5-wording": "Effective work with the police"})

    area = draft(items).areas[-1]
    line = PAPER.read_text().splitlines().index("- Effective work with the police") + 1
    assert (area.title, area.line, area.added) == ("Effective work with the police", line, True)


def test_no_area_at_all_is_refused(items: TakingIn):
    fields = {f"area_{key}-included": None for key in items.keys("area", "items")}

    response = items.send("items", fields=fields)

    assert response.status_code == 422
    assert response.text.count("Include at least 1 area for development") == 2
    assert 'href="#area_1-included"' in response.text


def test_too_long_a_title_is_refused_whatever_is_pressed_and_stays(items: TakingIn):
    long = "x" * 201

    for then in ("continue", "save", "add", "merge:1"):
        response = items.send("items", then, {"area_1-title": long})
        assert response.status_code == 422
        assert "Title of area 1 must be 200 characters or less" in response.text
        assert long in response.text


@pytest.mark.parametrize(
    "then", ["merge:4", "merge:99", "merge:", "split-at:99", "part", "add:x:y"]
)
def test_a_button_that_is_not_on_the_page_harms_nothing(items: TakingIn, then: str):
    before = wordings(items)

    response = items.send("items", then)

    assert response.status_code == (303 if then == "add:x:y" else 422)
    assert wordings(items)[:4] == before


def test_two_windows_on_the_areas_show_both_and_lose_neither(items: TakingIn):
    first, second = items.form("items"), items.form("items")
    items.post("items", {**first, "then": "merge:3", "area_1-title": "Theirs"})

    crossed = items.post(
        "items",
        {**second, "then": "continue", "area_1-title": "Mine", "area_4-title": "Gone missing"},
    )

    assert crossed.status_code == 409
    assert ">Theirs</p>" in crossed.text
    assert ">\nMine</textarea>" in crossed.text or ">Mine</textarea>" in crossed.text
    assert "Gone missing" in crossed.text
    assert draft(items).areas[0].title == "Theirs"
    assert len(wordings(items)) == 3


def test_what_was_typed_is_saved_when_it_is_sent_again_after_a_crossing(items: TakingIn):
    first, second = items.form("items"), items.form("items")
    items.post("items", {**first, "then": "add"})
    crossed = items.post("items", {**second, "then": "save", "area_1-title": "Mine"})

    again = post_forms(crossed.text)[0][1]
    response = items.post("items", {**again, "then": "save"})

    assert response.status_code == 303
    assert draft(items).areas[0].title == "Mine"
    assert len(wordings(items)) == 5


def test_a_page_gone_back_to_and_changed_is_not_taken_for_the_first(items: TakingIn):
    form = {**items.form("items"), "then": "continue"}
    assert items.post("items", form).status_code == 303
    assert items.post("items", form).status_code == 303

    changed = items.post("items", {**form, "area_1-title": "Changed after going back"})

    assert changed.status_code == 409
    assert "Changed after going back" in changed.text


def test_when_nothing_is_found_a_part_of_the_report_can_be_chosen(cast: Cast):
    taking = TakingIn(cast.client("sam"))
    taking.paste(UNSTRUCTURED)
    taking.client.send(
        taking.address("report/change"),
        {
            "title": "The visit",
            "report_date-day": "1",
            "report_date-month": "6",
            "report_date-year": "2011",
        },
    )
    taking.to_items()
    page = taking.get("items")
    assert "We could not find a list of areas for development." in page
    assert "Add an area yourself" in page
    refused = taking.send("items")
    assert refused.status_code == 422
    assert "Include at least 1 area for development" in refused.text
    assert taking.send("items", "part").status_code == 422
    found = taking.row().found
    places = [part["heading"] for part in found["parts"]]

    taking.send("items", "part", {"part": str(places.index("What we saw"))})

    assert wordings(taking) == [
        one["text"] for one in found["parts"][places.index("What we saw")]["findings"]
    ]
    assert wordings(taking) != []


def test_another_part_can_be_chosen_instead_and_the_first_again(items: TakingIn):
    before = wordings(items)
    headings = [part["heading"] for part in items.row().found["parts"]]
    items.send("items", "part", {"part": str(len(dict.fromkeys(headings)) - 1)})
    assert wordings(items) != before

    items.send("items", "part", {"part": "as-found"})

    assert wordings(items) == before


def test_text_typed_while_the_session_ended_is_there_after_signing_in(cast: Cast, items: TakingIn):
    form = items.form("items")
    email = cast.sam.email
    db.session.execute(delete(SignInSession))
    db.session.commit()

    asked = items.post("items", {**form, "then": "continue", "area_1-title": "Typed late"})
    assert "/sign-in" in asked.location
    items.client.send(asked.location, {"email": email, "password": PASSWORD})

    assert ">Typed late<" in items.get("items").replace(">\n", ">")


def test_an_outcome_that_is_a_paragraph_goes_through_as_it_is(cast: Cast):
    outcome = (
        "There are widespread and/or systemic failings in how plans are made and kept under review"
        " for children and young people with special educational needs, which the local area"
        " partnership must address urgently."
    )
    taking = TakingIn(cast.client("sam"))
    taking.paste(
        "Area SEND inspection of Westmarsh Local Area Partnership\n\n30 April 2024\n\n"
        f"Inspection outcome\n\n{outcome}\n\nAreas for improvement\n\n"
        "- Leaders should bring down how long plans take.\n- Leaders should meet families.\n"
    )
    if taking.send("report").status_code == 422:
        day = {"report_date-day": "30", "report_date-month": "4", "report_date-year": "2024"}
        taking.client.send(taking.address("report/change"), day)
        taking.send("report")

    assert f">{outcome}</textarea>" in taking.get("items")
    assert taking.send("items").location == taking.address("assign")
    assert [one.grade for one in draft(taking).judgements] == [outcome]
