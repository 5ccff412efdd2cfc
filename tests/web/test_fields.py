"""Fields answer in the design system's words, and never fall over whatever is posted."""

from datetime import date
from typing import Any

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import (
    FileField,
    Form,
    FormField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from tracker.domain.errors import RuleBroken
from tracker.web.days import DayError, day_from
from tracker.web.fields import (
    AtMost,
    DayField,
    Needed,
    TrackerForm,
    choice,
    errors_for_summary,
    show_broken_rule,
    tidy,
)


class Milestone(Form):
    """A group inside a form."""

    title = StringField("Milestone", validators=[Needed("Enter the milestone")])


class UpdateForm(TrackerForm):
    """One field of each kind that behaves differently."""

    answer = RadioField(
        "How is it going?",
        choices=[choice("on", "On track"), choice("off", "Off track", hint="Needs help")],
        validators=[Needed("Select how this action is going")],
    )
    note = TextAreaField(
        "What has happened?",
        validators=[Needed("Say what has happened"), AtMost(10, "What has happened")],
    )
    due = DayField("Due date", named="Due date", validators=[Needed("Enter a due date")])
    start = DayField("Start date")
    tags = SelectMultipleField("Tags", choices=[choice("a", "A")])
    evidence = FileField("Evidence")
    password = PasswordField("Password")
    milestone = FormField(Milestone)


GOOD = {
    "answer": "on",
    "note": "Posted",
    "due-day": "29",
    "due-month": "July",
    "due-year": "2011",
    "milestone-title": "Standard agreed",
}


BOXES = ("due-day", "due-month", "due-year")


def posted(app: Flask, **fields: Any) -> UpdateForm:
    """The form as a browser would post it: what is good, changed by `fields` (None leaves one out)."""
    sent = {name: value for name, value in {**GOOD, **fields}.items() if value is not None}
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/", method="POST", data=MultiDict(sent)):
        form = UpdateForm()
        form.validate()
        return form


def summary(form: TrackerForm) -> list[tuple[str, str]]:
    """The error summary as (words, where the link leads)."""
    return [(one["text"], one.get("href", "")) for one in errors_for_summary(form)]


@pytest.mark.parametrize("month", ["july", "July", "JUL", "jul.", "7", "07", " 7 "])
@pytest.mark.parametrize("day", ["29", "29th"])
def test_a_month_may_be_a_number_or_a_name(app: Flask, day: str, month: str) -> None:
    form = posted(app, **{"due-day": day, "due-month": month})

    assert (form.due.data, summary(form)) == (date(2011, 7, 29), [])


@pytest.mark.parametrize(
    ("typed", "words", "wrong"),
    [
        (("", "", ""), "Enter a due date", ["day", "month", "year"]),
        (("29", "july", ""), "Due date must include a year", ["year"]),
        (("29", "", "2011"), "Due date must include a month", ["month"]),
        (("", "", "2011"), "Due date must include a day and month", ["day", "month"]),
        (("29", "", ""), "Due date must include a month and year", ["month", "year"]),
        (("29", "7", "11"), "Due date must include a year with 4 numbers", ["year"]),
        (("31", "6", "2011"), "Due date must be a real date", ["day", "month", "year"]),
        (("29", "2", "2011"), "Due date must be a real date", ["day", "month", "year"]),
        (("32", "6", "2011"), "Due date must be a real date", ["day"]),
        (("1", "13", "2011"), "Due date must be a real date", ["month"]),
        (("1", "ju", "2011"), "Due date must be a real date", ["month"]),
        (("1", "juneteenth", "2011"), "Due date must be a real date", ["month"]),
        (("x", "y", "zzzz"), "Due date must be a real date", ["day", "month", "year"]),
        (("²", "7", "2011"), "Due date must be a real date", ["day"]),
        (("-1", "7", "2011"), "Due date must be a real date", ["day"]),
        (("1", "7", "0011"), "Due date must be a real date", ["year"]),
        (("9" * 5000, "7", "2011"), "Due date must be a real date", ["day"]),
    ],
)
def test_a_date_says_what_is_wrong_and_marks_only_that(
    app: Flask, typed: tuple[str, str, str], words: str, wrong: list[str]
) -> None:
    form = posted(app, **dict(zip(BOXES, typed, strict=True)))

    marked = [part["label"].lower() for part in form.due.parts if part["wrong"]]
    assert (summary(form), marked) == ([(words, f"#due-{wrong[0]}")], wrong)
    assert [part["value"] for part in form.due.parts] == list(typed)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"due-month": None, "due-year": None},
            [("Due date must include a month and year", "#due-month")],
        ),
        (
            {"due-day": None, "due-month": None, "due-year": None},
            [("Enter a due date", "#due-day")],
        ),
        ({"due-century": "21"}, []),
        ({"due": "2011-07-29"}, []),
    ],
)
def test_too_few_or_too_many_parts_are_no_accident(
    app: Flask, changed: dict[str, str | None], words: list[tuple[str, str]]
) -> None:
    assert summary(posted(app, **changed)) == words


@given(st.dictionaries(st.sampled_from(["day", "month", "year"]), st.text(max_size=12), min_size=3))
def test_any_three_texts_are_a_day_or_a_sentence(typed: dict[str, str]) -> None:
    try:
        found, words = day_from(typed, named="Due date"), "Due date must be understood"
    except DayError as wrong:
        found, words = None, wrong.message

    assert words.startswith("Due date must ")
    assert found is None or 1900 <= found.year < 2200


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_understood_as_it_is_written(day: date) -> None:
    typed = {"day": str(day.day), "month": f"{day:%B}", "year": str(day.year)}

    assert day_from(typed, named="Due date") == day


