"""The pages of a PDF, opened and made one document."""

import io
import logging
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from tracker.domain.errors import RuleBroken
from tracker.importers.document import Document, Line
from tracker.importers.lines import blocks_from
from tracker.importers.pdf_chars import laid_out
from tracker.importers.pdf_ruled import ruled_rows
from tracker.importers.pdf_tagged import tagged_lines
from tracker.importers.pdf_tree import Element, tree_of
from tracker.importers.pdf_untagged import Page, ranks_of, untagged_lines
from tracker.importers.safety import DAMAGED
from tracker.importers.text import without_furniture

NO_TEXT = "We could not find any text in this PDF. It may be a scan. Paste the text instead"
ENCRYPTED = "The selected file is protected with a password. Save it without one, or paste the text"
STRANGE = (
    "Check this: the fonts of this PDF do not say what some of its letters are. "
    "Read each area against the report."
)

# pdfminer writes a debugging line for every token, and asks each time whether it may.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_MOST_PAGES = 1_000
_FEWEST_LETTERS = 20


def document_from(data: bytes) -> Document:
    """The document in a PDF; RuleBroken for one that is damaged, protected or a scan."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as opened:
            return _document(opened)
    except RuleBroken:
        raise
    except Exception as refused:  # whatever the parser trips over, the person can do the same thing
        sentence = ENCRYPTED if _is_password(refused) else DAMAGED
        raise RuleBroken(sentence, field="report") from refused


def _is_password(refused: BaseException) -> bool:
    causes = (refused, *refused.args, refused.__cause__, refused.__context__)
    return any(isinstance(one, PDFPasswordIncorrect) for one in causes)


def _document(opened: Any) -> Document:
    pages = []
    for number, page in enumerate(opened.pages[:_MOST_PAGES], start=1):
        glyphs, ruled = laid_out(page, number)
        pages.append(Page(glyphs, float(page.width), ruled=ruled))
    if sum(len(page.glyphs) for page in pages) < _FEWEST_LETTERS:
        raise RuleBroken(NO_TEXT, field="report")
    text, numbers = _printed(pages)
    lines = _lines(opened, pages, numbers)
    return Document(blocks_from(lines, styled=True), text, unread=_unread(pages))


def _printed(pages: Sequence[Page]) -> tuple[str, dict[int, int]]:
    """The plain text, and the number of the line each glyph stands in."""
    text: list[str] = []
    numbers: dict[int, int] = {}
    for page in pages:
        for line in page.lines:
            text.append(line.text)
            numbers.update(dict.fromkeys(map(id, line.glyphs), len(text)))
    return "\n".join(text), numbers


def _lines(opened: Any, pages: Sequence[Page], numbers: dict[int, int]) -> tuple[Line, ...]:
    ranks = ranks_of(pages)
    tree = _tree(opened)
    tagged = tagged_lines(tree, pages, numbers, ranks) if tree is not None else None
    if tagged is not None:
        return tagged
    for page, printed in zip(opened.pages, pages, strict=False):
        if printed.ruled:
            printed.rows = list(ruled_rows(page))
            page.close()
    return without_furniture(tuple(untagged_lines(pages, numbers, ranks)))


def _tree(opened: Any) -> Element | None:
    """The structure tree; a broken one is as good as none."""
    ids = {page.page_obj.pageid: page.page_number for page in opened.pages[:_MOST_PAGES]}
    try:
        return tree_of(opened.doc, ids)
    except Exception:  # a tree that cannot be walked in any way leaves the places of the letters
        return None


def _unread(pages: Sequence[Page]) -> str | None:
    texts = Counter(glyph.text for page in pages for glyph in page.glyphs)
    strange = sum(times for text, times in texts.items() if "\ue000" <= text <= "\uf8ff")
    return STRANGE if strange > 0.05 * texts.total() else None
