"""What somebody looks for, made of what they typed: whatever that is, it is words and nothing else.

The words are cut the way both databases cut what they index: at everything that is neither a letter
nor a digit, without accents and in lower case.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 200
"""How much of what was typed is looked at, in characters."""
_MOST_TERMS = 12
_MOST_NEAR = 5
_MOST_MISSPELT = 4
"""For how many words near ones are looked for; that takes longer than the search itself."""
_NEAR_ENOUGH = 0.75
_SHORTEST_BEGINNING = 2
_SHORTEST_NEAR = 3
_EXCERPT = 200
_BEFORE_A_HIT = 60

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_QUOTED = re.compile(r'["“”]')
_REFERENCE = re.compile(r"(?:(?P<code>[A-Za-z0-9]{1,12})-)?(?P<number>(?=.*\d)[A-Za-z0-9.]{1,20})")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")
_ENDINGS = (
    *("isations", "isation", "ations", "ation", "ements", "ement", "ments", "ment"),
    *("ings", "ing", "ied", "ies", "ed", "ers", "er", "es", "ly", "s", "e", "y"),
)
_SHORTEST_ROOT = 3


class Findable(StrEnum):
    """What a search can find, in the order in which kinds are listed."""

    ACTION = "action"
    PLAN = "plan"
    PERSON = "person"
    AREA = "area"
    UPDATE = "update"
    COMMENT = "comment"
    EVIDENCE = "evidence"
    MEASURE = "measure"
    MILESTONE = "milestone"
    SUBMISSION = "submission"


@dataclass(frozen=True)
class Term:
    """Words that stand side by side, mostly one; `begins` when the last may go on."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Reference:
    """'SLAC-1.1' or '1.1', perhaps the number of an action; its plan's code when that was named."""

    number: str
    code: str = ""


@dataclass(frozen=True)
class Sought:
    """What is looked for: all of the terms, or the one thing it may name."""

    text: str
    """As it was typed, on one line and not too long."""
    terms: tuple[Term, ...]
    reference: Reference | None
    code: str
    """The code of a plan, when it was written like one: in capitals. 'road' is a word."""


def sought_from(typed: str) -> Sought:
    """What somebody looks for who typed this; anything can be typed.

    Words between quotation marks stand side by side, others anywhere; the last may be half a word.
    """
    text = " ".join("".join(_printed(char) for char in typed[: 10 * LONGEST]).split())[:LONGEST]
    named = _REFERENCE.fullmatch(text)
    return Sought(
        text=text,
        terms=tuple(_terms(text))[:_MOST_TERMS],
        reference=Reference(named["number"], (named["code"] or "").upper()) if named else None,
        code=text if _CODE.fullmatch(text) else "",
    )


def _printed(char: str) -> str:
    """A character that can be shown and stored; a space for any other."""
    return " " if unicodedata.category(char) in ("Cc", "Cs", "Cn", "Zl", "Zp") else char


def _terms(text: str) -> Iterable[Term]:
    parts = _QUOTED.split(text)
    for place, part in enumerate(parts):
        if place % 2 and place < len(parts) - 1:
            chunks, may_begin = [part], False
        else:
            chunks, may_begin = part.split(), place == len(parts) - 1
        for chunk in chunks:
            words = tuple(folded(word) for word in _WORD.findall(chunk))
            if words:
                last = may_begin and chunk is chunks[-1]
                yield Term(words, last and len(words[-1]) >= _SHORTEST_BEGINNING)


def folded(word: str) -> str:
    """The word without accents and in lower case: 'Núñez' as 'nunez'."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFD", word)
    return "".join(char for char in apart if not unicodedata.combining(char)).lower()


def excerpt(text: str, sought: Sought, most: int = _EXCERPT) -> list[tuple[str, bool]]:
    """Part of a text around the first word that was looked for: pieces, and whether each is a hit.

    Which words are hits is judged a little differently from the databases; where none is, the
    excerpt is the beginning.
    """
    line = " ".join(text.split())
    spans = [found.span() for found in _WORD.finditer(line) if _is_hit(found[0], sought)]
    first = spans[0][0] if spans else 0
    start, end = _cut(line, first, most)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for begin, stop in spans:
        if stop <= end:
            pieces += [(line[at:begin], False), (line[begin:stop], True)]
            at = stop
    pieces.append((line[at:end] + (" …" if end < len(line) else ""), False))
    return [(words, is_hit) for words, is_hit in pieces if words]


def _cut(line: str, first: int, most: int) -> tuple[int, int]:
    """Where the excerpt begins and ends, both between words where that is possible."""
    start = 0 if first <= _BEFORE_A_HIT else line.find(" ", first - _BEFORE_A_HIT, first) + 1
    if not start and first > _BEFORE_A_HIT:
        start = first
    if len(line) <= start + most:
        return start, len(line)
    end = line.rfind(" ", first + 1, start + most)
    return start, end if end > first else start + most


def _is_hit(word: str, sought: Sought) -> bool:
    plain = folded(word)
    for term in sought.terms:
        if any(_root(plain) == _root(one) for one in term.words):
            return True
        if term.begins and plain.startswith(term.words[-1]):
            return True
    return False


def _root(word: str) -> str:
    """The word without its ending, so that 'minutes' and 'minute' are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_ROOT:
            return word[: -len(ending)]
    return word


def near_words(sought: Sought, texts: Iterable[str]) -> list[str]:
    """Words of these texts that are like those looked for, each of which would find something.

    A word that is there itself stands first: together with the others it found nothing.
    """
    there = {folded(word): word for word in set(_WORD.findall("\n".join(texts).lower()))}
    by_length: dict[int, list[str]] = {}
    for word in there:
        if len(word) >= _SHORTEST_NEAR and not word.isdecimal():
            by_length.setdefault(len(word), []).append(word)
    wanted = dict.fromkeys(word for term in sought.terms for word in term.words)
    known = [word for word in wanted if word in there and len(word) >= _SHORTEST_NEAR]
    misspelt = [word for word in wanted if word not in there][:_MOST_MISSPELT]
    near = [one for word in misspelt for one in _like(word, by_length)]
    return [there[word] for word in dict.fromkeys([*known, *near])][:_MOST_NEAR]


def _like(word: str, by_length: dict[int, list[str]]) -> Sequence[str]:
    """The words most like this one; a much longer or shorter one is not compared."""
    spare = 1 + len(word) // 4
    lengths = range(len(word) - spare, len(word) + spare + 1)
    fitting = [one for length in lengths for one in by_length.get(length, ())]
    return difflib.get_close_matches(word, fitting, n=3, cutoff=_NEAR_ENOUGH)
