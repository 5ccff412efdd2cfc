"""Dates as people type them into spreadsheets, day first: certain, or asked about.

A date is certain only when its words can mean one day alone. Anything else is a doubt, which is
put to a person with a suggestion where there is one; nothing is guessed in silence.
"""

import re
from datetime import date
from functools import lru_cache

from tracker.domain.date_vague import NTH, ReadDate, asked, day_or_none, last_day, vague
from tracker.domain.month_words import MONTH, MONTH_NUMBERS, WEEKDAY, WEEKDAY_NUMBERS, plain
from tracker.domain.wording import day as in_words

_FOUR = r"(?P<y>(?:19|20|21)\d\d)"
_NUMBERS = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})(?P<mark> ?[/.\-\\ ] ?)(?P<m>\d{1,2})(?P=mark)(?P<y>\d{4}|\d\d)(?!\d)"
)
_ISO = re.compile(rf"(?<!\d){_FOUR}(?P<mark>[/.\-])(?P<m>\d{{1,2}})(?P=mark)(?P<d>\d{{1,2}})(?!\d)")
_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}}) ?{NTH}[ \-./]*(?:of |o )?(?P<m>{MONTH})(?![a-z])\.?[ \-./,]*"
    r"(?P<y>(?:19|20|21)\d\d|'?\d\d)(?!\d)"
)
_MONTH_DAY = re.compile(rf"\b(?P<m>{MONTH})\b\.? (?P<d>\d{{1,2}}){NTH},? {_FOUR}(?!\d)")
DATES = (_DAY_MONTH, _MONTH_DAY, _ISO, _NUMBERS)
"""The shapes of a whole date in small letters, real or not."""

_MIDNIGHT = re.compile(r"[t ]+\d{1,2}:\d\d(?::\d\d(?:\.0+)?)?(?: ?[ap]m)?$")
_WEEKDAY = re.compile(rf"\b(?P<w>{WEEKDAY})\b[,.]?")
_HARMLESS = re.compile(r"\b(?:due|target|date|by|on|erbyn|ar|the)\b|[ .,;:()]+")
_FURTHEST = 10
"""Years from the usual year of its column, from which on a date looks like a slip."""

WITHOUT_A_DAY = frozenset(
    [
        "ongoing",
        "on going",
        "on-going",
        "asap",
        "tbc",
        "tba",
        "tbd",
        "n/a",
        "na",
        "immediate",
        "immediately",
        "continuous",
        "continuing",
        "rolling",
        "none",
        "monthly",
        "quarterly",
        "annually",
        "annual",
        "termly",
        "complete",
        "completed",
        "as soon as possible",
        "to be confirmed",
        "to be agreed",
        "not applicable",
        "in place",
        "parhaus",
        "yn parhau",
        "ar unwaith",
        "cyn gynted a phosibl",
        "i'w gadarnhau",
        "i'w gytuno",
    ]
)
"""What stands where a date should, and is none."""


@lru_cache(maxsize=4096)
def read_date(words: str, *, usual_year: int | None = None, american: bool = False) -> ReadDate:
    """The date some words mean. Both `usual_year`, the commonest year of the column, and
    `american`, that other dates beside it may put the month first, can only add a doubt."""
    text = _MIDNIGHT.sub("", plain(words).strip(" .,;"))
    found = sorted(_dates(text), key=lambda match: (match.start(), -match.end()))
    if not found:
        return vague(text, usual_year)
    first, last = found[0], found[-1]
    read = _whole(first, american=american)
    if last.start() >= first.end():
        other = _whole(last, american=american)
        return asked("holds more than one date", other.on or other.suggestion)
    if read.on is None:
        return read
    before, after = text[: first.start()], text[first.end() :]
    weekday = _WEEKDAY.search(before)
    if weekday and WEEKDAY_NUMBERS[weekday["w"]] != read.on.weekday():
        return asked(f"is a {read.on:%A}", read.on)
    if _HARMLESS.sub("", _WEEKDAY.sub("", before) + after):
        return asked("says more than a date", read.on)
    return likely(read.on, usual_year)


def likely(on: date, usual_year: int | None) -> ReadDate:
    """A certain date, unless it is far from all others: impossible years are slips of typing."""
    if usual_year is not None and abs(on.year - usual_year) > _FURTHEST:
        return asked(f"is {in_words(on)}, years from the other dates", on)
    if not 1990 <= on.year < 2100:
        return asked(f"is {in_words(on)}", on)
    return ReadDate(on)


def month_first(words: str) -> bool:
    """Whether words can only be a date when the month stands first, as in '07/31/2011'."""
    found = _NUMBERS.fullmatch(_MIDNIGHT.sub("", plain(words)))
    return found is not None and int(found["m"]) > 12 >= int(found["d"]) > 0


def day_first(words: str) -> bool:
    """Whether words can only be a date when the day stands first, as in '31/07/2011'."""
    found = _NUMBERS.fullmatch(_MIDNIGHT.sub("", plain(words)))
    return found is not None and int(found["d"]) > 12 >= int(found["m"]) > 0


def year_before(words: str) -> date | None:
    """The day of words such as '2011-05-06', as programs write dates and few people do."""
    found = _ISO.fullmatch(_MIDNIGHT.sub("", plain(words)))
    return day_or_none(int(found["y"]), int(found["m"]), int(found["d"])) if found else None


def year_either_end(words: str) -> tuple[int, int] | None:
    """The first and the last part of words such as '11-06-30', of which either could be the year:
    (11, 30)."""
    found = _NUMBERS.fullmatch(_MIDNIGHT.sub("", plain(words)))
    if found is None or len(found["y"]) != 2 or not 1 <= int(found["m"]) <= 12:
        return None
    first, last = int(found["d"]), int(found["y"])
    return (first, last) if max(first, last) <= 31 and min(first, last) >= 1 else None


def either_way(words: str) -> tuple[int, int] | None:
    """The two parts of words such as '03/04/2011', which could be day first or month first."""
    found = _NUMBERS.fullmatch(_MIDNIGHT.sub("", plain(words)))
    parts = (int(found["d"]), int(found["m"])) if found else (0, 0)
    return parts if min(parts) >= 1 and max(parts) <= 12 else None


def speaks_of_time(words: str) -> bool:
    """Whether words look like a date or a time by which something is done, certain or not."""
    if len(words) > 60:
        return False
    read = read_date(words)
    return bool(read.on or read.suggestion or plain(words) in WITHOUT_A_DAY)


def _dates(text: str) -> list[re.Match[str]]:
    """The first and the last date of each shape."""
    every = [list(shape.finditer(text)) for shape in DATES]
    return [found[place] for found in every if found for place in (0, -1)]


def _whole(found: re.Match[str], *, american: bool) -> ReadDate:
    """The date of a match that has day, month and year."""
    day = int(found["d"])
    month = int(found["m"]) if found["m"].isdigit() else MONTH_NUMBERS[found["m"]]
    year = int(found["y"].lstrip("'"))
    if year < 100:
        if year >= 50:
            return asked("has a year of two figures that is not clear")
        year += 2000
    numbers = found.re is _NUMBERS
    if numbers and month > 12 >= day and (swapped := day_or_none(year, day, month)):
        return asked("puts the month before the day", swapped)
    on = day_or_none(year, month, day)
    if on is None:
        end = last_day(year, month) if 1 <= month <= 12 and day and year else None
        return asked("is not a real date", end)
    if numbers and american and day <= 12 and day != month:
        return asked("could be day first or month first", on)
    return ReadDate(on)
