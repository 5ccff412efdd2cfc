"""The links that stop a summary without signing in: what each stops, and for whom."""

from datetime import datetime

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from tests.cast import Cast
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.stopping import Stoppable, stop, stopping, unsubscribe_token
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import ReminderPattern

SECRET = "the secret of this installation"


def changes() -> list[dict[str, object]]:
    found = select(HistoryEntry.facts).where(HistoryEntry.kind == Happened.PERSON_CHANGED)
    return list(db.session.scalars(found.order_by(HistoryEntry.id)))


def test_the_link_stops_the_summary_of_the_person_it_is_for_and_no_other(
    cast: Cast, now: datetime
) -> None:
    token = unsubscribe_token(cast.jean.id, SECRET)
    assert stopping(token, secret_key=SECRET).reader == cast.jean
    assert cast.jean.wants_digest

    for _again in range(2):
        assert stop(token, secret_key=SECRET, now=now).what is Stoppable.DIGEST

    assert (cast.jean.wants_digest, cast.alan.wants_digest) == (False, True)
    assert len(changes()) == 1


def test_the_link_of_an_agenda_leaves_what_is_due_and_nothing_else(
    cast: Cast, now: datetime
) -> None:
    token = unsubscribe_token(cast.ruth.id, SECRET, Stoppable.AGENDA)
    assert not stopping(token, secret_key=SECRET).is_stopped

    stop(token, secret_key=SECRET, now=now)

    assert (cast.ruth.reminders, cast.priya.reminders) == (
        ReminderPattern.ONLY_DUE,
        ReminderPattern.WEEKLY,
    )
    assert stopping(token, secret_key=SECRET).is_stopped
    assert changes()[0]["before"] == {"reminders": "weekly"}


def test_the_link_of_the_boards_summary_stops_that_one(cast: Cast, now: datetime) -> None:
    token = unsubscribe_token(cast.margaret.id, SECRET, Stoppable.BOARD_DIGEST)

    stop(token, secret_key=SECRET, now=now)

    assert (cast.margaret.wants_board_digest, cast.margaret.wants_digest) == (False, True)


def test_a_link_goes_on_working_when_the_secret_has_been_replaced(cast: Cast) -> None:
    token = unsubscribe_token(cast.jean.id, SECRET)

    assert stopping(token, secret_key=[SECRET, "the next secret"]).reader == cast.jean


@pytest.mark.parametrize("token", ["", "1", "Mg.forged", "é"])
def test_a_link_of_somebody_elses_making_does_nothing(
    cast: Cast, now: datetime, token: str
) -> None:
    with pytest.raises(RuleBroken):
        stop(token, secret_key=SECRET, now=now)


def test_a_link_signed_for_another_purpose_does_nothing(cast: Cast, now: datetime) -> None:
    token = str(URLSafeSerializer(SECRET, salt="something else").dumps(cast.jean.id))

    with pytest.raises(RuleBroken):
        stop(token, secret_key=SECRET, now=now)
