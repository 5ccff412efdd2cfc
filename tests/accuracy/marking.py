"""Marking what was read against what a person found, as the results made by hand say it is done."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.importers.committee_paper import SAMPLES, SHARED
from tracker.domain.reports import ImportedReport

Grade = tuple[str, str, str]
"""The group, where the result made by hand has one, the area and its grade."""


@dataclass(frozen=True)
class Known:
    """A report and what is to be found in it."""

    name: str
    path: Path
    findings: tuple[str, ...]
    judgements: tuple[Grade, ...] | None
    """None where nobody has written them down."""


@dataclass(frozen=True)
class Mark:
    """How many were there, how many were found, and how many of these are right."""

    there: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """The share of what is there that was found; 1 where there is nothing."""
        return self.right / self.there if self.there else 1.0

    @property
    def precision(self) -> float:
        """The share of what was found that is there; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    def __add__(self, other: "Mark") -> "Mark":
        return Mark(self.there + other.there, self.found + other.found, self.right + other.right)


def letters(words: str) -> str:
    """The words as they are compared: letters and digits alone, in lower case."""
    return re.sub(r"[\W_]+", "", words.casefold())


def mark(there: Iterable[object], found: Iterable[object]) -> Mark:
    """Each found thing is right at most as often as it is there."""
    wanted, read = Counter(there), Counter(found)
    return Mark(wanted.total(), read.total(), (wanted & read).total())


def findings_mark(known: Known, read: ImportedReport) -> Mark:
    """How the areas for development were found."""
    return mark(map(letters, known.findings), (letters(one.text) for one in read.findings))


def judgements_mark(known: Known, read: ImportedReport) -> Mark:
    """How the grades were found; their groups count where the result made by hand names them."""
    if known.judgements is None:
        return Mark(0, 0, 0)
    grouped = any(group for group, _area, _grade in known.judgements)
    found = [
        (letters(one.group) if grouped else "", letters(one.area), letters(one.grade))
        for one in read.judgements
    ]
    there = [tuple(map(letters, one)) for one in known.judgements]
    return mark(there, found)


def all_known() -> Iterator[Known]:
    """The reports beside the checkout, if they are there, then the samples in our own words."""
    yield from shared_reports()
    yield from _seed()
    for path in sorted(SAMPLES.glob("*.txt")):
        told = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
        grades = tuple((one[0], one[1], one[2]) for one in told["judgements"])
        yield Known(path.stem, path, tuple(told["findings"]), grades)


def shared_reports() -> Iterator[Known]:
    """The real reports beside the checkout; none where there are none."""
    for path in sorted((SHARED / "reports").glob("*.pdf")):
        told = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
        grades = tuple(("", one["area"], one["grade"]) for one in told["judgements"])
        yield Known(path.stem, path, tuple(told["areas_for_development"]), grades)


def _seed() -> Iterator[Known]:
    """The paper that the demonstration is made from; its areas stand in its lines 146 to 152."""
    path = SHARED / "seed" / "halton-executive-board-2011-03-31.txt"
    if path.exists():
        lines = path.read_text(encoding="utf-8").split("\n")[145:152]
        yield Known("seed", path, tuple(line[2:] for line in lines), None)
