"""When an owner is reminded of what, on plain values."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracker.domain.actions import Progress, Standing
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
    agenda_day,
    agenda_key,
    remind,
    silence,
    weekly_day,
)
from tracker.domain.rules import DEFAULTS, Rules

MONDAY = date(2011, 7, 4)
TUESDAY = date(2011, 7, 5)
EASTER = frozenset({date(2011, 4, 22), date(2011, 4, 25)})
PRIYA = Owner(1, Pattern.WEEKLY, agenda_weekday=0)


def action(
    due: date,
    *,
    number: int = 1,
    updated: date | None = date(2011, 5, 12),
    progress: Progress = Progress.ON_TRACK,
    chased: bool = False,
    asked_for: date | None = None,
    given: date = date(2011, 4, 11),
    rules: Rules = DEFAULTS,
    plan_paused: bool = False,
) -> OwnedAction:
    standing = Standing(
        progress=progress,
        due_on=due,
        expected_on=None,
        started_on=date(2011, 4, 11),
        last_update_on=updated,
        completed_on=None,
        submitted_on=date(2011, 6, 29) if progress is Progress.SUBMITTED else None,
    )
    return OwnedAction(
        number, 1, standing, given, "Jean Talbot", chased, asked_for, rules, plan_paused
    )


def told(
    day: date, *actions: OwnedAction, owner: Owner = PRIYA, before: dict[str, date] | None = None
) -> list[tuple[int, str]]:
    verdict = remind(owner, actions, Morning(day, frozenset(), before or {}))
    return [(n.action_id, n.why.value) for n in verdict.reminder.needs] if verdict.reminder else []


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
        replace(PRIYA, back_on=date(2011, 7, 7)),
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
