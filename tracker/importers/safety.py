"""What is refused before it is opened: archives that would unpack to too much."""

import io
import zipfile
from collections.abc import Iterator

from tracker.domain.errors import RuleBroken

DAMAGED = "The selected file is damaged. Save it again and try again, or paste the text"
TOO_MUCH = "The selected file is not a usual Word file. Paste the text instead"

BROKEN_ARCHIVE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError)
"""What `zipfile` raises for an archive that is damaged, protected or packed in a strange way."""

_MEMBERS = 2_000
_MEMBER_BYTES = 64 * 1024 * 1024
_ALL_BYTES = 200 * 1024 * 1024
_RATIO, _RATIO_FROM = 120, 1024 * 1024


class UnusualArchive(Exception):
    """An archive no ordinary document is: it would unpack to too much, or elsewhere."""


def check_zip(data: bytes) -> None:
    """Raise RuleBroken when the archive's own directory says it is no ordinary document.

    Directories can lie; each part is therefore read once with the size it declares as the limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = members_of(archive)
            if any(member.filename.endswith("vbaProject.bin") for member in members):
                raise UnusualArchive
            if not any(member.filename == "word/document.xml" for member in members):
                raise RuleBroken(DAMAGED, field="report")
            for member in members:
                _check_member(archive, member)
    except UnusualArchive as unusual:
        raise RuleBroken(TOO_MUCH, field="report") from unusual
    except BROKEN_ARCHIVE as damaged:
        raise RuleBroken(DAMAGED, field="report") from damaged


def members_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts of an archive; raises UnusualArchive, unopened, when its directory says that they
    are too many, too large or packed too tightly, or lie outside."""
    members = archive.infolist()
    too_many = len(members) > _MEMBERS or sum(one.file_size for one in members) > _ALL_BYTES
    if too_many or any(_suspicious(member) for member in members):
        raise UnusualArchive
    return members


def pieces_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces; raises UnusualArchive once it is larger than the directory says."""
    size = 0
    with archive.open(member) as part:
        while piece := part.read(1 << 16):
            size += len(piece)
            if size > member.file_size:
                raise UnusualArchive
            yield piece


def _suspicious(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    outside = name.startswith("/") or "\\" in name or ".." in name.split("/")
    packed = max(member.compress_size, 1)
    bomb = member.file_size > _RATIO_FROM and member.file_size > _RATIO * packed
    return outside or bomb or member.file_size > _MEMBER_BYTES


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read no more than the part declares; an entity declaration has no place in a document."""
    if not member.filename.endswith((".xml", ".rels")):
        return
    start = b""
    for piece in pieces_of(archive, member):
        start = start or piece[:4096]
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise UnusualArchive
