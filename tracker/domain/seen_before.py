"""Which earlier findings a new one resembles, by its telling words and by theme.

What counts of a finding is what is left once those words are gone that every report has. Words of
one theme (`finding_words.py`) are one and the same; what is rare among the earlier findings counts
for more. The likeness of two findings is what both speak of, in proportion to all that each speaks
of. It is a likeness of words: whether the fault is the same, a person decides.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import NamedTuple

from tracker.domain.finding_words import COMMON, METHODS, PEOPLE, THEMES

LIKELY, MAYBE = 0.62, 0.5
"""From which likeness on a finding is taken for a repeat, and from which on for what may be one: in
the middle between the repeats and the others of those that `tests/domain/repeat_pairs.py` was tuned
on. A line too many is folded away; a repeat that is missed is seen by nobody."""
MOST = 3
"""How many earlier findings are named beside a new one."""

_THEME, _METHOD, _PEOPLE, _WORD = 2.0, 1.0, 0.7, 0.5
"""What each kind of thing spoken of counts for before its rarity."""
_LEAST, _FULL = 2.5, 6.0
"""Between these a finding's own weight is held: one that says next to nothing resembles nothing,
and a long paragraph is not unlike everything because it is long."""
_OTHER_PEOPLE = 0.6
"""What is left of a likeness between findings about different people."""
_USUAL = 50
"""How many findings are imagined beside the earlier ones, so that with few of them a word is not
taken to be rare or frequent by chance."""
_NAMED = 4
"""How many things both speak of are named in a reason."""

_TOKEN = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’](?:s\b)?")
_VOWEL = re.compile(r"[aeiouy]")


@dataclass(frozen=True)
class Likeness:
    """An earlier finding that a new one resembles. `shared` is what both speak of, the most telling
    first."""

    id: int
    likeness: float
    shared: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """False for a weak likeness, which pages show as one that may be a repeat."""
        return self.likeness >= LIKELY

    @property
    def reason(self) -> str:
        """'Both speak of pathway plans, care leavers.'"""
        return f"Both speak of {', '.join(self.shared[:_NAMED])}."


class _Term(NamedTuple):
    """One thing a finding speaks of: a theme, a method, people, or a word's stem."""

    name: str
    weight: float


_Phrase = tuple[tuple[str, ...], _Term]


def likely_repeats(
    new: Sequence[str], earlier: Iterable[tuple[int, str]]
) -> list[tuple[Likeness, ...]]:
    """For each new finding the earlier ones, given with their numbers, that it may repeat: at most
    three, the likeliest first, and none for most.

    Which words are rare is learnt from `earlier` alone, so nothing of a finding that is not
    among it can be told from the answer.
    """
    said = _Said(earlier)
    return [said.like(text) for text in new]


class _Said:
    """The earlier findings, by what they speak of."""

    def __init__(self, earlier: Iterable[tuple[int, str]]) -> None:
        rows = [(number, _words(text)) for number, text in earlier]
        self._ids = [number for number, _ in rows]
        self._terms = [_terms(words) for _, words in rows]
        self._wordings: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for place, (_, words) in enumerate(rows):
            self._wordings[_spelling(words)].add(place)
        known = len(rows) + _USUAL
        times = Counter(term for terms in self._terms for term in terms)
        self._weights = {
            term: term.weight * log(known / often) / log(known) for term, often in times.items()
        }
        self._sizes = [self._size(terms) for terms in self._terms]
        self._where: dict[_Term, list[int]] = defaultdict(list)
        for place, terms in enumerate(self._terms):
            for term in terms:
                self._where[term].append(place)

    def like(self, text: str) -> tuple[Likeness, ...]:
        """The earlier findings that this one may repeat, the likeliest first."""
        words = _words(text)
        terms, same = _terms(words), self._wordings.get(_spelling(words), ())
        size, both = self._size(terms), defaultdict[int, float](float)
        for term in terms:
            weight = self._weight(term)
            for place in self._where.get(term, ()):
                both[place] += weight
        found = []
        for place, weight in both.items():
            likeness = 1.0 if place in same else weight / (size * self._sizes[place])
            if likeness >= MAYBE and _about_others(terms, self._terms[place]):
                likeness *= _OTHER_PEOPLE
            if likeness >= MAYBE:
                found.append((-likeness, self._ids[place], place))
        return tuple(
            Likeness(number, -likeness, self._shared(words, terms, place))
            for likeness, number, place in sorted(found)[:MOST]
        )

    def _weight(self, term: _Term) -> float:
        return self._weights.get(term, term.weight)

    def _size(self, terms: Iterable[_Term]) -> float:
        return sqrt(min(_FULL, max(_LEAST, sum(map(self._weight, terms)))))

    def _shared(self, words: Sequence[str], terms: Iterable[_Term], place: int) -> tuple[str, ...]:
        as_written = {_stem(word.lower()): word for word in reversed(words)}
        shared = [term for term in terms if term in self._terms[place]]
        shared.sort(key=self._weight, reverse=True)
        return tuple(as_written[one.name] if one.weight == _WORD else one.name for one in shared)


