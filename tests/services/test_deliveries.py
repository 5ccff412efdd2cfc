"""Sending a letter again, settling one in doubt, clearing an address: once, and on the record."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.services.letters import written
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.errors import AlreadyDone, RuleBroken
from tracker.extensions import db
from tracker.services import addresses, deliveries, morning
from tracker.store.delivery_detail import suppressed, suppression_of
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import (
    InDoubt,
    LetterState,
    Notification,
    NotificationAction,
    address_hash,
    suppress,
)

EIGHT = clock.at("2011-07-04T08:00")


def to(cast: Cast, given_name: str, **values: object) -> str:
    """The id of this morning's reminder to somebody, changed to these values."""
    morning.plan_reminders(EIGHT)
    found = select(Notification.id).where(
        Notification.recipient_id == getattr(cast, given_name).id, Notification.kind == "reminder"
    )
    letter = db.session.scalars(found).one()
    if values:
        changed = update(Notification).where(Notification.id == letter).values(**values)
        db.session.execute(changed)
    db.session.commit()
    return letter


def gone(cast: Cast, given_name: str = "priya") -> str:
    """A reminder that has been sent."""
    return to(cast, given_name, state=LetterState.SENT, finished_at=EIGHT)


def happened(kind: Happened) -> list[HistoryEntry]:
    return list(db.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == kind)))


def test_a_letter_sent_again_is_a_new_one_about_the_same(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    first = gone(cast)

    again = deliveries.send_again(first, sent=sent_by(cast.sam), now=now)

    rows = select(NotificationAction.action_id, NotificationAction.step)
    spoken_of = {
        letter: db.session.execute(rows.where(NotificationAction.notification_id == letter)).all()
        for letter in (first, again)
    }
    assert spoken_of[first] == spoken_of[again] != []
    letter = written(northbank, now=now)["Priya"]
    assert isinstance(letter, Letter)
    assert letter.subject == "34 days overdue: 1.1 Conference minutes within 15 working days"
    (entry,) = happened(Happened.LETTER_SENT_AGAIN)
    assert (entry.actor_id, entry.facts["letter"], entry.facts["again"]) == (
        cast.sam.id,
        first,
        again,
    )
    assert entry.action_id is not None


def test_one_form_sends_again_once(northbank: Flask, cast: Cast, now: datetime) -> None:
    first, once = gone(cast), sent_by(cast.sam)
    deliveries.send_again(first, sent=once, now=now)

    with pytest.raises(AlreadyDone):
        deliveries.send_again(first, sent=once, now=now)
    db.session.rollback()
    with pytest.raises(RuleBroken, match="being sent again already"):
        deliveries.send_again(first, sent=sent_by(cast.chris), now=now)

    again = Notification.dedupe_key.startswith("again|")
    assert db.session.scalar(select(func.count()).select_from(Notification).where(again)) == 1


def test_out_of_hours_it_waits_for_the_next_sending_hours(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    again = deliveries.send_again(
        gone(cast), sent=sent_by(cast.sam), now=clock.at("2011-07-08T19:00")
    )

    assert db.session.get_one(Notification, again).next_at == clock.at("2011-07-11T08:00")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "has not gone yet"),
        ({"state": LetterState.DOUBTFUL, "finished_at": EIGHT}, "Say first whether"),
    ],
)
def test_what_has_not_been_decided_is_not_sent_again(
    northbank: Flask, cast: Cast, now: datetime, values: dict[str, object], reason: str
) -> None:
    letter = to(cast, "priya", **values)

    with pytest.raises(RuleBroken, match=reason):
        deliveries.send_again(letter, sent=sent_by(cast.sam), now=now)


def test_nothing_is_sent_again_to_a_dead_address_or_to_somebody_turned_off(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    letter = gone(cast)
    suppress(
        db.session(), address_hash(cast.priya.email), reason="550", notification_id=letter, now=now
    )
    db.session.commit()
    with pytest.raises(RuleBroken, match="No mail goes to the address of Priya Nair"):
        deliveries.send_again(letter, sent=sent_by(cast.sam), now=now)

    cast.priya.active = False
    db.session.commit()

    with pytest.raises(RuleBroken, match="Priya Nair is turned off"):
        deliveries.send_again(letter, sent=sent_by(cast.sam), now=now)


def test_a_letter_in_doubt_that_arrived_counts_as_sent_and_goes_no_more(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    held = to(cast, "priya", state=LetterState.DOUBTFUL, policy=InDoubt.HOLD, finished_at=EIGHT)
    repeated = to(cast, "helen", doubt_count=1, attempts=1)

    for letter in (held, repeated):
        deliveries.settle(letter, arrived=True, sent=sent_by(cast.sam), now=now)

    states = select(Notification.state).where(Notification.id.in_([held, repeated]))
    assert set(db.session.scalars(states)) == {LetterState.SENT}
    assert [entry.facts["outcome"] for entry in happened(Happened.LETTER_SETTLED)] == [
        "arrived",
        "arrived",
    ]


def test_a_letter_in_doubt_goes_again_as_the_same_message(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    held = to(cast, "priya", state=LetterState.DOUBTFUL, policy=InDoubt.HOLD, finished_at=EIGHT)
    before = db.session.get_one(Notification, held).message_id

    deliveries.settle(held, arrived=False, sent=sent_by(cast.chris), now=now)

    letter = db.session.get_one(Notification, held)
    assert (letter.state, letter.message_id, letter.finished_at) == (
        LetterState.READY,
        before,
        None,
    )
    with pytest.raises(RuleBroken, match="no longer in doubt"):
        deliveries.settle(held, arrived=False, sent=sent_by(cast.sam), now=now)


def test_a_cleared_address_gets_mail_again_and_is_on_the_record(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    letter = gone(cast)
    suppress(
        db.session(),
        address_hash(cast.priya.email),
        reason="550 no",
        notification_id=letter,
        now=now,
    )
    db.session.commit()
    ((suppression, person),) = suppressed()
    assert person is not None
    assert (person.id, suppression.reason) == (cast.priya.id, "550 no")

    addresses.clear_address(suppression.address_hash, sent=sent_by(cast.sam), now=now)

    assert (suppression_of(cast.priya), list(suppressed())) == (None, [])
    assert [entry.facts for entry in happened(Happened.ADDRESS_CLEARED)] == [
        {"person": cast.priya.id}
    ]
    with pytest.raises(RuleBroken, match="not held back any more"):
        addresses.clear_address(suppression.address_hash, sent=sent_by(cast.sam), now=now)
