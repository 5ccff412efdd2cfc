"""Tables in text files, whatever separates their columns and however their letters are written."""

import csv
import io
from collections import Counter

from tracker.domain.errors import RuleBroken
from tracker.domain.sheets import Cell, Sheet
from tracker.domain.tables import without_mark
from tracker.importers.cell_words import tidied
from tracker.importers.grid import TOO_FULL, Grid
from tracker.importers.guard import encodings_of

_SEPARATORS = ",;\t|"
_SAMPLE = 64 * 1024
_LOOKED_AT = 60


def sheet_in(data: bytes) -> Sheet:
    """The one sheet of a text file that has been checked."""
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return _read(rest, first.strip()[-1], begins=2)
    return _read(text, _separator(text[:_SAMPLE]), begins=1)


def _decoded(data: bytes) -> str:
    for encoding in encodings_of(data[:4096]):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", errors="replace")


def _separator(sample: str) -> str:
    """The mark that cuts most rows into the same number of columns, and into several."""

    def evenness(mark: str) -> int:
        widths: Counter[int] = Counter()
        for number, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=mark)):
            if number == _LOOKED_AT:
                break
            widths[len(row)] += 1
        return max((width - 1) * count for width, count in widths.items()) if widths else 0

    return max(_SEPARATORS, key=evenness)


def _read(text: str, separator: str, begins: int) -> Sheet:
    grid = Grid()
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for number, row in enumerate(rows, start=begins):
            for column, words in enumerate(row):
                if text := tidied(words):
                    grid.put(number, column, Cell(without_mark(text)))
    except csv.Error as endless:  # a cell of more than 128 KB: a quotation mark is never closed
        raise RuleBroken(TOO_FULL, field="report") from endless
    return grid.sheet("")
