"""Words that look like somebody's personal detail, so that a writer can look again.

It is a question and never a refusal: the writer knows what they wrote. Nothing here keeps or logs
what it finds.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

NHS_NUMBER = "an NHS number"
DATE_OF_BIRTH = "a date of birth"
CASE_NUMBER = "a case number"

LONG_AGO = timedelta(days=2 * 365)
"""Updates speak of the last weeks; a full date years back is most likely somebody's birthday."""

_TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ \-]?\d{3}[ \-]?\d{4}(?!\d)")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_IN_FIGURES = r"\s*[./\-]\s*\d{1,2}\s*[./\-]\s*"
_DAY = (
    r"\d{1,2}(?:st|nd|rd|th)?"
    rf"(?:{_IN_FIGURES}|\s+(?:of\s+)?{_MONTH},?\s+)"
    r"(?:\d{4}|\d{2})(?!\d)"
)
_BORN = re.compile(rf"\b(?:d\.?o\.?b\b\.?|date of birth|born|birthday)\D{{0,20}}{_DAY}", re.I)
_FULL_DATE = re.compile(r"(?<!\d)(\d{1,2})\s?[./\-]\s?(\d{1,2})\s?[./\-]\s?(\d{4})(?!\d)")
_WHOSE = r"(?:case|client|child|person|patient|pupil|record|file|mosaic|liquidlogic|lcs|ics)"
_NAMED_NUMBER = re.compile(
    rf"\b{_WHOSE}(?:'s|’s)?\s*(?:numbers?|nos?\b\.?|ref(?:erence)?\b\.?|id\b|#)"
    r"\s*(?:is|was|:|-)?\s*(?=[a-z0-9/\-]*\d)[a-z0-9][a-z0-9/\-]{2,}",
    re.I,
)
_BARE_NUMBER = re.compile(rf"\b{_WHOSE}\s+(?:[a-z]{{1,4}}[/\-]?)?\d{{5,}}\b", re.I)


def personal_detail_in(text: str, today: date) -> tuple[str, ...]:
    """What a text seems to hold: 'an NHS number', 'a date of birth', 'a case number', or nothing.

    A row of ten figures counts as an NHS number only when its check digit is right.
    """
    return tuple(_seen_in(text, today))


def _seen_in(text: str, today: date) -> Iterator[str]:
    if any(_is_nhs_number(found.group()) for found in _TEN_DIGITS.finditer(text)):
        yield NHS_NUMBER
    if _BORN.search(text) or any(_is_long_ago(m, today) for m in _FULL_DATE.finditer(text)):
        yield DATE_OF_BIRTH
    if _NAMED_NUMBER.search(text) or _BARE_NUMBER.search(text):
        yield CASE_NUMBER


def _is_nhs_number(written: str) -> bool:
    """Modulus 11: the first nine figures, weighted 10 down to 2, give the tenth."""
    figures = [int(character) for character in written if character.isdecimal()]
    weighted = sum(
        weight * figure for weight, figure in zip(range(10, 1, -1), figures, strict=False)
    )
    return (11 - weighted % 11) % 11 == figures[9] and len(set(figures)) > 1


def _is_long_ago(found: re.Match[str], today: date) -> bool:
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day) < today - LONG_AGO
    except ValueError:
        return False
