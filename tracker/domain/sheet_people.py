"""The people in a spreadsheet's cells: who is named, each once, and who that is among the known."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.month_words import plain

_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]?")
_BETWEEN = re.compile(r"\s*(?:/|;|\n|&|\+|\|)\s*|\s+(?:and|with|a|ac)\s+", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?:mrs?|ms|miss|dr|cllr|councillor|prof|mx|rev|sir|dame|y cyng)\.? ", re.IGNORECASE
)
_DASH = re.compile(r"\s+[-–—]\s+.*$")
_WORD = r"[A-ZÀ-ÖØ-ÞŴŶ][\w'’\-]*\.?"
_NAME = re.compile(rf"^{_WORD}(?: ?{_WORD}| (?:van|de|der|von|ap|ab|ferch|le|la|o')){{1,3}}$")
_ONE_WORD = re.compile(r"^[A-ZÀ-ÖØ-Þ][a-zà-ÿ'’\-]{2,}$")
_NOBODY = frozenset(
    {"", "tbc", "tba", "tbd", "vacant", "vacancy", "n/a", "na", "none", "to be confirmed"}
    | {"to be appointed", "i'w gadarnhau", "gwag", "dim"}
)
"""What stands where a name should, and is none."""
_INITIALS = re.compile(r"^(?:[A-Z]\.? ?){2,3}$")
_NOT_PEOPLE = re.compile(
    r"\b(?:team|all|head|heads|manager|managers|director|directors|officer|officers|service|services"
    r"|lead|leads|board|council|hr|it|nhs|partnership|group|committee|department|school|schools|staff"
    r"|police|health|tbc|tbd|tba|chair|dcs|lscb|ccg|icb|social|workers?|vacant|unit|safeguarding"
    r"|finance|legal|commissioning|n/a|tim|pawb|pennaeth|rheolwr|cyfarwyddwr|swyddog|gwasanaeth"
    r"|bwrdd|cyngor|cadeirydd|staff|ysgol(ion)?)\b"
)


class How(StrEnum):
    """How a name in a spreadsheet was matched with somebody known."""

    EXACT = "exact"
    INITIALS = "initials"
    SURNAME = "surname"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who may be meant; `key` is whatever the caller knows them by."""

    key: str
    name: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A name as written, with the rows it stands in and who it may be.

    `person` is set only when the name can mean one known person alone: the same name, or the same
    initials and surname. `candidates` are those to choose from, the likeliest first.
    """

    name: str
    rows: tuple[int, ...]
    how: How = How.NOT_FOUND
    person: Known | None = None
    candidates: tuple[Known, ...] = ()


def names_in(text: str) -> tuple[str, ...]:
    """Who a cell names, each once and as written, without what is in brackets or after a dash."""
    bare = _BRACKETS.sub(" ", text.replace("\u00a0", " "))
    parts = [tidied for part in _BETWEEN.split(bare) if (tidied := _tidy(part))]
    names = [name for part in parts for name in _at_commas(part)]
    return tuple(dict.fromkeys(name for name in names if plain(name) not in _NOBODY))


def looks_like_people(text: str) -> bool:
    """Whether a cell names people and nothing else."""
    if len(text) > 80:
        return False
    names = names_in(text)
    return (
        bool(names)
        and all(_NAME.match(name) or _INITIALS.match(name) for name in names)
        and not (_NOT_PEOPLE.search(plain(text)))
    )


def people_in(
    cells: Iterable[tuple[int, Sequence[str]]], known: Sequence[Known]
) -> tuple[FoundPerson, ...]:
    """Everybody named in rows, each once however often and in whatever capitals, in the order they
    first occur. `cells` are row numbers with the names in that row."""
    rows: dict[str, list[int]] = {}
    written: dict[str, str] = {}
    for number, names in cells:
        for name in names:
            key = plain(name).replace(".", "")
            written.setdefault(key, name)
            if number not in rows.setdefault(key, []):
                rows[key].append(number)
    return tuple(_matched(written[key], tuple(numbers), known) for key, numbers in rows.items())


def _matched(name: str, rows: tuple[int, ...], known: Sequence[Known]) -> FoundPerson:
    for how, fits in (
        (How.EXACT, _same_name),
        (How.INITIALS, _same_initials),
        (How.SURNAME, _same_surname),
    ):
        found = tuple(one for one in known if fits(name, one))
        if found:
            sure = len(found) == 1 and how is not How.SURNAME and not _INITIALS.match(name)
            return FoundPerson(name, rows, how, found[0] if sure else None, found)
    return FoundPerson(name, rows)


def _same_name(name: str, known: Known) -> bool:
    return plain(name) in {plain(known.name), plain(known.post)} - {""}


def _same_initials(name: str, known: Known) -> bool:
    """'J Talbot', 'J. Talbot' or 'JT' for Jean Talbot; not 'Joan Talbot'."""
    theirs, words = _words(known.name), _words(name)
    if _INITIALS.match(name):
        return "".join(words) == "".join(word[0] for word in theirs)
    if len(words) < 2 or len(theirs) < 2 or words[-1] != theirs[-1]:
        return False
    return theirs[0][0] == words[0][0] and 1 in {len(words[0]), len(theirs[0])}


def _same_surname(name: str, known: Known) -> bool:
    words = _words(name)
    return bool(words) and words[-1] == next(reversed(_words(known.name)), None)


def _words(name: str) -> list[str]:
    return plain(name).replace(".", " ").split()


def _tidy(part: str) -> str:
    return _TITLE.sub("", _DASH.sub("", " ".join(part.split())).strip(" ,.:-"))


def _at_commas(part: str) -> Iterator[str]:
    """'Talbot, Jean' is one person, 'J Talbot, P Nair' two, 'Jean Talbot, Head of Service' one."""
    pieces = [piece for one in part.split(",") if (piece := _tidy(one))]
    if (
        len(pieces) == 2
        and _ONE_WORD.match(pieces[0])
        and re.fullmatch(r"[A-Z][\w.'’\-]*", pieces[1])
    ):
        yield f"{pieces[1]} {pieces[0]}"
        return
    for place, piece in enumerate(pieces):
        if (
            place == 0
            or not _NOT_PEOPLE.search(plain(piece))
            or _NOT_PEOPLE.search(plain(pieces[0]))
        ):
            yield piece
