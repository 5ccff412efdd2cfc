"""What an owner is told when rules, their own wishes, a cover or the calendar say otherwise."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.domain.owned import EASTER, MONDAY, PRIYA, TUESDAY, action, told
from tracker.domain.reminders import (
    Morning,
    Owner,
    Pattern,
    Silence,
    Verdict,
    agenda_day,
    agenda_key,
    remind,
    silence,
)
from tracker.domain.rules import Rules
from tracker.domain.weeks import weekly_day


def test_a_person_who_wants_only_what_is_due_hears_of_nothing_else() -> None:
    only = Owner(1, Pattern.ONLY_DUE, 0)

    assert (
        told(MONDAY, action(date(2011, 7, 8)), action(date(2011, 12, 1), number=2), owner=only)
        == []
    )
    assert told(MONDAY, action(MONDAY), owner=only) == [(1, "due_today")]


def test_a_person_who_wants_daily_letters_hears_ten_working_days_before() -> None:
    daily = Owner(1, Pattern.DAILY, 0)
    before = {"agenda|to:1|2011-W27": MONDAY}

    assert told(
        TUESDAY,
        action(date(2011, 7, 19)),
        action(date(2011, 7, 20), number=2, updated=date(2011, 6, 15)),
        owner=daily,
        before=before,
    ) == [(1, "due_soon")]


def test_easter_monday_moves_the_agenda_to_tuesday_and_good_friday_to_thursday() -> None:
    friday_person = Owner(2, Pattern.WEEKLY, agenda_weekday=4)

    assert weekly_day(0, date(2011, 4, 27), EASTER) == date(2011, 4, 26)
    assert agenda_day(PRIYA, date(2011, 4, 25), EASTER) is None
    assert agenda_day(friday_person, date(2011, 4, 21), EASTER) == date(2011, 4, 21)


def test_a_year_of_mornings_never_repeats_an_occasion() -> None:
    owner, planned, letters = Owner(1, Pattern.DAILY, 0), {}, 0
    for n in range(365):
        day = date(2011, 7, 4) + timedelta(days=n)
        if day.weekday() > 4:
            continue
        verdict = remind(
            owner,
            [
                action(date(2011, 8, 1), updated=None),
                action(date(2011, 10, 3), number=2, updated=None),
            ],
            Morning(day, frozenset(), planned),
        )
        keys = [need.key for need in verdict.reminder.needs] if verdict.reminder else []
        agenda = verdict.reminder.agenda_key if verdict.reminder else verdict.empty_agenda
        if not agenda:
            assert not set(keys) & set(planned)
        planned |= dict.fromkeys([*keys, *([agenda] if agenda else [])], day)
        letters += bool(verdict.reminder)

    assert 50 <= letters <= 60


def test_a_moved_step_of_the_rules_is_told_when_the_window_opens() -> None:
    daily = Owner(1, Pattern.DAILY, 0)
    rules = Rules(before=(5, 2))
    recent = action(date(2011, 7, 15), updated=date(2011, 6, 20), rules=rules)
    heard, planned = [], {"agenda|to:1|2011-W27": MONDAY, "agenda|to:1|2011-W28": MONDAY}
    for n in range(12):
        day = MONDAY + timedelta(days=n)
        if day.weekday() > 4:
            continue
        verdict = remind(daily, [recent], Morning(day, frozenset(), planned))
        needs = verdict.reminder.needs if verdict.reminder else ()
        heard += [(day, need.key.split("|")[3]) for need in needs]
        planned |= {need.key: day for need in needs}

    assert heard == [
        (date(2011, 7, 8), "step:-5"),
        (date(2011, 7, 13), "step:-2"),
        (date(2011, 7, 15), "step:0"),
    ]


def test_a_plan_that_is_paused_is_silent_and_says_so() -> None:
    verdict = remind(
        PRIYA, [action(date(2011, 5, 31), plan_paused=True)], Morning(MONDAY, frozenset(), {})
    )

    assert verdict.silences == (Silence(1, "reminders of this plan are paused"),)


def test_the_quiet_days_are_the_rules_own() -> None:
    week = Rules(quiet_days=7)
    late = action(date(2011, 5, 31), updated=date(2011, 6, 27), rules=week)

    assert silence(late, date(2011, 7, 3)) == "updated on 27 June 2011, so nothing for 7 days"
    assert silence(late, MONDAY) is None


def test_nothing_is_used_up_while_nobody_can_be_told() -> None:
    away = Owner(1, Pattern.WEEKLY, 0, away="away until 15 July 2011, and nobody covers")

    verdict = remind(away, [action(date(2011, 5, 31))], Morning(MONDAY, frozenset(), {}))

    assert verdict == Verdict(None, (Silence(1, "away until 15 July 2011, and nobody covers"),))


def test_whoever_comes_back_has_an_agenda_of_their_own() -> None:
    covered = Owner(1, Pattern.WEEKLY, 0, covered_by=2)
    first = remind(covered, [action(date(2011, 5, 31))], Morning(MONDAY, frozenset(), {}))
    assert first.reminder
    planned = {first.reminder.agenda_key or "": MONDAY, first.reminder.needs[0].key: MONDAY}

    back = remind(
        replace(PRIYA, reader_since=date(2011, 7, 7)),
        [action(date(2011, 5, 31))],
        Morning(date(2011, 7, 7), frozenset(), planned),
    )

    assert back.reminder
    assert back.reminder.agenda_key == "agenda|to:1|2011-W27"


@pytest.mark.parametrize(
    ("weekday", "expected"), [(0, date(2011, 7, 5)), (4, date(2011, 7, 7)), (2, date(2011, 7, 7))]
)
def test_a_managers_own_agenda_keeps_clear_of_the_weekly_summary(
    weekday: int, expected: date
) -> None:
    jean = Owner(1, Pattern.WEEKLY, weekday, digest_weekday=weekday)

    assert agenda_day(jean, date(2011, 7, 8), frozenset()) == expected


def test_weekly_letters_keep_to_the_councils_days() -> None:
    assert weekly_day(0, MONDAY, frozenset(), days=(1, 3)) == TUESDAY
    assert weekly_day(4, MONDAY, frozenset(), days=(1, 3)) == date(2011, 7, 7)
    assert weekly_day(0, MONDAY, frozenset({TUESDAY, date(2011, 7, 7)}), days=(1, 3)) == MONDAY


def test_an_unanswered_request_for_an_update_is_repeated_every_second_week() -> None:
    started = date(2011, 7, 4)
    owner = Owner(1, Pattern.DAILY, 0)
    weeks = {f"agenda|to:1|2011-W{n}": MONDAY for n in range(27, 45)}
    heard, planned = [], dict(weeks)
    for n in range(80):
        day = started + timedelta(days=n)
        if day.weekday() > 4:
            continue
        silent = action(date(2012, 7, 4), updated=started, given=started)
        verdict = remind(owner, [silent], Morning(day, frozenset(), planned))
        needs = verdict.reminder.needs if verdict.reminder else ()
        heard += [n for _need in needs]
        planned |= {need.key: day for need in needs}

    assert heard == [30, 42, 56, 70]


def test_the_week_of_an_agenda_is_that_of_the_iso_year() -> None:
    """TM-09: 2026 has 53 weeks; the days around New Year are one week and have one agenda."""
    new_year = [date(2026, 12, 28) + timedelta(days=n) for n in range(7)]

    assert {agenda_key(PRIYA, day) for day in new_year} == {"agenda|to:1|2026-W53"}
    assert agenda_key(PRIYA, date(2027, 1, 4)) == "agenda|to:1|2027-W01"


@pytest.mark.parametrize(
    ("due", "told_on", "closed"),
    [
        (date(2011, 12, 25), date(2011, 12, 23), frozenset({date(2011, 12, 26)})),
        (date(2011, 4, 25), date(2011, 4, 21), EASTER),
        (date(2012, 2, 29), date(2012, 2, 29), frozenset()),
        (date(2011, 12, 31), date(2011, 12, 30), frozenset()),
    ],
)
def test_what_is_due_on_a_closed_day_is_told_once_on_the_last_day_before(
    due: date, told_on: date, closed: frozenset[date]
) -> None:
    """TM-09 and TM-10: the key holds the step and not the day."""
    weeks = {agenda_key(PRIYA, due + timedelta(days=n)): MONDAY for n in range(-14, 15)}
    planned, heard = dict(weeks), []
    for n in range(-7, 1):
        day = due + timedelta(days=n)
        if day.weekday() > 4 or day in closed:
            continue
        one = action(due, updated=due - timedelta(days=60), given=due - timedelta(days=90))
        verdict = remind(Owner(1, Pattern.ONLY_DUE, 0), [one], Morning(day, closed, planned))
        needs = verdict.reminder.needs if verdict.reminder else ()
        heard += [day for _need in needs]
        planned |= {need.key: day for need in needs}

    assert heard == [told_on]
