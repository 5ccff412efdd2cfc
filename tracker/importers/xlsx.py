"""Excel workbooks, read part by part: values as they were last worked out, and no more in memory
than the limits of a plan allow.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from posixpath import join, normpath
from xml.etree import ElementTree as ET

from tracker.domain.sheets import EMPTY, Cell, Sheet
from tracker.importers.cell_words import tidied
from tracker.importers.grid import Grid
from tracker.importers.xlsx_colours import fills_in, theme_in
from tracker.importers.xlsx_formats import PLAIN, Shown, cell_of, name_of, styles_in

NOT_WORKED_OUT = "is a formula that has no value yet. Open the file, save it and upload it again"
ERRORS = "holds an error from the spreadsheet"

_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def sheets_in(data: bytes) -> tuple[Sheet, ...]:
    """Every worksheet of a workbook whose archive has been checked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple(_Workbook(archive).sheets())


class _Workbook:
    """What the sheets of one workbook share: words, styles and the day its dates count from."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  no document type
        self._words = tuple(self._shared())
        self._styles, self._fills = self._shown()
        self._from_1904 = any(
            name_of(part) == "workbookPr" and part.get("date1904") in {"1", "true"}
            for part in self._book
        )

    def sheets(self) -> Iterator[Sheet]:
        targets = self._targets()
        for element in self._book.iter():
            if name_of(element) != "sheet":
                continue
            key = next((v for k, v in element.items() if k.endswith("}id")), "")
            part = targets.get(key, "")
            # Only parts of this name have been looked through for entities.
            if part in self._names and "worksheets/" in part and part.endswith(".xml"):
                hidden = element.get("state", "visible") != "visible"
                yield self._sheet(element.get("name", ""), part, hidden)

    def _targets(self) -> dict[str, str]:
        part = "xl/_rels/workbook.xml.rels"
        if part not in self._names:
            return {}
        root = ET.fromstring(self._archive.read(part))  # noqa: S314  no document type
        return {
            one.get("Id", ""): _inside(one.get("Target", ""))
            for one in root
            if one.get("TargetMode", "").lower() != "external"
        }

    def _shared(self) -> Iterator[str]:
        if "xl/sharedStrings.xml" in self._names:
            for item in _elements(self._archive, "xl/sharedStrings.xml", "si"):
                yield _text(item)

    def _shown(self) -> tuple[tuple[Shown, ...], tuple[str, ...]]:
        if "xl/styles.xml" not in self._names:
            return (), ()
        root = ET.fromstring(self._archive.read("xl/styles.xml"))  # noqa: S314  no document type
        return styles_in(root), fills_in(root, self._theme())

    def _theme(self) -> tuple[str, ...]:
        part = "xl/theme/theme1.xml"
        if part not in self._names:
            return ()
        return theme_in(ET.fromstring(self._archive.read(part)))  # noqa: S314  no document type

    def _sheet(self, name: str, part: str, hidden: bool) -> Sheet:
        grid = Grid()
        number, rules = 0, False
        names = ("row", "mergeCell", "col", "conditionalFormatting")
        for element in _elements(self._archive, part, *names):
            kind = name_of(element)
            if kind == "row":
                number = int(element.get("r", number + 1))
                for column, cell, colour in self._cells(element):
                    if cell.filled:
                        grid.put(number, column, cell)
                    if colour:
                        grid.paint(number, column, colour)
                if _hidden(element):
                    grid.hide_row(number)
            elif kind == "conditionalFormatting":
                rules = True
            elif kind == "mergeCell":
                first, _, last = element.get("ref", "").partition(":")
                grid.merge(_place(first), _place(last or first))
            elif _hidden(element):
                grid.hide_columns(int(element.get("min", 1)) - 1, int(element.get("max", 1)) - 1)
        return grid.sheet(name, hidden=hidden, coloured_by_rules=rules)

    def _cells(self, row: ET.Element) -> Iterator[tuple[int, Cell, str]]:
        column = -1
        for element in row:
            if name_of(element) != "c":
                continue
            column = _place(element.get("r", ""))[1] if element.get("r") else column + 1
            style = int(element.get("s", 0))
            yield (
                column,
                self._cell(element),
                self._fills[style] if style < len(self._fills) else "",
            )

    def _cell(self, element: ET.Element) -> Cell:
        parts = {name_of(part): part for part in element}
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return Cell(_text(parts["is"])) if "is" in parts else EMPTY
        value = parts["v"].text or "" if "v" in parts else ""
        if not value.strip():
            return Cell(problem=NOT_WORKED_OUT) if "f" in parts and kind != "str" else EMPTY
        return self._of_kind(kind, value, int(element.get("s", 0)))

    def _of_kind(self, kind: str, value: str, style: int) -> Cell:
        if kind == "s":
            place = int(value)
            return Cell(self._words[place]) if place < len(self._words) else EMPTY
        if kind == "b":
            return Cell("Yes" if value.strip() == "1" else "No")
        if kind == "e":
            return Cell(value, problem=ERRORS)
        if kind == "str":
            return Cell(_tidy(value))
        if kind == "d":
            day = date.fromisoformat(value[:10])
            return Cell(day.strftime("%d/%m/%Y"), on=day)
        shown = self._styles[style] if style < len(self._styles) else PLAIN
        return cell_of(float(value), shown, from_1904=self._from_1904)


def _elements(archive: zipfile.ZipFile, part: str, *names: str) -> Iterator[ET.Element]:
    """The elements of these names in a part, each forgotten once it has been used."""
    with archive.open(part) as opened:
        above: list[ET.Element] = []
        for event, element in ET.iterparse(opened, ("start", "end")):  # noqa: S314  no document type
            if event == "start":
                above.append(element)
                continue
            above.pop()
            if name_of(element) in names:
                yield element
                element.clear()
                if above:
                    above[-1].remove(element)


def _text(element: ET.Element) -> str:
    """The words of a string, in however many pieces; not how they are pronounced."""
    pieces: list[str] = []
    for part in element:
        if name_of(part) == "t":
            pieces.append(part.text or "")
        elif name_of(part) == "r":
            pieces += [one.text or "" for one in part if name_of(one) == "t"]
    return _tidy("".join(pieces))


def _tidy(text: str) -> str:
    """The lines of a cell with single spaces; Excel writes control characters as `_x000D_`."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return tidied(plain)


def _place(reference: str) -> tuple[int, int]:
    """The row (from 1) and column (from 0) that 'C14' names; raises ValueError for no place."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise ValueError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1


def _inside(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _hidden(element: ET.Element) -> bool:
    return element.get("hidden") in {"1", "true"}
