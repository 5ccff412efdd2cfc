"""A second signatory: who names them, who can be it, and that they sign off what is sent in."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.services.gates import SIGN_OFF, Gates
from tests.services.meetings import the, waiting_letters
from tests.web.officer_pages import messages, words
from tracker import clock
from tracker.domain.access import Role
from tracker.domain.actions import Progress
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import on_hold
from tracker.store.people import Person

pytestmark = pytest.mark.usefixtures("northbank")

PAGE = "/actions/SLAC-1.1/signatory"


@pytest.fixture
def nadia(cast: Cast) -> Person:
    """A manager who may read the plan and has no part in it."""
    nadia = Person(
        name="Nadia Noor",
        email="nadia.noor@northbank.example",
        role=Role.MANAGER,
        password_hash=cast.jean.password_hash,
        created_at=clock.now(),
    )
    db.session.add(nadia)
    db.session.flush()
    # She sees the plan by owning something in it.
    the("3.2").owner_id = nadia.id
    db.session.commit()
    return nadia


def test_the_manager_names_one_who_then_signs_off(cast: Cast, nadia: Person) -> None:
    jean = cast.client("jean")
    saved = jean.send(PAGE, {"person": str(nadia.id)})
    assert saved.location == "/actions/SLAC-1.1"
    page = words(jean.get(saved.location).text)
    assert "Success Nadia Noor can now sign off action 1.1 as well" in page
    assert "Second signatory Nadia Noor" in page
    assert "Second signatory is now Nadia Noor Jean Talbot, 8am on 4 July 2011" in page

    Gates(cast.priya, "1.1").sends()
    told = {(kind, name) for kind, name, _about, _at in waiting_letters()}
    assert told == {("sign_off_asked", "Jean Talbot"), ("sign_off_asked", "Nadia Noor")}
    client = cast.client("nadia")
    assert "SLAC-1.1" in client.get("/review/waiting").text
    client.send("/actions/SLAC-1.1/sign-off/decide", {"verdict": "sign_off"})

    assert the("1.1").progress is Progress.COMPLETED


def test_the_second_signatory_does_nothing_else_of_the_managers(cast: Cast, nadia: Person) -> None:
    the("1.1").signatory = nadia
    db.session.commit()

    assert on_hold.why_not(the("1.1"), nadia, clock.today())
    with pytest.raises(RuleBroken, match="is not waiting for sign-off"):
        Gates(nadia, "1.1").decides(SIGN_OFF)


def test_one_who_comes_to_own_it_or_cannot_see_it_any_more_signs_nothing(
    cast: Cast, nadia: Person
) -> None:
    action = the("1.1")
    action.signatory, action.owner_id = nadia, nadia.id
    db.session.commit()
    Gates(nadia, "1.1").sends()

    with pytest.raises(RuleBroken, match="You own action"):
        Gates(nadia, "1.1").decides(SIGN_OFF)
    told = {name for _kind, name, _about, _at in waiting_letters()}
    assert told == {"Jean Talbot"}


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("jean", "Select somebody from the list"),
        ("priya", "Select somebody from the list"),
        ("sam", None),
        ("alan", None),
    ],
)
def test_only_somebody_fit_is_named(cast: Cast, who: str, said: str | None) -> None:
    answer = cast.client("jean").send(PAGE, {"person": str(getattr(cast, who).id)})

    assert (messages(answer) if said else answer.location) == (
        [said] if said else "/actions/SLAC-1.1"
    )


def test_one_who_cannot_see_it_is_not_named(cast: Cast, nadia: Person) -> None:
    the("3.2").owner_id = cast.dawn.id
    db.session.commit()

    answer = cast.client("sam").send(PAGE, {"person": str(nadia.id)})

    assert messages(answer) == ["Nadia Noor cannot see this action. Select somebody who can"]


def test_it_is_ended_by_naming_nobody(cast: Cast) -> None:
    jean = cast.client("jean")
    jean.send(PAGE, {"person": str(cast.alan.id)})
    jean.send(PAGE, {"person": ""})

    assert the("1.1").signatory is None
    assert "Second signatory is now nobody" in words(jean.get("/actions/SLAC-1.1").text)


def test_neither_the_owner_nor_their_cover_names_one(northbank: Flask, cast: Cast) -> None:
    the("1.1").owner_id = cast.jean.id
    db.session.commit()

    page = cast.client("jean").get(PAGE)

    assert page.status_code == 403
    assert "Only Alan Mercer or a performance officer says who else signs it off." in page.text
