"""Tables of a Word document, written as text and read in at once: a long one is made six times as
fast as element by element."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from tracker.domain.papers import Cell, Grid, Rated, printable
from tracker.exporters.word_styles import INK, Look

INSET = 90
"""Twips between the edge of a cell and its words."""
_SIZE = 19
"""Half points of the words in a cell."""
_TINTS = {
    "blue": "D9E6F4",
    "green": "DCEFE0",
    "amber": "FDEFC9",
    "red": "F8DCD7",
    "grey": "ECEEF0",
}


def table(block: Grid, *, width: int, style: str, look: Look) -> Any:
    """The table of a grid, so many twips wide, its words in the style with this id.

    The heading row is repeated on each page, and no row is broken over two.
    """
    whole = sum(block.shares)
    widths = [width * share // whole for share in block.shares]
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    heads = (
        _cell(_run(name, bold=True, ink=look.head_ink), one, style, fill=look.head_fill)
        for name, one in zip(block.headings, widths, strict=True)
    )
    rows = (_row(row, widths, style, first_names=block.first_names) for row in block.rows)
    return parse_xml(
        f"<w:tbl {nsdecls('w')}>{_facts(block, width, look)}<w:tblGrid>{columns}</w:tblGrid>"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(heads)}</w:tr>"
        f"{''.join(rows)}</w:tbl>"
    )


def _facts(block: Grid, width: int, look: Look) -> str:
    rules = "".join(
        f'<w:{name} w:val="single" w:sz="4" w:space="0" w:color="{look.rule}"/>'
        for name in ("top", "bottom", "insideH")
    )
    margins = "".join(
        f'<w:{name} w:w="{twips}" w:type="dxa"/>'
        for name, twips in (("top", 60), ("left", INSET), ("bottom", 60), ("right", INSET))
    )
    first = int(block.first_names)
    val = "04A0" if first else "0420"
    return (
        f'<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblInd w:w="{INSET}" w:type="dxa"/>'
        f'<w:tblBorders>{rules}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar>"
        f'<w:tblLook w:val="{val}" w:firstRow="1" w:firstColumn="{first}"/>'
        f"<w:tblCaption w:val={quoteattr(printable(block.caption))}/></w:tblPr>"
    )


def _row(row: Sequence[Cell], widths: Sequence[int], style: str, *, first_names: bool) -> str:
    cells = (
        _told(cell, width, style, bold=first_names and not place)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _told(cell: Cell, width: int, style: str, *, bold: bool) -> str:
    if isinstance(cell, Rated):
        name, reason = cell.parts
        words = _run(name, bold=True, ink=INK) + _run(reason, ink=INK)
        return _cell(words, width, style, fill=_TINTS[cell.rag])
    return _cell(_run(cell, bold=bold), width, style)


def _cell(words: str, width: int, style: str, *, fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
        f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>"
        f'<w:spacing w:before="0" w:after="0"/></w:pPr>{words}</w:p></w:tc>'
    )


def _run(text: str, *, bold: bool = False, ink: str = "") -> str:
    """A text, whose line ends become breaks."""
    if not text:
        return ""
    colour = f'<w:color w:val="{ink}"/>' if ink else ""
    inside = escape(printable(text))
    for sign, name in (("\n", "br"), ("\t", "tab")):
        inside = inside.replace(sign, f'</w:t><w:{name}/><w:t xml:space="preserve">')
    return (
        f"<w:r><w:rPr>{'<w:b/>' if bold else ''}{colour}"
        f'<w:sz w:val="{_SIZE}"/></w:rPr><w:t xml:space="preserve">{inside}</w:t></w:r>'
    )
