"""Updating one action without an account: the signed link in a letter, and the code typed after it.

The rules and their reasons are in `tracker/domain/emailed_links.py`. Nothing about the action is
told before the code was typed in the browser that asked for it, and every way in which a link can
be no good looks the same.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import joinedload

from tracker.domain.access import Role
from tracker.domain.emailed_links import (
    CODE_LASTS,
    DIGITS,
    MOST_CODES,
    code_from,
    is_link_over,
    typed_digits,
)
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.actions import why_not_update
from tracker.services.installation import settings
from tracker.store import emailed_links as store
from tracker.store.actions import Action
from tracker.store.emailed_links import EmailedCode
from tracker.store.outbox import ONE_TIME_CODE, PlannedLetter, new_id, plan_many
from tracker.store.people import Person
from tracker.store.plans import Plan

_PURPOSE = "update one action once"
_WRONG = "That code is not right. Check the newest email from us and enter all 6 digits"


class DeadLink(Exception):
    """The link is not one of ours, too old, used, or its action is not asked about any more."""


@dataclass(frozen=True)
class Behind:
    """What a link that still works is for: one person's update of one action."""

    person: Person
    action: Action
    link_hash: str


def link_token(action_id: int, person_id: int, *, secret_key: str, now: datetime) -> str:
    """The signed word in a link with which this person may update this action, once."""
    made_at = int(now.timestamp()) // 60
    return str(_signer(secret_key).dumps([action_id, person_id, made_at]))


def may_have_link(person: Person, plan: Plan) -> bool:
    """True when letters to this person may carry such links: to partners, where the plan lets
    them update without an account."""
    return plan.emailed_links and person.role is Role.PARTNER and person.active


def behind(
    token: str, *, secret_key: str | Sequence[str], now: datetime, spent_too: bool = False
) -> Behind:
    """What a link is for, if it works now. `secret_key` may be several, the newest last; with
    `spent_too` one that was used is told as well.

    Raises DeadLink when it does not work, whatever the reason.
    """
    try:
        action_id, person_id, made_at = _signer(secret_key).loads(token)
    except (BadSignature, TypeError, ValueError) as bad:
        raise DeadLink from bad
    if is_link_over(datetime.fromtimestamp(made_at * 60, UTC), now):
        raise DeadLink
    link_hash = hashlib.sha256(token.encode()).hexdigest()
    if not spent_too and store.is_spent(link_hash):
        raise DeadLink
    action = db.session.get(Action, action_id, options=[joinedload(Action.plan)])
    person = db.session.get(Person, person_id)
    if action is None or person is None or action.owner_id != person.id:
        raise DeadLink
    found = Behind(person, action, link_hash)
    if not may_have_link(person, action.plan):
        raise DeadLink
    if not spent_too and why_not_update(action, person, local_day(now)):
        raise DeadLink
    return found


def ask_for_code(link: Behind, *, browser: str, now: datetime) -> None:
    """Send a code to the owner's own address. One that this browser can still type is not followed
    by another. `browser` is a secret that only the browser that asks knows.

    Raises RuleBroken when as many were sent as may be.
    """
    browser_hash = _told_by(browser)
    before = store.newest_code(link.link_hash, browser_hash)
    if before is not None and store.may_be_typed(before, now):
        return
    if store.codes_sent(link.link_hash) >= MOST_CODES:
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


def is_waiting_for_code(link: Behind, *, browser: str, now: datetime) -> bool:
    """True while a code this browser asked for can be typed."""
    code = store.newest_code(link.link_hash, _told_by(browser)) if browser else None
    return code is not None and store.may_be_typed(code, now)


def open_with(link: Behind, typed: str, *, browser: str, now: datetime) -> None:
    """Open the form to the browser that asked for the code and in which it was typed.

    Raises RuleBroken when it is not right, has run out or was guessed at too often.
    """
    digits = typed_digits(typed)
    if not (len(digits) == DIGITS and digits.isdecimal()):
        raise RuleBroken(f"Enter the {DIGITS} digits from the email", field="code")
    code = store.newest_code(link.link_hash, _told_by(browser)) if browser else None
    counted = code is not None and store.may_be_typed(code, now) and store.count_try(code)
    db.session.commit()
    if code is None or not counted:
        raise RuleBroken("This code does not work any more. Ask for a new one", field="code")
    right = code_from(settings().secret_key, code.nonce)
    if not hmac.compare_digest(right.encode(), digits.encode()):
        raise RuleBroken(_WRONG, field="code")
    code.opened_at = now
    db.session.commit()


def is_open_to(link: Behind, *, browser: str, now: datetime) -> bool:
    """True while this browser may see and save the form behind the link."""
    code = store.newest_code(link.link_hash, _told_by(browser)) if browser else None
    return code is not None and store.is_open(code, now)


def _told_by(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()


def _signer(secret_key: str | Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_PURPOSE)
