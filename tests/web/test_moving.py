"""A leaver's actions to several people on one page, and the alarm when nobody can be reached."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import covered
from tests.web.officer_pages import filled_in, messages, the, words
from tests.web.pages import CheckedClient
from tracker.extensions import db
from tracker.store.outbox import Suppression, address_hash
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.web import moving

pytestmark = pytest.mark.usefixtures("northbank")

ALARM = "Important 2 actions have nobody who can be reached. See which and what to do"


@pytest.fixture
def sam(cast: Cast) -> CheckedClient:
    """Sam Whitlock, the performance officer, signed in."""
    return cast.client("sam")


def field(number: str) -> str:
    """The name of the question about this action."""
    name = f"action_{the(number).id}"
    db.session.rollback()
    return name


def turn_off(person: Person) -> None:
    """As when somebody was turned off with actions still open."""
    person.active = False
    db.session.commit()


# ---- moving ----------------------------------------------------------------------------------------


def test_three_actions_go_to_two_people_in_one_step(cast: Cast, sam: CheckedClient) -> None:
    the("2.2").owner_id = cast.priya.id
    db.session.commit()
    path = f"/people/{cast.priya.id}/move"
    page = words(sam.get(path).text)
    assert page.startswith("Move Priya Nair’s 3 actions 3 open actions they own Give all to")
    assert "1.2 Train 6 minute-takers to use the new template, due 29 July 2011" in page

    done = sam.send(path, {"to_owner": str(cast.tom.id), field("1.2"): str(cast.dawn.id)})

    assert (
        "Tom Ashworth and Dawn Okafor now own the actions of Priya Nair and get one email each."
        in words(sam.get(done.location).text)
    )
    assert [the(number).owner.name for number in ("1.1", "1.2", "2.2")] == [
        "Tom Ashworth",
        "Dawn Okafor",
        "Tom Ashworth",
    ]


def test_of_very_many_actions_all_go_to_one_person(
    cast: Cast, sam: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "MOST_SINGLE", 1)
    path = f"/people/{cast.priya.id}/move"

    page = sam.get(path).text
    nobody = sam.send(path)
    sam.send(path, {"to_owner": str(cast.tom.id)})

    assert "To give some of them to others, give those on their own pages first." in page
    assert field("1.2") not in page
    assert messages(nobody) == ["Select who will own them"]
    assert {the("1.1").owner.name, the("1.2").owner.name} == {"Tom Ashworth"}


def test_each_action_without_a_new_owner_is_pointed_out_and_nothing_moves(
    cast: Cast, sam: CheckedClient
) -> None:
    path = f"/people/{cast.priya.id}/move"

    nobody = sam.send(path)
    one_of_two = sam.send(path, {field("1.2"): str(cast.dawn.id)})

    assert messages(nobody) == ["Select who will own them"]
    assert messages(one_of_two) == ["Select who gets this, or one person for all"]
    assert filled_in(one_of_two)[field("1.2")] == str(cast.dawn.id)
    assert {the("1.1").owner, the("1.2").owner} == {cast.priya}


def test_a_title_that_is_not_theirs_to_read_is_left_out(cast: Cast, sam: CheckedClient) -> None:
    plan = db.session.scalars(select(Plan)).one()
    plan.restricted, plan.lead_id = True, cast.jean.id
    db.session.commit()

    page = words(sam.get(f"/people/{cast.priya.id}/move").text)

    assert "Action SLAC-1.1, due 31 May 2011" in page
    assert "minute" not in page.replace("10 minutes", "")


def test_a_managers_people_get_the_next_one_up_unless_another_is_chosen(
    cast: Cast, sam: CheckedClient
) -> None:
    path = f"/people/{cast.jean.id}/move"
    form = filled_in(sam.get(path))
    assert form["people_to"] == str(cast.alan.id)

    done = sam.send(path, {"to_manager": str(cast.alan.id)})

    assert "4 people now report to Alan Mercer" in words(sam.get(done.location).text)
    assert cast.priya.manager == cast.alan


def test_people_below_are_moved_even_when_nothing_is_open(cast: Cast) -> None:
    chris, path = cast.client("chris"), f"/admin/users/{cast.alan.id}"
    assert "Move their 1 person" in words(chris.get(path).text)
    assert "1 person reports to Alan Mercer. Choose who they report to first" in words(
        chris.get(f"{path}/turn-off").text
    )

    refused = chris.send(f"{path}/move")
    done = chris.send(f"{path}/move", {"people_to": "nobody"})

    assert messages(refused) == ["Select who they will report to"]
    assert "1 person now reports to nobody." in words(chris.get(done.location).text)
    assert cast.jean.manager is None


# ---- nobody can be reached -------------------------------------------------------------------------


def test_the_alarm_is_on_every_page_of_those_who_can_help(cast: Cast, sam: CheckedClient) -> None:
    chris, jean = cast.client("chris"), cast.client("jean")
    assert "nobody who can be reached" not in words(sam.get("/plans").text)
    turn_off(cast.priya)

    for client, path in ((sam, "/plans"), (sam, "/account"), (chris, "/admin/users")):
        assert words(client.get(path).text).startswith(ALARM)
    assert "2 actions have nobody who can be reached Not updated in 30 days" in words(
        sam.get("/review").text
    )
    assert "nobody who can be reached" not in words(jean.get("/review").text)


def test_the_list_says_why_and_leads_to_moving_them(cast: Cast, sam: CheckedClient) -> None:
    turn_off(cast.priya)

    page = sam.get("/people/unreachable")

    assert words(page.text).startswith(
        "Actions nobody can be reached about 2 open actions, first due first. No reminder about"
        " them reaches anybody."
    )
    assert (
        "1.1 Set and monitor a 15 working day standard for sending out minutes Priya Nair"
        " Priya Nair is turned off 31 May 2011 34 days overdue Move Priya Nair’s actions"
    ) in words(page.text)
    assert f'href="/people/{cast.priya.id}/move"' in page.text


def test_an_administrator_reads_no_title_and_gets_to_the_address(cast: Cast, now: datetime) -> None:
    db.session.add(
        Suppression(address_hash=address_hash(cast.marcus.email), reason="none", since=now)
    )
    db.session.commit()

    page = cast.client("chris").get("/people/unreachable")

    assert "Action SLAC-5.1 Marcus Bell Email to Marcus Bell has been refused since 4 July" in (
        words(page.text)
    )
    assert "Children in Care" not in page.text
    assert f'href="/admin/users/{cast.marcus.id}"' in page.text
    assert "People who get no email" in page.text
    assert "1 open action suffers from it. Correct the address, or move" in words(page.text)


def test_the_alarm_stops_once_they_are_moved(cast: Cast, sam: CheckedClient) -> None:
    turn_off(cast.priya)

    sam.send(f"/people/{cast.priya.id}/move", {"to_owner": str(cast.tom.id)})

    sam.get("/people/unreachable")
    assert words(sam.get("/people/unreachable").text) == (
        "Actions nobody can be reached about Every open action has someone who can be reached."
        " An action is listed here on the day its owner is turned off or email to them is refused."
    )


@pytest.mark.parametrize("who", ["priya", "jean", "helen", "margaret"])
def test_the_list_is_for_those_who_can_help(cast: Cast, who: str) -> None:
    assert cast.client(who).get("/people/unreachable").status_code == 403


def test_a_person_page_says_who_leaves(cast: Cast) -> None:
    covered(cast.dawn, None)
    priya = cast.client("priya")
    form = {"kind": "leaving", "first-day": "1", "first-month": "8", "first-year": "2011"}
    check = priya.send("/account/cover", form)
    priya.post("/account/cover", data=filled_in(check) | {"save": "yes"})

    page = words(cast.client("chris").get(f"/admin/users/{cast.priya.id}").text)

    assert "Says that they are leaving. First day away: 1 August 2011." in page
