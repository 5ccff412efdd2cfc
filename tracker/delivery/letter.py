"""One letter to one person, and the bytes it becomes as a message of Flask-Mail's.

Its bytes are ours, because they were measured to be wrong as they come: here the body is
quoted-printable (a long HTML line is refused by mail servers), the two parts stand directly in
one `multipart/alternative`, and every header value is cleared of line breaks (Flask-Mail checks
only the subject and the addresses, so another header could smuggle in a recipient).
"""

import binascii
import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.policy import Compat32
from email.utils import format_datetime, formataddr
from functools import lru_cache

import flask_mail

from tracker.delivery.errors import DeliveryError, Phase

LONGEST_LINE = 78
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Letter:
    """What one person is told, once.

    There is one recipient and no way to name a second. `message_id` and `thread_root` are whole
    ids with their angle brackets; a letter without `thread_root` and `thread_topic` stands alone,
    and one without `html` has only its text. `unsubscribe_url` is only for letters a person may
    stop. `preheader` is already in `html`; it is kept for previews. `sender` is (name, address)
    and `reply_to` an address. `return_path` is where reports come back to that it could not be
    delivered; without one they go to the sender's address.
    """

    kind: str
    reference: str
    to_name: str
    to_address: str
    subject: str
    preheader: str
    text: str
    html: str
    message_id: str
    thread_root: str | None
    thread_topic: str | None
    list_id: str
    unsubscribe_url: str | None
    reply_to: str
    sender: tuple[str, str]
    return_path: str | None = None


def compose(letter: Letter, *, date: datetime) -> bytes:
    """The letter as it goes to the mail server: text first, then HTML, no line over 78 characters
    that can be broken.

    The same letter and date always give the same bytes. Needs an application context, as
    Flask-Mail does. Raises DeliveryError when an address or an id cannot stand in a header.
    """
    return _Message(letter, written=date).as_bytes()


def one_line(text: str) -> str:
    """Text typed by people, fit for a header: line breaks and control characters become spaces."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(text.split())


@lru_cache
def wire_address(address: str) -> str:
    """The address as mail servers write it, an international domain in its ASCII form.

    Raises DeliveryError when it is not exactly one address.
    """
    local, _, domain = address.rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise _unfit("The email address has a domain that does not exist.") from None
    if len(plain) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(plain):
        raise _unfit("The email address is not one plain address.")
    return plain


_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def _headers(letter: Letter, written: datetime) -> dict[str, str]:
    """Everything about the letter, fit to stand in it."""
    headers = {
        "Subject": _encoded("Subject", letter.subject),
        "From": _mailbox("From", *letter.sender),
        "To": _mailbox("To", letter.to_name, letter.to_address),
        "Message-ID": _token(letter.message_id),
        "Reply-To": wire_address(letter.reply_to),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": _token(letter.list_id),
        "X-Tracker-Kind": _token(letter.kind),
        "X-Tracker-Ref": _token(letter.reference),
    }
    if letter.thread_root:
        root = _token(letter.thread_root)
        headers |= {"References": root, "In-Reply-To": root, "Thread-Index": _thread_index(root)}
    if letter.thread_topic:
        headers["Thread-Topic"] = _encoded("Thread-Topic", letter.thread_topic)
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{_token(letter.unsubscribe_url)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers | {"Date": format_datetime(written)}


def _mailbox(header: str, name: str, address: str) -> str:
    return formataddr((_encoded(header, name), wire_address(address)))


def _encoded(header: str, text: str) -> str:
    """The text as it stands in that header: encoded and folded when it is not plain ASCII."""
    clean = one_line(text)
    return clean if clean.isascii() else Header(clean, "utf-8", header_name=header).encode()


def _thread_index(root: str) -> str:
    """22 bytes in base64, the same for every letter of a thread; Outlook groups by them."""
    return b64encode(b"\x01" + hashlib.sha256(root.encode()).digest()[:21]).decode()


def _token(value: str) -> str:
    """A value made by programs: one with a line break or a foreign letter in it is a fault."""
    if not value.isascii() or not value.isprintable():
        raise _unfit("A header of the letter holds a sign that cannot stand there.")
    return value


def _unfit(text: str) -> DeliveryError:
    return DeliveryError(Phase.COMPOSE, text, permanent=True)


_FOLDING = Compat32(linesep="\r\n", max_line_length=LONGEST_LINE)


def _lines(headers: Mapping[str, str]) -> bytes:
    """Headers as they go over the wire, with the empty line that ends them."""
    return b"".join([_line(name, value) for name, value in headers.items()]) + b"\r\n"


def _line(name: str, value: str) -> bytes:
    lines = f"{name}: {value}".split("\n")
    if max(map(len, lines)) <= LONGEST_LINE:
        return "\r\n".join([*lines, ""]).encode("ascii")
    return _FOLDING.fold_binary(name, value)


def _part(subtype: str, text: str) -> tuple[dict[str, str], bytes]:
    """One way of reading the letter: its headers and its body."""
    headers = {
        "Content-Type": f'text/{subtype}; charset="utf-8"',
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "quoted-printable",
    }
    lines = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    return headers, binascii.b2a_qp(lines).replace(b"\n", b"\r\n")


class _Message(flask_mail.Message):
    """Flask-Mail's message, for all of Flask-Mail to send, with bytes that are put together here.

    As it comes it has the standard library write them, which takes six times as long.
    """

    def __init__(self, letter: Letter, *, written: datetime) -> None:
        # Flask-Mail's own start looks this machine's name up in the DNS, at every letter, for a
        # Message-ID that is then thrown away: without a name server that hangs for seconds.
        self.headers = headers = _headers(letter, written)
        self.subject, self.msgId = headers["Subject"], headers["Message-ID"]
        self.sender, self.recipients = headers["From"], [headers["To"]]
        self.reply_to = headers["Reply-To"]
        self.body = letter.text
        self.alts = {"html": letter.html} if letter.html else {}
        self.charset, self.date, self.extra_headers = "utf-8", None, {}
        self.cc, self.bcc, self.attachments = [], [], []
        self.mail_options, self.rcpt_options = [], []

    def as_bytes(self) -> bytes:
        """The letter with its text first; its HTML stands beside it where it has any."""
        text_headers, text = _part("plain", self.body or "")
        if not self.html:
            return _lines(text_headers | self.headers) + text
        # '=_' cannot occur in a quoted-printable body, so the boundary never does either.
        boundary = "=_" + hashlib.sha256(self.msgId.encode()).hexdigest()[:32]
        kind = {"Content-Type": f'multipart/alternative;\n boundary="{boundary}"'}
        html_headers, html = _part("html", self.html)
        between = f"--{boundary}".encode()
        return b"\r\n".join(
            (
                _lines(kind | {"MIME-Version": "1.0"} | self.headers) + between,
                _lines(text_headers) + text,
                between,
                _lines(html_headers) + html,
                between + b"--\r\n",
            )
        )

    def as_string(self) -> str:
        """The same, all of which is ASCII."""
        return self.as_bytes().decode("ascii")
