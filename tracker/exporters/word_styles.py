"""What Word documents look like: our own look, and what a council's template lacks."""

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart
from docx.shared import Cm, Pt, RGBColor

from tracker.domain.papers import LEVELS, Paper, printable
from tracker.exporters.word_xml import element, field, runs

INK, DEEP = "0B0C0C", "1D3A5F"
_SIZES = {1: 15, 2: 13, 3: 11.5, 4: 11}
_FACE = "Arial"
_RUNNING = 70
"""Characters of the title at the top of each page, so that it stays one line."""


@dataclass(frozen=True)
class Look:
    """The colours of a table's headings and rules; styles say the rest."""

    head_fill: str
    head_ink: str
    ink: str
    rule: str = "8A949E"


OURS = Look(head_fill=DEEP, head_ink="FFFFFF", ink=DEEP)
COUNCILS = Look(head_fill="E7EAED", head_ink=INK, ink="")
"""Beside a council's own colours, none of ours."""


def our_look(document: Document, paper: Paper) -> None:
    """Set the styles, the page and its header and footer as we write papers."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    section.header_distance = section.footer_distance = Cm(1.1)
    _style(document, "Normal", 11, after=7)
    document.styles["Normal"].paragraph_format.line_spacing = 1.1
    _style(document, "Title", 22, bold=True, ink=DEEP, before=10, after=6)
    _style(document, "Subtitle", 13, ink=INK, after=10)
    _style(document, "Caption", 10, bold=True, ink=DEEP, before=10, after=4)
    _style(document, "Quote", 11, before=8, after=4)
    _style(document, "List Bullet", 11, after=4)
    _style(document, "Header", 9, ink=DEEP)
    _style(document, "Footer", 9, ink=DEEP)
    for level in LEVELS:
        size, before = _SIZES[level], 20 - 3 * level
        _style(document, f"Heading {level}", size, bold=True, ink=DEEP, before=before, after=6)
    borders = document.styles["Title"].element.find(f".//{qn('w:pBdr')}")
    if borders is not None:
        borders.getparent().remove(borders)
    _header_and_footer(section, paper)


def _style(
    document: Document,
    name: str,
    size: float,
    *,
    bold: bool = False,
    ink: str = "",
    before: float = 0,
    after: float = 0,
) -> None:
    style: Any = document.styles[name]
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.name = _FACE
    fonts = style.element.get_or_add_rPr().rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), _FACE)
    if ink:
        style.font.color.rgb = RGBColor.from_string(ink)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _header_and_footer(section: Any, paper: Paper) -> None:
    """The title and the marking above each page, whose paper it is and the page's number below."""
    wide = section.page_width - section.left_margin - section.right_margin
    title = printable(paper.title).replace("\n", " ")
    short = title if len(title) <= _RUNNING else f"{title[:_RUNNING].rstrip()} …"
    above, below = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (above, below):
        for stop in list(line.style.paragraph_format.tab_stops):
            line.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
        line.paragraph_format.tab_stops.add_tab_stop(wide, WD_TAB_ALIGNMENT.RIGHT)
    above._p.extend([*runs(f"{short}\t"), *runs(printable(paper.marking), bold=True)])
    below._p.extend(runs(f"{printable(paper.issuer)}\tPage "))
    below._p.extend([*field("PAGE"), *runs(" of "), *field("NUMPAGES")])


def provide_styles(document: Document) -> None:
    """Add what is used and the template lacks. Styles are found by the names Word gives them in
    every language; their ids differ."""
    names = {style.name for style in document.styles}
    for name in ("Title", "Subtitle", "Caption", "Quote", "List Bullet"):
        if name not in names:
            _add(document, name, 22 if name == "Title" else 11, bold=name in ("Title", "Caption"))
            if name == "List Bullet":
                _make_bullets(document)
    for level in LEVELS:
        if f"Heading {level}" not in names:
            style = _add(document, f"Heading {level}", _SIZES[level], bold=True)
            style.element.get_or_add_pPr().append(element("outlineLvl", val=level - 1))


def _add(document: Document, name: str, size: float, *, bold: bool) -> Any:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    style.font.size, style.font.bold = Pt(size), bold
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.space_before = Pt(12 if bold else 0)
    style.paragraph_format.keep_with_next = bold
    style.quick_style = True
    return style


def _make_bullets(document: Document) -> None:
    """Give the style of bullets a numbering of its own."""
    numbering = _numbering(document)
    used = [int(one.get(qn("w:abstractNumId"))) for one in numbering.iter(qn("w:abstractNum"))]
    kind = max(used, default=0) + 1
    level = element(
        "lvl",
        element("start", val=1),
        element("numFmt", val="bullet"),
        element("lvlText", val="•"),
        element("lvlJc", val="left"),
        element("pPr", element("ind", left=567, hanging=283)),
        ilvl=0,
    )
    made = element("abstractNum", level, abstractNumId=kind)
    first = numbering.find(qn("w:num"))
    numbering.append(made) if first is None else first.addprevious(made)
    number = max((int(one.get(qn("w:numId"))) for one in numbering.iter(qn("w:num"))), default=0)
    numbering.append(element("num", element("abstractNumId", val=kind), numId=number + 1))
    style: Any = document.styles["List Bullet"]
    asked = element("numPr", element("numId", val=number + 1))
    style.element.get_or_add_pPr().insert_element_before(asked, "w:spacing", "w:ind")


def _numbering(document: Document) -> Any:
    part = document.part
    for related in part.rels.values():
        if related.reltype == RELATIONSHIP_TYPE.NUMBERING:
            return related.target_part.element
    name, root = PackURI("/word/numbering.xml"), element("numbering")
    made = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, root, part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return root


def set_language(document: Document, language: str) -> None:
    """Say in which language everything is that does not say otherwise."""
    styles: Any = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = element("docDefaults")
        styles.insert(0, defaults)
    of_runs = _inside(_inside(defaults, "rPrDefault"), "rPr")
    _inside(of_runs, "lang").set(qn("w:val"), language)


def _inside(parent: Any, name: str) -> Any:
    found = parent.find(qn(f"w:{name}"))
    if found is None:
        found = element(name)
        parent.insert(0 if name == "rPrDefault" else len(parent), found)
    return found
