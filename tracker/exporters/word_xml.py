"""Elements of a Word document, made directly."""

from functools import lru_cache
from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser

_NAMES = {"w": nsmap["w"]}
_SPACE = qn("xml:space")


def element(name: str, *inside: Any, **values: object) -> Any:
    """`element("tcW", w=5000, type="dxa")` is `<w:tcW w:w="5000" w:type="dxa"/>`."""
    attributes = {_w(key): str(value) for key, value in values.items()}
    made: Any = oxml_parser.makeelement(_w(name), attributes, _NAMES)
    made.extend(inside)
    return made


@lru_cache(maxsize=256)
def _w(name: str) -> str:
    return str(qn(f"w:{name}"))


def runs(text: str, *, bold: bool = False, ink: str = "") -> list[Any]:
    """A text, whose line ends become breaks."""
    made: list[Any] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("r", element("br")))
        if line:
            made.append(_run(line, bold=bold, ink=ink))
    return made


def paragraph(style: str, *inside: Any) -> Any:
    """A paragraph in the style with this id."""
    return element("p", element("pPr", element("pStyle", val=style)), *inside)


def field(code: str, shown: str = "1") -> list[Any]:
    """What Word works out, such as the number of the page."""
    instruction = element("instrText")
    instruction.text = f" {code} "
    instruction.set(_SPACE, "preserve")
    text = element("t")
    text.text = shown
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", instruction),
        element("r", element("fldChar", fldCharType="separate")),
        element("r", text),
        element("r", element("fldChar", fldCharType="end")),
    ]


def _run(line: str, *, bold: bool, ink: str) -> Any:
    looks = element("rPr")
    if bold:
        looks.append(element("b"))
    if ink:
        looks.append(element("color", val=ink))
    made = element("r", *([looks] if len(looks) else []))
    for number, part in enumerate(line.split("\t")):
        if number:
            made.append(element("tab"))
        text = element("t")
        text.text = part
        text.set(_SPACE, "preserve")
        made.append(text)
    return made
