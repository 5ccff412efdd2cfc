"""When an answer to an inspectorate is due: a proposed date, how it was counted, and how it stands
to the date the letter states.

The stated date wins and is never moved. The proposed one can be counted again at any time.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.domain.duties import ONE_OFF_HOLIDAYS, Duty, Start, Unit, duty_by
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, day, listed, long_day
from tracker.domain.workdays import is_working_day, working_days_between

NamedHolidays = Mapping[date, str]
"""Bank holidays with their names."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CountedDay:
    """A day of the count: its number, or 0 and the reason why it is not counted."""

    on: date
    number: int
    skipped: str = ""


@dataclass(frozen=True)
class Proposal:
    """The last day of a period. `days` is the count, one line a day, or one a month."""

    duty: Duty
    start: date
    on: date
    days: tuple[CountedDay, ...]

    @property
    def one_offs(self) -> tuple[CountedDay, ...]:
        """The bank holidays of one year only that moved this date."""
        return tuple(one for one in self.days if one.skipped and one.on in ONE_OFF_HOLIDAYS)


@dataclass(frozen=True)
class ResponseDue:
    """What is known of when the answer is due, for one report.

    `stated_on` is the letter's own date. `duty` and `start_on` give the proposed one.
    """

    duty: Duty | None = None
    start_on: date | None = None
    stated_on: date | None = None

    def as_words(self) -> dict[str, str]:
        """The same as plain words, as a draft keeps them; `response_from` gives it back."""
        return {
            "duty": self.duty.reference if self.duty else "",
            "start_on": self.start_on.isoformat() if self.start_on else "",
            "stated_on": self.stated_on.isoformat() if self.stated_on else "",
        }


def response_from(words: Mapping[str, str]) -> ResponseDue:
    """What `as_words` was called on."""
    start_on, stated_on = (
        date.fromisoformat(words[name]) if words[name] else None
        for name in ("start_on", "stated_on")
    )
    return ResponseDue(duty_by(words["duty"]), start_on, stated_on)


def propose(duty: Duty, start: date, holidays: NamedHolidays) -> Proposal:
    """The date by which a duty that starts on a day must be done, with the count.

    The last day of a period in days or months stays where it falls, a weekend included: none of
    the sources moves it. A period of months ends by the rule of the corresponding date (Dodds v
    Walker [1981] 1 WLR 1027): on the day of the same number, or the last of a shorter month, and
    the day before it where the first day is counted.
    """
    if duty.unit is Unit.WORKING_DAYS:
        days = tuple(_working_days(duty, start, holidays))
    elif duty.unit is Unit.DAYS:
        first = start if duty.counts_start else start + _ONE_DAY
        days = tuple(CountedDay(first + n * _ONE_DAY, n + 1) for n in range(duty.length))
    else:
        days = tuple(
            CountedDay(_months_on(start, n, counts_start=duty.counts_start), n)
            for n in range(1, duty.length + 1)
        )
    return Proposal(duty, start, days[-1].on, days)


def start_day(
    duty: Duty, *, published_on: date | None, report_date: date | None, is_cover_paper: bool
) -> date | None:
    """The day a duty's count starts from, as far as the report tells; None when it does not.

    Receipt is in no report: the day of publication or the date of the letter stands for it, as
    the letters themselves count (`domain.md` 2.2). The date of a council's own paper about a report
    starts nothing.
    """
    own = None if is_cover_paper else report_date
    return own or published_on if duty.start is Start.REPORT_DATE else published_on or own


def due_in_words(response: ResponseDue, proposal: Proposal | None) -> str:
    """The date to keep to and whose it is; empty when there is none."""
    if response.stated_on is not None:
        return f"{long_day(response.stated_on)}, as the letter states"
    return f"{long_day(proposal.on)}, as proposed. The letter states no date" if proposal else ""


def compare(stated: date, proposal: Proposal, holidays: NamedHolidays) -> str:
    """How the date in the letter stands to the proposed one, in words for a person."""
    if stated == proposal.on:
        return "The date in the letter is the date the count gives."
    said = [
        f"The date in the letter is {_apart(stated, proposal, holidays)} "
        f"than the date the count gives, {day(proposal.on)}."
    ]
    if closed := _not_counted(stated, holidays):
        kind = closed if stated.weekday() > 4 else f"bank holiday, {closed}"
        said.append(f"The letter’s date falls on a {kind}.")
    if why := _explained(stated, proposal, holidays):
        said.append(why)
    return " ".join(said)


def _working_days(duty: Duty, start: date, holidays: NamedHolidays) -> Iterator[CountedDay]:
    on, number = start if duty.counts_start else start + _ONE_DAY, 0
    while number < duty.length:
        skipped = _not_counted(on, holidays)
        number += not skipped
        yield CountedDay(on, 0 if skipped else number, skipped)
        on += _ONE_DAY


def _not_counted(on: date, holidays: NamedHolidays) -> str:
    """Why a day is no working day; empty when it is one."""
    if is_working_day(on, holidays.keys()):
        return ""
    return f"{on:%A}" if on.weekday() > 4 else holidays[on]


def _months_on(start: date, months: int, *, counts_start: bool) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    last = monthrange(year, month)[1]
    if start.day > last:
        return date(year, month, last)
    same = date(year, month, start.day)
    return same - _ONE_DAY if counts_start else same


def _apart(stated: date, proposal: Proposal, holidays: NamedHolidays) -> str:
    """'1 working day earlier', '3 days later'."""
    first, last = sorted((stated, proposal.on))
    number, unit = (last - first).days, "day"
    if proposal.duty.unit is Unit.WORKING_DAYS:
        working = working_days_between(first, last, holidays.keys())
        number, unit = (working, "working day") if working else (number, unit)
    return f"{count(number, unit)} {'earlier' if stated < proposal.on else 'later'}"


def _explained(stated: date, proposal: Proposal, holidays: NamedHolidays) -> str:
    """A slip that gives exactly the date in the letter, when there is one; the likeliest first."""
    duty, start = proposal.duty, proposal.start
    if duty.unit is Unit.WORKING_DAYS:
        usual = {on: name for on, name in holidays.items() if on not in ONE_OFF_HOLIDAYS}
        if propose(duty, start, usual).on == stated:
            return _forgot_one_offs(proposal)
        if propose(duty, start, {}).on == stated:
            return (
                "The count gives the letter’s date when bank holidays are counted as working days."
            )
    other_start = replace(duty, counts_start=not duty.counts_start)
    if propose(other_start, start, holidays).on == stated:
        left = "left out" if duty.counts_start else "counted as day 1"
        return f"The count gives the letter’s date when {day(start)} itself is {left}."
    return ""


def _forgot_one_offs(proposal: Proposal) -> str:
    named = listed([f"{day(one.on)} ({one.skipped})" for one in proposal.one_offs])
    late = all(ONE_OFF_HOLIDAYS[one.on] > proposal.start for one in proposal.one_offs)
    after = ", announced after the letter" if late else ""
    return f"The letter’s date does not allow for the one-off bank holiday on {named}{after}."


def refuse_early(response: ResponseDue) -> None:
    """Raise RuleBroken, naming the field `stated_on`, for a letter's date that is not after the day
    the count starts from."""
    start, stated = response.start_on, response.stated_on
    if start and stated and stated <= start:
        raise RuleBroken(f"Date in the letter must be after {day(start)}", field="stated_on")
