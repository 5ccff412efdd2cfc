"""A database that was restored or copied sends nothing until an administrator decides (BK-04)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.services.posting import Office, open_office
from tests.store.outbox_rows import MONDAY, facts, plan, planned, priya
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import holding
from tracker.services.forms import SentForm
from tracker.services.holding import What, decide, mail_hold, may_send, start_sending
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import Instance, LetterState
from tracker.store.people import Person


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Iterator[Office]:
    with open_office(app, tmp_path / "postroom") as opened:
        yield opened


def use(app: Flask, **changes: object) -> None:
    """Run with other settings from here on."""
    app.extensions["settings"] = replace(app.extensions["settings"], **changes)


def waits(*keys: str, **changes: object) -> list[str]:
    """Plan letters; returns their numbers in the order of the keys."""
    letters = [planned(key, **changes) for key in keys]
    plan(*letters)
    return [one.id for one in letters]


def form(number: str) -> SentForm:
    return SentForm(db.session.get_one(Person, priya()), number, "/admin/mail/held")


def held_elsewhere(app: Flask) -> None:
    """The database was begun here and is then opened by an installation of another name."""
    assert may_send(MONDAY)
    use(app, instance_name="test copy")


def happened() -> list[Happened]:
    return list(db.session.scalars(select(HistoryEntry.kind).order_by(HistoryEntry.id)))


def test_the_first_start_names_the_installation_by_its_base_address(app: Flask) -> None:
    assert (mail_hold().held, may_send(MONDAY), mail_hold().held) == (False, True, False)
    assert db.session.get_one(Instance, 1).name == "127.0.0.1"
    assert may_send(MONDAY)


def test_under_another_name_all_mail_is_held_and_planning_goes_on(
    app: Flask, office: Office
) -> None:
    (before,) = waits("a")
    held_elsewhere(app)
    hold = mail_hold()
    assert hold.reason == (
        "The database is that of the installation ‘127.0.0.1’ and this one is ‘test copy’."
    )

    assert not may_send(MONDAY)
    (after,) = waits("b")

    assert office.room().deliver_due(office.now) == {}
    assert (facts(before, "state"), facts(after, "state")) == ((LetterState.READY,),) * 2
    noted = mail_hold()
    assert (noted.reason, noted.since) == (hold.reason, MONDAY)
    assert happened() == [Happened.MAIL_HELD]
    assert not may_send(MONDAY)
    assert happened() == [Happened.MAIL_HELD]


def test_going_back_to_the_right_name_does_not_end_the_hold(app: Flask) -> None:
    held_elsewhere(app)
    assert not may_send(MONDAY)

    use(app, instance_name="127.0.0.1")

    assert not may_send(MONDAY)


def test_a_hold_that_begins_while_a_letter_is_on_its_way_shuts_the_gate(
    app: Flask, office: Office
) -> None:
    (only,) = waits("a")
    assert may_send(MONDAY)

    def decide_at(step: str, _about: str) -> None:
        if step == "data":
            with app.app_context():
                holding.restored(now=MONDAY)

    office.server.decide = decide_at

    assert office.room().deliver_due(office.now) == {"put back": 1}
    assert (office.server.ids(), facts(only, "state")) == ([], (LetterState.READY,))


def test_a_generation_older_than_the_one_kept_beside_the_database_is_a_restore(
    app: Flask,
) -> None:
    assert may_send(MONDAY)
    holding.restored(now=MONDAY)
    start_sending(form("1"), now=MONDAY)
    assert may_send(MONDAY)

    instance = db.session.get_one(Instance, 1)
    instance.generation = 1  # as in the backup, brought back once more
    db.session.commit()

    assert mail_hold().held
    assert not may_send(MONDAY)
    assert db.session.get_one(Instance, 1).generation == 3


def test_a_fresh_database_in_the_same_place_is_no_restore(app: Flask) -> None:
    assert may_send(MONDAY)
    holding.restored(now=MONDAY)
    db.session.delete(db.session.get_one(Instance, 1))
    db.session.commit()

    assert may_send(MONDAY)
    assert may_send(MONDAY)


@pytest.mark.parametrize(
    ("what", "states", "sent"),
    [
        (What.RELEASE, (LetterState.SENT, None), 1),
        (
            What.DROP,
            (
                LetterState.CANCELLED,
                "held when the database was restored, and dropped by Priya Nair",
            ),
            0,
        ),
        (What.SENT, (LetterState.SENT, None), 0),
    ],
)
def test_an_administrator_releases_drops_or_marks_what_waited(
    app: Flask, office: Office, what: What, states: tuple[object, ...], sent: int
) -> None:
    (only,) = waits("a")
    held_elsewhere(app)
    may_send(MONDAY)
    with pytest.raises(RuleBroken, match="Decide about 1 email first"):
        start_sending(form("1"), now=MONDAY)

    said = decide(what, everything=True, sent=form("2"), now=MONDAY)

    assert said.startswith("1 email ")
    assert office.room().deliver_due(office.now) == {}
    start_sending(form("3"), now=MONDAY)
    office.room().deliver_due(office.now)
    assert (facts(only, "state", "revoked_reason"), len(office.server.ids())) == (states, sent)
    assert not mail_hold().held
    assert may_send(MONDAY)
    assert happened() == [
        Happened.MAIL_HELD,
        Happened.MAIL_RELEASED,
        Happened.MAIL_RELEASED,
    ]


def test_letters_are_decided_one_by_one_or_by_kind(app: Flask) -> None:
    one, two = waits("a", "b")
    (digest,) = waits("c", kind="digest")
    held_elsewhere(app)
    may_send(MONDAY)

    decide(What.DROP, ids=[one], sent=form("1"), now=MONDAY)
    decide(What.SENT, kind="digest", sent=form("2"), now=MONDAY)

    assert [facts(letter, "state")[0] for letter in (one, two, digest)] == [
        LetterState.CANCELLED,
        LetterState.READY,
        LetterState.SENT,
    ]
    waiting = holding.waiting_letters(first=0, most=25)
    assert ([letter.id for letter, _name in waiting.letters], waiting.kinds) == (
        [two],
        [("overdue", 1)],
    )
    with pytest.raises(RuleBroken, match="Select the emails"):
        decide(What.DROP, sent=form("3"), now=MONDAY)
    with pytest.raises(RuleBroken, match="decided already"):
        decide(What.DROP, ids=[one], sent=form("4"), now=MONDAY)
