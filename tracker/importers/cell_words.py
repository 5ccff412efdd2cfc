"""The words of a cell as a reader sees them, whatever kind of file they stand in."""

import re

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Marks that are not seen: where a word may break, and which way it is written."""


def tidied(words: str) -> str:
    """The lines of a cell with single spaces and without marks that nobody sees: programs leave
    them in what is copied, and a date or a name would not be recognised."""
    lines = (" ".join(line.split()) for line in _UNSEEN.sub("", words).splitlines())
    return "\n".join(line for line in lines if line)
