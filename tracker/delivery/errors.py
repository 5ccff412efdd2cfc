"""The one error a way of delivering raises, and the steps of a conversation it can fail in."""

import re
from collections.abc import Iterable
from enum import StrEnum

LONGEST_TEXT = 200


class Phase(StrEnum):
    """The steps of handing one letter over, in order."""

    COMPOSE = "compose"
    CONNECT = "connect"
    GREETING = "greeting"
    TLS = "tls"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    GATE = "gate"
    DOT = "dot"


class DeliveryError(Exception):
    """The outside world did not take this letter.

    `permanent`: it never will, so the letter bounces. `relay`: the mail server is in trouble, not
    this letter, so it costs the letter no retry. `in_doubt`: the final dot was sent and no answer
    came, so nobody can know whether the letter was taken. `text` is safe to store and to log: at
    most 200 characters, without addresses, secrets or control characters.
    """

    def __init__(
        self,
        phase: Phase,
        text: str,
        *,
        permanent: bool = False,
        relay: bool = False,
        in_doubt: bool = False,
        code: int | None = None,
        secrets: Iterable[str] = (),
    ) -> None:
        self.phase = phase
        self.enhanced = enhanced_code(text)
        self.text = scrub(text, secrets=secrets)
        self.permanent = permanent
        self.relay = relay
        self.in_doubt = in_doubt
        self.code = code
        super().__init__(f"{phase}: {code or 'no answer'} {self.text}")


def enhanced_code(text: str) -> str | None:
    """`5.1.1` from `5.1.1 No such mailbox`; None when the server gave no such code."""
    found = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", text)
    return found.group(1) if found else None


def scrub(text: str, *, secrets: Iterable[str] = ()) -> str:
    """What a mail server said, fit to keep: a server may echo addresses and what it was sent."""
    for secret in filter(None, secrets):
        text = text.replace(secret, "(secret)")
    text = re.sub(r"\S+@\S+", "(address)", text)
    text = re.sub(r"[A-Za-z0-9+/]{24,}={0,2}", "(token)", text)
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())[:LONGEST_TEXT]
