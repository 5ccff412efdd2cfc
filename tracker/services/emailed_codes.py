"""The code that has to be typed before a link in an email shows anything.

Whoever has the link has nothing: the code goes to the mailbox of the person the link was sent to,
and only the browser that asked for it may go on. The rules and their reasons are in
`tracker/domain/emailed_links.py`.
"""

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Protocol

from tracker.domain.emailed_links import (
    CODE_LASTS,
    CODES_COUNTED_FOR,
    DIGITS,
    MOST_CODES,
    code_from,
    typed_digits,
)
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.installation import settings
from tracker.store import emailed_links as store
from tracker.store.emailed_links import EmailedCode
from tracker.store.outbox import ONE_TIME_CODE, PlannedLetter, new_id, plan_many
from tracker.store.people import Person

_WRONG = "That code is not right. Check the newest email from us and enter all 6 digits"


class DeadLink(Exception):
    """The link is not one of ours, too old, used or taken back, or what it is for is no more."""


class Link(Protocol):
    """What is behind a link that still works: whom it was sent to, and what it is told by."""

    @property
    def person(self) -> Person:
        """Whose mailbox the code goes to."""

    @property
    def link_hash(self) -> str:
        """What is kept instead of the link."""


def hash_of(token: str) -> str:
    """What is kept instead of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def ask_for_code(link: Link, *, browser: str, now: datetime) -> None:
    """Send a code to the person's own address. One that this browser can still type is not followed
    by another. `browser` is a secret that only the browser that asks knows.

    Raises RuleBroken when as many were sent as may be.
    """
    browser_hash = hash_of(browser)
    before = store.newest_code(link.link_hash, browser_hash)
    if before is not None and store.may_be_typed(before, now):
        return
    if store.codes_sent(link.link_hash, since=now - CODES_COUNTED_FOR) >= MOST_CODES:
        raise RuleBroken(
            "We cannot send another code for this link. Use the link in a newer email from us, or"
            " telephone the performance team."
        )
    code = EmailedCode(
        link_hash=link.link_hash,
        browser_hash=browser_hash,
        person_id=link.person.id,
        nonce=secrets.token_hex(16),
        asked_at=now,
    )
    db.session.add(code)
    db.session.flush()
    letter = PlannedLetter(
        dedupe_key=f"{ONE_TIME_CODE}|{code.id}|{code.nonce}",
        kind=ONE_TIME_CODE,
        recipient_id=link.person.id,
        occasion_at=now,
        local_date=local_day(now),
        next_at=now,
        expires_at=now + CODE_LASTS,
        facts={"row": code.id},
    )
    plan_many(db.session(), [letter], batch=new_id(), host=settings().mail_host, now=now)
    db.session.commit()


def is_waiting_for_code(link: Link, *, browser: str, now: datetime) -> bool:
    """True while a code this browser asked for can be typed."""
    code = store.newest_code(link.link_hash, hash_of(browser)) if browser else None
    return code is not None and store.may_be_typed(code, now)


def open_with(link: Link, typed: str, *, browser: str, now: datetime) -> None:
    """Open what is behind the link to the browser that asked for the code and in which it was
    typed.

    Raises RuleBroken when it is not right, has run out or was guessed at too often.
    """
    digits = typed_digits(typed)
    if not (len(digits) == DIGITS and digits.isdecimal()):
        raise RuleBroken(f"Enter the {DIGITS} digits from the email", field="code")
    code = store.newest_code(link.link_hash, hash_of(browser)) if browser else None
    counted = code is not None and store.may_be_typed(code, now) and store.count_try(code)
    db.session.commit()
    if code is None or not counted:
        raise RuleBroken("This code does not work any more. Ask for a new one", field="code")
    right = code_from(settings().secret_key, code.nonce)
    if not hmac.compare_digest(right.encode(), digits.encode()):
        raise RuleBroken(_WRONG, field="code")
    code.opened_at = now
    db.session.commit()


def is_open_to(link: Link, *, browser: str, now: datetime) -> bool:
    """True while this browser may see what is behind the link."""
    code = store.newest_code(link.link_hash, hash_of(browser)) if browser else None
    return code is not None and store.is_open(code, now)
