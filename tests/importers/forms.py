"""The same report in other forms: wrapped, pasted, as a Word file, as a PDF with and without tags."""

import io
import re
import textwrap
from collections.abc import Callable, Iterator

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

from tests.importers.tagged_pdf import Tagged, tagged_pdf


def wrapped(text: str, *, width: int = 72, hanging: str = "") -> str:
    """Every line broken to fit `width`, as an email program does."""
    return "\n".join(_wrapped_line(line, width, hanging) for line in text.split("\n"))


def _wrapped_line(line: str, width: int, hanging: str) -> str:
    if len(line) <= width:
        return line
    indent = hanging if line.startswith("- ") else ""
    pieces = textwrap.wrap(
        line, width, subsequent_indent=indent, replace_whitespace=False, break_long_words=False
    )
    return "\n".join(pieces)


def bulleted(text: str, mark: str) -> str:
    """Every '- ' at the beginning of a line as `mark`."""
    return re.sub(r"(?m)^- ", f"{mark} ", text)


def plain(text: str) -> str:
    """Without markdown asterisks, as text is when copied from a page."""
    return text.replace("**", "")


def paged(text: str, *, every: int = 40) -> str:
    """With a form feed, a running header and a page number, as text taken from a PDF has."""
    lines = text.split("\n")
    pages = [lines[start : start + every] for start in range(0, len(lines), every)]
    return "\f".join(
        "\n".join(["Northbank cover report", "", *page, "", f"Page {number}", ""])
        for number, page in enumerate(pages, start=1)
    )


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "wrapped at 72": wrapped,
    "wrapped at 60 with hanging indent": lambda text: wrapped(text, width=60, hanging="  "),
    "wrapped without asterisks": lambda text: wrapped(plain(text)),
    "bullets •": lambda text: bulleted(text, "•"),
    "bullets –": lambda text: bulleted(text, "–"),
    "bullets *": lambda text: bulleted(text, "*"),
    "private-use bullets": lambda text: bulleted(text, "\uf0b7"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "tabs as spaces": lambda text: text.expandtabs(8),
    "tabs as four spaces": lambda text: text.replace("\t", "    "),
    "tabs as one space": lambda text: text.replace("\t", " "),
    "no asterisks": plain,
    "pages": paged,
    "wrapped in pages": lambda text: paged(wrapped(text), every=45),
    "no blank lines": lambda text: re.sub(r"\n{2,}", "\n", text),
    "blank lines doubled": lambda text: text.replace("\n\n", "\n\n\n"),
    "no-break spaces after bullets": lambda text: text.replace("\n- ", "\n-\u00a0"),
}


def as_docx(text: str, *, lists: bool) -> bytes:
    """A Word file; with `lists` it has real lists and a real table, else a line a paragraph."""
    document = docx.Document()
    rows: list[list[str]] = []
    for line in [*plain(text).split("\n"), ""]:
        if lists and "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows and line:
            rows.append([line, ""])
            continue
        if rows:
            _word_table(document, rows)
            rows = []
        if lists and line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        else:
            document.add_paragraph(line)
    return _saved(document)


def _word_table(document: docx.document.Document, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), 2)
    for number, row in enumerate(rows):
        for column, words in enumerate(row[:2]):
            table.cell(number, column).text = words


def _saved(document: docx.document.Document) -> bytes:
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=13, spaceAfter=6)
_BOLD = ParagraphStyle("bold", _BODY, fontName="Helvetica-Bold", fontSize=12)
_BULLET = ParagraphStyle("bullet", _BODY, leftIndent=18, bulletIndent=4, spaceAfter=0)


def as_pdf(text: str, *, ruled: bool) -> bytes:
    """An untagged PDF with a running header; with `ruled` its table has lines around the cells."""
    held = io.BytesIO()
    paper = SimpleDocTemplate(held, pagesize=A4, invariant=1)
    paper.build(list(_flowing(plain(text), ruled=ruled)), _furniture, _furniture)
    return held.getvalue()


def _furniture(canvas: Canvas, paper: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, A4[1] - 40, "Northbank cover report")
    canvas.drawString(290, 40, str(paper.page))


def _flowing(text: str, *, ruled: bool) -> Iterator[Paragraph | Spacer | Table]:
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if "\t" in line or (rows and line):
            rows.append([*line.split("\t"), ""][:2])
            continue
        if rows:
            yield _drawn_table(rows, ruled=ruled)
            rows = []
        safe = line.replace("&", "&amp;").replace("<", "&lt;")
        if line.startswith("- "):
            yield Paragraph(safe[2:], _BULLET, bulletText="•")
        elif re.match(r"[\d.]+ [A-Z ]{6,}:?$", line):
            yield Paragraph(safe, _BOLD)
        elif line:
            yield Paragraph(safe, _BODY)


def _drawn_table(rows: list[list[str]], *, ruled: bool) -> Table:
    cells = [[Paragraph(cell, _BODY) for cell in row] for row in rows]
    style = [("GRID", (0, 0), (-1, -1), 0.5, "black")] if ruled else []
    return Table(cells, colWidths=[330, 110], style=style)


def as_tagged_pdf(text: str) -> bytes:
    """A PDF with a structure tree: headings, paragraphs, lists and tables."""
    return tagged_pdf(list(_elements(plain(text))))


def _elements(text: str) -> Iterator[Tagged]:
    items: list[Tagged] = []
    rows: list[Tagged] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("- "):
            body = Tagged("LI", held=[Tagged("Lbl", "•"), Tagged("LBody", line[2:])])
            items.append(body)
            continue
        if items:
            yield Tagged("L", held=items)
            items = []
        if "\t" in line or (rows and line):
            cells = [Tagged("TD", held=[Tagged("P", cell)]) for cell in line.split("\t") if cell]
            rows.append(Tagged("TR", held=cells))
            continue
        if rows:
            yield Tagged("Table", held=rows)
            rows = []
        if re.match(r"[\d.]+ [A-Z ]{6,}:?$", line):
            yield Tagged("H2", line)
        elif line:
            yield Tagged("P", line)
