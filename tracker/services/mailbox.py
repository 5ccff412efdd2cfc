"""The letters the local catcher has caught: development only."""

from pathlib import Path

from tracker.delivery.catcher import CaughtLetter, OpenedLetter, caught, read
from tracker.services.installation import settings

__all__ = ["CaughtLetter", "OpenedLetter", "caught_letters", "caught_letter", "folder"]


def folder() -> Path:
    """Where the catcher keeps letters."""
    return settings().instance / "mailbox"


def caught_letters() -> list[CaughtLetter]:
    """Every letter caught, the newest first."""
    return list(reversed(caught(folder())))


def caught_letter(name: str) -> OpenedLetter:
    """One letter, opened; raises FileNotFoundError for a name the catcher never gave."""
    return read(folder(), name)