def test_a_date_may_be_left_out_and_is_shown_as_it_was_given(app: Flask) -> None:
    assert posted(app).start.data is None
    with app.test_request_context("/"):
        form = UpdateForm(start=date(2011, 7, 4))

    assert [part["value"] for part in form.start.parts] == ["4", "7", "2011"]


def test_what_is_needed_is_asked_for_once_in_our_words(app: Flask) -> None:
    form = posted(app, answer=None, note="  ", **{"milestone-title": ""})

    assert summary(form) == [
        ("Select how this action is going", "#answer"),
        ("Say what has happened", "#note"),
        ("Enter the milestone", "#milestone-title"),
    ]


def test_a_choice_that_is_not_among_the_options_is_refused_in_our_words(app: Flask) -> None:
    form = posted(app, answer="sideways", tags="z")

    assert summary(form) == [
        ("Select how this action is going", "#answer"),
        ("Select from the options in the list", "#tags"),
    ]


def test_a_text_may_be_as_long_as_was_announced_and_no_longer(app: Flask) -> None:
    assert summary(posted(app, note="x" * 10)) == []
    assert summary(posted(app, note="x" * 11)) == [
        ("What has happened must be 10 characters or less", "#note")
    ]


def test_a_line_end_counts_once_as_it_does_in_the_browser(app: Flask) -> None:
    assert summary(posted(app, note="12345\r\n789")) == []


def test_typed_text_is_tidied_and_a_password_is_not(app: Flask) -> None:
    form = posted(app, note=" a\r\nb\x00 ", password=" two spaces ")

    assert (form.note.data, form.password.data) == ("a\nb", " two spaces ")


@given(st.text())
def test_tidy_text_stays_tidy(text: str) -> None:
    once = tidy(text)

    assert once == tidy(once)


def test_a_form_gets_a_number_of_its_own_and_keeps_the_one_it_was_posted_with(app: Flask) -> None:
    with app.test_request_context("/"):
        first, second = UpdateForm(), UpdateForm()
        numbers = {form.request_id._value() for form in (first, second)}

    assert (len(numbers), min(map(len, numbers)) >= 20) == (2, True)
    assert posted(app, request_id="abc").request_id.data == "abc"


def test_a_form_posted_without_a_number_is_not_given_one(app: Flask) -> None:
    assert posted(app).request_id.data == ""


@pytest.mark.parametrize(
    ("sent", "version"), [("7", 7), ("", None), (None, None), ("seven", None), ("9" * 30, None)]
)
def test_the_version_is_a_number_or_nothing(
    app: Flask, sent: str | None, version: int | None
) -> None:
    assert posted(app, version=sent).version.data == version


def test_a_broken_rule_stands_beside_the_field_it_names(app: Flask) -> None:
    form = posted(app)

    show_broken_rule(form, RuleBroken("Choose a later date", field="due"))
    show_broken_rule(form, RuleBroken("This action is signed off"))

    assert summary(form) == [("Choose a later date", "#due-day"), ("This action is signed off", "")]


def test_no_form_has_no_errors() -> None:
    assert errors_for_summary(None) == []


FORM = """{% from "components/forms.html" import
  character_count, checkboxes, date_input, file_upload, password_input, post_form, radios, text_input %}
{% call post_form(form) %}
{{ radios(form.answer) }}{{ character_count(form.note, 10) }}{{ date_input(form.due) }}
{{ checkboxes(form.tags) }}{{ file_upload(form.evidence) }}{{ password_input(form.password) }}
{{ text_input(form.milestone.title) }}
{% endcall %}"""


def rendered(app: Flask, form: UpdateForm) -> str:
    """The form as a page shows it."""
    with app.test_request_context("/"):
        return render_template_string(FORM, form=form)


def test_the_markup_asks_the_browser_for_nothing_and_repeats_no_password(app: Flask) -> None:
    html = rendered(app, posted(app, password="secret words", note="a <b> & c"))

    assert ("required" in html, "secret words" in html, "a &lt;b&gt; &amp; c" in html) == (
        False,
        False,
        True,
    )
    assert '<form method="post" novalidate enctype="multipart/form-data">' in html


def test_the_markup_points_at_hints_only_where_there_are_hints(app: Flask) -> None:
    html = rendered(app, posted(app))

    assert ('id="answer-hint"' in html, 'aria-describedby="answer' in html) == (False, True)
    assert 'aria-describedby="answer-2-item-hint"' in html
    assert 'aria-describedby="note-info"' in html


def test_the_markup_marks_only_the_wrong_part_of_a_date(app: Flask) -> None:
    html = rendered(app, posted(app, **{"due-year": ""}))

    assert html.count("govuk-input--error") == 1
    assert (
        'class="govuk-input govuk-date-input__input govuk-input--width-4 govuk-input--error" id="due-year"'
        in html
    )


def test_two_forms_on_a_page_share_no_id(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    with app.test_request_context("/"):
        twice = "{% from 'components/forms.html' import post_form %}" + 2 * (
            "{% call post_form(form) %}{% endcall %}"
        )
        html = render_template_string(twice, form=UpdateForm())

    assert (html.count('name="csrf_token"'), html.count(" id=")) == (2, 0)
