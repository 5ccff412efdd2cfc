"""Word files: mammoth makes them HTML, and the HTML is read like a saved web page."""

import io
import warnings
from typing import Any

from tracker.domain.errors import RuleBroken
from tracker.importers import html
from tracker.importers.document import Document
from tracker.importers.safety import DAMAGED, check_zip

# Lists made only with styles carry no numbering for mammoth to nest by.
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name='List Bullet'] => ul > li:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number'] => ol > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
"""


def reads(filename: str, start: bytes) -> bool:
    """True for a Word file: a zip archive whose name says Word, or does not say what it is."""
    named = filename.casefold().endswith((".docx", ".docm"))
    return start.startswith(b"PK\x03\x04") and (named or "." not in filename)


def read(data: bytes) -> Document:
    """The document in a Word file. Archives that would unpack to too much are refused unopened."""
    check_zip(data)
    try:
        made = _as_html(data)
    except Exception as damaged:  # whatever the parser trips over, the person can do the same thing
        raise RuleBroken(DAMAGED, field="report") from damaged
    return html.document_from(made)


def _as_html(data: bytes) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mammoth  # noqa: PLC0415  slow to load, and only a Word file needs it

        made = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(_no_image),
        )
    return str(made.value)


def _no_image(_image: Any) -> dict[str, str]:
    """Pictures are left out: they hold no text, and may be linked from elsewhere."""
    return {"src": ""}
