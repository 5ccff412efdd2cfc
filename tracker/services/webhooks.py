"""Endpoints of other programs: added, turned on again, taken away, and told what happens.

The history is the outbox: each endpoint remembers how far along it has been told, so nothing can be
forgotten and nothing has to be written twice. It is told in order, at least once; the id of a
message is the same at every try. No transaction is open while a request is on its way.
"""

import logging
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from tracker.delivery.webhook import NotTaken, post
from tracker.domain import webhooks as rules
from tracker.domain.errors import RuleBroken
from tracker.domain.webhooks import EVENTS, Event
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.holding import mail_hold
from tracker.services.installation import settings
from tracker.services.killpoints import kp
from tracker.services.record import record
from tracker.store import webhooks as store
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.webhooks import Webhook

log = logging.getLogger(__name__)

ADD_ROUTE = "webhooks.webhooks"
ON_ROUTE = "webhooks.turn_on"
TAKE_AWAY_ROUTE = "webhooks.take_away"
ADDED = "The endpoint is added. Its secret was shown once"
MOST_AT_ONCE = 50
"""Events an endpoint is told before others have their turn."""
_BUDGET = 20
"""Seconds after which one round of telling begins no other request: stopping waits for it."""
_LEASE = timedelta(minutes=5)
_GONE = 410


@dataclass(frozen=True)
class Added:
    """An endpoint that was added, and its secret, which is shown now and never again."""

    webhook: Webhook
    secret: str


def add(address: str, events: list[str], plan_code: str, *, sent: SentForm, now: datetime) -> Added:
    """Tell this address from now on what happens.

    Raises RuleBroken, naming the field `address`, `events` or `plan`, and AlreadyDone.
    """
    with taking_effect(sent, route=ADD_ROUTE, message=ADDED, now=now):
        kept = rules.safe_endpoint(address, production=settings().production)
        if not events or not set(events) <= EVENTS.keys():
            raise RuleBroken("Select what it is told", field="events")
        plan = store.unrestricted_plan(plan_code) if plan_code else None
        if plan_code and plan is None:
            words = "There is no plan with this code that other programs may be told of"
            raise RuleBroken(words, field="plan")
        made = Webhook(
            address=kept,
            events=sorted(events),
            plan_id=plan.id if plan else None,
            salt=secrets.token_hex(16),
            made_at=now,
            made_by_id=sent.by.id,
            seen_seq=store.newest_seq(),
            next_at=now,
        )
        db.session.add(made)
        _record(sent.by, made, {}, {"endpoint": "added", "events": made.events}, now)
        db.session.commit()
    shown = rules.secret_as_shown(rules.secret_from(settings().secret_key, made.salt))
    return Added(made, shown)


def turn_on(webhook: Webhook, *, sent: SentForm, now: datetime) -> str:
    """Go on telling an endpoint that was given up, with what it has not been told; returns what to
    say."""
    said = f"{host_of(webhook)} is told again what happens, from where it stopped"
    with taking_effect(sent, route=ON_ROUTE, message=said, now=now):
        webhook.on, webhook.next_at = True, now
        webhook.failures, webhook.failing_since, webhook.trouble = 0, None, ""
        _record(sent.by, webhook, {"endpoint": "off"}, {"endpoint": "on"}, now)
        db.session.commit()
    return said


def take_away(webhook: Webhook, *, sent: SentForm, now: datetime) -> str:
    """Tell an endpoint nothing more; returns what to say."""
    said = f"{host_of(webhook)} is told nothing more"
    with taking_effect(sent, route=TAKE_AWAY_ROUTE, message=said, now=now):
        _record(sent.by, webhook, {"endpoint": "there"}, {"endpoint": "taken away"}, now)
        db.session.delete(webhook)
        db.session.commit()
    return said


def host_of(webhook: Webhook) -> str:
    """The host of an endpoint. The rest of its address may be a secret, and is in no log."""
    return urlsplit(webhook.address).hostname or ""


def send_due(*, now: datetime) -> int:
    """Tell every endpoint what has happened since; returns how many events arrived.

    Any number of processes may do so at once: an endpoint is in the hands of one of them. Nothing
    is told while mail is held, as in a copy of an installation.
    """
    until, arrived = time.monotonic() + _BUDGET, 0
    store.go_back_to(store.newest_seq())
    db.session.commit()
    due = [] if mail_hold().held else list(store.due_webhooks(now))
    db.session.rollback()
    for webhook_id in due:
        arrived += _tell(webhook_id, until, now)
    return arrived


def _tell(webhook_id: int, until: float, now: datetime) -> int:
    webhook = store.claim(webhook_id, now=now, until=now + _LEASE)
    if webhook is None:
        db.session.rollback()
        return 0
    newest, epoch, address = store.newest_seq(), webhook.epoch, webhook.address
    events = store.events_for(webhook, newest, MOST_AT_ONCE)
    salt, host = webhook.salt, host_of(webhook)
    failures, since = webhook.failures, webhook.failing_since or now
    db.session.commit()
    arrived = 0
    for event in events:
        if time.monotonic() > until:
            break
        trouble, is_gone = _sent(address, event, salt, now)
        if trouble:
            log.warning("webhook %d at %s did not take an event: %s", webhook_id, host, trouble)
            began = (0, now) if arrived else (failures, since)
            values = _failed(trouble, is_gone, *began, now=now)
            store.note(webhook_id, epoch, lease_until=None, **values)
            db.session.commit()
            return arrived
        kp("webhook.sent")
        noted = {"failures": 0, "failing_since": None, "trouble": "", "told_at": now}
        still_ours = store.note(webhook_id, epoch, seen_seq=event.seq, **noted)
        db.session.commit()
        if not still_ours:
            return arrived
        arrived += 1
    is_through = arrived == len(events) < MOST_AT_ONCE
    seen = {"seen_seq": newest} if is_through else {}
    store.note(webhook_id, epoch, lease_until=None, **seen)
    db.session.commit()
    return arrived


def _sent(address: str, event: Event, salt: str, now: datetime) -> tuple[str, bool]:
    """What went wrong with one try, empty when it arrived, and whether the endpoint is gone."""
    held, body = settings(), rules.body_of(event)
    keys = (held.secret_key, *held.secret_key_fallbacks)
    signing = [rules.secret_from(key, salt) for key in keys]
    headers = rules.headers_for(rules.message_id(event, salt), body, signing, now=now)
    try:
        status = post(address, body, headers, inside=not held.production)
    except NotTaken as error:
        return str(error), False
    return ("" if 200 <= status < 300 else f"it answered {status}"), status == _GONE


def _failed(
    trouble: str, is_gone: bool, before: int, began: datetime, *, now: datetime
) -> dict[str, object]:
    """How an endpoint stands after a failure: to be tried again later, or given up."""
    return {
        "failures": before + 1,
        "failing_since": began,
        "trouble": trouble[:200],
        "next_at": now + rules.gap_after(before + 1),
        "on": not is_gone and now - began < rules.GIVEN_UP_AFTER,
    }


def _record(
    by: Person, webhook: Webhook, before: dict[str, object], after: dict[str, object], now: datetime
) -> None:
    record(
        Happened.WEBHOOK_CHANGED,
        at=now,
        actor=by,
        plan_id=webhook.plan_id,
        name=host_of(webhook),
        before=before,
        after=after,
    )
