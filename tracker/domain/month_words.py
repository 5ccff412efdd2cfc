"""The names of months and of parts of a year, in English and in Welsh."""

import unicodedata

_MONTHS = (
    ("january", "jan", "ionawr", "ion"),
    ("february", "feb", "chwefror", "chwef"),
    ("march", "mar", "mawrth", "fawrth", "maw"),
    ("april", "apr", "ebrill", "ebr"),
    ("may", "mai", "fai"),
    ("june", "jun", "mehefin", "fehefin", "meh"),
    ("july", "jul", "gorffennaf", "orffennaf", "gorff", "gor"),
    ("august", "aug", "awst"),
    ("september", "sept", "sep", "medi", "fedi"),
    ("october", "oct", "hydref", "hyd"),
    ("november", "nov", "tachwedd", "dachwedd", "tach"),
    ("december", "dec", "rhagfyr", "ragfyr", "rhag"),
)
MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
MONTH = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
"""Any month, for a regular expression."""

_WEEKDAYS = (
    ("monday", "mon", "dydd llun", "llun"),
    ("tuesday", "tues", "tue", "dydd mawrth"),
    ("wednesday", "wed", "dydd mercher", "mercher"),
    ("thursday", "thurs", "thur", "thu", "dydd iau", "iau"),
    ("friday", "fri", "dydd gwener", "gwener"),
    ("saturday", "sat", "dydd sadwrn", "sadwrn"),
    ("sunday", "sun", "dydd sul", "sul"),
)
WEEKDAY_NUMBERS = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
WEEKDAY = "|".join(sorted(WEEKDAY_NUMBERS, key=len, reverse=True))

LAST_MONTHS_OF_TERMS = {
    "spring": 3,
    "gwanwyn": 3,
    "summer": 7,
    "haf": 7,
    "autumn": 12,
    "hydref": 12,
    "winter": 12,
    "gaeaf": 12,
}
"""In which month a term or season of a year is over at the latest."""


def plain(words: str) -> str:
    """Words in small letters, without accents and with single spaces, to be compared."""
    if words.isascii():
        return " ".join(words.casefold().split())
    apart = unicodedata.normalize("NFKD", words.replace("’", "'").replace("–", "-").casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())
