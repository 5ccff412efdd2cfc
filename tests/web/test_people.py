"""People and teams, for an administrator: words, refusals and what cannot be done by mistake."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, insert, select, update
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.statements import counted
from tests.web.pages import CheckedClient
from tests.web.review_pages import fields_of
from tests.web.test_plans import main_words
from tracker import clock
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.directory import OpenWork, open_work_of, team_named
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person, Team

pytestmark = pytest.mark.usefixtures("northbank")

NADIA = {
    "name": "Nadia Rahman",
    "email": "nadia.rahman@northbank.example",
    "post": "Social worker",
    "role": "officer",
}
PAGES = (
    "/admin/users",
    "/admin/users/add",
    "/admin/users/{id}",
    "/admin/users/{id}/change",
    "/admin/users/{id}/move",
    "/admin/users/{id}/turn-off",
    "/admin/users/{id}/password",
    "/admin/teams",
    "/admin/teams/add",
    "/admin/teams/1",
)


@pytest.fixture
def chris(cast: Cast) -> CheckedClient:
    """Chris Bolton, the administrator, signed in."""
    return cast.client("chris")


def flashed(client: CheckedClient, response: TestResponse) -> str:
    """What the page a save leads to says has happened."""
    assert response.status_code == 303, main_words(response.text)
    page = client.get(response.location).text
    found = re.search(r'banner__heading">([^<]+)', page)
    return found[1].replace("&#39;", "'") if found else ""


def wrong(response: TestResponse) -> str:
    """What the error summary says."""
    assert response.status_code == 422
    page = response.text
    summary = page[page.index("govuk-error-summary__list") :]
    return " ".join(re.sub(r"<[^>]+>", " ", summary[: summary.index("</ul>")]).split()[1:])


# ---- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("given_name", ["priya", "jean", "sam", "margaret", "helen"])
def test_only_an_administrator_keeps_people(cast: Cast, given_name: str) -> None:
    client, priya = cast.client(given_name), cast.priya.id

    codes = {path: client.get(path.format(id=priya)).status_code for path in PAGES}

    assert codes == dict.fromkeys(PAGES, 403)
    assert client.post(f"/admin/users/{priya}/turn-on").status_code == 400


@pytest.mark.parametrize("path", [path for path in PAGES if path.endswith(("users", "teams"))])
def test_strangers_are_asked_to_sign_in(client: CheckedClient, path: str) -> None:
    assert client.get(path).location.startswith(f"/sign-in?next={path}")


@pytest.mark.parametrize("path", ["/admin/users/999", "/admin/users/999/move", "/admin/teams/999"])
def test_nobody_is_there_under_another_number(chris: CheckedClient, path: str) -> None:
    assert chris.get(path).status_code == 404


# ---- looking up ---------------------------------------------------------------------------------


def test_the_table_says_who_is_here_and_what_they_have_open(chris: CheckedClient) -> None:
    page = main_words(chris.get("/admin/users").text)

    assert "11 people People Name Role Team Last signed in Open actions" in page
    assert (
        "Chris Bolton chris.bolton@northbank.example Administrator Northbank Borough Council "
        "4 July 2011 0 Dawn Okafor dawn.okafor@northbank.example Officer Safeguarding Never 2"
    ) in page


def test_the_search_looks_at_names_and_addresses(chris: CheckedClient) -> None:
    assert "1 person with ‘NAIR’" in main_words(chris.get("/admin/users?q=NAIR").text)
    assert "11 people with" in main_words(chris.get("/admin/users?q=@northbank").text)
    assert "Nobody has ‘zebra’ in their name" in main_words(chris.get("/admin/users?q=zebra").text)


def test_many_people_have_pages_and_no_more_statements(chris: CheckedClient) -> None:
    with counted() as few:
        chris.get("/admin/users")
    rows = [
        {
            "name": f"Officer {n:04}",
            "email": f"officer{n}@northbank.example",
            "role": Role.OFFICER,
            "created_at": clock.now(),
        }
        for n in range(1000)
    ]
    db.session.execute(insert(Person), rows)
    db.session.commit()

    with counted() as many:
        page = chris.get("/admin/users").text

    assert len(few) == len(many)
    assert "People (page 1 of 41) –" in " ".join(page.split())
    assert page.count("@northbank.example") == 25
    assert chris.get("/admin/users?page=42").status_code == 404


# ---- adding and changing ------------------------------------------------------------------------


def test_a_password_made_for_somebody_is_shown_once_and_works(
    cast: Cast, chris: CheckedClient, client: CheckedClient
) -> None:
    response = chris.send("/admin/users/add", NADIA | {"manager": str(cast.jean.id)})

    page = main_words(response.text)
    assert response.status_code == 200
    assert "Nadia Rahman can sign in Email address nadia.rahman@northbank.example" in page
    shown = re.search(r"Temporary password ([a-z0-9-]{19}) This password is shown once", page)
    assert shown
    assert client.sign_in(NADIA["email"], shown[1]).status_code == 302
    assert shown[1] not in str(chris.get("/admin/users").text)


def test_reloading_the_page_with_the_password_adds_nobody_and_shows_it_no_more(
    chris: CheckedClient,
) -> None:
    form = fields_of(chris.get("/admin/users/add")) | NADIA
    first = chris.post("/admin/users/add", data=form)

    again = chris.post("/admin/users/add", data=form)

    assert (first.status_code, again.status_code) == (200, 303)
    assert flashed(chris, again) == "Nadia Rahman can now sign in."
    found = select(func.count()).select_from(Person).where(Person.email == NADIA["email"])
    assert db.session.scalar(found) == 1


def test_an_empty_form_says_what_to_enter(chris: CheckedClient) -> None:
    response = chris.send("/admin/users/add")

    assert wrong(response) == "Enter their full name Enter an email address Select a role"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"email": "Priya.Nair@northbank.example"}, "This is the email address of Priya Nair"),
        (
            {"email": "nadia"},
            "Enter an email address in the correct format, like name@example.com",
        ),
        ({"password": "too short"}, "Password must be 12 characters or more"),
        ({"manager": "999"}, "Select from the options in the list"),
        ({"name": "N" * 121}, "Full name must be 120 characters or less"),
    ],
)
def test_a_mistake_is_explained_beside_the_field_and_the_rest_is_kept(
    chris: CheckedClient, fields: dict[str, str], message: str
) -> None:
    response = chris.send("/admin/users/add", NADIA | fields)

    assert wrong(response) == message
    assert 'value="Social worker"' in response.text


def test_a_person_is_changed(cast: Cast, chris: CheckedClient) -> None:
    path = f"/admin/users/{cast.priya.id}"

    said = flashed(chris, chris.send(f"{path}/change", {"post": "Team manager"}))

    assert said == "Priya Nair’s details are saved."
    assert "Job title Team manager Role Officer" in main_words(chris.get(path).text)


def test_when_somebody_else_saved_first_both_versions_are_shown(
    cast: Cast, chris: CheckedClient
) -> None:
    path = f"/admin/users/{cast.priya.id}/change"
    form = fields_of(chris.get(path)) | {"post": "Head of unit", "name": "Priya Nair-Shah"}
    chris.send(path, {"post": "Team manager"})

    crossed = chris.post(path, data=form)

    page = main_words(crossed.text)
    assert crossed.status_code == 409
    assert (
        "Detail Saved now What you typed Full name Priya Nair Priya Nair-Shah "
        "Job title Team manager Head of unit"
    ) in page
    assert cast.priya.post == "Team manager"
    chris.post(path, data=fields_of(crossed))
    assert (cast.priya.name, cast.priya.post) == ("Priya Nair-Shah", "Head of unit")


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(
    cast: Cast, chris: CheckedClient, travel: Callable[[str], None]
) -> None:
    path = f"/admin/users/{cast.priya.id}/change"
    form = fields_of(chris.get(path)) | {"post": "Typed before"}
    travel("2011-07-04T09:00")

    ended = chris.post(path, data=form)

    assert ended.location == f"/sign-in?next={path.replace('/', '%2F')}&ended=1".replace("%2F", "/")
    assert "Your session ended. Sign in and your text will still be there." in main_words(
        chris.get(ended.location).text
    )
    back = chris.send(ended.location, {"email": cast.chris.email, "password": PASSWORD})
    assert back.location == path
    assert 'value="Typed before"' in chris.get(path).text
    flashed(chris, chris.send(path))
    assert cast.priya.post == "Typed before"


def test_a_forgotten_password_is_replaced_by_one_shown_once(
    cast: Cast, chris: CheckedClient, client: CheckedClient
) -> None:
    page = main_words(chris.send(f"/admin/users/{cast.priya.id}/password").text)

    shown = re.search(r"Temporary password ([a-z0-9-]{19})", page)
    assert shown
    refused = client.send("/sign-in", {"email": cast.priya.email, "password": PASSWORD})
    assert refused.status_code == 422
    assert client.sign_in(cast.priya.email, shown[1]).status_code == 302


# ---- leaving ------------------------------------------------------------------------------------


def test_somebody_with_open_actions_has_them_moved_before_they_are_turned_off(
    cast: Cast, chris: CheckedClient
) -> None:
    path = f"/admin/users/{cast.priya.id}"
    priya = cast.client("priya")

    asked = chris.get(f"{path}/turn-off")

    assert "Priya Nair owns 2 open actions. Give them to somebody else first" in main_words(
        asked.text
    )
    assert f'href="{path}/move"' in asked.text
    assert ">\n  Move their 2 actions" in asked.text
    said = flashed(chris, chris.send(f"{path}/move", {"to_owner": str(cast.tom.id)}))
    assert said == "Tom Ashworth now owns the actions of Priya Nair and gets an email."
    assert open_work_of(cast.priya.id) == OpenWork(owned=0, managed=0)
    said = flashed(chris, chris.send(f"{path}/turn-off"))
    assert said == "Priya Nair is turned off and can no longer sign in."
    assert priya.get("/").location.startswith("/sign-in")


def test_the_move_page_names_no_action(cast: Cast, chris: CheckedClient) -> None:
    page = chris.get(f"/admin/users/{cast.priya.id}/move").text

    assert main_words(page).startswith(
        "Move Priya Nair’s 2 actions 2 open actions they own Give all to"
    )
    assert "Action SLAC-1.1, due 31 May 2011 The person chosen for all" in main_words(page)
    assert "conference" not in page.lower()


def test_the_move_page_of_somebody_with_nothing_to_move_says_so_in_its_title(
    cast: Cast, chris: CheckedClient
) -> None:
    page = chris.get(f"/admin/users/{cast.margaret.id}/move").text

    assert "<title>Margaret Osei has no open actions – " in page
    assert "There is nothing to move." in page


def test_the_move_asks_for_a_person(cast: Cast, chris: CheckedClient) -> None:
    response = chris.send(f"/admin/users/{cast.jean.id}/move")

    assert wrong(response) == "Select who will be accountable for them"
    assert "4 people they manage Dawn Okafor, Marcus Bell, Priya Nair and Tom Ashworth" in (
        main_words(response.text)
    )
    assert open_work_of(cast.jean.id) == OpenWork(owned=0, managed=11)


def test_nobody_turns_off_themselves(cast: Cast, chris: CheckedClient) -> None:
    path = f"/admin/users/{cast.chris.id}"

    response = chris.send(f"{path}/turn-off")

    assert wrong(response) == "You cannot turn off your own account. Ask another administrator."
    assert "Turn off" not in main_words(chris.get(path).text)


def test_a_person_is_turned_on_again(cast: Cast, chris: CheckedClient) -> None:
    path = f"/admin/users/{cast.margaret.id}"
    flashed(chris, chris.send(f"{path}/turn-off"))
    assert "Margaret Osei Turned off margaret.osei@" in main_words(chris.get("/admin/users").text)

    said = flashed(chris, chris.send(path))

    assert said == "Margaret Osei is turned on and can sign in again."


# ---- teams --------------------------------------------------------------------------------------


def test_the_tree_names_heads_those_above_and_the_gaps(cast: Cast, chris: CheckedClient) -> None:
    db.session.execute(update(Person).where(Person.name == "Tom Ashworth").values(manager_id=None))
    db.session.commit()

    assert main_words(chris.get("/admin/teams").text) == (
        "Teams and partner bodies Add a team Gaps No manager above Children and Young People "
        "No manager above Performance and improvement No manager above Tom Ashworth "
        "What stays overdue there can be taken to nobody. "
        "Set the head of the team above, or the manager of the person. "
        "The council Northbank Borough Council (council) Head: nobody. "
        "Children and Young People (directorate) Head: Alan Mercer. Above: nobody. "
        "Safeguarding (team) Head: Jean Talbot. Above: Alan Mercer. "
        "Performance and improvement (team) Head: nobody. Above: nobody. "
        "Partner bodies Northbank Community Health, shown as ‘health’ after its people’s names "
        "Download this list: Excel workbook of this list, CSV file of this list"
    )


def test_a_partner_body_is_added_with_its_word(chris: CheckedClient) -> None:
    fields = {"name": "Northbank Police", "kind": "partner", "label": "police"}

    said = flashed(chris, chris.send("/admin/teams/add", fields))

    assert said == "Northbank Police is added."
    assert "Northbank Police, shown as ‘police’ after its people’s names" in main_words(
        chris.get("/admin/teams").text
    )


def test_a_team_is_given_a_head(cast: Cast, chris: CheckedClient) -> None:
    council = team_named("Northbank Borough Council")
    assert council

    flashed(chris, chris.send(f"/admin/teams/{council.id}", {"head": str(cast.alan.id)}))

    assert "Gaps" not in chris.get("/admin/teams").text
    [entry] = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.kind == Happened.TEAM_CHANGED)
    )
    assert (entry.facts["before"], entry.facts["after"]) == (
        {"head": ""},
        {"head": "Alan Mercer"},
    )


def test_a_team_that_somebody_else_saved_first_is_not_overwritten(chris: CheckedClient) -> None:
    team = team_named("Safeguarding")
    assert team
    path = f"/admin/teams/{team.id}"
    form = fields_of(chris.get(path)) | {"name": "Safeguarding unit"}
    chris.send(path, {"name": "Safeguarding service"})

    crossed = chris.post(path, data=form)

    assert crossed.status_code == 409
    assert "Saved now Name Safeguarding service" in main_words(crossed.text)
    assert 'value="Safeguarding unit"' in crossed.text
    assert db.session.get_one(Team, team.id).name == "Safeguarding service"


def test_a_team_says_what_is_wrong(chris: CheckedClient) -> None:
    assert wrong(chris.send("/admin/teams/add")) == "Enter a name Select what it is"
    fields = {"name": "Safeguarding", "kind": "team"}
    assert (
        wrong(chris.send("/admin/teams/add", fields))
        == "There is already a team called Safeguarding"
    )
