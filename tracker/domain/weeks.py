"""Which day of its week a weekly letter goes on."""

from datetime import date, timedelta

from tracker.domain.workdays import Holidays, is_working_day, last_working_day

Days = tuple[int, ...]
"""Weekdays, of which Monday is 0."""
ALL_DAYS: Days = (0, 1, 2, 3, 4)


def weekly_day(weekday: int, today: date, holidays: Holidays, *, days: Days = ALL_DAYS) -> date:
    """This week's day for a weekly letter: the chosen weekday (Monday is 0), else the first day
    after it in the week that is open for weekly letters, else the last one before it.

    `days` are the weekdays that are; a week that has none of them makes do with any working day.
    """
    wanted = today + timedelta(days=weekday - today.weekday())
    open_days = week_of(today, holidays, days) or week_of(today, holidays, ALL_DAYS)
    if not open_days:
        return last_working_day(wanted, holidays)
    return next((one for one in open_days if one >= wanted), open_days[-1])


def week_of(today: date, holidays: Holidays, days: Days) -> list[date]:
    """The working days of this week that fall on some weekdays, in order."""
    monday = today - timedelta(days=today.weekday())
    week = [monday + timedelta(days=n) for n in range(7)]
    return [one for one in week if is_working_day(one, holidays) and one.weekday() in days]
