"""Lines of a PDF without a structure tree, told by where the letters stand."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from tracker.importers.document import Line, Row
from tracker.importers.pdf_print import Glyph, Printed, columns_of, letter_width, printed_lines
from tracker.importers.pdf_ruled import RuledRow


class Page:
    """What is kept of a page once it has been read."""

    def __init__(self, glyphs: list[Glyph], width: float, *, ruled: bool = False) -> None:
        self.glyphs = glyphs
        self.ruled = ruled
        """True when enough lines are drawn on it to hold a table."""
        self.rows: list[RuledRow] = []
        self.lines = [
            line for column in columns_of(glyphs, width) for line in printed_lines(column)
        ]


def ranks_of(pages: Sequence[Page]) -> dict[tuple[float, bool], int]:
    """How grand each style of type is, from 1; styles no grander than the body are left out."""
    used: Counter[tuple[float, bool]] = Counter()
    for page in pages:
        for line in page.lines:
            used[line.style] += len(line.text)
    if not used:
        return {}
    body, body_bold = used.most_common(1)[0][0]
    grander = [
        style
        for style in used
        if style[0] > body * 1.06 or (style[1] and not body_bold and style[0] > body * 0.9)
    ]
    grander.sort(key=lambda style: (-style[0], not style[1]))
    return {style: rank for rank, style in enumerate(grander, start=1)}


def untagged_lines(
    pages: Sequence[Page], numbers: Mapping[int, int], ranks: Mapping[tuple[float, bool], int]
) -> Iterator[Line]:
    every = [line for page in pages for line in page.lines]
    letter = letter_width(every)
    leading = _leading(every)
    body = median(line.style[0] for line in every)
    for page in pages:
        last: Printed | None = None
        drawn: set[int] = set()
        for line in page.lines:
            number = numbers[id(line.glyphs[0])]
            holding = [one for one in page.rows if one.holds(line)]
            row = max(holding, key=lambda one: one.top, default=None)
            if row is not None:
                if id(row) not in drawn:
                    drawn.add(id(row))
                    yield _drawn(row, line, number)
                last = None
                continue
            gap = line.top - last.top if last is not None else 0.0
            yield Line(
                text=line.text,
                number=number,
                page=line.page,
                left=line.left / letter,
                right=line.right / letter,
                spaced=last is None or gap > 1.28 * leading * line.style[0] or gap < 0,
                new_page=last is None and line is page.lines[0] and line.page > 1,
                rank=ranks.get(line.style, 0),
                scale=line.style[0] / body,
            )
            last = line


def _drawn(row: RuledRow, line: Printed, number: int) -> Line:
    cells = (Row(row.cells, number, line.page),)
    return Line("", number, line.page, spaced=True, rows=cells)


def _leading(lines: Sequence[Printed]) -> float:
    """The usual step from line to line, in heights of the letters."""
    steps: Counter[float] = Counter()
    for line, after in pairwise(lines):
        step = (after.top - line.top) / max(line.style[0], 1.0)
        if line.page == after.page and 0.8 < step < 2.5:
            steps[round(step * 20) / 20] += 1
    return (
        min(step for step, times in steps.items() if times >= 0.25 * steps.most_common(1)[0][1])
        if steps
        else 1.2
    )