def _about_others(ours: tuple[_Term, ...], theirs: tuple[_Term, ...]) -> bool:
    """True when both name people and none of them are the same."""
    mine = {term for term in ours if term.weight == _PEOPLE}
    others = {term for term in theirs if term.weight == _PEOPLE}
    return bool(mine and others) and mine.isdisjoint(others)


def _words(text: str) -> list[str]:
    return _TOKEN.findall(_POSSESSIVE.sub("", text))


def _spelling(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.lower() for word in words)


def _terms(words: Sequence[str]) -> tuple[_Term, ...]:
    """What a finding speaks of, each thing once, in its order.

    One that names no theme is about what is done: then a method is its theme, so that two findings
    on the quality of assessments are alike although every other finding mentions assessments.
    """
    found = dict.fromkeys(_spoken([_stem(word.lower()) for word in words]))
    if any(term.weight == _THEME for term in found):
        return tuple(found)
    return tuple(term._replace(weight=_THEME) if term.weight == _METHOD else term for term in found)


def _spoken(stems: Sequence[str]) -> Iterator[_Term]:
    place = 0
    while place < len(stems):
        stem = stems[place]
        for phrase, term in _PHRASES.get(stem, ()):
            if len(phrase) == 1 or tuple(stems[place : place + len(phrase)]) == phrase:
                yield term
                place += len(phrase)
                break
        else:
            if len(stem) > 2 and stem not in _EVERYWHERE:
                yield _Term(stem, _WORD)
            place += 1


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """A word without its ending, so that 'record', 'records' and 'recorded' are one; it need not be
    a word itself. Plurals and three endings are all that the short texts of findings call for."""
    if len(word) > 3 and word[-1] == "s" and word[-2:] not in {"ss", "us", "is"}:
        word = f"{word[:-3]}y" if word.endswith("ies") else word[:-1]
    for ending in ("ing", "ed", "ly"):
        kept = word.removesuffix(ending)
        if kept != word and len(kept) > 2 and _VOWEL.search(kept):
            word = kept[:-1] if kept[-1] == kept[-2] and kept[-1] not in "lsz" else kept
            break
    if len(word) > 3 and word[-1] == "e":
        return word[:-1]
    return f"{word[:-1]}i" if len(word) > 3 and word[-1] == "y" else word


def _phrases() -> dict[str, list[_Phrase]]:
    """The phrases that begin with each stem, the longest first."""
    tables = ((PEOPLE, _PEOPLE), (METHODS, _METHOD), (THEMES, _THEME))
    found: dict[str, list[_Phrase]] = defaultdict(list)
    for table, weight in tables:
        for name, phrases in table.items():
            for phrase in phrases:
                stems = tuple(_stem(word.lower()) for word in _words(phrase))
                found[stems[0]].append((stems, _Term(name, weight)))
    return {first: sorted(some, key=lambda one: -len(one[0])) for first, some in found.items()}


_EVERYWHERE = frozenset(map(_stem, COMMON))
_PHRASES = _phrases()
