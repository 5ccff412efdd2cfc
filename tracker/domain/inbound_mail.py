"""A message that came in: whom it is from and to, whether a program wrote it, what it says.

Made for mail of any quality: nothing that a message holds makes reading it fail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from html.parser import HTMLParser

LONGEST_REASON = 200

_RECIPIENT_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_MAIL_PROGRAMS = re.compile(r"^(mailer-daemon|postmaster|mail-daemon)@", re.I)
_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_NOBODY_THERE = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|address|recipient)|does not exist"
    r"|mailbox (?:unavailable|not found)|recipient (?:unknown|not found)|address rejected"
    r"|invalid recipient|account (?:has been )?(?:disabled|closed)",
    re.I,
)
_ABOUT_US = frozenset({"5.1.7", "5.1.8"})
_GONE = frozenset({"5.0.0", "5.2.1", "5.4.1", "5.4.4"})


@dataclass(frozen=True)
class Report:
    """That a letter was not delivered. `hard` when the address will never take one."""

    hard: bool
    enhanced: str | None
    reason: str


@dataclass(frozen=True)
class InboundMessage:
    """What is known of a message. `sender` is empty unless exactly one address sent it."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    automatic: bool
    report: Report | None
    text: str


def read_message(raw: bytes) -> InboundMessage:
    """Read a message as it came."""
    message = message_from_bytes(raw)
    senders = _addresses(message, "From")
    return InboundMessage(
        message_id=_header(message, "Message-ID"),
        sender=senders[0] if len(senders) == 1 else "",
        recipients=tuple(_addresses(message, *_RECIPIENT_HEADERS)),
        automatic=_is_automatic(message, senders),
        report=_report(message, senders),
        text=_text(message),
    )


def is_hard(enhanced: str | None, code: int | None = None) -> bool:
    """True when an answer means that the address does not exist, or is closed for good.

    Full mailboxes, letters too big and policies are not: they may be otherwise tomorrow.
    """
    if enhanced:
        return enhanced in _GONE or (enhanced.startswith("5.1.") and enhanced not in _ABOUT_US)
    return code in {550, 551, 553}


def _is_automatic(message: Message, senders: list[str]) -> bool:
    """True when a program wrote it: an absence note, a mailing list, a report."""
    submitted = _header(message, "Auto-Submitted").lower().split(";")[0].strip()
    precedence = _header(message, "Precedence").lower()
    return (
        submitted not in {"", "no"}
        or precedence in {"bulk", "junk", "list", "auto_reply"}
        or any(
            name in message
            for name in (
                "X-Autoreply",
                "X-Autorespond",
                "X-Auto-Response-Suppress",
                "List-Id",
                "List-Unsubscribe",
                "List-Post",
                "Feedback-ID",
            )
        )
        or message.get_content_type() == "multipart/report"
        or _header(message, "Return-Path") == "<>"
        or any(_MAIL_PROGRAMS.match(sender) for sender in senders)
    )


def _report(message: Message, senders: list[str]) -> Report | None:
    blocks = list(_status_blocks(message))
    if blocks:
        return next(filter(None, map(_of_block, blocks)), None)
    if message.get_content_type() == "multipart/report":
        return None
    by_program = any(_MAIL_PROGRAMS.match(sender) for sender in senders)
    return _in_plain_words(_text(message)) if by_program else None


def _status_blocks(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            held = part.get_payload()
            yield from (
                (block for block in held if isinstance(block, Message))
                if isinstance(held, list)
                else ()
            )


def _of_block(block: Message) -> Report | None:
    if _header(block, "Action").lower() != "failed":
        return None
    diagnostic = _header(block, "Diagnostic-Code")
    found = _STATUS.search(_header(block, "Status")) or _STATUS.search(diagnostic)
    enhanced = found.group(1) if found else None
    if enhanced in {None, "5.0.0"} and (better := _STATUS.search(diagnostic)):
        enhanced = better.group(1)
    hard = is_hard(enhanced) if enhanced else bool(_NOBODY_THERE.search(diagnostic))
    return Report(hard, enhanced, _reason(diagnostic.partition(";")[2] or enhanced or "refused"))


def _in_plain_words(text: str) -> Report | None:
    status = _STATUS.search(text)
    nobody = _NOBODY_THERE.search(text)
    if not status and not nobody:
        return None
    enhanced = status.group(1) if status else None
    line = next((line for line in text.splitlines() if _says_why(line)), "")
    return Report(bool(nobody) or is_hard(enhanced), enhanced, _reason(line))


def _says_why(line: str) -> bool:
    return bool(_STATUS.search(line) or _NOBODY_THERE.search(line))


def _reason(text: str) -> str:
    """Words fit to keep: no address, one line."""
    text = re.sub(r"\S+@\S+", "(address)", text)
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(clean.split())[:LONGEST_REASON]


def _header(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _addresses(message: Message, *names: str) -> list[str]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    return [address.lower() for _name, address in getaddresses(values) if "@" in address]


def _text(message: Message) -> str:
    """The first plain text, or what an HTML part says; attachments are not looked at."""
    html = ""
    for part in message.walk():
        if part.is_multipart() or _header(part, "Content-Disposition").startswith("attachment"):
            continue
        if part.get_content_type() == "text/plain":
            return _decoded(part)
        if part.get_content_type() == "text/html" and not html:
            html = _decoded(part)
    return _words_of(html)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Words(HTMLParser):
    """Keeps the words of HTML, a line for each block."""

    _BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote", "hr"})
    _SILENT = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in self._SILENT
        if tag in self._BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(" ".join(data.split()) + " " if data.strip() else "")


def _words_of(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    return "".join(reader.said)
