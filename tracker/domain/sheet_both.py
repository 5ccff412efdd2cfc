"""Cells that name who does it and by when at once: 'J Talbot by 30 June 2011'."""

import re
from dataclasses import dataclass

from tracker.domain.date_words import DATES, WITHOUT_A_DAY, speaks_of_time
from tracker.domain.month_words import MONTH, WEEKDAY, plain
from tracker.domain.sheet_people import looks_like_people, names_in

SEVERAL_DATES = "holds more than one date"
NOT_CLEAR = "says more than who and by when"
NO_DATE = "names no date"
NO_OWNER = "names nobody"

_BETWEEN = re.compile(
    r"\s*(?:[;\n()\[\]|]|(?<!\d)/|/(?!\d))\s*|,\s+|\s+[-–—]\s+|\s+(?:by|erbyn)\s+", re.IGNORECASE
)
_AROUND = " \t\n,;:.-–—/|()[]"
_JOINING = re.compile(
    r"^(?:by|due|target|date|deadline|timescale|on|and|erbyn|ar|a|ac)\b[ :.\-–—]*"
    r"|[ :.,;\-–—(\[/|]*\b(?:by|due|target|date|deadline|timescale|on|and|erbyn|ar)$",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\d|\b(?:{MONTH}|{'|'.join(map(re.escape, sorted(WITHOUT_A_DAY, key=len, reverse=True)))}"
    rf"|{WEEKDAY}|q[1-4]|quarter|chwarter|spring|summer|autumn|winter|easter|term|tymor|within|end"
    r"|early|mid|late|weekly|daily|every|each|diwedd|start|begin|begins|from|review|reviewed|revised"
    r"|finish|before|after|onwards|thereafter|approx|subject|draft|final|until|o|cyn|ar ol)\b"
)
"""Words beside a date that say something of it, or of another time."""
_WEEKDAY_BEFORE = re.compile(rf"\b(?:{WEEKDAY})\b[,.]? *$")
_ROLE = re.compile(
    r"^[A-ZÀ-ÞŴŶ][\w'’.\-/]*(?: (?:[A-ZÀ-ÞŴŶ(][\w'’.\-)]*|of|for|and|the|&|to|a|y|yr))*$"
)
"""Words that each begin with a capital: 'Assistant Director', 'Head of Service'."""
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Parted:
    """What a cell says of who and of when, in its own words. `doubt` says, after the words, why
    they cannot be told apart; `who` and `when` are then what they most likely are."""

    who: str = ""
    when: str = ""
    doubt: str = ""

    @property
    def has_both(self) -> bool:
        """Whether both are named, certain or not."""
        return bool(self.who and self.when)


def parted(words: str) -> Parted:
    """The owner and the date in one cell. It is certain only where one whole date stands before or
    after words that are names or posts; the date itself is not judged here."""
    spans = _whole_dates(words)
    if not spans:
        return _without_a_whole_date(words)
    outside = _outside(words, spans)
    people = [one for one in outside if _names_somebody(one)]
    who, when = " / ".join(people), words[spans[0][0] : spans[-1][1]]
    if len(spans) > 1:
        return Parted(who, when, SEVERAL_DATES)
    if len(outside) > 1 or people != outside:
        return Parted(who, when, NOT_CLEAR)
    return Parted(who, when)


def _whole_dates(words: str) -> list[tuple[int, int]]:
    """Where whole dates stand, each place once. Words whose small letters take other room than
    themselves have none: nothing could be said of where."""
    text = words.lower()
    if len(text) != len(words):
        return []
    found = sorted(
        (_with_weekday(text, match.start()), match.end())
        for shape in DATES
        for match in shape.finditer(text)
    )
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
        elif end > spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
    return spans


def _with_weekday(text: str, start: int) -> int:
    before = _WEEKDAY_BEFORE.search(text, 0, start)
    return before.start() if before else start


def _outside(words: str, spans: list[tuple[int, int]]) -> list[str]:
    """What stands before, between and after dates, without what only joins it to them."""
    edges = [0, *(edge for span in spans for edge in span), len(words)]
    pieces = [words[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]
    return [bare for piece in pieces if (bare := _bare(piece))]


def _bare(piece: str) -> str:
    before = ""
    while before != piece:
        before = piece
        piece = _JOINING.sub("", piece.strip(_AROUND)).strip(_AROUND)
    return piece


def _names_somebody(words: str) -> bool:
    """Whether words are names or posts and say nothing of a time."""
    if len(words) > _LONGEST or _TIME.search(plain(words)):
        return False
    lines = [" ".join(one.split()) for one in words.split("\n")]
    names = [name for line in lines for name in names_in(line)]
    return bool(names) and (
        all(map(looks_like_people, lines)) or all(_ROLE.match(name) for name in names)
    )


def _without_a_whole_date(words: str) -> Parted:
    """A time that is no day, told apart at commas, dashes and brackets, or where it begins."""
    pieces = [bare for piece in _BETWEEN.split(words) if (bare := _bare(piece))]
    times = [piece for piece in pieces if _TIME.search(plain(piece)) and speaks_of_time(piece)]
    if times:
        people = [piece for piece in pieces if piece not in times]
        return Parted(" / ".join(people), " ".join(times))
    text = words.lower()
    begins = _TIME.search(text) if len(text) == len(words) else None
    if begins is None:
        return Parted(_bare(words))
    return Parted(_bare(words[: begins.start()]), words[begins.start() :].strip())
