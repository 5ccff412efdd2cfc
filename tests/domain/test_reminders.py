"""What an owner is told on a morning, with plain values."""

from datetime import date, timedelta

import pytest

from tests.domain.owned import MONDAY, PRIYA, TUESDAY, action, told
from tracker.domain.actions import Progress
from tracker.domain.reminders import (
    Morning,
    Need,
    OwnedAction,
    Owner,
    Pattern,
    Reminder,
    Silence,
    Verdict,
    Why,
    remind,
    silence,
)
from tracker.domain.rules import Rules


def test_one_letter_on_monday_holds_everything_that_needs_the_owner() -> None:
    overdue, due_friday, later = (
        action(date(2011, 5, 31)),
        action(date(2011, 7, 8), number=2),
        action(date(2011, 9, 30), number=3, updated=date(2011, 6, 30)),
    )

    verdict = remind(PRIYA, [later, due_friday, overdue], Morning(MONDAY, frozenset(), {}))

    assert verdict.reminder == Reminder(
        owner_id=1,
        needs=(
            Need(1, Why.OVERDUE, "reminder|act:1|due:2011-05-31|step:+10|to:1"),
            Need(2, Why.DUE_SOON, "reminder|act:2|due:2011-07-08|step:-10|to:1"),
        ),
        agenda_key="agenda|to:1|2011-W27",
    )


def test_the_agenda_of_a_week_goes_once() -> None:
    assert (
        told(
            TUESDAY,
            action(date(2011, 5, 31)),
            action(date(2011, 9, 1), number=2),
            before={"agenda|to:1|2011-W27": MONDAY},
        )
        == []
    )


def test_an_agenda_missed_on_monday_goes_on_tuesday() -> None:
    assert told(
        TUESDAY,
        action(date(2011, 5, 31)),
        action(date(2011, 9, 1), number=2, updated=date(2011, 7, 1)),
    ) == [(1, "overdue")]


def test_one_action_told_on_friday_is_not_told_again_in_mondays_agenda() -> None:
    due_in_a_week = action(date(2011, 7, 8), updated=date(2011, 6, 17))
    friday = date(2011, 7, 1)
    key = "reminder|act:1|due:2011-07-08|step:-10|to:1"

    before = Morning(friday, frozenset(), {"agenda|to:1|2011-W26": date.min})
    on_friday = remind(PRIYA, [due_in_a_week], before)
    on_monday = remind(PRIYA, [due_in_a_week], Morning(MONDAY, frozenset(), {key: friday}))

    assert on_friday.reminder == Reminder(1, (Need(1, Why.DUE_SOON, key),), None)
    assert on_monday.reminder is None
    assert on_monday.silences == (Silence(1, "told on 1 July 2011"),)
    assert on_monday.empty_agenda == "agenda|to:1|2011-W27"
    assert told(date(2011, 7, 8), due_in_a_week, before={key: friday}) == [(1, "due_today")]


def test_last_weeks_agenda_never_stands_in_the_way_of_this_weeks() -> None:
    overdue = action(date(2011, 5, 31))
    key = "reminder|act:1|due:2011-05-31|step:+10|to:1"

    assert told(MONDAY, overdue, before={key: date(2011, 6, 28)}) == [(1, "overdue")]


def test_several_actions_are_all_in_the_agenda_whatever_was_said_last_week() -> None:
    overdue, due_soon = action(date(2011, 5, 31)), action(date(2011, 7, 8), number=2)
    key = "reminder|act:1|due:2011-05-31|step:+10|to:1"

    assert told(MONDAY, overdue, due_soon, before={key: date(2011, 7, 1)}) == [
        (1, "overdue"),
        (2, "due_soon"),
    ]


def test_an_empty_agenda_is_not_sent_and_is_not_looked_at_again() -> None:
    quiet = remind(
        PRIYA,
        [action(date(2011, 9, 1), updated=date(2011, 6, 30))],
        Morning(MONDAY, frozenset(), {}),
    )

    assert (quiet.reminder, quiet.empty_agenda) == (None, "agenda|to:1|2011-W27")


def test_what_is_due_today_is_said_on_any_day() -> None:
    before = {"agenda|to:1|2011-W27": MONDAY}

    assert told(TUESDAY, action(TUESDAY, number=7), action(date(2011, 5, 31)), before=before) == [
        (7, "due_today")
    ]


def test_what_is_due_on_a_saturday_is_said_on_the_friday_before() -> None:
    friday, saturday = date(2011, 7, 8), date(2011, 7, 9)

    assert told(friday, action(saturday), before={"agenda|to:1|2011-W27": MONDAY}) == [
        (1, "due_today")
    ]


