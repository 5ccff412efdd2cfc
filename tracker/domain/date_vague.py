"""Words that name a time but no single day, each with the last day they can mean."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from tracker.domain.month_words import LAST_MONTHS_OF_TERMS, MONTH, MONTH_NUMBERS

NTH = r"(?:st|nd|rd|th|af|ain|il|ydd|edd|fed|eg|ed)?"

_MONTH_YEAR = re.compile(rf"\b(?P<m>{MONTH})\b\.?[ \-./,']*(?P<y>(?:19|20|21)\d\d|\d\d)\b")
_NUMBER_YEAR = re.compile(r"^(?P<m>\d{1,2})[/.\-](?P<y>(?:19|20|21)\d\d)$")
_YEAR_NUMBER = re.compile(r"^(?P<y>(?:19|20|21)\d\d)[/.\-](?P<m>0[1-9]|1[0-2])$")
_DAY_MONTH = re.compile(rf"(?P<d>\d{{1,2}}) ?{NTH}[ \-](?:of |o )?(?P<m>{MONTH})\.?$")
_MONTH_DAY = re.compile(rf"^(?P<m>{MONTH}) (?P<d>\d{{1,2}}){NTH}$")
_NUMBERS = re.compile(r"^(?P<d>\d{1,2})[/.](?P<m>\d{1,2})$")
_MONTH_ALONE = re.compile(rf"\b(?P<m>{MONTH})\b")
_QUARTER = re.compile(
    r"\b(?:q|quarter |qtr ?|ch|chwarter )(?P<q>[1-4])\b[ ,\-(/]*(?:of )?(?P<y>(?:19|20)?\d\d)?"
)
_SEASONS = r"\bterm\b|\btymor\b|spring|summer|autumn|winter|gwanwyn|\bhaf\b|gaeaf"
_TERM = re.compile(rf"\b(?P<t>{'|'.join(LAST_MONTHS_OF_TERMS)})\b[a-z ,]*(?P<y>20\d\d)?")
_YEARS = re.compile(r"\b(?P<y>20\d\d)(?: ?[/\-] ?(?P<to>(?:20)?\d\d))?\b")
_AROUND_YEARS = re.compile(
    r"\b(?:by|in|the|of|end|late|early|mid|financial|school|academic|municipal|calendar|year|during"
    r"|erbyn|diwedd|y|flwyddyn|ariannol|fy|yn)\b|[ .,;:()\-]+"
)
"""What may stand beside a year without naming a part of it: 'Easter 2012' is not its last day."""
_SERIALS = range(36_526, 54_789)
"""What dates from 2000 to 2049 are when they are shown as numbers."""


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date, or why it is asked about: `doubt` goes on from the words it is about, as in
    '"31/06/2011" is not a real date'; `suggestion` is the likeliest date, when there is one."""

    on: date | None = None
    doubt: str = ""
    suggestion: date | None = None


def asked(doubt: str, suggestion: date | None = None) -> ReadDate:
    """A date that is asked about."""
    return ReadDate(None, doubt, suggestion)


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The day, when the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def vague(text: str, usual_year: int | None) -> ReadDate:
    """The doubt about plain words in which no whole date was found."""
    return (
        _part_of_year(text)
        or _month_of_year(text)
        or _without_year(text, usual_year)
        or _figures(text)
        or _years(text)
        or asked("is not a date")
    )


def _part_of_year(text: str) -> ReadDate | None:
    if found := _QUARTER.search(text):
        if found["y"] is None:
            return asked("is a quarter without a year")
        quarter, begins = int(found["q"]), _four(found["y"])
        year = begins + 1 if quarter == 4 else begins
        return asked("is a quarter, not a day", last_day(year, (6, 9, 12, 3)[quarter - 1]))
    if re.search(_SEASONS, text) and (found := _TERM.search(text)):
        end = last_day(int(found["y"]), LAST_MONTHS_OF_TERMS[found["t"]]) if found["y"] else None
        return asked("is a time of year, not a day", end)
    return None


def _month_of_year(text: str) -> ReadDate | None:
    last = max(_MONTH_YEAR.finditer(text), key=re.Match.start, default=None)
    found = last or _NUMBER_YEAR.match(text) or _YEAR_NUMBER.match(text)
    if found is None or (found.re is _YEAR_NUMBER and _is_next(found["y"], found["m"])):
        return None
    month, year = _month(found["m"]), _four(found["y"])
    if not 1 <= month <= 12:
        return asked("is not a real date")
    if len(found["y"]) == 2 and day_or_none(year, month, int(found["y"])):
        return asked("could be a month and a year, or a day without a year", last_day(year, month))
    return asked("has no day", last_day(year, month))


def _without_year(text: str, usual_year: int | None) -> ReadDate | None:
    found = _DAY_MONTH.search(text) or _MONTH_DAY.match(text) or _NUMBERS.match(text)
    if found:
        month, day = _month(found["m"]), int(found["d"])
        if not day_or_none(2000, month, day):
            return asked("is not a real date")
        return asked("has no year", day_or_none(usual_year, month, day) if usual_year else None)
    if found := _MONTH_ALONE.search(text):
        end = last_day(usual_year, _month(found["m"])) if usual_year else None
        return asked("has no day and no year", end)
    return None


def _figures(text: str) -> ReadDate | None:
    if not text.isascii() or not text.isdigit():
        return None
    if int(text) in _SERIALS:
        return asked("is a date shown as a number", date.fromordinal(693_594 + int(text)))
    if len(text) == 8:
        on = day_or_none(int(text[:4]), int(text[4:6]), int(text[6:])) if text[0] != "0" else None
        return asked("is a date without marks between its parts", on)
    return None


def _years(text: str) -> ReadDate | None:
    """A year, or a financial year such as 2012/13, which ends in March."""
    found = _YEARS.search(text)
    if found is None or _AROUND_YEARS.sub("", text[: found.start()] + text[found.end() :]):
        return None
    year = int(found["y"])
    if found["to"] and not _is_next(found["y"], found["to"]):
        return asked("has no day and no month")
    end = date(year + 1, 3, 31) if found["to"] else date(year, 12, 31)
    return asked("has no day and no month", end)


def _is_next(year: str, words: str) -> bool:
    """Whether words are the year after this one, as in 2011/12."""
    return int(words) % 100 == (int(year) + 1) % 100


def _month(words: str) -> int:
    return int(words) if words.isdigit() else MONTH_NUMBERS[words]


def _four(words: str) -> int:
    return int(words) if len(words) == 4 else 2000 + int(words)
