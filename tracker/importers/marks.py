"""Bullets, numbers and letters at the beginning of a list item."""

import re
from dataclasses import dataclass

# Counted over real reports: the glyphs of Word's bullet fonts arrive as private-use characters,
# and one report uses the control character U+0083.
_GLYPHS = "•◦▪▫■□◼◆●○‣⁃·§➢►▶✓\u0080-\u009f\ue000-\uf8ff"
_DASHES = "–—−‐*-"
NUMBERED = "№"
"""Stands for a number that Word counts by itself and does not keep in the text."""

_MARK = re.compile(
    rf"""(?P<mark>
        [{_GLYPHS}{NUMBERED}]
      | [{_DASHES}](?=\s)
      | o(?=\s)
      | R(?:ecommendation[ ])?\d{{1,3}}[.:)]?(?=\s|$)
      | \(\d{{1,3}}\)
      | \d{{1,3}}(?:\.\d{{1,2}}){{1,3}}[.)]?(?=\s|$)
      | \d{{1,3}}[.)](?=\s|$|[A-Z‘“])
      | \d{{1,3}}(?=\s|$)
      | \(?[a-z]\)(?=\s|$)
      | [a-z]\.(?=\s)
      | \(?[ivx]{{1,5}}[.)](?=\s)
    )\s*(?P<rest>.*)$""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Marked:
    """A line that begins like a list item: the mark as printed, and what follows it."""

    mark: str
    rest: str

    @property
    def style(self) -> str:
        """The same for all marks of one list: 'number', 'letter', or the bullet itself."""
        return style_of(self.mark)

    @property
    def number(self) -> int | None:
        """Its place in a numbered list; None for a bullet or a letter."""
        return number_of(self.mark)


def marked(text: str) -> Marked | None:
    """The mark that `text` begins with, or None. A bullet before a number is dropped."""
    found = _MARK.match(text.lstrip())
    if found is None:
        return None
    first = Marked(found["mark"], found["rest"].strip())
    if not is_bullet(first.mark):
        return first
    second = _MARK.match(first.rest)
    if second is not None and second["rest"] and not second["mark"][-1].isalnum():
        return Marked(second["mark"], second["rest"].strip())
    return first


def is_bullet(mark: str) -> bool:
    """True for a bullet or a dash; False for numbers and letters."""
    return len(mark) == 1 and not mark.isdigit() and mark != NUMBERED


def is_bare_number(mark: str) -> bool:
    """True for '12' without a full stop or bracket, which may be the beginning of a sentence."""
    return mark.isdigit()


def style_of(mark: str) -> str:
    """The same for all marks of one list."""
    if is_bullet(mark):
        return mark
    core = mark.strip("().: ")
    if core == NUMBERED:
        return "number"
    if core.startswith("R") and core[-1].isdigit():
        return "R"
    if core and core[0].isdigit():
        return "number" + ".n" * core.count(".")
    return "letter" if len(core) == 1 else "roman"


def number_of(mark: str) -> int | None:
    """The last number of the mark: 12 for '12.', 3 for '4.3'; None without one."""
    numbers = re.findall(r"\d+", mark)
    return int(numbers[-1]) if numbers else None


def follows(mark: str, before: str) -> bool:
    """True when `mark` goes on with the list that `before` belongs to."""
    if style_of(mark) != style_of(before):
        return False
    here, there = number_of(mark), number_of(before)
    return here is None or there is None or here == there + 1
