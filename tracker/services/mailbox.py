"""The letters the local catcher has caught: development only."""

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.delivery.caught import CaughtLetter, OpenedLetter, caught, read
from tracker.services.installation import settings

if TYPE_CHECKING:
    from tracker.delivery.catcher import Catcher

__all__ = ["CaughtLetter", "OpenedLetter", "caught_letter", "caught_letters", "folder"]


def folder() -> Path:
    """Where the catcher keeps letters."""
    return settings().instance / "mailbox"


def caught_letters() -> list[CaughtLetter]:
    """Every letter caught, the newest first."""
    return list(reversed(caught(folder())))


def caught_letter(name: str) -> OpenedLetter:
    """One letter, opened; raises FileNotFoundError for a name the catcher never gave."""
    return read(folder(), name)


def mail_catcher(port: int) -> "Catcher":
    """The local mail server, not yet started, that keeps letters in `folder()`."""
    from tracker.delivery.catcher import Catcher  # noqa: PLC0415  no real installation runs it

    return Catcher(folder(), port=port)
