"""Adding, changing, turning off and on: the rules, and what the history keeps."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tracker.domain.access import Role
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.people import (
    PersonFacts,
    add_person,
    change_person,
    enter_person,
    give_new_password,
    turn_off,
    turn_on,
)
from tracker.services.sign_in import person_of, sign_in
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person

PASSWORD = "northbank demonstration"
IDLE = timedelta(minutes=30)


def facts_of(person: Person, **changed: Any) -> PersonFacts:
    same = PersonFacts(
        name=person.name,
        email=person.email,
        post=person.post,
        role=person.role,
        team_id=person.team_id,
        manager_id=person.manager_id,
    )
    return replace(same, **changed)


def newest(kind: Happened) -> HistoryEntry:
    found = select(HistoryEntry).where(HistoryEntry.kind == kind).order_by(HistoryEntry.id.desc())
    return db.session.scalars(found.limit(1)).one()


def added(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Nadia Rahman",
        "email": " Nadia.Rahman@Northbank.example ",
        "post": "Social worker",
        "role": "officer",
        "team": "safeguarding",
        "manager": "jean.talbot@northbank.example",
        "password": "a password of her own",
        **changed,
    }


def broken(rule: pytest.ExceptionInfo[RuleBroken]) -> tuple[str, str | None]:
    return rule.value.message, rule.value.field


def test_a_person_is_added_from_plain_words(cast: Cast, now: datetime) -> None:
    person, made = add_person(**added(), now=now)

    assert made is None
    assert person.email == "nadia.rahman@northbank.example"
    assert (person.team and person.team.name, person.manager) == ("Safeguarding", cast.jean)
    entry = newest(Happened.PERSON_ADDED)
    assert (entry.actor, entry.facts) == (
        None,
        {
            "person": person.id,
            "name": "Nadia Rahman",
            "before": {},
            "after": {
                "name": "Nadia Rahman",
                "email": "nadia.rahman@northbank.example",
                "post": "Social worker",
                "role": "Officer",
                "team": "Safeguarding",
                "manager": "Jean Talbot",
            },
        },
    )


def test_a_password_is_made_when_none_is_given_and_kept_only_as_a_hash(
    cast: Cast, now: datetime
) -> None:
    person, made = add_person(**added(password=None), now=now)

    assert made
    assert len(made) == 19
    assert sign_in(person.email, made, address="here", now=now)
    assert made not in str([entry.facts for entry in db.session.scalars(select(HistoryEntry))])


@pytest.mark.parametrize(
    "address",
    [
        "priya\nBcc: all@northbank.example",
        "priya@northbank.example.",
        f"{'p' * 65}@northbank.example",
        f"priya@{'n' * 60}.{'n' * 60}.{'n' * 60}.{'n' * 60}.{'n' * 60}.example",
        '"priya nair"@northbank.example',
        "priya@northbank",
        "priya@[192.0.2.1]",
        "priya nair@northbank.example",
        "a@northbank.example, b@northbank.example",
    ],
)
def test_sm18_an_address_that_could_not_be_written_to_is_refused(
    cast: Cast, now: datetime, address: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        add_person(**added(email=address), now=now)

    assert refused.value.field == "email"


@pytest.mark.parametrize("address", ["nadia+plans@northbank.example", "nadia@bücher.example"])
def test_sm18_an_unusual_address_that_can_be_written_to_is_taken(
    cast: Cast, now: datetime, address: str
) -> None:
    person, _made = add_person(**added(email=address), now=now)

    assert person.email == address


@pytest.mark.parametrize(
    ("given", "message", "field"),
    [
        ({"name": " "}, "Enter their full name", "name"),
        ({"email": ""}, "Enter an email address", "email"),
        (
            {"email": "nadia"},
            "Enter an email address in the correct format, like name@example.com",
            "email",
        ),
        (
            {"email": "PRIYA.NAIR@northbank.example"},
            "This is the email address of Priya Nair",
            "email",
        ),
        (
            {"role": "emperor"},
            "Role must be one of: officer, manager, performance, board, administrator, partner",
            "role",
        ),
        ({"team": "Highways"}, "There is no team called Highways", "team"),
        (
            {"manager": "nobody@northbank.example"},
            "Nobody here has the email address nobody@northbank.example",
            "manager",
        ),
        ({"password": "short"}, "Password must be 12 characters or more", "password"),
    ],
)
def test_what_does_not_fit_is_refused_and_adds_nobody(
    cast: Cast, now: datetime, given: dict[str, str], message: str, field: str
) -> None:
    before = db.session.scalar(select(func.count()).select_from(Person))

    with pytest.raises(RuleBroken) as rule:
        add_person(**added(**given), now=now)
    db.session.rollback()

    assert broken(rule) == (message, field)
    assert db.session.scalar(select(func.count()).select_from(Person)) == before


def test_the_address_of_somebody_turned_off_is_named(cast: Cast, now: datetime) -> None:
    turn_off(cast.margaret.id, sent=sent_by(cast.chris), now=now)

    with pytest.raises(RuleBroken) as rule:
        add_person(**added(email="margaret.osei@northbank.example"), now=now)

    assert rule.value.message == (
        "This is the email address of Margaret Osei, who is turned off. Turn them on instead"
    )


def test_the_same_form_twice_adds_one_person(cast: Cast, now: datetime) -> None:
    facts = PersonFacts("Nadia Rahman", "nadia@northbank.example", "", Role.OFFICER, None, None)
    sent = sent_by(cast.chris, "the same form")
    enter_person(facts, password="", sent=sent, now=now)

    with pytest.raises(AlreadyDone) as again:
        enter_person(facts, password="", sent=sent, now=now)

    assert (again.value.answer, again.value.message) == (
        "/admin/users",
        "Nadia Rahman can now sign in.",
    )
    found = select(func.count()).select_from(Person).where(Person.name == "Nadia Rahman")
    assert db.session.scalar(found) == 1


def test_a_change_is_kept_with_what_was_before_and_after(cast: Cast, now: datetime) -> None:
    facts = facts_of(cast.priya, post="Team manager", manager_id=cast.alan.id)

    change_person(
        cast.priya.id, facts, version=cast.priya.version, sent=sent_by(cast.chris), now=now
    )

    entry = newest(Happened.PERSON_CHANGED)
    assert (entry.actor, entry.facts) == (
        cast.chris,
        {
            "person": cast.priya.id,
            "name": "Priya Nair",
            "before": {"post": "Safeguarding unit manager", "manager": "Jean Talbot"},
            "after": {"post": "Team manager", "manager": "Alan Mercer"},
        },
    )


def test_a_form_built_from_an_old_version_overwrites_nothing(cast: Cast, now: datetime) -> None:
    seen = cast.priya.version
    first = facts_of(cast.priya, post="Team manager")
    second = facts_of(cast.priya, post="Head of unit")
    change_person(cast.priya.id, first, version=seen, sent=sent_by(cast.chris), now=now)

    with pytest.raises(Crossed):
        change_person(cast.priya.id, second, version=seen, sent=sent_by(cast.chris), now=now)

    assert cast.priya.post == "Team manager"


def test_signing_in_does_not_make_a_form_about_the_person_out_of_date(
    cast: Cast, now: datetime
) -> None:
    seen = cast.priya.version
    facts = facts_of(cast.priya, post="Team manager")
    sign_in(cast.priya.email, PASSWORD, address="here", now=now)

    change_person(cast.priya.id, facts, version=seen, sent=sent_by(cast.chris), now=now)

    assert (cast.priya.post, cast.priya.signed_in_at) == ("Team manager", now)


def test_a_new_role_ends_the_sessions_and_a_new_post_does_not(cast: Cast, now: datetime) -> None:
    token = sign_in(cast.sam.email, PASSWORD, address="here", now=now)
    change_person(
        cast.sam.id,
        facts_of(cast.sam, post="Improvement officer"),
        version=cast.sam.version,
        sent=sent_by(cast.chris),
        now=now,
    )
    assert person_of(token, idle=IDLE, now=now)[0] == cast.sam

    change_person(
        cast.sam.id,
        facts_of(cast.sam, role=Role.OFFICER),
        version=cast.sam.version,
        sent=sent_by(cast.chris),
        now=now,
    )

    assert person_of(token, idle=IDLE, now=now)[0] is None


@pytest.mark.parametrize(
    ("who", "changed", "refusal"),
    [
        (
            "chris",
            {"role": Role.OFFICER},
            ("Chris Bolton is the only administrator. Make somebody else one first.", "role"),
        ),
        (
            "priya",
            {"role": Role.BOARD},
            (
                "Priya Nair owns 2 open actions, which a board member cannot. Move them first.",
                "role",
            ),
        ),
        (
            "jean",
            {"role": Role.OFFICER},
            (
                "Jean Talbot is accountable for 11 open actions, which an officer cannot be. Move them first.",
                "role",
            ),
        ),
        (
            "jean",
            {"manager_id": "priya"},
            ("Priya Nair works below Jean Talbot. Select somebody else.", "manager"),
        ),
        (
            "jean",
            {"manager_id": "jean"},
            ("Jean Talbot works below Jean Talbot. Select somebody else.", "manager"),
        ),
        (
            "tom",
            {"email": "priya.nair@northbank.example"},
            ("This is the email address of Priya Nair", "email"),
        ),
    ],
)
def test_a_change_the_rules_forbid(
    cast: Cast, now: datetime, who: str, changed: dict[str, Any], refusal: tuple[str, str]
) -> None:
    person = getattr(cast, who)
    manager = changed.get("manager_id")
    facts = facts_of(
        person, **(changed | ({"manager_id": getattr(cast, manager).id} if manager else {}))
    )

    with pytest.raises(RuleBroken) as rule:
        change_person(person.id, facts, version=person.version, sent=sent_by(cast.chris), now=now)

    assert broken(rule) == refusal


def test_a_person_turned_off_is_out_at_once_and_back_when_turned_on(
    cast: Cast, now: datetime
) -> None:
    token = sign_in(cast.margaret.email, PASSWORD, address="here", now=now)

    turn_off(cast.margaret.id, sent=sent_by(cast.chris), now=now)

    assert person_of(token, idle=IDLE, now=now)[0] is None
    with pytest.raises(RuleBroken):
        sign_in(cast.margaret.email, PASSWORD, address="here", now=now)
    assert newest(Happened.PERSON_TURNED_OFF).facts == {
        "person": cast.margaret.id,
        "name": "Margaret Osei",
        "before": {"active": True},
        "after": {"active": False},
    }

    turn_on(cast.margaret.id, sent=sent_by(cast.chris), now=now)

    assert person_of(token, idle=IDLE, now=now)[0] is None
    assert sign_in(cast.margaret.email, PASSWORD, address="here", now=now)


@pytest.mark.parametrize(
    ("who", "message"),
    [
        ("chris", "You cannot turn off your own account. Ask another administrator."),
        ("priya", "Priya Nair has 2 open actions. Move them to somebody else first."),
        ("jean", "Jean Talbot has 11 open actions. Move them to somebody else first."),
    ],
)
def test_who_cannot_be_turned_off(cast: Cast, now: datetime, who: str, message: str) -> None:
    with pytest.raises(RuleBroken) as rule:
        turn_off(getattr(cast, who).id, sent=sent_by(cast.chris), now=now)

    assert rule.value.message == message
    assert getattr(cast, who).active


def test_the_last_administrator_cannot_be_turned_off_by_anybody(cast: Cast, now: datetime) -> None:
    with pytest.raises(RuleBroken) as rule:
        turn_off(cast.chris.id, sent=sent_by(cast.sam), now=now)

    assert rule.value.message == (
        "Chris Bolton is the only administrator. Make somebody else one first."
    )


def test_a_new_password_ends_the_sessions_and_the_old_one_is_worth_nothing(
    cast: Cast, now: datetime
) -> None:
    token = sign_in(cast.priya.email, PASSWORD, address="here", now=now)

    made = give_new_password(cast.priya.id, sent=sent_by(cast.chris), now=now)

    assert person_of(token, idle=IDLE, now=now)[0] is None
    with pytest.raises(RuleBroken):
        sign_in(cast.priya.email, PASSWORD, address="here", now=now)
    assert sign_in(cast.priya.email, made, address="here", now=now)
