"""Where lines were broken to fit the page, and where because something new begins.

A break was forced if the next word would not have fitted, and was meant if it would have.
"""

import re
from collections.abc import Sequence

from tracker.importers.document import Block, Kind, Line
from tracker.importers.marks import is_bullet, marked

ENDS_SENTENCE = re.compile(r"[.:;!?][’”\")]*$")
LEADS_ON = re.compile(
    r"(?:\b(?:a|an|and|as|at|by|for|from|in|into|is|are|of|on|or|that|the|their|its|to|which|with|"
    r"who|between|including)|[,–-])$",
    re.IGNORECASE,
)

_UNWRAPPED = 130
"""Lines longer than this are paragraphs on one line, not lines wrapped to a page."""
_ALMOST = 0.98
"""Letters differ in width, so a line counted in letters is full a little before the end."""


class Wrapping:
    """How the lines of one document were wrapped."""

    def __init__(self, lines: Sequence[Line]) -> None:
        rights = sorted(line.right for line in lines if line.text and "\t" not in line.text)
        self._width = rights[min(len(rights) - 1, int(len(rights) * 0.93))] if rights else 0.0
        full = sum(right > 0.85 * self._width for right in rights)
        self._wrapped = full > max(3, len(lines) // 8) and self._width < _UNWRAPPED
        self._items_spaced = _items_are_spaced(lines)

    def forced(self, last: Line, line: Line) -> bool:
        """True when the first word of `line` would not have fitted behind `last`."""
        word = len(line.text.split(maxsplit=1)[0]) if line.text else 0
        return last.right + line.scale * (1 + word) > self._width * _ALMOST

    def goes_on(self, block: Block, last: Line, line: Line) -> bool:
        """True when `line` is more of the paragraph or item whose last line is `last`."""
        ended = bool(ENDS_SENTENCE.search(block.text))
        lower = line.text[:1].islower()
        leads = not ended and bool(LEADS_ON.search(block.text))
        item = block.kind is Kind.ITEM
        if line.new_page:
            return not ended and (lower or leads or self.forced(last, line))
        if line.spaced:
            return leads or (lower and item and not ended)
        if lower or leads or (item and self._items_spaced):
            return True
        if self.forced(last, line) and (self._wrapped or not ended):
            return True
        enough = 0.5 if item else 0.72
        return not ended and self._wrapped and last.right > enough * self._width


def _items_are_spaced(lines: Sequence[Line]) -> bool:
    """True when space stands above nearly every bullet, so that none is needed inside an item."""
    starts = [line for line in lines if (found := marked(line.text)) and is_bullet(found.mark)]
    spaced = sum(line.spaced or line.new_page for line in starts)
    return len(starts) > 3 and spaced > 0.8 * len(starts)
