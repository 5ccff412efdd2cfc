"""Facts as words, for pages and letters alike (`interaction.md` 0.2)."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")
_PREPOSITIONS = re.compile(
    r"\s+(?:about|after|and|at|before|by|each|every|for|from|in|into|of|on|per|that|to|with|within)\b.*",
    re.IGNORECASE,
)


def day(on: date) -> str:
    """'31 May 2011'."""
    return f"{on.day} {on:%B %Y}"


def short_day(on: date) -> str:
    """'17 June', for where the year has just been said."""
    return f"{on.day} {on:%B}"


def long_day(on: date) -> str:
    """'Friday 8 July 2011'."""
    return f"{on:%A} {day(on)}"


def clock_time(at: datetime) -> str:
    """'9am', '5:30pm', 'midday' or 'midnight', London time."""
    local = at.astimezone(_LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def moment(at: datetime) -> str:
    """'9:15am on 4 July 2011', London time."""
    return f"{clock_time(at)} on {day(local_day(at))}"


def local_day(at: datetime) -> date:
    """The London date of an instant."""
    if at.tzinfo is UTC:
        return _day_of_hour(at.year, at.month, at.day, at.hour)
    return at.astimezone(_LONDON).date()


# London differs from UTC by whole hours, so all instants of an hour have one date; a morning asks
# for the dates of very many.
@lru_cache(maxsize=8192)
def _day_of_hour(year: int, month: int, on: int, hour: int) -> date:
    return datetime(year, month, on, hour, tzinfo=UTC).astimezone(_LONDON).date()


def count(number: int, one: str, many: str | None = None) -> str:
    """'1 action', '4 actions', '30,000 rows', '2 people' when the plural is given."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


MOST_COUNTED = 1_000
"""Longer lists are not counted to their end: nobody works through them, and it takes too long."""


def capped(number: int) -> str:
    """'4', '1,000', and '1,000+' of a number that was counted no further."""
    return f"{min(number, MOST_COUNTED):,}{'+' if number > MOST_COUNTED else ''}"


def distance(due_on: date, today: date) -> str:
    """'34 days overdue', 'due today', 'in 4 days'."""
    days = (due_on - today).days
    if days == 0:
        return "due today"
    return f"{count(-days, 'day')} overdue" if days < 0 else f"in {count(days, 'day')}"


def ago(on: date, today: date) -> str:
    """'today', 'yesterday', '53 days ago'."""
    days = (today - on).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def span(first: date, last: date) -> str:
    """'7 to 18 February 2011', '28 February to 4 March 2011'."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{short_day(first) if first.year == last.year else day(first)} to {day(last)}"


def topic(short_title: str) -> str:
    """The first words of a short title, for where there is no room: 'conference minutes'.

    Cut before the first preposition and begun in lower case unless it begins with an acronym.
    """
    words = _PREPOSITIONS.sub("", short_title.strip()) or short_title
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def listed(words: list[str]) -> str:
    """'Priya Nair', 'Priya Nair and Tom Ashworth', 'Priya Nair, Tom Ashworth and Dawn Okafor'."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


LEAST_PREHEADER, MOST_PREHEADER = 40, 90


def preheader(*sentences: str) -> str:
    """What stands beside a subject: the sentences in their order until there are 40 characters.

    A sentence that would make it longer than 90 is left out, so a shorter one may be named after it
    to stand in its place.
    """
    said = ""
    for sentence in filter(None, sentences):
        longer = f"{said} {sentence}".strip()
        if len(longer) <= MOST_PREHEADER:
            said = longer
        if len(said) >= LEAST_PREHEADER:
            break
    return said


def shortened(text: str, most: int) -> str:
    """The text, or as many whole words of it as fit, ending in '…'."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,;:–-')}…"


def upper_first(text: str) -> str:
    """A sentence begun with a capital."""
    return text[:1].upper() + text[1:]


def times(number: int) -> str:
    """'once', 'twice', '3 times'."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def number_word(number: int) -> str:
    """'one' to 'nine' as words, larger as figures: for the start of a sentence in a preheader."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[number] if 0 <= number < len(words) else str(number)


def possessive(name: str) -> str:
    """'Priya’s', 'James’'."""
    return f"{name}’" if name.endswith("s") else f"{name}’s"
