"""Text whose line breaks were lost, as when a page was pasted into a field of one line."""

import re
from collections.abc import Iterator

from tracker.importers.headings import Topic, announced

_LONG = 300
"""Letters; a line with bullets inside it that is longer has lost its breaks."""
_BULLET = re.compile(r"\s+([◼■▪•●\uf06e\uf0a7\uf0b7])\s+")
_SENTENCE_END = re.compile(r"(?<=[.?!;])\s+(?=[A-Z0-9])")
_BEGINS_LIST = frozenset({Topic.ASKS, Topic.URGENT, Topic.STRENGTHS, Topic.BAND})


def with_breaks(text: str) -> str:
    """The text with a break before each bullet of such a line, and around the headings that stand
    before bullets. Other lines stay as they are."""
    return "\n".join("\n".join(_broken(line)) for line in text.split("\n"))


def _broken(line: str) -> Iterator[str]:
    parts = _BULLET.split(line)
    if len(line) <= _LONG or len(parts) < 5:
        yield line
        return
    yield from _with_heading(parts[0])
    items = list(zip(parts[1::2], parts[2::2], strict=True))
    for bullet, item in items[:-1]:
        yield from _with_heading(f"{bullet} {item}")
    bullet, last = items[-1]
    item, *rest = _SENTENCE_END.split(last, maxsplit=1)
    yield f"{bullet} {item}"
    if rest:
        yield from ("", *rest)


def _with_heading(words: str) -> Iterator[str]:
    """The words, with a heading that announces a list at their end on a line of its own."""
    for end in reversed(list(_SENTENCE_END.finditer(words))):
        if announced(words[end.end() :]).topic in _BEGINS_LIST:
            yield from (words[: end.start()], "", words[end.end() :])
            return
    yield words
