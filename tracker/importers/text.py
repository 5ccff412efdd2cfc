"""Plain text: a text file, or what somebody pasted."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tracker.importers.document import Document, Line, tidy
from tracker.importers.grades import graded_line
from tracker.importers.lines import blocks_from
from tracker.importers.lost_breaks import with_breaks

_COLUMNS = re.compile(r"(?<=\S)(?:\t+ *| {3,}\t*)(?=\S)|(?<=\S)\t+ *$")
_TAB = 8


def reads(filename: str, start: bytes) -> bool:
    """True for a text file: text by its beginning, and by its name too.

    Text that is called a PDF is taken for what it is: an email's attachment often is.
    """
    named = filename.casefold().endswith((".txt", ".text", ".md", ".pdf")) or "." not in filename
    return named and is_text(start)


def is_text(start: bytes) -> bool:
    """True when a file that begins like this holds text, in one byte a letter or in UTF-16."""
    if b"%PDF-" in start[:1024]:
        return False
    return b"\x00" not in start or start.startswith((b"\xff\xfe", b"\xfe\xff"))


def read(data: bytes) -> Document:
    """The document in a text file, whatever usual encoding it was saved in."""
    return document_from(_decoded(data))


def document_from(text: str) -> Document:
    """The document in plain text. Form feeds begin pages; running headers are dropped; breaks that
    were lost before bullets are put back."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "\n".join(line.rstrip() for line in text.replace("\f", "\n\f").split("\n"))
    kept = with_breaks(kept)
    lines = tuple(_lines(kept))
    return Document(blocks_from(without_furniture(lines), styled=False), kept.replace("\f", ""))


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[Line]:
    page, pages = 1, "\f" in text
    spaced, new_page = True, True
    for number, raw in enumerate(text.split("\n"), start=1):
        if raw.startswith("\f"):
            page, new_page = page + 1, True
        bare = raw.lstrip("\f").expandtabs(_TAB)
        words = raw.strip().replace("**", "").replace("\u00a0", " ")
        if not words:
            spaced = True
            continue
        left = len(bare) - len(bare.lstrip())
        yield Line(
            text=_columned(words),
            number=number,
            page=page if pages else None,
            left=left,
            right=left + len(tidy(bare)),
            spaced=spaced,
            new_page=new_page and page > 1,
        )
        spaced = new_page = False
    return


def _in_columns(words: str) -> bool:
    """True when a gap in the line separates columns, not a bullet from its item."""
    found = _COLUMNS.search(words)
    return found is not None and found.start() > 4


def _columned(words: str) -> str:
    """The line with a tab between its columns; a narrow gap counts before a grade."""
    if _in_columns(words):
        return _COLUMNS.sub("\t", words)
    graded = graded_line(words)
    if graded is not None and len(graded[1]) > 1 and not graded[1].strip():
        return f"{graded[0]}\t{graded[2]}"
    return words


def without_furniture(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines without page numbers and without the headers and footers that every page repeats.

    A line counts as repeated when, its digits masked, it stands at the edge of three pages or
    more. Without page breaks, only lone numbers that count up are dropped.
    """
    edges = _page_edges(lines)
    repeated = Counter(_masked(line) for line in edges)
    often = max(3, len({line.page for line in lines}) // 3)
    furniture = {
        line.number
        for line in edges
        if repeated[_masked(line)] >= often or _is_page_number(line.text)
    }
    furniture |= _counting_up(lines) | _numbered_headers(lines)
    kept: list[Line] = []
    broken = False
    for line in lines:
        broken = broken or line.new_page or line.number in furniture
        if line.number not in furniture:
            kept.append(_after_break(line) if broken else line)
            broken = False
    return tuple(kept)


def _after_break(line: Line) -> Line:
    """The first line after a page break: the space above it says nothing."""
    return Line(
        line.text,
        line.number,
        line.page,
        line.left,
        line.right,
        spaced=False,
        new_page=True,
        rank=line.rank,
        rows=line.rows,
    )


def _page_edges(lines: Sequence[Line]) -> list[Line]:
    """The first and last three lines of each page, when there are pages."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        if line.page is not None and line.text:
            pages.setdefault(line.page, []).append(line)
    if len(pages) < 2:
        return []
    return [
        line
        for of_page in pages.values()
        for line in {id(line): line for line in [*of_page[:3], *of_page[-3:]]}.values()
    ]


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "0", tidy(line.text).casefold())


def _is_page_number(words: str) -> bool:
    return bool(
        re.fullmatch(r"(?:page\s+)?[-–\s]*\d{1,3}[-–\s]*(?:of\s+\d{1,3})?", words.casefold())
    )


def _numbered_headers(lines: Sequence[Line]) -> set[int]:
    """Lines that come again and again, alike but for the page number at their end."""
    ending: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        found = _ENDS_IN_NUMBER.match(line.text)
        if found:
            ending.setdefault(found["words"], []).append((int(found["number"]), line.number))
    return {
        line
        for told in ending.values()
        if len(told) > 1 and all(one[0] < two[0] for one, two in pairwise(told))
        for _, line in told
    }


_ENDS_IN_NUMBER = re.compile(
    r"(?P<words>[A-Z].{8,}?)(?:\t| {2,}|\s*\|\s*)(?:Page )?(?P<number>\d{1,3})$"
)
_SHORTEST_PAGE = 15
"""Lines; numbers that come more often count something else than pages."""


def _counting_up(lines: Sequence[Line]) -> set[int]:
    """Lone numbers 1, 2, 3 … that stand on lines of their own: page numbers in pasted text."""
    lone = [line for line in lines if re.fullmatch(r"\d{1,3}", line.text)]
    numbers = [int(line.text) for line in lone]
    if len(lone) > 1 and (lone[-1].number - lone[0].number) / (len(lone) - 1) < _SHORTEST_PAGE:
        return set()
    counting = all(later == earlier + 1 for earlier, later in pairwise(numbers))
    return {line.number for line in lone} if counting and len(lone) > 1 else set()
