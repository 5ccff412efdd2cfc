"""What is refused before it is opened: archives that would unpack to too much."""

import io
import zipfile

from tracker.domain.errors import RuleBroken

DAMAGED = "The selected file is damaged. Save it again and try again, or paste the text"
TOO_MUCH = "The selected file is not a usual Word file. Paste the text instead"

_MEMBERS = 2_000
_MEMBER_BYTES = 64 * 1024 * 1024
_ALL_BYTES = 200 * 1024 * 1024
_RATIO, _RATIO_FROM = 120, 1024 * 1024


def check_zip(data: bytes) -> None:
    """Raise RuleBroken when the archive's own directory says it is no ordinary document.

    Directories can lie; each part is therefore read once with the size it declares as the limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_directory(members)
            for member in members:
                _check_member(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as damaged:
        raise RuleBroken(DAMAGED, field="report") from damaged


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    too_many = len(members) > _MEMBERS or sum(one.file_size for one in members) > _ALL_BYTES
    if too_many or any(_suspicious(member) for member in members):
        raise RuleBroken(TOO_MUCH, field="report")
    if not any(member.filename == "word/document.xml" for member in members):
        raise RuleBroken(DAMAGED, field="report")


def _suspicious(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    outside = name.startswith("/") or "\\" in name or ".." in name.split("/")
    packed = max(member.compress_size, 1)
    bomb = member.file_size > _RATIO_FROM and member.file_size > _RATIO * packed
    return outside or bomb or member.file_size > _MEMBER_BYTES or name.endswith("vbaProject.bin")


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read no more than the part declares; an entity declaration has no place in a document."""
    if not member.filename.endswith((".xml", ".rels")):
        return
    with archive.open(member) as part:
        start = part.read(4096)
        size = len(start)
        while piece := part.read(1 << 20):
            size += len(piece)
            if size > member.file_size:
                raise RuleBroken(TOO_MUCH, field="report")
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise RuleBroken(TOO_MUCH, field="report")
