"""Dates as reports write them: '31st March 2011', '8 – 12 July 2013', '7-18th February 2011'."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS).replace(
    "sep(?:tember)", "sept?(?:ember)"
)
_DAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?(?:the )?"
    r"(?P<{0}d>\d{{1,2}})(?:st|nd|rd|th)?"
)
_PLAIN = re.compile(
    rf"{_DAY.format('a')} (?:of )?(?P<am>{_MONTH})\.?,? (?P<ay>(?:19|20)\d\d)\b", re.IGNORECASE
)
_NUMERIC = re.compile(r"\b(?P<ad>\d{1,2})[/.](?P<am>\d{1,2})[/.](?P<ay>(?:19|20)\d\d)\b")
_ISO = re.compile(r"\b(?P<ay>(?:19|20)\d\d)-(?P<am>\d{2})-(?P<ad>\d{2})\b")
_RANGE = re.compile(
    rf"{_DAY.format('a')}(?: (?:of )?(?P<am>{_MONTH})\.?)?(?:,? (?P<ay>(?:19|20)\d\d))?"
    rf"\s*(?:–|—|-|to|and|until)\s*(?:the )?"
    rf"{_DAY.format('b')} (?:of )?(?P<bm>{_MONTH})\.?,? (?P<by>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DateRange:
    """Two dates and the words they were written in."""

    start: date
    end: date
    words: str


def dates_in(text: str) -> Iterator[tuple[date, int]]:
    """Every whole date in the text with the place it begins at, in order."""
    places: dict[int, date] = {}
    for shape in (_PLAIN, _NUMERIC, _ISO):
        for found in shape.finditer(text):
            day = _date(found["ad"], found["am"], found["ay"])
            if day is not None:
                places.setdefault(found.start(), day)
    for place in sorted(places):
        yield places[place], place


def first_date(text: str) -> date | None:
    """The first whole date in the text; None when it has none."""
    return next((day for day, _ in dates_in(text)), None)


def range_in(text: str) -> DateRange | None:
    """The first pair of dates joined by 'to', 'and' or a dash; None when there is none."""
    for found in _RANGE.finditer(text):
        month, year = found["am"] or found["bm"], found["ay"] or found["by"]
        start = _date(found["ad"], month, year)
        end = _date(found["bd"], found["bm"], found["by"])
        if start is not None and end is not None and start <= end:
            return DateRange(start, end, found[0])
    return None


def spoken(day: date) -> str:
    """'31 March 2011'."""
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def _date(day: str, month: str, year: str) -> date | None:
    number = int(month) if month.isdigit() else _month_number(month)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _month_number(word: str) -> int:
    start = word.casefold()[:3]
    return next(n for n, month in enumerate(_MONTHS, start=1) if month.startswith(start))
