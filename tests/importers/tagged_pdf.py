"""A small writer of tagged PDFs: reportlab cannot write a structure tree, Word does."""

import textwrap
from dataclasses import dataclass, field

_LINES, _LETTERS, _STEP = 46, 84, 15


@dataclass
class Tagged:
    """An element of the structure tree: words of its own, or elements inside it."""

    tag: str
    words: str = ""
    held: list["Tagged"] = field(default_factory=list)
    content: list[tuple[int, int]] = field(default_factory=list)


def tagged_pdf(elements: list[Tagged]) -> bytes:
    """The PDF that prints these elements, page after page, with a running header outside the tree."""
    pages = [_Page()]
    for element in elements:
        _print(element, pages)
    return _written(elements, pages)


class _Page:
    def __init__(self) -> None:
        self.stream = [f"/Artifact BMC {_shown('Northbank cover report', 800)} EMC"]
        self.printed = 0
        self.contents = 0


def _print(element: Tagged, pages: list[_Page], *, across: int = 0) -> None:
    indent = 20 if element.tag in {"LBody", "Lbl"} else 0
    same_line = element.tag == "LBody"
    for number, line in enumerate(textwrap.wrap(element.words, _LETTERS)):
        if pages[-1].printed >= _LINES:
            pages.append(_Page())
        page = pages[-1]
        if not (same_line and number == 0):
            page.printed += 1
        left = 60 + indent + across + (14 if element.tag == "LBody" else 0)
        shown = _shown(line, 780 - _STEP * page.printed, left=left, bold=element.tag == "H2")
        page.stream.append(f"/{element.tag} <</MCID {page.contents}>> BDC {shown} EMC")
        element.content.append((len(pages) - 1, page.contents))
        page.contents += 1
    for number, child in enumerate(element.held):
        if element.tag == "TR" and number:
            pages[-1].printed -= 1
        _print(child, pages, across=across + (360 * number if element.tag == "TR" else 0))


def _shown(words: str, height: int, *, left: int = 60, bold: bool = False) -> str:
    safe = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{2 if bold else 1} 10 Tf {left} {height} Td ({safe}) Tj ET"


def _written(elements: list[Tagged], pages: list[_Page]) -> bytes:
    objects: list[str] = [""] * 4
    first_page = len(objects) + 1
    for page in pages:
        number = len(objects) + 1
        objects.append(
            f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica "
            "/Encoding /WinAnsiEncoding>> /F2 <</Type /Font /Subtype /Type1 /BaseFont "
            "/Helvetica-Bold /Encoding /WinAnsiEncoding>>>>>>>>"
        )
        stream = "\n".join(page.stream)
        size = len(stream.encode("cp1252"))
        objects.append(f"<</Length {size}>>\nstream\n{stream}\nendstream")
    kids = " ".join(f"{first_page + 2 * n} 0 R" for n in range(len(pages)))
    objects[0] = "<</Type /Catalog /Pages 2 0 R /StructTreeRoot 3 0 R /MarkInfo <</Marked true>>>>"
    objects[1] = f"<</Type /Pages /Kids [{kids}] /Count {len(pages)}>>"
    roots = " ".join(_structured(element, objects, first_page) for element in elements)
    objects[2] = f"<</Type /StructTreeRoot /K [{roots}]>>"
    objects[3] = "<</Producer (tests)>>"
    return _file(objects)


def _structured(element: Tagged, objects: list[str], first_page: int) -> str:
    held = [_structured(child, objects, first_page) for child in element.held]
    held += [
        f"<</Type /MCR /Pg {first_page + 2 * page} 0 R /MCID {number}>>"
        for page, number in element.content
    ]
    objects.append(f"<</Type /StructElem /S /{element.tag} /K [{' '.join(held)}]>>")
    return f"{len(objects)} 0 R"


def _file(objects: list[str]) -> bytes:
    whole = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(whole))
        whole += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    start = len(whole)
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    whole += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode()
    whole += (
        f"trailer <</Size {len(objects) + 1} /Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return whole
