"""How an Excel cell's number is shown: as a date, a percentage, with so many decimals."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from xml.etree import ElementTree as ET

from tracker.domain.sheets import Cell

_BUILT_IN = {
    1: "0",
    2: "0.00",
    9: "0%",
    10: "0.00%",
    16: "d-mmm",
    17: "mmm-yy",
    **dict.fromkeys((14, 15, 22, *range(27, 32), 36, *range(50, 55), 57, 58), "d/m/y"),
}
"""The formats a file need not spell out, as far as they matter here."""

_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_DAYS = re.compile(r"[dy]", re.IGNORECASE)
_MONTHS = re.compile(r"m{3,5}", re.IGNORECASE)
_DECIMALS = re.compile(r"0\.(0+)")
_LAST_SERIAL = 2_958_465
"""31 December 9999, the last date Excel knows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How numbers of one style are shown; `date` is how a day is written, when it is one."""

    date: str = ""
    percent: bool = False
    decimals: int | None = None


PLAIN = Shown()


def name_of(element: ET.Element) -> str:
    """An element's name without its namespace: two exist for the same format."""
    return element.tag.rpartition("}")[2]


def shown_by(code: str) -> Shown:
    """What a format such as 'dd/mm/yyyy' or '0.0%' makes of a number."""
    bare = _NOT_SHOWN.sub("", code.split(";", maxsplit=1)[0])
    if _DAYS.search(bare) or _MONTHS.search(bare):
        return Shown(date=_written(bare.lower()))
    decimals = _DECIMALS.search(bare)
    places = len(decimals[1]) if decimals else (0 if "0" in bare else None)
    return Shown(percent="%" in bare, decimals=places)


def _written(code: str) -> str:
    """How a day is written. What is not shown is not known to whoever typed it: 'Mar-12' is kept as
    the first of the month, and '30-Jun' as a day of the year in which it was typed."""
    if "d" in code:
        return "%d/%m/%Y" if "y" in code else "%d %B"
    return "%B %Y" if "m" in code else "%Y"


def styles_in(root: ET.Element) -> tuple[Shown, ...]:
    """How each style of a workbook shows numbers, by the number cells name it by."""
    codes = dict(_BUILT_IN)
    styles: list[Shown] = []
    for part in root:
        if name_of(part) == "numFmts":
            codes |= {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in part}
        elif name_of(part) == "cellXfs":
            styles = [shown_by(codes.get(int(one.get("numFmtId", 0)), "")) for one in part]
    return tuple(styles)


def cell_of(number: float, shown: Shown, *, from_1904: bool) -> Cell:
    """The cell that holds this number, with the text a reader sees."""
    day = _date(number, from_1904=from_1904) if shown.date else None
    if day is not None:
        return Cell(day.strftime(shown.date), on=day)
    if shown.percent:
        return Cell(f"{number * 100:.{shown.decimals or 0}f}%", number=number)
    if shown.decimals is not None:
        return Cell(f"{number:.{shown.decimals}f}", number=number)
    return Cell(f"{number:.15g}", number=number)


def _date(serial: float, *, from_1904: bool) -> date | None:
    """The day of a serial number; None for a time of day and for what is past every calendar.

    Excel counts a 29 February 1900 that never was, so days before it stand one higher.
    """
    if not 1 <= serial <= _LAST_SERIAL:
        return None
    if from_1904:
        return (datetime(1904, 1, 1) + timedelta(days=serial)).date()  # noqa: DTZ001  a day has no zone
    shift = 1 if serial < 60 else 0
    return (datetime(1899, 12, 30) + timedelta(days=serial + shift)).date()  # noqa: DTZ001  a day of a calendar
