"""What a person has chosen to be sent."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.preferences import (
    Preferences,
    effect_of_pause,
    preferences_of,
    save_preferences,
)
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import ReminderPattern

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


PAUSE = replace(CHOSEN, paused_from=date(2011, 7, 6), paused_until=date(2011, 7, 15))


def test_an_hour_and_a_pause_are_kept(cast: Cast, now: datetime) -> None:
    chosen = replace(PAUSE, sending_hour=15)

    save_preferences(cast.priya.id, chosen, sent=sent_by(cast.priya), now=now)

    assert preferences_of(cast.priya) == chosen
    assert changes()[0]["after"]["paused_until"] == "2011-07-15"  # type: ignore[index]  # JSON


@pytest.mark.parametrize(
    ("chosen", "field", "message"),
    [
        (
            replace(CHOSEN, sending_hour=7),
            "sending_hour",
            "Select an hour in which the council sends email",
        ),
        (
            replace(CHOSEN, sending_hour=18),
            "sending_hour",
            "Select an hour in which the council sends email",
        ),
        (
            replace(PAUSE, paused_until=date(2011, 7, 20)),
            "paused_until",
            "A pause can be 10 working days at most. This one is 11. For a longer absence, ask"
            " somebody to cover",
        ),
        (
            replace(PAUSE, paused_until=date(2011, 7, 5)),
            "paused_until",
            "The last day of the pause must be the same as or after the first",
        ),
        (
            replace(PAUSE, paused_until=date(2011, 7, 1)),
            "paused_until",
            "The last day of the pause must be today or later",
        ),
        (replace(PAUSE, paused_until=None), "paused_until", "Enter the last day of the pause"),
        (replace(PAUSE, paused_from=None), "paused_from", "Enter the first day of the pause"),
    ],
)
def test_an_hour_or_a_pause_that_does_not_fit_is_refused(
    cast: Cast, now: datetime, chosen: Preferences, field: str, message: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        save_preferences(cast.priya.id, chosen, sent=sent_by(cast.priya), now=now)

    assert (broken.value.field, broken.value.message) == (field, message)


def test_ten_working_days_are_allowed_however_many_days_that_is(cast: Cast, now: datetime) -> None:
    chosen = replace(PAUSE, paused_until=date(2011, 7, 19))

    save_preferences(cast.priya.id, chosen, sent=sent_by(cast.priya), now=now)

    assert cast.priya.paused_until == date(2011, 7, 19)


def test_the_effect_of_a_pause_is_told(cast: Cast, now: datetime) -> None:
    save_preferences(cast.marcus.id, PAUSE, sent=sent_by(cast.marcus), now=now)

    assert effect_of_pause(cast.marcus, today=date(2011, 7, 4)) == (
        "From 6 July 2011 to 15 July 2011 no reminders or summaries go to you. 1 action of yours"
        " falls due in that time. What stays overdue is still taken to your manager. On Monday"
        " 18 July 2011 you get one email about whatever needs you then."
    )
    assert effect_of_pause(cast.marcus, today=date(2011, 7, 16)) == ""
    assert effect_of_pause(cast.priya, today=date(2011, 7, 4)) == ""


def test_whoever_covers_for_somebody_does_not_pause_in_those_days(
    cast: Cast, now: datetime
) -> None:
    covered(cast.priya, cast.jean, first=date(2011, 7, 11), last=date(2011, 7, 22))

    with pytest.raises(RuleBroken) as refused:
        save_preferences(cast.jean.id, PAUSE, sent=sent_by(cast.jean), now=now)

    assert (str(refused.value), refused.value.field) == (
        "You cover for Priya Nair from 11 July 2011 to 22 July 2011. Choose other days, or ask"
        " somebody else to cover for both",
        "paused_from",
    )
    before = replace(PAUSE, paused_until=date(2011, 7, 8))
    save_preferences(cast.jean.id, before, sent=sent_by(cast.jean), now=now)
