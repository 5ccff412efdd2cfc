"""Names out of texts: whoever is known by name is told by their post, wherever they are named.

A first name or a surname by itself counts when it is written as a name is, with a capital, and is
no ordinary word: 'Mark' and 'Young' are taken for words unless the rest of the name stands beside
them. Who is not known here, a child or a parent, cannot be found.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tracker.domain.redaction_words import ORDINARY, TITLES

REMOVED = "[name removed]"
"""Stands for a name that two people with different posts share."""
NO_EMAIL = "[email address removed]"
NO_PHONE = "[phone number removed]"

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d{2}[\s.-]?(?:\(0\)[\s.-]?)?|\(?0)\d{2,4}\)?[\s.-]?\d{3,4}[\s.-]?\d{3,4}(?!\w)"
)
_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = re.compile(r"[\s_.,'’-]{1,3}")
_SHORTEST_ALONE = 3
"""Letters of a first name or surname that is looked for by itself."""

Key = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """Somebody who may be named, and what is said instead."""

    name: str
    instead: str


class Redactor:
    """Takes the names of these people, and addresses and phone numbers, out of any text."""

    def __init__(self, people: Iterable[Known]) -> None:
        found: dict[Key, set[str]] = {}
        for person in people:
            for key in _ways_to_name(_keys(person.name)):
                found.setdefault(key, set()).add(person.instead)
        self._instead = {
            key: next(iter(said)) if len(said) == 1 else REMOVED for key, said in found.items()
        }
        longest: dict[str, int] = {}
        for key in found:
            longest[key[0]] = max(longest.get(key[0], 0), len(key))
        self._longest = longest

    def __call__(self, text: str) -> str:
        """The text without them."""
        if not text:
            return text
        plain = unicodedata.normalize("NFC", text)
        plain = _PHONE.sub(NO_PHONE, _EMAIL.sub(NO_EMAIL, plain))
        words = list(_WORD.finditer(plain))
        keys = [_key(word.group()) for word in words]
        told, place, number = list[str](), 0, 0
        while number < len(words):
            length = self._named_at(plain, words, keys, number)
            if length:
                told += (
                    plain[place : words[number].start()],
                    self._instead[tuple(keys[number : number + length])],
                )
                number += length
                place = words[number - 1].end()
            else:
                number += 1
        return "".join([*told, plain[place:]])

    def _named_at(self, text: str, words: list[re.Match[str]], keys: list[str], start: int) -> int:
        """How many words from here name somebody, the most first; 0 when none do."""
        most = min(self._longest.get(keys[start], 0), len(words) - start)
        for length in range(most, 0, -1):
            if tuple(keys[start : start + length]) not in self._instead:
                continue
            run = words[start : start + length]
            joined = all(
                _BETWEEN.fullmatch(text, one.end(), two.start()) for one, two in pairwise(run)
            )
            if joined and (length > 1 or run[0].group()[0].isupper()):
                return length
        return 0


def _ways_to_name(parts: list[Key]) -> Iterator[Key]:
    """All of a name, turned round, the surname with a title or an initial, each end alone.
    `parts` are its words, each of one or, with a hyphen, more."""
    if not parts:
        return
    whole = tuple(word for part in parts for word in part)
    yield whole
    for end in (parts[0], parts[-1]):
        if sum(map(len, end)) >= _SHORTEST_ALONE and not (len(end) == 1 and end[0] in ORDINARY):
            yield end
    if len(parts) < 2:
        return
    surname, given = parts[-1], tuple(word for part in parts[:-1] for word in part)
    yield surname + given
    yield parts[0] + surname
    yield (given[0][0], *surname)
    yield (*surname, given[0][0])
    for title in TITLES:
        yield (title, *surname)


def _keys(name: str) -> list[Key]:
    words = unicodedata.normalize("NFC", name).split()
    parts = (tuple(_key(one) for one in _WORD.findall(word)) for word in words)
    return [part for part in parts if part and part[0] not in TITLES]


def _key(word: str) -> str:
    """A word as it is compared: in small letters, without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))
