"""Setting type: our layouts, fed with data, become PDF pages or pictures.

The fonts are those inside the library and no others, so that the same data make the same bytes on
every machine. They lack some letters; a PDF that everybody can read may hold none without a shape,
so those are told by their names.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import typst

from tracker.domain.papers import Bars, printable

_LAYOUTS = Path(__file__).parent / "layout"
_WITHOUT_A_SHAPE = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)
_TRIES = 4
"""Naming what has no shape may join neighbours that have none together."""
_USUAL = "\u024f"
"""Letters up to this one have a shape."""
_INCHES = 220
"""Dots to an inch of a picture: sharp in print."""

Texts = Callable[[str], str]
"""What is done to each text before it is set."""


def pages(layout: str, name: str, data: Callable[[Texts], Any]) -> bytes:
    """A PDF/UA-1 file made by a layout from what `data` gives, passed under a name.

    `data` is asked with what to do to each text; the answer is the same for the same text.
    """
    unshown = _unshown_in(data)
    for _try in range(_TRIES):
        try:
            told = json.dumps(data(partial(_as_set, unshown)))
            return _set(layout, {name: told}, pdf_standards=["ua-1"])
        except typst.TypstError as error:
            unshown |= _named_in(error)
    raise ValueError("Some letters of this paper cannot be set")


def _unshown_in(data: Callable[[Texts], Any]) -> dict[str, str]:
    """The letters that have no shape, with their names: a long paper is not set in vain."""
    letters: set[str] = set()

    def looked_at(text: str) -> str:
        letters.update(printable(text))
        return ""

    data(looked_at)
    unusual = "".join(sorted(one for one in letters if one > _USUAL))
    if not unusual:
        return {}
    try:
        _set("letters.typ", {"letters": unusual}, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        return _named_in(error)
    return {}


def _named_in(error: typst.TypstError) -> dict[str, str]:
    """What has no shape by what was said of it; raises the error again when it is about others."""
    found = {_unescaped(one) for one in _WITHOUT_A_SHAPE.findall(error.diagnostic)}
    if not found:
        raise error
    return {one: _named(one) for one in found}


@lru_cache(maxsize=64)
def picture(bars: Bars) -> bytes:
    """A chart as a PNG picture."""
    told = json.dumps(bars_data(bars, printable))
    return _set("picture.typ", {"bars": told}, format="png", ppi=float(_INCHES))


def bars_data(bars: Bars, texts: Texts) -> dict[str, Any]:
    """A chart as its layout asks for it."""
    return {
        "series": [{"name": texts(one.name), "rag": one.rag} for one in bars.series],
        "rows": [{"label": texts(label), "numbers": numbers} for label, numbers in bars.rows],
    }


def _set(layout: str, data: dict[str, str], **how: Any) -> bytes:
    path = _LAYOUTS / layout
    compiler = typst.Compiler(path, root=_LAYOUTS, font_paths=_fonts(), ignore_system_fonts=True)
    wanted: dict[str, Any] = {"format": "pdf", "sys_inputs": data, **how}
    made = compiler.compile(**wanted)
    if not isinstance(made, bytes):
        raise ValueError("More than one file was made")
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _as_set(unshown: Mapping[str, str], text: str) -> str:
    told = printable(text)
    for one, name in unshown.items():
        told = told.replace(one, name)
    return told


def _named(cluster: str) -> str:
    """'(grinning face)' for what has no shape; what only changes its neighbour goes."""
    told = (
        f"({unicodedata.name(one, 'unknown sign').lower()})" if ord(one) > 127 else one
        for one in cluster
        if unicodedata.category(one) not in ("Mn", "Me", "Cf", "Sk")
    )
    return "".join(told)


def _unescaped(shown: str) -> str:
    return _ESCAPED.sub(lambda hit: chr(int(hit[1], 16)) if hit[1] else hit[2], shown)
