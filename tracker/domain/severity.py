"""Which areas for development are urgent, by the words they stood under (`domain.md` 1.1)."""

import re

_LISTS = re.compile(
    r"(?:priority|immediate|urgent)(?: and (?:priority|immediate|urgent))? actions?"
    r"|areas? (?:for|requiring) (?:priority|immediate|urgent)"
    r"|(?:accelerated )?causes? of concern"
    r"|priority (?:concern|recommendation)s?"
    r"|(?:statutory|legal) requirements?"
    r"|breach(?:es)?(?: of .+)?$"
    r"|(?:requirement|warning|enforcement) notices?"
)
"""How a list of urgent asks is headed."""
_BAND = re.compile(
    r"(?:.+ (?:should|must) )?(?:immediately|immediate|urgently|urgent|without delay)\b"
    r"|.+\bimmediately$"
)
"""A time band of what cannot wait."""
_RANK = re.compile(
    r"(?:very )?high(?:est)?(?: (?:priority|risk))?|critical|priority"
    r"|(?:priority|level|p) ?(?:1|one|high)|1|one"
)
"""The whole of a cell that gives a priority."""
_BEFORE, _AFTER = "(\u201c\u2018'\" -\u2013", " .:;,)\u201d\u2019'\""


def is_urgent(urgency: str, heading: str) -> bool:
    """True when an area stood among the urgent ones of its report: under a heading of such a list,
    in a time band such as 'Immediately:', or with the highest priority in a table.

    `urgency` is the band or the priority it was printed under, `heading` the heading of its list.
    A performance officer can say otherwise of any area.
    """
    band, title = _plain(urgency), _plain(heading)
    if any(_LISTS.match(words) or _BAND.fullmatch(words) for words in (band, title)):
        return True
    return bool(_BAND.match(band) or _RANK.fullmatch(band))


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).lstrip(_BEFORE).rstrip(_AFTER)
