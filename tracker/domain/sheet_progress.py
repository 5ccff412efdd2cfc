"""How far an action is, as cells say it: words for a state, a tick, or a share of the whole."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tracker.domain.actions import PROGRESS_WORDS, Progress
from tracker.domain.month_words import plain
from tracker.domain.sheets import Cell

_PROGRESS = {plain(words): progress for progress, words in PROGRESS_WORDS.items()} | {
    "complete": Progress.COMPLETED, "done": Progress.COMPLETED, "closed": Progress.COMPLETED,
    "finished": Progress.COMPLETED, "implemented": Progress.COMPLETED,
    "achieved": Progress.COMPLETED, "cwblhawyd": Progress.COMPLETED,
    "wedi'i gwblhau": Progress.COMPLETED, "wedi cwblhau": Progress.COMPLETED,
    "on target": Progress.ON_TRACK, "on schedule": Progress.ON_TRACK,
    "ar y trywydd iawn": Progress.ON_TRACK, "ar y trywydd cywir": Progress.ON_TRACK,
    "not yet started": Progress.NOT_STARTED, "heb ddechrau": Progress.NOT_STARTED,
    "heb gychwyn": Progress.NOT_STARTED, "mewn perygl": Progress.AT_RISK,
    "behind schedule": Progress.OFF_TRACK, "delayed": Progress.OFF_TRACK,
    "oddi ar y trywydd": Progress.OFF_TRACK, "on hold": Progress.ON_HOLD,
    "ar stop": Progress.ON_HOLD, "embedded": Progress.EMBEDDED,
}  # fmt: skip
_DONE = frozenset({"✓", "✔", "☑", "✅", "√", "y", "yes", "true", "ie", "ydy", "ydi", "do"})
_NOT_DONE = frozenset({"✗", "✘", "❌", "☐", "n", "no", "false", "na", "nac", "nage"})
_PERCENT = re.compile(r"^(\d{1,3}(?:\.\d+)?) ?(?:%|per ?cent|y cant)?$")
_AROUND = " .-\ufe0f"
"""What may stand around a state or a tick: the last chooses how a tick is drawn."""
_MOST = 2
"""A share of one that is above it: 1.2 is 120%, and 50 is no share."""


@dataclass(frozen=True)
class States:
    """What words for progress mean in one sheet. `said` are those a person has explained, by their
    plain words; `ticked` says that the column asks whether an action is done, so that a tick or a
    yes answers it. A cross may be either answer."""

    said: Mapping[str, Progress | None] = field(default_factory=dict)
    ticked: bool = False

    def progress_in(self, text: str) -> Progress | None:
        """The progress that words mean; None for those that mean none we know."""
        words = plain(text).strip(_AROUND)
        if self.ticked and words in _DONE:
            return Progress.COMPLETED
        return _PROGRESS.get(words) or self.said.get(plain(text))

    def is_known(self, text: str) -> bool:
        """Whether words need no explaining: 'No' to whether it is done says nothing else."""
        words = plain(text).strip(_AROUND)
        return words in _PROGRESS or (self.ticked and words in _DONE | _NOT_DONE)


def shares_among(cells: Iterable[Cell]) -> bool:
    """Whether the numbers of a percent column are shares of one, some of them between 0 and 1."""
    numbers = [number for cell in cells if (number := _bare(cell)) is not None]
    return all(0 <= one <= _MOST for one in numbers) and any(0 < one < 1 for one in numbers)


def percent_in(cell: Cell, *, shares: bool) -> str:
    """'50', '50 per cent' and, among shares of one, '0.5' as '50%'; anything else as it stands."""
    number = _bare(cell)
    if number is not None and shares:
        return f"{number * 100:.0f}%"
    found = _PERCENT.match(plain(cell.text))
    return f"{found[1]}%" if found else cell.text


def _bare(cell: Cell) -> float | None:
    """The number of a cell that is not marked as a percentage."""
    if "%" in cell.text:
        return None
    if cell.number is not None:
        return cell.number
    return float(cell.text) if re.fullmatch(r"\d+(?:\.\d+)?", cell.text) else None
