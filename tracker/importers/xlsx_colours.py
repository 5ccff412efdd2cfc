"""What colour the cells of a workbook are filled with, as the words of a RAG.

Only what was filled by hand is known. What a rule fills (conditional formatting) is worked out by
the spreadsheet program and stands nowhere in the file.
"""

import colorsys
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from tracker.importers.xlsx_formats import name_of

_OFFICE = (
    "FFFFFF", "000000", "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6",
    "F79646", "0000FF", "800080",
)  # fmt: skip
"""The colours of a workbook that brings no theme of its own."""
_FROM_OLD_DAYS = (
    "000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF",
) * 2 + (
    "800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080",
    "9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF",
    "000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF",
    "00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99",
    "3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696",
    "003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333",
)  # fmt: skip
"""The colours that files name by a number, since before there were others."""
_HUES = ((18, "Red"), (70, "Amber"), (170, "Green"), (262, "Blue"), (340, ""), (361, "Red"))
"""Where on the circle of colours each word ends, in degrees. Yellow stands for amber in most plans,
and purple for nothing."""
_PALEST, _DULLEST = 0.93, 0.25


def theme_in(root: ET.Element) -> tuple[str, ...]:
    """The colours of a theme in the order that cells name them by."""
    schemes = (part for part in root.iter() if name_of(part) == "clrScheme")
    found = {
        name_of(one): shade.get("lastClr") or shade.get("val") or ""
        for one in next(schemes, ())
        for shade in one
    }
    names = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
    return tuple(found.get(name, usual) for name, usual in zip(names, _OFFICE, strict=True))


def fills_in(root: ET.Element, theme: Sequence[str] = ()) -> tuple[str, ...]:
    """The colour each style fills a cell with, by the number cells name it by: 'Red', 'Amber',
    'Green', 'Blue', or nothing for any other and for none."""
    fills: list[str] = []
    styles: list[str] = []
    for part in root:
        if name_of(part) == "fills":
            fills = [_filled(fill, theme or _OFFICE) for fill in part]
        elif name_of(part) == "cellXfs":
            numbers = [int(one.get("fillId", 0)) for one in part]
            styles = [fills[one] if 0 <= one < len(fills) else "" for one in numbers]
    return tuple(styles)


def _filled(fill: ET.Element, theme: Sequence[str]) -> str:
    for pattern in fill:
        if name_of(pattern) == "patternFill" and pattern.get("patternType") == "solid":
            front = next((one for one in pattern if name_of(one) == "fgColor"), None)
            return colour_word(_figures(front, theme)) if front is not None else ""
    return ""


def _figures(colour: ET.Element, theme: Sequence[str]) -> str:
    if rgb := colour.get("rgb"):
        return rgb[-6:]
    for key, known in (("theme", theme), ("indexed", _FROM_OLD_DAYS)):
        place = colour.get(key, "")
        if place.isdecimal() and int(place) < len(known):
            return known[int(place)]
    return ""


def colour_word(figures: str) -> str:
    """What a person calls the colour 'FFC000': 'Amber'; nothing for grey, white, black, purple and
    for what is no colour."""
    try:
        red, green, blue = (byte / 255 for byte in bytes.fromhex(figures))
    except ValueError:
        return ""
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    if strength < _DULLEST or not 0.1 < light < _PALEST:
        return ""
    return next(word for end, word in _HUES if hue * 360 < end)
