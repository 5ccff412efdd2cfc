"""What the values of a column look like, whatever its name says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.date_words import WITHOUT_A_DAY, speaks_of_time
from tracker.domain.month_words import plain
from tracker.domain.sheet_both import parted
from tracker.domain.sheet_people import looks_like_people
from tracker.domain.sheets import Cell

_SAMPLE = 150
_COLOURS = {
    "red": "Red", "amber": "Amber", "green": "Green", "blue": "Blue", "grey": "Grey",
    "gray": "Grey", "yellow": "Yellow", "orange": "Orange", "white": "White", "black": "Black",
    "r": "Red", "a": "Amber", "g": "Green", "b": "Blue",
    "coch": "Red", "ambr": "Amber", "oren": "Amber", "melyn": "Yellow", "gwyrdd": "Green",
    "glas": "Blue", "llwyd": "Grey",
}  # fmt: skip
_PERCENT = re.compile(r"^\d{1,3}(\.\d+)? ?(%( \w+)?|per ?cent|y cant)$", re.IGNORECASE)
_REFERENCE = re.compile(
    r"^[a-z]{0,6}[ ./\-]?\d+([./\-]?\d+)*[a-z]?[.)]?$|^[a-z]{1,3}[.)]$|^[ivx]+[.)]?$"
)


@dataclass(frozen=True, slots=True)
class Look:
    """Which share of a column's values looks like what, from 0 to 1; `length` is the usual number
    of characters and `different` the share of values that occur once."""

    count: int
    times: float = 0
    dated: float = 0
    """The share of times that are more than a word such as 'complete' or 'ongoing'."""
    people: float = 0
    colours: float = 0
    percents: float = 0
    references: float = 0
    filled: float = 0
    """Of a column without words, the share that is filled with a colour."""
    both: float = 0
    """The share that names somebody and a time at once."""
    length: float = 0
    different: float = 0


def look_of(cells: Sequence[Cell]) -> Look:
    """What the filled cells of a column look like; merged ones count once."""
    own = [cell for cell in cells if cell.own and cell.text][:_SAMPLE]
    if not own:
        return Look(0, filled=share_filled(cells[:_SAMPLE]))
    count = len(own)

    def share(*kinds: bool) -> float:
        return sum(kinds) / count

    return Look(
        count,
        times=share(*(cell.on is not None or speaks_of_time(cell.text) for cell in own)),
        dated=share(*(cell.on is not None or _is_dated(cell.text) for cell in own)),
        people=share(*(looks_like_people(cell.text) for cell in own)),
        colours=share(*(colour_of(cell.text) is not None for cell in own)) * _are_colours(own),
        percents=share(*(_PERCENT.match(cell.text) is not None for cell in own)),
        references=share(*(_REFERENCE.match(plain(cell.text)) is not None for cell in own)),
        both=share(*(cell.on is None and _says_both(cell.text) for cell in own)),
        length=sum(len(cell.text) for cell in own) / count,
        different=len({cell.text for cell in own}) / count,
    )


def _says_both(text: str) -> bool:
    found = parted(text)
    return found.has_both and speaks_of_time(found.when)


def _is_dated(text: str) -> bool:
    return speaks_of_time(text) and plain(text) not in WITHOUT_A_DAY


def _are_colours(cells: Sequence[Cell]) -> bool:
    """Whether letters stand for colours: A and B alone are as likely to count something."""
    return {plain(cell.text) for cell in cells} not in ({"a"}, {"b"}, {"a", "b"})


def share_filled(cells: Sequence[Cell]) -> float:
    """The share of cells that are filled with a colour of a RAG and hold no words."""
    return sum(bool(cell.colour) and not cell.text for cell in cells) / max(1, len(cells))


def colour_of(text: str) -> str | None:
    """The colour a cell names, in English: 'A', 'amber' and 'Ambr' are 'Amber'."""
    return _COLOURS.get(plain(text).split(" ")[0].strip(".:-")) if len(text) <= 20 else None
