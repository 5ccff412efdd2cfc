"""Updating one action from an emailed link, without an account: how long things hold, and the code.

Whoever has the link has nothing: it opens a page that tells nothing and offers to send a code to
the owner's own address. Only who reads that mailbox, in the browser that asked, comes further. So a
link that was passed on, or opened by a program that follows links and presses buttons, is harmless.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

LINK_LASTS = timedelta(days=30)
REPORT_LASTS = timedelta(days=60)
"""How long the link to a report works after it was sent: over the meeting it is for."""
CODE_LASTS = timedelta(minutes=15)
OPEN_FOR = timedelta(hours=2)
"""How long the form stays open once the code was typed."""
MOST_TRIES = 5
"""Wrong codes after which a new one must be asked for."""
MOST_CODES = 10
"""Codes that are sent for one link within `CODES_COUNTED_FOR`, so that nobody's mailbox can be
filled with it."""
CODES_COUNTED_FOR = timedelta(days=7)
DIGITS = 6


def code_from(key: str, nonce: str) -> str:
    """The six digits that belong to a random word. They are worked out when they are needed and
    stored nowhere."""
    made = hmac.new(key.encode(), f"one-time code {nonce}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made) % 10**DIGITS:0{DIGITS}}"


def typed_digits(typed: str) -> str:
    """What was typed as a code without the spaces and dashes people put in it."""
    return "".join(mark for mark in typed if mark.isdecimal() or mark.isalpha())


def is_link_over(made_at: datetime, now: datetime) -> bool:
    """True once a link is too old to be used."""
    return now >= made_at + LINK_LASTS
