"""The milestones page: adding, changing, removing, and what an action's page shows of them."""

import pytest

from tests.cast import Cast
from tests.web.officer_pages import filled_in, messages, the, words
from tests.web.pages import CheckedClient
from tracker.extensions import db
from tracker.store.actions import Milestone

pytestmark = pytest.mark.usefixtures("northbank")

PAGE = "/actions/SLAC-1.1"
STEPS = f"{PAGE}/milestones"
MAY = {"due-day": "20", "due-month": "5", "due-year": "2011"}


def listed(client: CheckedClient) -> str:
    text = words(client.get(PAGE).text)
    return text[text.index(" Milestones ") + 1 : text.index(" Evidence ")]


def one(title: str) -> Milestone:
    return next(step for step in the("1.1").milestones if step.title == title)


def test_milestones_are_added_changed_and_removed(cast: Cast) -> None:
    priya = cast.client("priya")
    added = priya.send(STEPS, {"title": "Posts advertised", "owner": str(cast.dawn.id), **MAY})
    assert (added.status_code, added.location) == (303, STEPS)
    posts = f"{STEPS}/{one('Posts advertised').id}"
    gone = f"{STEPS}/{one('Vacant posts filled').id}/remove"
    shown = words(priya.get(STEPS).text)
    changed = priya.send(posts, {"title": "Posts in the paper", "owner": ""})
    removed = priya.send(gone)

    assert "Milestone added to action 1.1" in shown
    assert (
        "Posts advertised Due 20 May 2011 – 45 days overdue Dawn Okafor Change Posts advertised"
        " Remove Posts advertised Not finished" in shown
    )
    assert "Change Standard agreed" not in shown
    assert [answer.status_code for answer in (changed, removed)] == [303, 303]
    assert listed(priya) == (
        "Milestones Standard agreed with conference chairs Due 28 April 2011 Finished 28 April 2011"
        " Posts in the paper Due 20 May 2011 – 45 days overdue Not finished"
        " First month's figures reported Due 30 June 2011 – 4 days overdue Not finished"
        " Add, change or remove milestones"
    )
    page = words(priya.get(PAGE).text)
    assert "Milestone removed: Vacant posts filled Priya Nair" in page
    assert (
        "Milestone changed: Posts in the paper Priya Nair, 8am on 4 July 2011 Milestone: Posts in"
        " the paper, was Posts advertised Owner: nothing, was Dawn Okafor" in page
    )
    assert priya.get(gone).status_code == 404
    assert "Vacant posts" not in words(priya.get(f"{PAGE}/update").text)
    assert "2 milestones not finished" in words(priya.get(f"{PAGE}/sign-off").text)


def test_everything_that_is_wrong_is_said_beside_its_field(cast: Cast) -> None:
    priya = cast.client("priya")

    nothing = priya.send(STEPS, {"owner": "99999"})
    late = priya.send(STEPS, {"title": "Too late", **MAY, "due-month": "7"})
    stranger = priya.send(STEPS, {"title": "Theirs", **MAY, "owner": str(cast.helen.id)})

    assert [answer.status_code for answer in (nothing, late, stranger)] == [422, 422, 422]
    assert messages(nothing) == [
        "Enter the milestone",
        "Enter the date it is due",
        "Select from the options in the list",
    ]
    assert messages(late) == ["The date must be on or before 31 May 2011, when the action is due"]
    assert messages(stranger) == ["Helen Pryce cannot see this action. Select somebody who can"]
    assert filled_in(stranger)["title"] == "Theirs"
    assert len(the("1.1").milestones) == 3


def test_a_milestone_of_another_action_or_a_finished_one_is_not_changed(cast: Cast) -> None:
    jean = cast.client("jean")
    other = the("2.1").milestones[2].id
    done = one("Standard agreed with conference chairs").id

    assert jean.get(f"{STEPS}/{other}").status_code == 404
    for address in (f"{STEPS}/{done}", f"{STEPS}/{done}/remove"):
        assert "was finished on 28 April 2011" in words(jean.get(address).text)


def test_whoever_changed_it_meanwhile_is_not_overwritten(cast: Cast) -> None:
    priya = cast.client("priya")
    address = f"{STEPS}/{one('Vacant posts filled').id}"
    held = filled_in(priya.get(address))
    going = filled_in(priya.get(f"{address}/remove"))
    cast.client("jean").send(address, {"title": "Posts filled"})

    for answer in (priya.post(address, data=held), priya.post(f"{address}/remove", data=going)):
        assert answer.status_code == 409
        assert "Milestone changed: Posts filled Jean Talbot" in words(answer.text)
    assert one("Posts filled").removed_at is None


@pytest.mark.parametrize(("name", "code"), [("tom", 403), ("margaret", 403), ("helen", 404)])
def test_nobody_else_is_offered_it(cast: Cast, name: str, code: int) -> None:
    address = f"{STEPS}/{one('Vacant posts filled').id}"
    client = cast.client(name)

    codes = [client.get(one).status_code for one in (STEPS, address, f"{address}/remove")]
    assert codes == [code] * 3
    if code == 403:
        assert "remove milestones" not in listed(client)


def test_an_owner_who_left_since_stays_until_somebody_else_is_chosen(cast: Cast) -> None:
    step = one("Vacant posts filled")
    step.owner_id = cast.dawn.id
    cast.dawn.active = False
    db.session.commit()

    cast.client("priya").send(f"{STEPS}/{step.id}", {"title": "Posts filled"})

    assert one("Posts filled").owner_id == cast.dawn.id
