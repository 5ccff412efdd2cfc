"""Signed addresses of our own mailbox, so that what comes back is known and cannot be forged.

One is made for each letter, for reports that it was not delivered, and holds for a week. One is
made for each action and person, for replies, and holds as long as they may see the action. Both
are small letters and figures, since mail servers do not keep capitals apart.
"""

import hmac
from base64 import b32decode, b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

KEPT_DAYS = 7
_MAC = 7
_BEGAN = date(2000, 1, 1)


@dataclass(frozen=True)
class OfLetter:
    """The return address of one letter."""

    letter_id: str


@dataclass(frozen=True)
class OfAction:
    """Where one person's replies about one action go."""

    action_id: int
    person_id: int


def return_address(mailbox: str, letter_id: str, *, on: date, key: str) -> str:
    """Where reports about a letter sent on this day come back to; `letter_id` is 32 hex figures."""
    sent = (on - _BEGAN).days.to_bytes(2, "big")
    return _signed(mailbox, "b", bytes.fromhex(letter_id) + sent, key)


def reply_address(mailbox: str, action_id: int, person_id: int, *, key: str) -> str:
    """Where this person's replies about this action go."""
    about = action_id.to_bytes(4, "big") + person_id.to_bytes(4, "big")
    return _signed(mailbox, "r", about, key)


def read_address(
    address: str, *, mailbox: str, keys: Iterable[str], today: date
) -> OfLetter | OfAction | None:
    """What an address of ours was made for; None when it is another's, forged or too old."""
    user, _, domain = mailbox.lower().rpartition("@")
    local, _, host = address.strip().lower().rpartition("@")
    before, _, token = local.rpartition("+")
    if before != user or host != domain or token[:1] not in {"b", "r"}:
        return None
    kind, said = token[0], _decoded(token[1:])
    about, mac = said[:-_MAC], said[-_MAC:]
    if not any(hmac.compare_digest(mac, _mac(kind, about, key)) for key in keys):
        return None
    if kind == "r" and len(about) == 8:
        return OfAction(int.from_bytes(about[:4], "big"), int.from_bytes(about[4:], "big"))
    if kind == "b" and len(about) == 18:
        sent = _BEGAN + timedelta(days=int.from_bytes(about[16:], "big"))
        if timedelta(days=-1) <= today - sent <= timedelta(days=KEPT_DAYS):
            return OfLetter(about[:16].hex())
    return None


def _signed(mailbox: str, kind: str, about: bytes, key: str) -> str:
    user, _, domain = mailbox.rpartition("@")
    token = b32encode(about + _mac(kind, about, key)).decode().rstrip("=").lower()
    return f"{user}+{kind}{token}@{domain}"


def _mac(kind: str, about: bytes, key: str) -> bytes:
    return hmac.digest(key.encode(), b"return address " + kind.encode() + about, "sha256")[:_MAC]


def _decoded(token: str) -> bytes:
    try:
        return b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return b""
