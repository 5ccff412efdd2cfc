"""The chain the history is written in: each entry is sealed together with the seal before it."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIRST = ""
"""What the first entry of a history follows."""
ANEW = "anew"
"""What an entry follows that was written when the head could not be trusted."""
_PURPOSE = b"history chain 1"
_SHORT = 16


@dataclass(frozen=True)
class Entry:
    """One entry as it is in the database, where anything may have become of its values."""

    fields: Mapping[str, Any]
    """Every column but those of the chain; the instant in ISO form, UTC."""
    seq: int
    follows: str
    mac: str


@dataclass(frozen=True)
class Head:
    """How far the history goes: the number and the seal of its last entry, sealed too."""

    seq: int
    last: str
    mac: str


@dataclass(frozen=True)
class Anchor:
    """A head noted down somewhere else: the number of an entry and how its seal begins."""

    seq: int
    begins: str

    def __str__(self) -> str:
        return f"{self.seq}-{self.begins}"


def anchor_of(seq: int, mac: str) -> Anchor:
    """The anchor that stands for this entry and all before it."""
    return Anchor(seq, mac[:_SHORT])


def anchor_from(text: str) -> Anchor:
    """The anchor somebody noted, '1234-9f3ac2d17b60e854'; raises ValueError for anything else."""
    number, _, begins = text.strip().partition("-")
    if not number.isdecimal() or len(begins) != _SHORT or set(begins) - set("0123456789abcdef"):
        raise ValueError(text)
    return Anchor(int(number), begins)


def key_from(secret: str) -> bytes:
    """The key of the chain that goes with a secret; it says nothing about other keys made of it."""
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def sealed(fields: Mapping[str, Any], seq: int, follows: str, *, key: bytes) -> str:
    """The seal over an entry, its number and the seal before it."""
    return _mac({**fields, "seq": seq, "follows": follows}, key)


def sealed_head(seq: int, last: str, *, key: bytes) -> str:
    """The seal over a head."""
    return _mac({"head": seq, "last": last}, key)


def trusted(head: Head | None, keys: Sequence[bytes]) -> bool:
    """True when one of the keys sealed this head."""
    return head is not None and any(
        same(sealed_head(head.seq, head.last, key=key), head.mac) for key in keys
    )


def same(seal: str, stored: object) -> bool:
    """Whether what is stored is this seal, whatever is stored."""
    return hmac.compare_digest(seal.encode(), str(stored).encode(errors="replace"))


def _mac(sealed: Mapping[str, Any], key: bytes) -> str:
    text = json.dumps(sealed, sort_keys=True, separators=(",", ":"), default=repr)
    return hmac.digest(key, text.encode(), "sha256").hex()
