"""One letter to one person, and the bytes it becomes. Flask-Mail's Message composes it.

Three things are ours, because they were measured to be wrong as they come: the body is
quoted-printable (a long HTML line is refused by mail servers), the two parts stand directly in
one `multipart/alternative`, and every header value is cleared of line breaks (Flask-Mail checks
only the subject and the addresses, so another header could smuggle in a recipient).
"""

import binascii
import hashlib
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime, formataddr

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
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


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


def _headers(letter: Letter) -> dict[str, str]:
    headers = {
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
    return headers


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


class _Wire(Compat32):
    """The cheap way to write headers, with the line ends of the wire.

    The newer policies parse every header they write and cost three times as much a letter.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        lines = f"{name}: {value}".split("\n")
        if value.isascii() and all(len(line) <= LONGEST_LINE for line in lines):
            return "\r\n".join([*lines, ""]).encode("ascii")
        return super().fold_binary(name, value)


_WIRE = _Wire(linesep="\r\n", max_line_length=LONGEST_LINE, mangle_from_=False)


class _Message(flask_mail.Message):
    """Flask-Mail's message with our body encoding, date and structure."""

    def __init__(self, letter: Letter, *, written: datetime) -> None:
        # Flask-Mail's own start looks this machine's name up in the DNS, at every letter, for a
        # Message-ID that is then thrown away: without a name server that hangs for seconds.
        self.written = written
        self.msgId = _token(letter.message_id)
        self.subject = _encoded("Subject", letter.subject)
        self.recipients = [(_encoded("To", letter.to_name), wire_address(letter.to_address))]
        name, address = letter.sender
        self.sender = formataddr((_encoded("From", name), wire_address(address)))
        self.reply_to = wire_address(letter.reply_to)
        self.body = letter.text
        self.alts = {"html": letter.html} if letter.html else {}
        self.extra_headers = _headers(letter)
        self.charset = "us-ascii"  # plain names stay readable; others fall back to UTF-8
        self.date = None
        self.cc, self.bcc, self.attachments = [], [], []
        self.mail_options, self.rcpt_options = [], []

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        lines = re.sub(r"\r\n?", "\n", text or "")
        part = MIMEText("", subtype, "utf-8")
        part.replace_header("Content-Transfer-Encoding", "quoted-printable")
        part.set_payload(binascii.b2a_qp(lines.encode("utf-8", "replace")).decode("ascii"))
        return part

    def _message(self) -> MIMEBase:
        whole = super()._message()
        del whole["Date"]
        written: MIMEBase = self._alternative(whole) if self.alts else whole
        written["Date"] = format_datetime(self.written)
        written.policy = _WIRE
        return written

    def _alternative(self, whole: MIMEBase) -> MIMEBase:
        """The two parts without the `multipart/mixed` that Flask-Mail wraps round them."""
        alternative: MIMEBase = whole.get_payload(0)  # type: ignore[assignment]  # its one part
        for name, value in whole.raw_items():
            if name not in {"Content-Type", "MIME-Version"}:
                alternative[name] = value
        # '=_' cannot occur in a quoted-printable body, so the boundary never does either.
        alternative.set_boundary("=_" + hashlib.sha256(self.msgId.encode()).hexdigest()[:32])
        return alternative
