"""Evidence that an action was done or has worked: which files and links are taken, and their names.

A file's name is words on a page and in a download, never a path: files are stored under names of
our own (`store.evidence_files`).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from tracker.domain.errors import RuleBroken

LONGEST_ABOUT = 500
LONGEST_REASON = 500
LONGEST_LINK = 2000
LONGEST_NAME = 120
"""Characters of a file's name that are kept, its ending included."""

MOST_ON_ACTION = 100
MOST_BYTES_ON_ACTION = 500 * 1024 * 1024
MOST_BYTES_IN_PLAN = 20 * 1024 * 1024 * 1024
MOST_BY_PERSON_A_DAY = 200


class Shows(StrEnum):
    """What a piece of evidence shows."""

    COMPLETION = "completion"
    IMPACT = "impact"


SHOWS_WORDS = {Shows.COMPLETION: "Completion", Shows.IMPACT: "Impact"}


class Scan(StrEnum):
    """How a file stands with the virus check. Where no scanner is set up a file is unscanned."""

    CLEAN = "clean"
    UNSCANNED = "unscanned"
    WAITING = "waiting"
    INFECTED = "infected"


@dataclass(frozen=True)
class Format:
    """A kind of file that is taken: its name on pages, and the type it is sent out as."""

    words: str
    mimetype: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    ".pdf": Format("PDF", "application/pdf"),
    ".docx": Format("Word", f"{_OFFICE}.wordprocessingml.document"),
    ".xlsx": Format("Excel", f"{_OFFICE}.spreadsheetml.sheet"),
    ".pptx": Format("PowerPoint", f"{_OFFICE}.presentationml.presentation"),
    ".odt": Format("OpenDocument text", "application/vnd.oasis.opendocument.text"),
    ".ods": Format("OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    ".csv": Format("CSV", "text/csv"),
    ".txt": Format("Text", "text/plain"),
    ".png": Format("PNG picture", "image/png"),
    ".jpg": Format("JPEG picture", "image/jpeg"),
    ".jpeg": Format("JPEG picture", "image/jpeg"),
}
"""By the ending of the name, in small letters. What is in none of these is not taken."""

NOT_TAKEN = (
    "The selected file must be a PDF, a Word, Excel, PowerPoint or OpenDocument file, text, CSV, or"
    " a PNG or JPEG picture"
)
INFECTED = "A virus was found in the selected file, so it was not kept. Tell your IT team"
LINK = "Link"
"""What stands for the kind of file where there is none."""


@dataclass(frozen=True)
class Described:
    """What its author says about a piece of evidence."""

    about: str
    shows: Shows
    valid_until: date | None = None


def faults_described(said: Described, *, today: date) -> Iterator[RuleBroken]:
    """Every rule that a description breaks."""
    if not said.about:
        yield RuleBroken("Say what it shows", field="about")
    if len(said.about) > LONGEST_ABOUT:
        words = f"What it shows must be {LONGEST_ABOUT} characters or less"
        yield RuleBroken(words, field="about")
    if said.valid_until and said.valid_until < today:
        yield RuleBroken("Valid until must be today or in the future", field="valid_until")


def ending_of(name: str) -> str:
    """The ending of a safe name, '.pdf', when it is of a kind that is taken.

    Raises RuleBroken for every other.
    """
    stem, dot, ending = name.rpartition(".")
    if not stem or f"{dot}{ending.lower()}" not in FORMATS:
        raise RuleBroken(NOT_TAKEN, field="file")
    return f"{dot}{ending.lower()}"


_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_CUT_FROM = 4 * LONGEST_NAME
"""Names are cut to this before they are looked at, from the end, where the ending is."""


def safe_name(sent: str) -> str:
    """The name a browser sent, fit to be shown and to be saved under on any machine.

    Without folders, control characters, marks that turn the direction of writing and characters
    that some systems refuse; never hidden, never a device's name, and not too long.
    """
    last = re.split(r"[/\\]", sent)[-1][-_CUT_FROM:]
    seen = "".join(" " if c.isspace() else c for c in last if _is_visible(c))
    named = " ".join(_FORBIDDEN.sub("_", seen).split()).strip(". ")
    stem, dot, ending = named.rpartition(".")
    if not dot:
        hidden = last.lstrip(" .") != last and f".{named.lower()}" in FORMATS
        stem, dot, ending = ("file", ".", named) if hidden else (named, "", "")
    if _RESERVED.match(f"{stem}{dot}"):
        stem = f"_{stem}"
    room = LONGEST_NAME - len(dot) - len(ending[:20])
    return f"{stem[:room].rstrip('. ')}{dot}{ending[:20]}" or "file"


def _is_visible(character: str) -> bool:
    """No control characters, no marks without shape, no halves of characters."""
    return character.isspace() or unicodedata.category(character)[0] != "C"


def safe_link(typed: str) -> str:
    """The address as it is kept and led to. We never fetch it.

    Raises RuleBroken for one that is not of the web, that carries a password, or that says
    something else than it seems to.
    """
    address = typed.strip()
    if not address:
        raise RuleBroken("Enter the address of the page", field="link")
    if len(address) > LONGEST_LINK:
        words = f"The address must be {LONGEST_LINK} characters or less"
        raise RuleBroken(words, field="link")
    strange = any(c.isspace() or not _is_visible(c) or c in '\\<>"' for c in address)
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        strange, host = True, None
    if strange or parts.scheme not in {"http", "https"} or not host:
        words = "Enter the whole address, beginning with https:// or http://"
        raise RuleBroken(words, field="link")
    if "@" in parts.netloc:
        raise RuleBroken("The address must not hold a user name or password", field="link")
    return address


def host_of(link: str) -> str:
    """The host that a safe link leads to: 'www.gov.uk'."""
    return urlsplit(link).hostname or ""
