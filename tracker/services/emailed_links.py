"""Updating one action without an account: the signed link in a letter.

The rules and their reasons are in `tracker/domain/emailed_links.py`. Nothing about the action is
told before a code was typed (`emailed_codes.py`), and every way in which a link can be no good
looks the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import joinedload

from tracker.domain.access import Role
from tracker.domain.emailed_links import is_link_over
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.actions import why_not_update
from tracker.services.emailed_codes import DeadLink, hash_of
from tracker.store import emailed_links as store
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.store.plans import Plan

_PURPOSE = "update one action once"


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
    link_hash = hash_of(token)
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


def _signer(secret_key: str | Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_PURPOSE)
