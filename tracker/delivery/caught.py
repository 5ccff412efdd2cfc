"""The letters a local catcher has caught, read from its folder."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parsedate_to_datetime
from pathlib import Path

_NAME = re.compile(r"\d{20}-\d{6}\.eml")


@dataclass(frozen=True)
class CaughtLetter:
    """One letter in the catcher's folder. `to` is the address it was delivered to."""

    name: str
    to: str
    subject: str
    date: datetime | None


@dataclass(frozen=True)
class OpenedLetter(CaughtLetter):
    """A caught letter with its two parts and its headers in the order they came."""

    text: str
    html: str
    headers: tuple[tuple[str, str], ...]


def caught(folder: Path) -> list[CaughtLetter]:
    """The letters in the folder, in the order they arrived; none when there is no folder."""
    if not folder.is_dir():
        return []
    return [_summary(path) for path in sorted(folder.iterdir()) if _NAME.fullmatch(path.name)]


def read(folder: Path, name: str) -> OpenedLetter:
    """One caught letter. Raises FileNotFoundError for a name the catcher never gave."""
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    content = (folder / name).read_bytes()
    opened: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)
    summary = _summary(folder / name)
    return OpenedLetter(
        **vars(summary),
        text=_part(opened, "plain"),
        html=_part(opened, "html"),
        headers=tuple((name, str(value)) for name, value in opened.items()),
    )


def _summary(path: Path) -> CaughtLetter:
    with path.open("rb") as file:
        head: Message = email.message_from_bytes(b"".join(iter(file.readline, b"\r\n")))
    return CaughtLetter(
        name=path.name,
        to=head["Delivered-To"],
        subject=str(make_header(decode_header(head.get("Subject", "")))),
        date=_date(head.get("Date", "")),
    )


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except ValueError:
        return None


def _part(opened: EmailMessage, subtype: str) -> str:
    part = opened.get_body((subtype,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
