"""The page-checking client finds what is wrong with a page, and says what to do about it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, redirect
from sqlalchemy import insert

from tests.web.pages import CheckedClient, PageError, faults_of
from tracker.extensions import db
from tracker.store.people import Team, TeamKind
from tracker.web.access import allow_anyone

GOOD = """<!DOCTYPE html>
<html lang="en">
<head><title>Sign in – Action plan tracker – Northbank</title>
<script nonce="abc">document.body.className += " js"</script></head>
<body>
<main id="main">
<h1>Sign in</h1>
<form method="post" novalidate>
<input type="hidden" name="csrf_token" value="t">
<label for="email">Email</label> <input id="email" name="email" aria-describedby="hint">
<p id="hint">Your work address</p>
<button>Sign in</button>
</form>
<h2>Help</h2>
</main>
</body>
</html>
"""


def test_a_good_page_has_no_faults() -> None:
    assert faults_of(GOOD, council="Northbank") == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("</h2>", "</h3>", "Invalid HTML at line 14, column 13 (End tag (h3) seen too early"),
        ("<!DOCTYPE html>", "", "Invalid HTML at line 2, column 16 "),
        ("<h1>Sign in</h1>", "<p>Sign in</p>", "There is no h1."),
        ("<h2>Help</h2>", "<h1>Help</h1>", "There are 2 h1s (Sign in, Help)."),
        ("<h2>Help</h2>", "<h3>Help</h3>", "Heading levels skip from h1 to h3 at “Help”. Use h2."),
        ("Sign in – ", "", "The title is “Action plan tracker – Northbank”."),
        (
            " – Northbank",
            " – Southbank",
            "The title is “Sign in – Action plan tracker – Southbank”.",
        ),
        (
            "Sign in – ",
            "Error: Sign in – ",
            "The title is “Error: Sign in – Action plan tracker – Northbank”.",
        ),
        (
            "<h2>",
            '<h2 class="govuk-error-summary">',
            "The title is “Sign in – Action plan tracker – Northbank”.",
        ),
        (' lang="en"', "", "The html element has no lang."),
        ("<h2>Help</h2>", "<main></main>", "There are 2 main elements."),
        ('<p id="hint">', '<p id="hint"></p><p id="hint">', 'id="hint" is there 2 times.'),
        ('<p id="hint">', '<p id="">', 'An id is empty (id="").'),
        (
            '<p id="hint">',
            "<p>",
            '<input id="email" name="email" aria-describedby="hint"> points at #hint',
        ),
        ("<h2>Help</h2>", '<a href="#top">Top</a>', '<a href="#top"> leads to #top'),
        (
            'name="csrf_token"',
            'name="token"',
            '<form method="post" novalidate=""> has no csrf_token.',
        ),
        ('value="t"', 'value=""', '<form method="post" novalidate=""> has no csrf_token.'),
        (" novalidate", "", '<form method="post"> lets the browser check it'),
        (
            'name="email"',
            'name="email" required',
            '<input id="email" name="email" required="" aria',
        ),
        (
            '<label for="email">Email</label>',
            "",
            '<input id="email" name="email" aria-describedby="hint"> has no label.',
        ),
        ('for="email"', 'for="hint"', "The label “Email” belongs to no control."),
        (">Email<", "><", '<label for="email"> is empty.'),
        (' nonce="abc"', "", "<script> is inline without a nonce"),
        ("<h2>", '<h2 style="color: red">', '<h2 style="color: red"> has a style attribute'),
        ("<h2>", '<h2 onclick="go()">', '<h2 onclick="go()"> has onclick'),
        (
            "</head>",
            '<link rel="stylesheet" href="//cdn.example/a.css"></head>',
            '<link rel="stylesheet" href="//cdn',
        ),
    ],
)
def test_a_fault_is_named(before: str, after: str, fault: str) -> None:
    assert before in GOOD

    found = faults_of(GOOD.replace(before, after), council="Northbank")

    assert any(one.startswith(fault) for one in found), found


def test_a_page_of_another_service_is_told_which_words_its_title_needs() -> None:
    [fault] = faults_of(GOOD.replace("Action plan tracker", "Tracker"))

    assert fault == (
        "The title is “Sign in – Tracker – Northbank”. "
        "Fill the title block: 'what – Action plan tracker – Council'."
    )


Answering = Callable[[Callable[[], Any]], CheckedClient]


@pytest.fixture
def answering(unstarted: Flask) -> Answering:
    """A client whose `/probe` gives what the test's function returns."""

    def client_of(view: Callable[[], Any]) -> CheckedClient:
        unstarted.add_url_rule("/probe", "probe", allow_anyone(view))
        client = unstarted.test_client()
        assert isinstance(client, CheckedClient)
        return client

    return client_of


def test_the_client_names_the_request_and_lists_every_fault(answering: Answering) -> None:
    with pytest.raises(PageError) as raised:
        answering(lambda: "<p>Bare</p>").get("/probe?page=2")

    assert (
        str(raised.value).splitlines()[0] == "GET /probe?page=2 gave a page that must be put right:"
    )
    assert "There is no h1. Begin the content block with one that says what the page is." in str(
        raised.value
    )


def test_the_client_leaves_redirects_files_and_letters_alone(answering: Answering) -> None:
    letter = "<p>A letter</p>", {"Content-Security-Policy": "sandbox; default-src 'none'"}
    answers = iter([redirect("/elsewhere"), ("a,b", {"Content-Type": "text/csv"}), letter])
    client = answering(lambda: next(answers))

    assert [client.get("/probe").status_code for _ in range(3)] == [302, 200, 200]


def _add() -> str:
    db.session.add(Team(name="Safeguarding", kind=TeamKind.TEAM))
    return "saved"


def _flush() -> str:
    db.session.add(Team(name="Safeguarding", kind=TeamKind.TEAM))
    db.session.flush()
    return "saved"


def _execute() -> str:
    db.session.execute(insert(Team).values(name="Safeguarding", kind=TeamKind.TEAM, label=""))
    return "saved"


@pytest.mark.parametrize("change", [_add, _flush, _execute])
def test_the_client_refuses_a_session_left_dirty(
    answering: Answering, change: Callable[[], str]
) -> None:
    client = answering(lambda: (change(), {"Content-Type": "text/plain"}))

    with pytest.raises(PageError, match="left its session with unsaved changes"):
        client.get("/probe")


@pytest.mark.parametrize("change", [_add, _flush, _execute])
def test_the_client_accepts_what_was_committed(
    answering: Answering, change: Callable[[], str]
) -> None:
    def save() -> tuple[str, dict[str, str]]:
        words = change()
        db.session.commit()
        return words, {"Content-Type": "text/plain"}

    assert answering(save).get("/probe").text == "saved"


def test_the_client_asks_the_test_itself_to_commit(app: Flask) -> None:
    _add()

    with pytest.raises(PageError, match="Commit what the test has prepared"):
        app.test_client().get("/help")
