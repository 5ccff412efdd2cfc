"""Elements of a Word document, made directly: python-docx is too slow for long tables."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

TWIPS = 20
"""To a point."""


def element(name: str, *inside: Any, **values: object) -> Any:
    """`element("tcW", w=5000, type="dxa")` is `<w:tcW w:w="5000" w:type="dxa"/>`."""
    made: Any = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    made.extend(inside)
    return made


def runs(text: str, *, bold: bool = False, ink: str = "", size: int = 0) -> list[Any]:
    """A text, whose line ends become breaks; `size` in half points."""
    made: list[Any] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("r", element("br")))
        if line:
            made.append(_run(line, bold=bold, ink=ink, size=size))
    return made


def paragraph(style: str, *inside: Any) -> Any:
    """A paragraph in the style with this id."""
    return element("p", element("pPr", element("pStyle", val=style)), *inside)


def field(code: str, shown: str = "1") -> list[Any]:
    """What Word works out, such as the number of the page."""
    instruction = element("instrText")
    instruction.text = f" {code} "
    instruction.set(qn("xml:space"), "preserve")
    text = element("t")
    text.text = shown
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", instruction),
        element("r", element("fldChar", fldCharType="separate")),
        element("r", text),
        element("r", element("fldChar", fldCharType="end")),
    ]


def _run(line: str, *, bold: bool, ink: str, size: int) -> Any:
    looks = element("rPr")
    if bold:
        looks.append(element("b"))
    if ink:
        looks.append(element("color", val=ink))
    if size:
        looks.append(element("sz", val=size))
    made = element("r", *([looks] if len(looks) else []))
    for number, part in enumerate(line.split("\t")):
        if number:
            made.append(element("tab"))
        text = element("t")
        text.text = part
        text.set(qn("xml:space"), "preserve")
        made.append(text)
    return made
