"""Office files on their way in as evidence: archives in which nothing acts, hides or is fetched."""

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from tracker.domain.evidence import INFECTED
from tracker.importers.refusals import (
    DAMAGED,
    FETCHES,
    HOLDS_FILES,
    MACROS,
    OTHERWISE,
    PROTECTED,
    TEST_VIRUS,
    TOO_MUCH,
    holds,
    refuse,
)
from tracker.importers.safety import BROKEN_ARCHIVE, UnusualArchive, members_of, pieces_of

_MAIN_PARTS = {
    ".docx": "word/document.xml",
    ".xlsx": "xl/workbook.xml",
    ".pptx": "ppt/presentation.xml",
    ".odt": "content.xml",
    ".ods": "content.xml",
}
ENDINGS = tuple(_MAIN_PARTS)

_OPEN_DOCUMENT = {
    ".odt": b"application/vnd.oasis.opendocument.text",
    ".ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
_DEEPEST = 2
"""Archives in archives: a chart keeps its figures in a workbook inside the document."""

_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets|basic|scripts)(/|$)", re.I)
_ACTS = re.compile(r"(^|/)activex(/|\d|$)", re.I)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_FROM_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.\-]*:|//|\\\\)", re.I)
_ODF_PARTS = frozenset({"content.xml", "styles.xml", "settings.xml", "META-INF/manifest.xml"})


def check(file: BinaryIO, ending: str, depth: int = 0) -> None:
    """Raise RuleBroken for an archive that is no ordinary document of its ending, holds macros,
    programs or other files, or fetches anything when it is opened."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            members = members_of(archive)
            _refuse_strange(archive, members, ending)
            for member in members:
                _check_part(archive, member, ending, depth)
    except UnusualArchive as unusual:
        raise refuse(TOO_MUCH) from unusual
    except (*BROKEN_ARCHIVE, expat.ExpatError) as damaged:
        raise refuse(DAMAGED) from damaged


def _refuse_strange(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], ending: str) -> None:
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise refuse(PROTECTED)
    if len(set(names)) != len(names) or min(member.header_offset for member in members):
        raise refuse(DAMAGED)
    if _MAIN_PARTS[ending] not in names:
        raise refuse(OTHERWISE)
    if any(map(_MACROS.search, names)):
        raise refuse(MACROS)
    if any(map(_ACTS.search, names)):
        raise refuse(HOLDS_FILES)
    if ending in _OPEN_DOCUMENT:
        kind = archive.read("mimetype").strip() if "mimetype" in names else b""
        if kind != _OPEN_DOCUMENT[ending]:
            raise refuse(OTHERWISE)


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, ending: str, depth: int) -> None:
    parts = pieces_of(archive, member)
    start = next(parts, b"")
    if start.startswith((_OLD_OFFICE, *_PROGRAMS)):
        raise refuse(HOLDS_FILES)
    if start.startswith(b"PK\x03\x04"):
        _check_inner(archive, member, depth)
    name = member.filename
    if holds(TEST_VIRUS, _with(start, parts)):
        raise refuse(INFECTED)
    if name == "[Content_Types].xml" and holds(b"macroEnabled", pieces_of(archive, member)):
        raise refuse(MACROS)
    if name.endswith((".xml", ".rels")) and start:
        _check_xml(archive, member, whole=name.endswith(".rels") or _is_odf_part(name, ending))


def _is_odf_part(name: str, ending: str) -> bool:
    return ending in _OPEN_DOCUMENT and name in _ODF_PARTS


def _with(start: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield start
    yield from rest


def _check_inner(archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> None:
    """An archive inside must be a document as harmless as the one around it."""
    inner = f".{member.filename.rpartition('.')[2].lower()}"
    if inner not in _MAIN_PARTS or depth + 1 >= _DEEPEST:
        raise refuse(HOLDS_FILES)
    with archive.open(member) as held:
        check(held, inner, depth + 1)  # type: ignore[arg-type]  # a part can be read and sought in


class _SeenEnough(Exception):
    """The rest of a part need not be read."""


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, whole: bool) -> None:
    """No document type, which is where entities are declared; in a `whole` part nothing fetched."""
    parser = expat.ParserCreate()

    def refuse_document_type(*_facts: object) -> None:
        raise refuse(OTHERWISE)

    def begin(name: str, facts: dict[str, str]) -> None:
        if not whole:
            raise _SeenEnough
        _refuse_fetching(name.rpartition(":")[2], facts)

    parser.StartDoctypeDeclHandler = refuse_document_type
    parser.StartElementHandler = begin
    try:
        for piece in pieces_of(archive, member):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except _SeenEnough:
        return


def _refuse_fetching(name: str, facts: dict[str, str]) -> None:
    """A link to follow is harmless; anything that is fetched unasked is not."""
    if name == "Relationship":
        kind = facts.get("Type", "").rpartition("/")[2]
        if facts.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
            raise refuse(FETCHES)
    elif name == "file-entry" and "oleobject" in facts.get("manifest:media-type", "").lower():
        raise refuse(HOLDS_FILES)
    elif name != "a":
        target = next((v for key, v in facts.items() if key.endswith(":href")), "")
        if _FROM_ELSEWHERE.match(target):
            raise refuse(FETCHES)
