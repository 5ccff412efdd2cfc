"""Sending a frozen report to named readers who have no account, and taking it back.

A reader is kept with the people, so that their mail is sent, watched and told of like everybody's;
they cannot sign in. The report of a restricted plan is never sent.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.domain.emailed_links import REPORT_LASTS
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.emailed_codes import DeadLink, hash_of
from tracker.services.forms import SentForm, taking_effect
from tracker.services.post import plan_letter
from tracker.services.readers import reader_at
from tracker.services.record import record
from tracker.store.board_reports import BoardReport
from tracker.store.history import Happened
from tracker.store.outbox import REPORT_SHARED, new_id
from tracker.store.people import Person
from tracker.store.report_shares import ReportShare, get_share, share_with

SEND_ROUTE = "report_shares.readers"
_PURPOSE = "read one report"


@dataclass(frozen=True)
class Shared:
    """What a link that still works is for: one person's reading of one report."""

    person: Person
    report: BoardReport
    share: ReportShare
    link_hash: str


def send(report: BoardReport, name: str, email: str, *, sent: SentForm, now: datetime) -> str:
    """Send a link to a report to a reader, who is added where nobody has that address; returns what
    to say. Whom it was sent to before gets it again, and it works anew from today.

    Raises RuleBroken, naming the field `name` or `email`, and AlreadyDone when this form has taken
    effect before.
    """
    said = f"The report is on its way to {email.strip()}"
    with taking_effect(sent, route=SEND_ROUTE, message=said, now=now):
        if report.frozen_at is None:
            raise RuleBroken("Freeze the report before you send it to anybody")
        if report.plan.restricted:
            raise RuleBroken("This plan is restricted, so its reports are not sent by email")
        reader = reader_at(name, email, by=sent.by, now=now)
        share = share_with(report.id, reader.id)
        if share is None or share.taken_back_at is not None:
            share = _renewed(share or ReportShare(report_id=report.id, person_id=reader.id))
        share.sent_by_id, share.sent_at = sent.by.id, now
        share.ends_on = local_day(now) + REPORT_LASTS
        db.session.add(share)
        db.session.flush()
        key = f"report_shared|report:{report.id}|to:{reader.id}|from:{new_id()}"
        facts = {"row": share.id}
        plan_letter(key, REPORT_SHARED, reader.id, send_at=now, by=sent.by, now=now, facts=facts)
        _record(Happened.REPORT_SENT, share, by=sent.by, now=now)
        db.session.commit()
    return said


def _renewed(share: ReportShare) -> ReportShare:
    """With a link that differs from every one before."""
    share.nonce, share.taken_back_at, share.opened_at = secrets.token_hex(16), None, None
    return share


def take_back(share: ReportShare, *, sent: SentForm, now: datetime) -> str:
    """Let the link do nothing from now on; returns what to say. Raises AlreadyDone when this form
    has taken effect before."""
    said = f"The link sent to {share.person.name} does not work any more"
    with taking_effect(sent, route="report_shares.take_back", message=said, now=now):
        if share.taken_back_at is None:
            share.taken_back_at = now
            _record(Happened.REPORT_TAKEN_BACK, share, by=sent.by, now=now)
        db.session.commit()
    return said


def _record(kind: Happened, share: ReportShare, *, by: Person, now: datetime) -> None:
    report = share.report or db.session.get_one(BoardReport, share.report_id)
    record(
        kind,
        at=now,
        actor=by,
        plan_id=report.plan_id,
        report=report.id,
        as_at=report.as_at.isoformat(),
        person=share.person_id,
    )


def report_token(share: ReportShare, *, secret_key: str) -> str:
    """The signed word in the link of a share."""
    return str(_signer(secret_key).dumps([share.id, share.nonce]))


def behind(token: str, *, secret_key: str | Sequence[str], now: datetime) -> Shared:
    """What a link is for, if it works now. `secret_key` may be several, the newest last.

    Raises DeadLink when it does not work, whatever the reason.
    """
    try:
        share_id, nonce = _signer(secret_key).loads(token)
    except (BadSignature, TypeError, ValueError) as bad:
        raise DeadLink from bad
    share = get_share(share_id)
    if share is None or share.nonce != nonce or not share.works(local_day(now)):
        raise DeadLink
    return Shared(share.person, share.report, share, hash_of(token))


def note_opened(shared: Shared, *, now: datetime) -> None:
    """Keep when the report was first seen."""
    if shared.share.opened_at is None:
        shared.share.opened_at = now
        db.session.commit()


def _signer(secret_key: str | Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=_PURPOSE)
