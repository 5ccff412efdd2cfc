"""Moving all of a person's open actions: nothing is left behind, and each new owner is told."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.services.forms_sent import sent_by
from tests.services.letters import plain
from tests.services.letters import written as letters_written
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.handover import Moves, move_actions
from tracker.services.people import turn_off
from tracker.store.actions import Action
from tracker.store.directory import OpenWork, open_work_of
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import Notification, NotificationAction
from tracker.store.people import Person
from tracker.store.plans import Plan


def happened(kind: Happened, now: datetime) -> list[tuple[str, dict[str, str]]]:
    found = (
        select(Action.number, HistoryEntry.facts)
        .join(HistoryEntry, HistoryEntry.action_id == Action.id)
        .where(HistoryEntry.kind == kind, HistoryEntry.at == now)
        .order_by(Action.position)
    )
    return [(number, facts) for number, facts in db.session.execute(found)]


def letters() -> list[tuple[str, str, list[str]]]:
    found = []
    for letter in db.session.scalars(select(Notification).order_by(Notification.created_at)):
        about = (
            select(Action.number)
            .join(NotificationAction, NotificationAction.action_id == Action.id)
            .where(NotificationAction.notification_id == letter.id)
            .order_by(Action.position)
        )
        to = db.session.get_one(Person, letter.recipient_id).name
        found.append((letter.kind, to, list(db.session.scalars(about))))
    return found


def test_the_new_owner_gets_them_all_in_one_letter(cast: Cast, now: datetime) -> None:
    said = move_actions(cast.priya.id, Moves(to_owner=cast.tom), sent=sent_by(cast.chris), now=now)

    assert said == "Tom Ashworth now owns the actions of Priya Nair and gets an email."
    assert open_work_of(cast.priya.id) == OpenWork(owned=0, managed=0)
    assert open_work_of(cast.tom.id) == OpenWork(owned=4, managed=0)
    given = {"from": "Priya Nair", "to": "Tom Ashworth", "note": ""}
    assert happened(Happened.GIVEN, now) == [("1.1", given), ("1.2", given)]
    assert letters() == [("new_action", "Tom Ashworth", ["1.1", "1.2"])]


def test_an_accountable_manager_hands_over_and_can_then_be_turned_off(
    cast: Cast, now: datetime
) -> None:
    move_actions(cast.jean.id, Moves(to_manager=cast.alan), sent=sent_by(cast.chris), now=now)

    assert open_work_of(cast.alan.id) == OpenWork(owned=0, managed=11)
    changed = happened(Happened.MANAGER_CHANGED, now)
    assert [number for number, _facts in changed] == [
        *["1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "5.1", "6.1", "6.2", "7.2"]
    ]
    assert changed[0][1] == {"from": "Jean Talbot", "to": "Alan Mercer"}
    assert letters() == []
    turn_off(cast.jean.id, sent=sent_by(cast.chris), now=now)
    assert not cast.jean.active


@pytest.mark.parametrize(
    ("moved", "refusal"),
    [
        (("priya", None, None), ("Select who will own them", "to_owner")),
        (("jean", "tom", None), ("Select who will be accountable for them", "to_manager")),
        (
            ("priya", "margaret", None),
            ("Margaret Osei cannot own actions. Select somebody else.", "to_owner"),
        ),
        (
            ("jean", None, "tom"),
            (
                "Tom Ashworth cannot be made accountable for them. Select somebody else.",
                "to_manager",
            ),
        ),
        (
            ("jean", None, "jean"),
            (
                "Jean Talbot cannot be made accountable for them. Select somebody else.",
                "to_manager",
            ),
        ),
    ],
)
def test_all_are_moved_or_none(
    cast: Cast, now: datetime, moved: tuple[str, str | None, str | None], refusal: tuple[str, str]
) -> None:
    person, owner, manager = (getattr(cast, name) if name else None for name in moved)
    before = open_work_of(person.id)

    with pytest.raises(RuleBroken) as rule:
        move_actions(
            person.id,
            Moves(to_owner=owner, to_manager=manager),
            sent=sent_by(cast.chris),
            now=now,
        )

    assert (rule.value.message, rule.value.field) == refusal
    assert open_work_of(person.id) == before
    assert letters() == []


def number_of(action: str) -> int:
    """The number in the database of the action with this number in the plan."""
    return db.session.scalars(select(Action.id).where(Action.number == action)).one()


def owners() -> dict[str, str]:
    """Who owns each open action."""
    found = select(Action.number, Person.name).join(Person, Person.id == Action.owner_id)
    found = found.where(Action.open).order_by(Action.position)
    return {row.number: row.name for row in db.session.execute(found)}


def test_a_leavers_three_actions_go_to_two_people_with_one_letter_each(
    cast: Cast, now: datetime
) -> None:
    give = db.session.scalars(select(Action).where(Action.number == "2.2")).one()
    give.owner_id = cast.priya.id
    db.session.commit()

    said = move_actions(
        cast.priya.id,
        Moves(to_owner=cast.tom, each={number_of("1.2"): cast.dawn}),
        sent=sent_by(cast.sam),
        now=now,
    )

    assert said == (
        "Tom Ashworth and Dawn Okafor now own the actions of Priya Nair and get one email each."
    )
    moved = {number: owner for number, owner in owners().items() if number in ("1.1", "1.2", "2.2")}
    assert moved == {"1.1": "Tom Ashworth", "1.2": "Dawn Okafor", "2.2": "Tom Ashworth"}
    assert sorted(letters()) == [
        ("new_action", "Dawn Okafor", ["1.2"]),
        ("new_action", "Tom Ashworth", ["1.1", "2.2"]),
    ]


@pytest.mark.parametrize(
    ("taker", "message", "field"),
    [
        ("margaret", "Margaret Osei cannot own actions. Select somebody else.", "1.2"),
        ("", "Select who gets action SLAC-1.1, or one person for all", "1.1"),
    ],
)
def test_one_action_that_cannot_be_given_holds_all_of_them_back(
    cast: Cast, now: datetime, taker: str, message: str, field: str
) -> None:
    before = owners()
    to_all = cast.tom if taker else None
    each = {number_of("1.2"): getattr(cast, taker) if taker else cast.tom}

    with pytest.raises(RuleBroken) as rule:
        move_actions(
            cast.priya.id, Moves(to_owner=to_all, each=each), sent=sent_by(cast.sam), now=now
        )

    named = f"action_{number_of(field)}"
    assert (rule.value.message, rule.value.field) == (message, named)
    assert (owners(), letters()) == (before, [])


def test_the_people_of_a_manager_get_the_next_one_up_in_the_same_step(
    cast: Cast, now: datetime
) -> None:
    said = move_actions(
        cast.jean.id,
        Moves(to_manager=cast.alan, move_people=True, people_to=cast.alan),
        sent=sent_by(cast.sam),
        now=now,
    )

    assert said == ("Alan Mercer is accountable for them and 4 people now report to Alan Mercer.")
    assert {cast.priya.manager, cast.tom.manager, cast.dawn.manager} == {cast.alan}
    changed = select(HistoryEntry).where(HistoryEntry.kind == Happened.PERSON_CHANGED)
    first = db.session.scalars(changed.order_by(HistoryEntry.id)).first()
    assert first
    assert first.facts["name"] == "Dawn Okafor"
    assert (first.facts["before"], first.facts["after"]) == (
        {"manager": "Jean Talbot"},
        {"manager": "Alan Mercer"},
    )


def test_people_do_not_report_to_one_of_themselves(cast: Cast, now: datetime) -> None:
    with pytest.raises(RuleBroken) as rule:
        move_actions(
            cast.alan.id,
            Moves(move_people=True, people_to=cast.jean),
            sent=sent_by(cast.sam),
            now=now,
        )

    assert (rule.value.message, rule.value.field) == (
        "They cannot report to Jean Talbot. Select somebody else.",
        "people_to",
    )
    assert cast.jean.manager == cast.alan


def test_forty_actions_of_three_plans_go_in_one_step_with_one_letter_a_receiver(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    crowd(60)
    for code in ("ROAD", "HOME"):
        db.session.add(Plan(code=code, title=code, lead=cast.sam, started_at=now))
    db.session.flush()
    plans = list(db.session.scalars(select(Plan.id).order_by(Plan.id)))
    forty = list(db.session.scalars(select(Action).where(Action.open).order_by(Action.id)))[:40]
    db.session.execute(update(Action).values(owner_id=cast.tom.id))
    for n, action in enumerate(forty):
        action.owner_id, action.plan_id = cast.priya.id, plans[n % 3]
    db.session.commit()
    to_dawn = {action.id: cast.dawn for action in forty[:15]}

    move_actions(
        cast.priya.id,
        Moves(to_owner=cast.helen, each=to_dawn),
        sent=sent_by(cast.sam),
        now=now,
    )

    assert open_work_of(cast.priya.id) == OpenWork(owned=0, managed=0)
    sent = sorted((kind, to, len(about)) for kind, to, about in letters())
    assert sent == [("new_action", "Dawn Okafor", 15), ("new_action", "Helen Pryce", 25)]
    text = plain(letters_written(northbank, now=now)["Dawn"])
    assert "15 NEW ACTIONS ARE YOURS" in text
    assert "5 more" in text
