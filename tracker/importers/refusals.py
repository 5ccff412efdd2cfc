"""Why a file is not taken as evidence, in sentences that say what to do."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tracker.domain.errors import RuleBroken

EMPTY = "The selected file is empty"
OTHERWISE = (
    "What is in the selected file is not what its name says. Open it, save it again and try again"
)
DAMAGED = "The selected file is damaged. Open it, save it again and try again"
PROTECTED = (
    "The selected file has a password or is in an old format. Save it without a password in the"
    " new format, or as PDF"
)
MACROS = "The selected file holds macros. Save it without them, or as PDF"
HOLDS_FILES = "The selected file holds other files. Take them out, or save it as PDF"
FETCHES = (
    "The selected file fetches other files when it is opened. Break those links, or save it as PDF"
)
TOO_MUCH = "The selected file would unpack to too much. Save it as PDF"

TEST_VIRUS = b"EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE"
"""Written in two parts, so that no scanner takes this file for it."""

PIECE = 64 * 1024


def refuse(sentence: str) -> RuleBroken:
    """The refusal of an uploaded file, to be raised."""
    return RuleBroken(sentence, field="file")


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """A file from its beginning in pieces."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece


def holds(mark: bytes, parts: Iterable[bytes]) -> bool:
    """Whether a mark is anywhere in what comes in these parts, across their seams too."""
    before = b""
    for part in parts:
        seen = before + part
        if mark in seen:
            return True
        before = seen[-len(mark) + 1 :]
    return False
