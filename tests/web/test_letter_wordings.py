"""The pages on which an administrator changes what letters open and close with."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.web.pages import post_forms
from tests.web.test_plans import main_words
from tracker.services.letters.kinds import BY_NAME
from tracker.services.letters.wording import saved_wording

PAGE = "/admin/letters/overdue"


def test_all_fifteen_kinds_are_listed_with_what_each_is_for(cast: Cast) -> None:
    words = main_words(cast.client("chris").get("/admin/letters").text)

    assert "There are 15 kinds of letter." in words
    for kind in BY_NAME.values():
        assert f"{kind.title} {kind.goes} Ours" in words


def test_a_saved_sentence_is_shown_in_the_sample_and_on_the_list(cast: Cast) -> None:
    chris = cast.client("chris")

    answer = chris.send(PAGE, {"opening": "We read every answer.", "do": "save"})

    assert answer.status_code == 303
    assert "Overdue To an owner, after an action was due. Your own" in main_words(
        chris.get("/admin/letters").text
    )
    assert "We read every answer." in main_words(chris.get(PAGE).text).split("How it reads")[1]


def test_looking_at_it_saves_nothing_and_keeps_what_was_typed(cast: Cast) -> None:
    answer = cast.client("chris").send(PAGE, {"closing": "With thanks.", "do": "preview"})

    assert answer.status_code == 200
    assert "With thanks. -- You get this because" in main_words(answer.text)
    assert saved_wording("overdue")[1] == 0


def test_the_formatted_sample_is_shown_where_nothing_can_act(cast: Cast) -> None:
    chris = cast.client("chris")
    page = chris.get(PAGE)
    assert "/admin/letters/overdue/formatted" in page.text

    answer = chris.post(f"{PAGE}/formatted", data=filled(page.text) | {"opening": "Read <this>."})

    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Read &lt;this&gt;." in answer.text
    assert saved_wording("overdue")[1] == 0


def test_going_back_to_ours(cast: Cast) -> None:
    chris = cast.client("chris")
    chris.send(PAGE, {"opening": "Our own.", "do": "save"})

    chris.send(PAGE, {"opening": "Typed over.", "do": "ours"})

    assert saved_wording("overdue")[0].opening == ""
    assert "Overdue is back to our words." in main_words(chris.get("/admin/letters").text)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"opening": "x " * 201}, "Opening must be 400 characters or less"),
        ({"closing": "See www.example.org"}, "Leave out web and email addresses"),
        ({"closing": "NHS number 943 476 5919"}, "It looks as if it holds an NHS number"),
    ],
)
@pytest.mark.parametrize("do", ["save", "preview"])
def test_what_is_not_fit_for_a_letter_is_explained_beside_the_field(
    cast: Cast, typed: dict[str, str], message: str, do: str
) -> None:
    answer = cast.client("chris").send(PAGE, typed | {"do": do})

    assert answer.status_code == 422
    assert message in main_words(answer.text)
    assert next(iter(typed.values())).strip() in answer.text


def test_somebody_elses_save_is_shown_and_not_overwritten(cast: Cast) -> None:
    first, second = cast.client("chris"), cast.client("chris")
    page = second.get(PAGE)
    first.send(PAGE, {"opening": "First.", "do": "save"})

    answer = second.post(PAGE, data=filled(page.text) | {"opening": "Second.", "do": "save"})

    assert answer.status_code == 409
    assert "Saved now Opening First." in main_words(answer.text)
    assert "Second." in answer.text
    assert saved_wording("overdue")[0].opening == "First."


def test_an_unknown_kind_is_not_found(cast: Cast) -> None:
    assert cast.client("chris").get("/admin/letters/nothing").status_code == 404


@pytest.mark.parametrize("name", ["sam", "jean", "priya", "margaret", "ruth"])
def test_only_an_administrator_may_look(northbank: Flask, cast: Cast, name: str) -> None:
    client = cast.client(name)

    assert client.get("/admin/letters").status_code == 403
    assert client.get(PAGE).status_code == 403


def filled(text: str) -> dict[str, object]:
    """What the page's form holds."""
    return post_forms(text)[0][1]
