"""Signing in, a person's own page, their reminders, and the link that stops a summary."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tests.web.test_people import flashed, wrong
from tests.web.test_plans import main_words
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.services.preferences import Preferences, preferences_of
from tracker.services.stopping import Stoppable, unsubscribe_token
from tracker.store.people import Person, ReminderPattern

pytestmark = pytest.mark.usefixtures("northbank")

NEW = "three random words here"


@pytest.fixture
def token(northbank: Flask, cast: Cast) -> str:
    """The word in the link of Jean's digest."""
    return unsubscribe_token(cast.jean.id, northbank.extensions["settings"].secret_key)


# ---- signing in ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/a/SLAC-1.1/off", "Sign in To update action 1.1 Email address"),
        ("/actions/SLAC-6.2/update", "Sign in To update action 6.2 Email address"),
        ("/review", "Sign in Email address"),
    ],
)
def test_signing_in_from_an_email_says_what_for(
    client: CheckedClient, target: str, words: str
) -> None:
    asked = client.get(target)

    assert main_words(client.get(asked.location).text).startswith(words)


@pytest.mark.parametrize("email", ["priya.nair@northbank.example", "nobody@northbank.example"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: CheckedClient, email: str
) -> None:
    response = client.send("/sign-in", {"email": email, "password": "not the password"})

    assert wrong(response) == "Email address or password does not match our records"
    assert f'value="{email}"' in response.text
    assert "not the password" not in response.text


def test_empty_fields_are_named(client: CheckedClient) -> None:
    assert wrong(client.send("/sign-in")) == "Enter your email address Enter your password"


def test_the_fields_can_be_filled_in_by_a_password_manager(client: CheckedClient) -> None:
    page = client.get("/sign-in").text

    assert 'type="email"' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


# ---- a person's own page ------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "/password", "/notifications", "/cover"])
def test_strangers_are_asked_to_sign_in(client: CheckedClient, path: str) -> None:
    assert client.get(f"/account{path}").location == f"/sign-in?next=/account{path}"


def test_the_page_says_who_i_am(cast: Cast) -> None:
    assert main_words(cast.client("priya").get("/account").text) == (
        "Priya Nair Email address priya.nair@northbank.example "
        "Job title Safeguarding unit manager Role Officer Team Safeguarding Manager Jean Talbot "
        "If any of this is wrong, tell the performance team on 01632 960 118. "
        "Change your reminders Cover while you are away Your dates in your calendar "
        "Tokens for programs Change your password Sign out"
    )


def test_signing_out_ends_the_session(cast: Cast) -> None:
    priya = cast.client("priya")

    out = priya.send("/account")

    assert out.location == "/sign-in"
    assert priya.get("/account").location.startswith("/sign-in")


def test_a_new_password_keeps_this_browser_and_ends_the_others(
    cast: Cast, client: CheckedClient
) -> None:
    here, elsewhere = cast.client("priya"), cast.client("priya")

    said = flashed(
        here, here.send("/account/password", {"current_password": PASSWORD, "password": NEW})
    )

    assert said == "Your password is changed. Everywhere else you are signed out."
    assert elsewhere.get("/account").location.startswith("/sign-in")
    assert client.sign_in(cast.priya.email, NEW).status_code == 302


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Enter your current password Enter a new password"),
        ({"current_password": "wrong", "password": NEW}, "Current password is not right"),
        (
            {"current_password": PASSWORD, "password": "short"},
            "Password must be 12 characters or more",
        ),
        (
            {"current_password": PASSWORD, "password": PASSWORD},
            "New password must differ from the current one",
        ),
    ],
)
def test_a_password_that_will_not_do(
    cast: Cast, client: CheckedClient, fields: dict[str, str], message: str
) -> None:
    response = cast.client("priya").send("/account/password", fields)

    assert wrong(response) == message
    assert not [value for value in fields.values() if f'value="{value}"' in response.text]
    assert client.sign_in(cast.priya.email, PASSWORD).status_code == 302


def test_guessing_the_current_password_is_slowed(cast: Cast) -> None:
    priya = cast.client("priya")
    guess = {"current_password": "a guess", "password": NEW}

    codes = [priya.send("/account/password", guess).status_code for _ in range(11)]

    assert codes == [422] * 10 + [429]


def test_no_password_is_kept_when_the_session_ended_underneath_it(
    cast: Cast, travel: Callable[[str], None]
) -> None:
    priya = cast.client("priya")
    page = priya.get("/account/password")
    travel("2011-07-04T09:00")

    priya.post(
        "/account/password",
        data={"csrf_token": _token(page.text), "current_password": PASSWORD, "password": NEW},
    )

    kept = db.session.execute(db.text("SELECT count(*) FROM kept_form")).scalar()
    assert kept == 0


