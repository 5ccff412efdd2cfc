"""The mailbox that undelivered letters and replies come back to, read over IMAP.

Needs the extra `replies`. The mailbox is the tracker's alone: what somebody else has opened there
is not read.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Protocol, TypeVar

from tracker.delivery.errors import scrub

TIMEOUT = 30
MOST_AT_ONCE = 100

Answer = TypeVar("Answer")


class InboxError(Exception):
    """The mailbox could not be read; the text is safe to log."""


class Inbox(Protocol):
    """What is asked of any place that mail comes in."""

    def unread(self, *, longest: int) -> Iterator[tuple[str, bytes | None]]:
        """Each unread message with its number; None in place of one longer than `longest` bytes."""

    def done(self, number: str) -> None:
        """Mark a message as read."""

    def close(self) -> None:
        """Leave; never an error."""


class ImapInbox:
    """The INBOX of one account, on a connection whose certificate is checked. Raises InboxError."""

    def __init__(self, host: str, port: int, *, tls: str, username: str, password: str) -> None:
        self._secrets = (password, username)
        self._box = self._asked(lambda: _opened(host, port, tls))
        try:
            self._asked(lambda: self._box.login(username, password, "INBOX"))
        except InboxError:
            self._box.client.shutdown()
            raise

    def unread(self, *, longest: int) -> Iterator[tuple[str, bytes | None]]:
        """Each unread message, a hundred at most; see Inbox."""
        numbers = self._asked(lambda: self._box.uids("UNSEEN", charset=None))
        for number in numbers[:MOST_AT_ONCE]:
            yield number, self._message(number, longest)

    def done(self, number: str) -> None:
        """Mark it as read, so that it is not fetched again."""
        self._asked(lambda: self._box.flag(number, ["\\Seen"], True))

    def close(self) -> None:
        """Leave; never an error."""
        with suppress(InboxError):
            self._asked(self._box.logout)

    def _message(self, number: str, longest: int) -> bytes | None:
        told = self._fetched(number, "(RFC822.SIZE)")
        size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(_plain(told)))
        if size is None or int(size.group(1)) > longest:
            return None
        whole = self._fetched(number, "(BODY.PEEK[])")
        return next((part[1] for part in whole if isinstance(part, tuple)), None)

    def _fetched(self, number: str, what: str) -> list[Any]:
        found: list[Any] = self._asked(lambda: self._box.client.uid("FETCH", number, what))[1]
        return found

    def _asked(self, question: Callable[[], Answer]) -> Answer:
        from imap_tools import ImapToolsError  # noqa: PLC0415  only with the extra

        try:
            return question()
        except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
            said = scrub(str(error) or type(error).__name__, secrets=self._secrets)
            raise InboxError(f"The mailbox cannot be read: {said}") from None


def _opened(host: str, port: int, tls: str) -> Any:
    from imap_tools import MailBox, MailBoxUnencrypted  # noqa: PLC0415  as above

    context = ssl.create_default_context()
    if tls == "implicit":
        return MailBox(host, port, timeout=TIMEOUT, ssl_context=context)
    box = MailBoxUnencrypted(host, port, timeout=TIMEOUT)
    if tls == "starttls":
        try:
            box.client.starttls(ssl_context=context)
        except (OSError, imaplib.IMAP4.error):
            box.client.shutdown()
            raise
    return box


def _plain(told: list[Any]) -> Iterator[bytes]:
    for part in told:
        yield part[0] if isinstance(part, tuple) else part or b""
