"""At most one timed letter a person a working day, and nothing lost by it."""

from datetime import date

from flask import Flask
from sqlalchemy import delete, select, update

from tests.cast import Cast
from tests.services.timed import (
    MONDAY,
    TUESDAY,
    action,
    morning_of,
    reasons,
    send_all,
)
from tracker import clock
from tracker.extensions import db
from tracker.store.outbox import (
    LetterState,
    Notification,
    NotificationAction,
    Occasion,
)
from tracker.store.people import ReminderPattern
from tracker.store.rules import RuleSet


def test_a_manager_who_owns_actions_gets_one_email_a_day(northbank: Flask, cast: Cast) -> None:
    action("4.1").owner_id = cast.jean.id
    db.session.commit()

    days = []
    for n in range(4, 9):
        days.append([row for row in morning_of(f"2011-07-{n:02}T08:00") if row[1] == "Jean"])
        send_all()

    assert days[:2] == [[("digest", "Jean", "")], [("reminder", "Jean", "")]]
    assert max(len(day) for day in days) == 1


def test_what_is_due_today_goes_before_the_summary(northbank: Flask, cast: Cast) -> None:
    mine = action("3.1")
    mine.owner_id, mine.due_on = cast.jean.id, date(2011, 7, 4)
    db.session.commit()

    monday = [row for row in morning_of(MONDAY) if row[1] == "Jean"]
    why = reasons("waits|digest")
    send_all()
    tuesday = [row for row in morning_of(TUESDAY) if row[1] == "Jean"]

    assert (monday, tuesday) == ([("reminder", "Jean", "")], [("digest", "Jean", "")])
    assert why == {
        "Jean": "one email a working day: the reminder goes first, this waits for the next working"
        " day"
    }


def test_a_summary_that_made_way_on_a_friday_comes_on_monday(northbank: Flask, cast: Cast) -> None:
    cast.jean.digest_weekday = 4
    mine = action("3.1")
    mine.owner_id, mine.due_on = cast.jean.id, date(2011, 7, 8)
    db.session.commit()

    friday = [row for row in morning_of("2011-07-08T08:00") if row[1] == "Jean"]
    send_all()
    monday = [row for row in morning_of("2011-07-11T08:00") if row[1] == "Jean"]

    assert (friday, monday) == ([("reminder", "Jean", "")], [("digest", "Jean", "")])


def test_the_council_may_allow_two_a_day(northbank: Flask, cast: Cast) -> None:
    mine = action("3.1")
    mine.owner_id, mine.due_on = cast.jean.id, date(2011, 7, 4)
    now = clock.at(MONDAY)
    db.session.add(
        RuleSet(scope="council", said={"most_a_day": 2}, saved_at=now, saved_by_id=cast.sam.id)
    )
    db.session.commit()

    assert [row for row in morning_of(MONDAY) if row[1] == "Jean"] == [
        ("digest", "Jean", ""),
        ("reminder", "Jean", ""),
    ]


def test_a_letter_still_here_makes_way_or_counts_as_todays(northbank: Flask, cast: Cast) -> None:
    """The mail server is away from Monday: what piles up does not come all at once."""
    mine = action("3.1")
    mine.owner_id, mine.due_on = cast.jean.id, date(2011, 7, 6)
    db.session.commit()
    morning_of(MONDAY)
    morning_of(TUESDAY)
    wednesday = morning_of("2011-07-06T08:00")

    waiting = db.session.execute(
        select(Notification.kind, Notification.next_at).where(
            Notification.recipient_id == cast.jean.id, Notification.state == LetterState.READY
        )
    ).all()
    today = [row.kind for row in waiting if row.next_at <= clock.at("2011-07-06T18:00")]
    assert ("reminder", "Jean", "") in wednesday
    assert today == ["reminder"]
    assert [row.next_at for row in waiting if row.kind == "digest"] == [
        clock.at("2011-07-07T08:00")
    ]


def test_what_will_die_of_age_takes_nobodys_turn(northbank: Flask, cast: Cast) -> None:
    """Down for a week, a post room takes up the old letters while the new ones are planned."""
    before = {row[1] for row in morning_of(MONDAY)}
    taken = update(Notification).where(Notification.state == LetterState.READY)
    taken = taken.values(state=LetterState.CLAIMED, owner="one", lease_until=clock.at(TUESDAY))
    db.session.execute(taken)
    db.session.commit()

    after = {row[1] for row in morning_of("2011-07-11T08:00")}

    assert before <= after


def test_a_letter_too_old_to_go_takes_no_turn_either(northbank: Flask, cast: Cast) -> None:
    morning_of(MONDAY)
    old = update(Notification).where(Notification.recipient_id == cast.jean.id)
    theirs = {"recipient_id": cast.priya.id, "dedupe_key": "digest|to:8|2011-W20"}
    db.session.execute(old.values(theirs | {"expires_at": clock.at("2011-07-11T07:00")}))
    others = delete(Notification).where(Notification.kind != "digest")
    db.session.execute(delete(NotificationAction))
    db.session.execute(delete(Occasion))
    db.session.execute(others)
    db.session.commit()

    assert ("reminder", "Priya", "") in morning_of("2011-07-11T08:00")


def test_a_newer_reminder_speaks_of_what_an_older_one_had_to_say(
    northbank: Flask, cast: Cast
) -> None:
    cast.priya.reminders = ReminderPattern.DAILY
    two, one = action("1.2"), action("1.1")
    two.due_on, two.last_update_at = date(2011, 7, 5), None
    two.given_at = clock.at("2011-06-01T09:00")
    db.session.commit()
    morning_of(MONDAY)
    morning_of(TUESDAY)

    letters = db.session.scalars(
        select(Notification).where(
            Notification.recipient_id == cast.priya.id, Notification.state == LetterState.READY
        )
    ).all()
    spoken_of = db.session.scalars(
        select(NotificationAction.action_id).where(
            NotificationAction.notification_id == letters[0].id
        )
    )
    assert len(letters) == 1
    assert set(spoken_of) == {one.id, two.id}
    assert letters[0].facts["agenda"] is True