def _token(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"', maxsplit=1)[0]


# ---- reminders ----------------------------------------------------------------------------------


def test_reminders_are_chosen(cast: Cast) -> None:
    jean = cast.client("jean")

    said = flashed(
        jean,
        jean.send(
            "/account/notifications",
            {
                "reminders": "only_due",
                "agenda_weekday": "1",
                "wants_digest": None,
                "digest_weekday": "3",
                "text_only": "yes",
            },
        ),
    )

    assert said == "Your reminders are saved."
    assert preferences_of(cast.jean) == Preferences(
        ReminderPattern.ONLY_DUE, 1, wants_digest=False, digest_weekday=3, text_only=True
    )


def test_the_page_opens_with_what_was_chosen_and_saving_it_changes_nothing(cast: Cast) -> None:
    jean, before = cast.client("jean"), preferences_of(cast.jean)

    flashed(jean, jean.send("/account/notifications"))

    assert preferences_of(cast.jean) == before


@pytest.mark.parametrize(
    ("given_name", "asked", "not_asked"),
    [
        ("priya", "When do you want reminders?", "Weekly summary"),
        ("margaret", "How should emails look?", "When do you want reminders?"),
        ("jean", "Weekly summary", "nothing at all like this"),
    ],
)
def test_people_are_asked_what_concerns_them(
    cast: Cast, given_name: str, asked: str, not_asked: str
) -> None:
    page = main_words(cast.client(given_name).get("/account/notifications").text)

    assert asked in page
    assert not_asked not in page


def test_an_officer_cannot_slip_in_an_answer_that_was_not_asked(cast: Cast) -> None:
    priya = cast.client("priya")

    flashed(priya, priya.send("/account/notifications", {"digest_weekday": "4"}))

    assert cast.priya.digest_weekday == 0
    assert cast.priya.role is Role.OFFICER


def test_no_answer_is_explained(cast: Cast) -> None:
    response = cast.client("priya").send("/account/notifications", {"reminders": None})

    assert wrong(response) == "Select when you want reminders"


# ---- the link that stops a summary --------------------------------------------------------------


def test_opening_the_link_changes_nothing(cast: Cast, client: CheckedClient, token: str) -> None:
    for _again in range(3):
        page = client.get(f"/stop/{token}")
        client.head(f"/stop/{token}")

    assert main_words(page.text) == (
        "Stop the weekly summary It goes to jean.talbot@northbank.example and lists what is "
        "overdue and what waits for a decision. Other emails about your actions go on. "
        "Nothing has been changed yet. Stop this summary"
    )
    assert cast.jean.wants_digest


def test_the_button_stops_it_without_signing_in(
    cast: Cast, client: CheckedClient, token: str
) -> None:
    page = client.send(f"/stop/{token}")

    assert page.status_code == 200
    assert main_words(page.text).startswith(
        "The weekly summary is stopped No more weekly summaries will go to "
        "jean.talbot@northbank.example."
    )
    assert not cast.jean.wants_digest
    assert "The weekly summary is stopped" in main_words(client.get(f"/stop/{token}").text)


def test_a_mail_program_stops_it_in_one_click(
    cast: Cast, client: CheckedClient, token: str
) -> None:
    response = client.post(f"/stop/{token}", data={"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    wants = {person.name: person.wants_digest for person in (cast.jean, cast.alan)}
    assert wants == {"Jean Talbot": False, "Alan Mercer": True}


@pytest.mark.parametrize(
    ("name", "what", "said"),
    [
        (
            "ruth",
            Stoppable.AGENDA,
            (
                "Stop the weekly email about your actions",
                "You will only get reminders when something is due or overdue.",
            ),
        ),
        (
            "margaret",
            Stoppable.BOARD_DIGEST,
            (
                "Stop the monthly summary for the board",
                "No more monthly summaries will go to margaret.osei@northbank.example.",
            ),
        ),
    ],
)
def test_each_link_says_what_it_stops(
    northbank: Flask, cast: Cast, name: str, what: Stoppable, said: tuple[str, str]
) -> None:
    asked, stopped = said
    key = northbank.extensions["settings"].secret_key
    token = unsubscribe_token(getattr(cast, name).id, key, what)
    client: CheckedClient = northbank.test_client()  # type: ignore[assignment]  # the app builds it
    db.session.rollback()

    assert main_words(client.get(f"/stop/{token}").text).startswith(asked)
    assert stopped in main_words(client.send(f"/stop/{token}").text)
    assert stopped in main_words(client.get(f"/stop/{token}").text)


@pytest.mark.parametrize("forged", ["nothing", "Mg.forged", "{token}x"])
def test_a_forged_link_does_nothing_and_names_nobody(
    cast: Cast, client: CheckedClient, token: str, forged: str
) -> None:
    path = f"/stop/{forged.format(token=token)}"

    for response in (client.get(path), client.post(path)):
        assert response.status_code == 422
        assert "This link does not work. Sign in to change your reminders." in main_words(
            response.text
        )
        assert "northbank.example and" not in main_words(response.text)
    assert cast.jean.wants_digest


def test_the_link_is_worth_nothing_as_a_session(
    client: CheckedClient, token: str, cast: Cast
) -> None:
    client.send(f"/stop/{token}")

    assert client.get("/account").location.startswith("/sign-in")
    assert db.session.get_one(Person, cast.jean.id).role is Role.MANAGER


def test_an_example_is_sent_by_one_button(cast: Cast) -> None:
    jean = cast.client("jean")

    done = jean.send("/account/notifications", form=1)

    page = main_words(jean.get(done.location).text)
    assert "An example is on its way to jean.talbot@northbank.example." in page
    assert "Example" in page.partition("The last email to you")[2]
