"""What an outsider is told: for every address of a plan that is not theirs, nothing."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.services.sign_in import hash_password
from tracker.store.actions import Action
from tracker.store.imports import ImportDraft
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding

OTHER_WORDS = "Keep the roads gritted"


@pytest.fixture
def outsiders(northbank: Flask, cast: Cast, now: datetime) -> dict[str, CheckedClient]:
    """An officer, a manager, a partner and a board-like reader of nothing, in another plan."""
    hashed = hash_password(PASSWORD)
    sam = cast.sam
    people = {
        role.value: Person(
            name=f"Outside {role.value}",
            email=f"{role.value}@roads.example",
            role=role,
            password_hash=hashed,
            created_at=now,
        )
        for role in (Role.OFFICER, Role.MANAGER, Role.PARTNER, Role.ADMINISTRATOR)
    }
    db.session.add_all(people.values())
    plan = Plan(code="ROAD", title="Roads", lead=sam, started_at=now)
    db.session.add(plan)
    db.session.flush()
    for number, role in enumerate(("officer", "manager", "partner"), 1):
        db.session.add(
            Action(
                plan=plan,
                number=f"1.{number}",
                position=number,
                title=OTHER_WORDS,
                short_title=OTHER_WORDS,
                owner=people[role],
                manager=people["manager"],
                starts_on=date(2011, 4, 1),
                original_due_on=date(2011, 6, 1),
                due_on=date(2011, 6, 1),
                given_at=now,
                given_by_id=sam.id,
            )
        )
    db.session.add(
        ImportDraft(id="d" * 32, by_id=sam.id, found={}, answers={}, created_at=now, saved_at=now)
    )
    db.session.commit()
    clients: dict[str, CheckedClient] = {}
    for role in people:
        client: CheckedClient = northbank.test_client()  # type: ignore[assignment]  # the app builds it
        client.sign_in(f"{role}@roads.example", PASSWORD)
        clients[role] = client
    return clients


def secrets() -> list[str]:
    """Every word of the demonstration's plan that an outsider must not read."""
    found = [*db.session.scalars(select(Action.title).where(Action.title != OTHER_WORDS))]
    found += [
        *db.session.scalars(select(Finding.title)),
        *db.session.scalars(select(Finding.wording)),
    ]
    db.session.rollback()
    return found


@pytest.mark.parametrize("role", ["officer", "manager", "partner", "administrator"])
def test_no_page_an_outsider_can_open_shows_anything_of_the_plan(
    northbank: Flask, cast: Cast, outsiders: dict[str, CheckedClient], role: str
) -> None:
    hidden, leaked = secrets(), []
    for rule in northbank.url_map.iter_rules():
        if (
            rule.arguments
            or "GET" not in (rule.methods or set())
            or rule.endpoint.startswith("mailbox")
        ):
            continue
        answer = outsiders[role].get(rule.rule, follow_redirects=True)
        said = answer.data.decode(errors="replace")
        leaked += [rule.rule for word in hidden if word in said]
        assert "SLAC" not in said, rule.rule

    assert leaked == []


def test_a_partner_sees_their_own_actions_and_no_plan(cast: Cast) -> None:
    helen = cast.client("helen")

    assert helen.get("/actions/SLAC-4.1").status_code == 200
    assert helen.get("/actions/SLAC-6.1").status_code == 404
    assert helen.get("/plans/SLAC").status_code == 403


def test_an_officer_sees_the_rest_of_their_plan_but_not_when_it_is_restricted(cast: Cast) -> None:
    priya = cast.client("priya")
    open_before = priya.get("/actions/SLAC-2.1").status_code
    plan = db.session.scalars(select(Plan).where(Plan.code == "SLAC")).one()
    plan.restricted = True
    db.session.commit()

    assert open_before == 200
    assert priya.get("/actions/SLAC-2.1").status_code == 404
    assert priya.get("/actions/SLAC-1.1").status_code == 200


def test_the_board_sees_no_restricted_plan(cast: Cast) -> None:
    margaret = cast.client("margaret")
    assert margaret.get("/plans/SLAC").status_code == 200
    db.session.scalars(select(Plan)).one().restricted = True
    db.session.commit()

    assert margaret.get("/plans/SLAC").status_code == 404
    assert "Safeguarding" not in margaret.get("/plans").text


def test_a_person_turned_off_is_out_at_the_next_request(cast: Cast) -> None:
    priya = cast.client("priya")
    cast.priya.active = False
    db.session.commit()

    answer = priya.get("/")

    assert (answer.status_code, answer.location.startswith("/sign-in")) == (302, True)


def test_a_cookie_kept_from_before_signing_out_is_worth_nothing(
    cast: Cast, client: CheckedClient
) -> None:
    priya = cast.client("priya")
    kept = priya.get_cookie("session")
    assert kept
    priya.send("/account")
    client.set_cookie("session", kept.value)

    assert client.get("/").status_code == 302
