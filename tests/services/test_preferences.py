"""What a person has chosen to be sent, and the link that stops a summary."""

from datetime import datetime

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.preferences import (
    Preferences,
    digest_reader,
    preferences_of,
    save_preferences,
    stop_digest,
    unsubscribe_token,
)
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import ReminderPattern

SECRET = "the secret of this installation"
CHOSEN = Preferences(ReminderPattern.DAILY, 2, wants_digest=False, digest_weekday=4, text_only=True)


def changes() -> list[dict[str, object]]:
    found = select(HistoryEntry.facts).where(HistoryEntry.kind == Happened.PERSON_CHANGED)
    return list(db.session.scalars(found.order_by(HistoryEntry.id)))


def test_what_is_chosen_is_kept_with_what_was_before(cast: Cast, now: datetime) -> None:
    save_preferences(cast.jean.id, CHOSEN, sent=sent_by(cast.jean), now=now)

    assert preferences_of(cast.jean) == CHOSEN
    assert changes() == [
        {
            "person": cast.jean.id,
            "name": "Jean Talbot",
            "before": {
                "reminders": "weekly",
                "agenda_weekday": 0,
                "wants_digest": True,
                "digest_weekday": 0,
                "text_only": False,
            },
            "after": {
                "reminders": "daily",
                "agenda_weekday": 2,
                "wants_digest": False,
                "digest_weekday": 4,
                "text_only": True,
            },
        }
    ]


def test_the_link_stops_the_summary_of_the_person_it_is_for_and_no_other(
    cast: Cast, now: datetime
) -> None:
    token = unsubscribe_token(cast.jean.id, SECRET)
    assert digest_reader(token, secret_key=SECRET) == cast.jean
    assert cast.jean.wants_digest

    for _again in range(2):
        stop_digest(token, secret_key=SECRET, now=now)

    assert (cast.jean.wants_digest, cast.alan.wants_digest) == (False, True)
    assert len(changes()) == 1


def test_a_link_goes_on_working_when_the_secret_has_been_replaced(cast: Cast) -> None:
    token = unsubscribe_token(cast.jean.id, SECRET)

    assert digest_reader(token, secret_key=[SECRET, "the next secret"]) == cast.jean


@pytest.mark.parametrize("token", ["", "1", "Mg.forged", "é"])
def test_a_link_of_somebody_elses_making_does_nothing(
    cast: Cast, now: datetime, token: str
) -> None:
    with pytest.raises(RuleBroken):
        stop_digest(token, secret_key=SECRET, now=now)


def test_a_link_signed_for_another_purpose_does_nothing(cast: Cast, now: datetime) -> None:
    token = str(URLSafeSerializer(SECRET, salt="something else").dumps(cast.jean.id))

    with pytest.raises(RuleBroken):
        stop_digest(token, secret_key=SECRET, now=now)