def test_an_update_silences_for_fourteen_days_and_not_on_the_fifteenth() -> None:
    updated = date(2011, 6, 1)
    asked = [
        silence(action(date(2011, 5, 31), updated=updated), updated + timedelta(days=n)) is None
        for n in (0, 1, 13, 14)
    ]

    assert asked == [False, False, False, True]


def test_coming_due_breaks_the_silence_of_an_earlier_update() -> None:
    assert silence(action(date(2011, 6, 30), updated=date(2011, 6, 21)), MONDAY) is None


@pytest.mark.parametrize(
    ("quiet", "reason"),
    [
        (
            action(date(2011, 6, 30), progress=Progress.SUBMITTED),
            "waiting for sign-off by Jean Talbot",
        ),
        (
            action(date(2011, 6, 17), asked_for=date(2011, 7, 29)),
            "new date of 29 July 2011 waiting for Jean Talbot to decide",
        ),
        (
            action(date(2011, 5, 31), updated=date(2011, 6, 23)),
            "updated on 23 June 2011, so nothing for 14 days",
        ),
        (
            action(date(2011, 5, 31), updated=None, given=date(2011, 7, 1)),
            "given on 1 July 2011, so nothing for 14 days",
        ),
    ],
)
def test_silence_is_explained(quiet: OwnedAction, reason: str) -> None:
    verdict = remind(
        PRIYA,
        [quiet, action(date(2012, 1, 1), number=2, updated=MONDAY)],
        Morning(MONDAY, frozenset(), {}),
    )

    assert verdict.silences == (Silence(1, reason),)


def test_one_action_alone_is_followed_up_at_one_five_and_ten_working_days_late() -> None:
    due = date(2011, 7, 12)  # a Tuesday
    agendas = {f"agenda|to:1|2011-W{week}": MONDAY for week in range(27, 36)}
    days = [due + timedelta(days=n) for n in range(1, 20)]
    planned = dict(agendas)
    heard = []
    for day in days:
        if day.weekday() < 5:
            verdict = remind(PRIYA, [action(due)], Morning(day, frozenset(), planned))
            heard += [day] if verdict.reminder else []
            planned |= {
                need.key: day for need in (verdict.reminder.needs if verdict.reminder else ())
            }

    assert heard == [date(2011, 7, 13), date(2011, 7, 19), date(2011, 7, 26)]


def test_after_an_outage_only_the_newest_step_is_told_and_the_older_are_passed_over() -> None:
    agendas = {"agenda|to:1|2011-W30": MONDAY}

    verdict = remind(
        PRIYA, [action(date(2011, 7, 12))], Morning(date(2011, 7, 27), frozenset(), agendas)
    )

    assert verdict.reminder
    assert [need.key for need in verdict.reminder.needs] == [
        "reminder|act:1|due:2011-07-12|step:+10|to:1"
    ]
    assert verdict.passed_over == (
        "reminder|act:1|due:2011-07-12|step:+1|to:1",
        "reminder|act:1|due:2011-07-12|step:+5|to:1",
    )


def test_moving_the_due_date_arms_the_reminder_again() -> None:
    before = {"agenda|to:1|2011-W27": MONDAY, "reminder|act:1|due:2011-07-05|step:0|to:1": TUESDAY}
    wednesday = date(2011, 7, 6)

    assert told(TUESDAY, action(TUESDAY), before=before) == []
    assert told(wednesday, action(wednesday), before=before) == [(1, "due_today")]


def test_three_letters_a_week_about_one_action_are_enough() -> None:
    told_before = {1: 3}

    verdict = remind(
        Owner(1, Pattern.DAILY, 0),
        [action(date(2011, 7, 8))],
        Morning(date(2011, 7, 8), frozenset(), {"agenda|to:1|2011-W27": MONDAY}, told_before),
    )

    assert (verdict.reminder, verdict.silences) == (None, (Silence(1, "told 3 times this week"),))


def test_the_last_letter_of_a_week_is_kept_for_the_day_an_action_is_due() -> None:
    week = {"agenda|to:1|2011-W27": MONDAY}
    often = Rules(before=(5, 4, 3, 2, 1))
    friday = date(2011, 7, 8)

    def on(day: date, told_before: int) -> Verdict:
        morning = Morning(day, frozenset(), week, {1: told_before})
        return remind(Owner(1, Pattern.DAILY, 0), [action(friday, rules=often)], morning)

    assert on(date(2011, 7, 7), 2).silences == (Silence(1, "told 2 times this week"),)
    assert on(friday, 2).reminder
