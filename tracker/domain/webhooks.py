"""Telling other programs that something happened: of what, in which form, and how often tried.

What is sent names an event, a plan and an action and nothing else: the receiver asks the API, and
so sees what its token may see. It is signed as Standard Webhooks lays down
(https://www.standardwebhooks.com).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from tracker.domain.errors import RuleBroken
from tracker.domain.evidence import safe_link

EVENTS: Mapping[str, frozenset[str]] = {
    "action.given": frozenset({"given"}),
    "action.updated": frozenset({"updated"}),
    "due_date.asked": frozenset({"date_asked"}),
    "due_date.decided": frozenset({"date_moved", "date_refused"}),
    "sign_off.asked": frozenset({"submitted"}),
    "sign_off.decided": frozenset({"signed_off", "returned"}),
    "report.frozen": frozenset({"report_frozen"}),
}
"""The public names of events, which stay, and the words of the history each stands for."""
EVENT_WORDS = {
    "action.given": "An action is given to somebody",
    "action.updated": "An action is updated",
    "due_date.asked": "A new due date is asked for",
    "due_date.decided": "A new due date is agreed or refused",
    "sign_off.asked": "An action is sent for sign-off",
    "sign_off.decided": "A sign-off is given or more is asked for",
    "report.frozen": "A report to a board is frozen",
}
_NAMES = {word: name for name, words in EVENTS.items() for word in words}

GAPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))
"""How long to wait after each failure running; the last one from then on."""
GIVEN_UP_AFTER = timedelta(days=3)
_PURPOSE = b"action plan tracker: webhook "
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_TRANSLATED = tuple(ip_network(one) for one in ("64:ff9b::/96", "2002::/16"))
"""IPv6 addresses that lead on to an IPv4 address, which may be any."""


@dataclass(frozen=True)
class Event:
    """One thing that happened. `seq` is its place in the history, which is not told."""

    seq: int
    kind: str
    at: datetime
    plan: str | None
    action: str | None


def words_of(names: Iterable[str]) -> list[str]:
    """The words of the history that these events stand for."""
    return sorted(word for name in names for word in EVENTS.get(name, ()))


def message_id(event: Event, salt: str) -> str:
    """The id of an event at one endpoint: the same at every try, and nothing to count by. After an
    older copy was restored a place in the history is taken anew, so its time is part of it."""
    told = f"{salt} {event.seq} {event.at.isoformat()}"
    return f"evt_{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def body_of(event: Event) -> bytes:
    """What is sent: the same event always gives the same bytes."""
    told = {
        "type": _NAMES[event.kind],
        "timestamp": event.at.isoformat(),
        "data": {"plan": event.plan, "action": event.action},
    }
    return json.dumps(told, separators=(",", ":")).encode()


def secret_from(key: str, salt: str) -> bytes:
    """The secret of an endpoint, worked out from the key of the installation each time it is
    needed: whoever has only the database has no secret."""
    return hmac.digest(key.encode(), _PURPOSE + salt.encode(), "sha256")


def secret_as_shown(secret: bytes) -> str:
    """A secret as receivers' libraries take it: 'whsec_…'."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def headers_for(
    message: str, body: bytes, secrets: Iterable[bytes], *, now: datetime
) -> dict[str, str]:
    """The headers of one try, signed with each of the secrets: while a key is changed, with the old
    one too."""
    at = str(int(now.timestamp()))
    signed = f"{message}.{at}.".encode() + body
    marks = [base64.b64encode(hmac.digest(one, signed, "sha256")).decode() for one in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": at,
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }


def gap_after(failures: int) -> timedelta:
    """How long to wait after so many failures running."""
    return GAPS[min(failures, len(GAPS)) - 1]


def safe_endpoint(typed: str, *, production: bool) -> str:
    """The address as it is kept.

    Raises RuleBroken for one that is not of the web or not encrypted; outside production one on
    this machine need not be.
    """
    if not typed.strip():
        raise RuleBroken("Enter the address events are sent to", field="address")
    try:
        address = safe_link(typed)
    except RuleBroken as broken:
        raise RuleBroken(broken.message, field="address") from broken
    parts = urlsplit(address)
    is_here = not production and parts.hostname in _LOOPBACK
    if not address.isascii() or (parts.scheme != "https" and not is_here):
        raise RuleBroken("The address must begin with https://", field="address")
    return address


def is_public(address: str) -> bool:
    """True for an address of the internet: of no network inside, no machine itself."""
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if any(ip in net for net in _TRANSLATED):
            return False
        ip = ip.ipv4_mapped or ip
    return ip.is_global and not ip.is_multicast
