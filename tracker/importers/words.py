"""The words in a file of evidence, to be looked through and not kept."""

import re
import zipfile
from typing import BinaryIO

from tracker.domain.errors import RuleBroken
from tracker.importers import pdf
from tracker.importers.guard import encodings_of
from tracker.importers.safety import BROKEN_ARCHIVE, UnusualArchive, members_of, pieces_of

_MOST = 5_000_000
"""Characters that are looked through."""

_WRITTEN_IN = re.compile(
    r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml"
    r"|xl/(sharedStrings|worksheets/[^/]+)\.xml"
    r"|ppt/(slides|notesSlides)/[^/]+\.xml"
    r"|content\.xml"
)
_BREAKS = re.compile(
    r"</(?:\w+:)?(?:p|h|si|row|c|t[cr]|table-cell|tab|br)\s*>|<(?:\w+:)?(?:tab|br)/>"
)
_TAGS = re.compile(r"<[^>]*>")


def of(file: BinaryIO, ending: str) -> str:
    """The words that can be read in a file that the guard let through, if any."""
    file.seek(0)
    if ending in {".txt", ".csv"}:
        return _plain(file.read(_MOST))
    if ending == ".pdf":
        return _in_pdf(file)
    return _in_office(file) if ending not in {".png", ".jpg", ".jpeg"} else ""


def _plain(data: bytes) -> str:
    return data.decode(encodings_of(data)[0], errors="replace")


def _in_pdf(file: BinaryIO) -> str:
    try:
        return pdf.read(file.read()).text[:_MOST]
    except RuleBroken:
        return ""


def _in_office(file: BinaryIO) -> str:
    """Words are often cut in two by marks of their form, so marks go without leaving a space."""
    found: list[str] = []
    room = _MOST
    try:
        with zipfile.ZipFile(file) as archive:
            for member in members_of(archive):
                if _WRITTEN_IN.fullmatch(member.filename) and room > 0:
                    text = b"".join(pieces_of(archive, member)).decode("utf-8", errors="replace")
                    words = _TAGS.sub("", _BREAKS.sub("\n", text))[:room]
                    room -= len(words)
                    found.append(words)
    except (*BROKEN_ARCHIVE, UnusualArchive):
        return ""
    return "\n".join(found)
