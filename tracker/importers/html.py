"""Web pages saved as HTML, and the HTML that Word files are turned into."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.importers.document import Document, Line, Row, tidy
from tracker.importers.lines import blocks_from
from tracker.importers.marks import NUMBERED

_NOT_CONTENT = "script, style, nav, header, footer, form, noscript, svg, aside, template, iframe"
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_GROUPS = frozenset(("p", "div", "dd", "dt", "blockquote", "figcaption", "pre", "address"))
_BULLETS = "•◦▪"
_BOLD, _CAPITALS = 8, 9
"""Ranks below every real heading: a paragraph all in bold, a line all in capitals."""


def reads(filename: str, start: bytes) -> bool:
    """True for a web page: its beginning says so, or its name does."""
    head = start[:2048].lstrip().lower()
    named = filename.casefold().endswith((".html", ".htm", ".xhtml"))
    return head.startswith((b"<!doctype html", b"<html")) or (named and b"<" in head)


def read(data: bytes) -> Document:
    """The document in a saved web page, without its menus and footers."""
    tree = LexborHTMLParser(data)
    for node in tree.css(_NOT_CONTENT):
        node.decompose()
    return _document(tree.css_first("main, article, [role=main]") or tree.body)


def document_from(made: str) -> Document:
    """The document in HTML that holds nothing but content."""
    return _document(LexborHTMLParser(f"<body>{made}</body>").body)


@dataclass
class _Paper:
    """Lines as they are written, with the text that holds them."""

    text: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def write(self, words: str, *, rank: int = 0, spaced: bool = True) -> None:
        words = words.strip()
        if not tidy(words):
            return
        if spaced and self.text:
            self.text.append("")
        self.text.append(words)
        self.lines.append(
            Line(words, len(self.text), right=len(words), spaced=spaced, rank=rank or _rank(words))
        )

    def draw(self, cells: list[tuple[str, ...]]) -> None:
        """Set a table: one line of the text for each row."""
        rows = []
        self.text.append("")
        for row in cells:
            self.text.append("\t".join(row))
            rows.append(Row(row, len(self.text)))
        if rows:
            self.lines.append(Line("", rows[0].line, spaced=True, rows=tuple(rows)))


def _rank(words: str) -> int:
    letters = re.findall(r"[^\W\d_]{3,}", words)
    return _CAPITALS if letters and words.upper() == words and len(words) < 120 else 0


def _document(body: LexborNode | None) -> Document:
    paper = _Paper()
    if body is not None:
        _walk(body, paper, depth=-1)
    return Document(blocks_from(paper.lines, styled=True), "\n".join(paper.text))


def _walk(node: LexborNode, paper: _Paper, *, depth: int) -> None:
    loose: list[str] = []
    for child in node.iter(include_text=True):
        tag = child.tag or ""
        if tag in _INLINE:
            loose.append(_words(child))
            continue
        _write_lines(paper, "".join(loose))
        loose = []
        _take(child, tag, paper, depth=depth)
    _write_lines(paper, "".join(loose))


_INLINE = frozenset(
    (
        "-text",
        "a",
        "b",
        "strong",
        "i",
        "em",
        "span",
        "br",
        "u",
        "sup",
        "sub",
        "font",
        "small",
        "abbr",
        "mark",
        "code",
    )
)


def _take(node: LexborNode, tag: str, paper: _Paper, *, depth: int) -> None:
    if tag in _HEADINGS:
        paper.write(tidy(_words(node)), rank=_HEADINGS[tag])
    elif tag in {"ul", "ol"}:
        _take_list(node, paper, depth=depth + 1)
    elif tag == "table":
        _take_table(node, paper)
    elif tag in _GROUPS and not _has_groups(node):
        _write_lines(paper, _words(node), rank=_BOLD if _all_bold(node) else 0)
    else:
        _walk(node, paper, depth=depth)


def _write_lines(paper: _Paper, words: str, *, rank: int = 0) -> None:
    """One paragraph; line breaks inside it begin lines without space above."""
    lines = [line for line in words.split("\n") if line.strip()]
    for number, line in enumerate(lines):
        paper.write(line, rank=rank, spaced=number == 0)


def _take_list(node: LexborNode, paper: _Paper, *, depth: int) -> None:
    ordered = node.tag == "ol"
    mark = NUMBERED if ordered and not depth else _BULLETS[min(depth, len(_BULLETS) - 1)]
    for item in node.iter():
        if item.tag in {"ul", "ol"}:
            _take_list(item, paper, depth=depth + 1)
        elif item.tag == "li":
            inner = [part for part in item.css("ul, ol") if _nearest_item(part) == item]
            own = _own_words(item)
            if own:
                paper.write(f"{mark} {own}")
            for part in inner:
                _take_list(part, paper, depth=depth + 1)


def _nearest_item(node: LexborNode) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag != "li":
        above = above.parent
    return above


def _own_words(item: LexborNode) -> str:
    """The words of a list item without those of the lists inside it."""
    return tidy(
        " ".join(
            _words(child) for child in item.iter(include_text=True) if child.tag not in {"ul", "ol"}
        )
    )


def _take_table(table: LexborNode, paper: _Paper) -> None:
    rows = [
        tuple(tidy(_words(cell)) for cell in row.css("td, th"))
        for row in table.css("tr")
        if row.css("td, th")
    ]
    if len(rows) == 1 and len(rows[0]) == 1:
        cell = table.css_first("td, th")
        if cell is not None:
            _walk(cell, paper, depth=-1)
        return
    if all(inner == table for inner in table.css("table")):
        paper.draw(rows)
        return
    _walk(table, paper, depth=-1)


def _has_groups(node: LexborNode) -> bool:
    return any(
        child.tag not in _INLINE for child in node.traverse(include_text=False) if child != node
    )


def _all_bold(node: LexborNode) -> bool:
    words = tidy(node.text())
    bold = tidy("".join(part.text() for part in node.css("strong, b")))
    return bool(words) and len(words) < 120 and len(bold) >= len(words) - 1


def _words(node: LexborNode) -> str:
    return "".join(_pieces(node))


def _pieces(node: LexborNode) -> Iterator[str]:
    """Text with line breaks where the page has them."""
    if node.tag == "-text":
        yield re.sub(r"[ \r\n\f]+", " ", node.text_content or "")
        return
    if node.tag == "br":
        yield "\n"
        return
    for child in node.iter(include_text=True):
        yield from _pieces(child)
        if child.tag not in _INLINE:
            yield " "
