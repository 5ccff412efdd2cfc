from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from tests.store.outbox_rows import MONDAY, facts, gated, plan, planned, priya, restore, row, take
from tracker.extensions import db
from tracker.store.adding import add_new
from tracker.store.outbox import (
    Notification,
    OccasionSkip,
    address_hash,
    current_generation,
    new_id,
    plan_many,
    spoken_for,
    suppress,
    suppressed_among,
)
from tracker.store.outbox_moves import Said, sent


def test_a_letter_is_planned_once_however_often_it_is_planned(app: Flask) -> None:
    first = planned("digest|to:1|2011-W27")

    assert plan(first) == {first.id}
    assert plan(planned("digest|to:1|2011-W27"), planned("digest|to:1|2011-W28", id="8" * 32)) == {
        "8" * 32
    }
    assert db.session.scalar(select(func.count(Notification.id))) == 2


def test_the_same_key_twice_in_one_batch_is_one_letter(app: Flask) -> None:
    assert len(plan(planned("a"), planned("a"))) == 1


def test_planning_is_as_many_statements_for_many_letters_as_for_one(app: Flask) -> None:
    seen: list[str] = []
    letters = {size: [planned(f"{size}|{number}") for number in range(size)] for size in (1, 500)}
    event.listen(db.engine, "before_cursor_execute", lambda *about: seen.append(about[2]))
    counts = []
    for size, many in letters.items():
        db.session.rollback()
        seen.clear()
        assert len(plan(*many)) == size
        counts.append(len(seen))

    assert counts[0] == counts[1] <= 4


def test_nothing_to_plan_is_nothing_done(app: Flask) -> None:
    assert plan() == set()


def test_a_message_id_is_made_from_the_letters_own_id(app: Flask) -> None:
    letter = planned("a")
    plan(letter)

    assert row(letter.id).message_id == f"<overdue.{letter.id}@northbank.example>"


def test_a_change_that_is_taken_back_takes_its_letter_back(app: Flask) -> None:
    letter = planned("event|audit:7|to:1")
    plan_many(db.session(), [letter], batch=new_id(), host="northbank.example", now=MONDAY)
    db.session.rollback()

    assert db.session.get(Notification, letter.id) is None


@pytest.mark.parametrize(
    "values", [{"state": "claimed"}, {"owner": "one"}, {"state": "sent", "owner": "one"}]
)
def test_the_database_itself_keeps_owner_and_state_together(
    app: Flask, values: dict[str, str]
) -> None:
    letter = planned("a")
    plan(letter)

    with pytest.raises(IntegrityError):
        db.session.execute(db.update(Notification).values(**values))
    db.session.rollback()


def test_an_unknown_state_is_refused(app: Flask) -> None:
    plan(planned("a"))

    with pytest.raises((IntegrityError, StatementError)):
        db.session.execute(db.text("UPDATE notification SET state = 'lost'"))
    db.session.rollback()


def test_after_a_restore_older_letters_are_not_sent(app: Flask) -> None:
    plan(planned("before the backup"))
    restore()
    after = planned("after the restore")
    plan(after)

    assert current_generation(db.session()) == 2
    taken = take()
    assert taken is not None
    assert taken.id == after.id
    assert take() is None


def test_an_address_that_bounced_gets_nothing_until_somebody_clears_it(app: Flask) -> None:
    letter = planned("a")
    plan(letter)
    for _ in range(2):
        suppress(
            db.session(),
            address_hash("Priya.Nair@northbank.example"),
            reason="550",
            notification_id=letter.id,
            now=MONDAY,
        )
        db.session.commit()

    hers, toms = (
        address_hash(one) for one in ("priya.nair@northbank.example ", "tom@northbank.example")
    )
    assert suppressed_among(db.session(), [hers, toms]) == {hers}
    assert address_hash("A@b.example ") == address_hash("a@b.example")


def test_a_skipped_occasion_is_noted_once(app: Flask) -> None:
    skip = {
        "dedupe_key": "reminder|act:1|due:2011-05-31|step:+1|to:1",
        "kind": "overdue",
        "recipient_id": priya(),
        "action_id": None,
        "reason": "a newer step was reached",
        "at": MONDAY,
    }
    add_new(db.session(), OccasionSkip, [skip, skip])
    add_new(db.session(), OccasionSkip, [skip | {"at": MONDAY + timedelta(days=1)}])
    add_new(db.session(), OccasionSkip, [])
    db.session.commit()

    (kept,) = db.session.scalars(select(OccasionSkip)).all()
    assert (kept.reason, kept.at) == ("a newer step was reached", MONDAY)


# On SQLite nobody else writes while letters are counted.
@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_letter_that_goes_while_the_hours_letters_are_counted_is_counted(app: Flask) -> None:
    letter = gated()
    asked = 0

    def it_goes(*_about: object) -> None:
        nonlocal asked
        asked += 1
        if asked == 1:
            with Session(db.engine) as elsewhere:
                assert sent(elsewhere, letter, now=MONDAY, said=Said("dot", 250))
                elsewhere.commit()

    event.listen(db.engine, "after_cursor_execute", it_goes)
    counted = spoken_for(db.session(), MONDAY)
    event.remove(db.engine, "after_cursor_execute", it_goes)

    assert counted == 1
    assert facts(letter.id, "state") == ("sent",)
