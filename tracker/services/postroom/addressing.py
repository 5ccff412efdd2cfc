"""The last things about a written letter: where reports and replies about it come back to, and
where it goes at all in a test copy."""

import re
from dataclasses import replace
from datetime import datetime
from html import escape

from sqlalchemy import select

from tracker.config import Settings
from tracker.delivery.letter import Letter, one_line
from tracker.domain.replies import MARKER
from tracker.domain.return_addresses import reply_address, return_address
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.outbox import Notification
from tracker.store.plans import Plan

_TOP = re.compile(r'<body[^>]*>\s*(?:<div style="display:none[^"]*">[^<]*</div>)?', re.I)


def addressed(
    letter: Letter, notification: Notification, settings: Settings, *, now: datetime
) -> Letter:
    """The letter as this installation sends it."""
    if settings.mail_only_to:
        return _for_a_test_copy(letter, settings.mail_only_to)
    if not settings.mail_return:
        return letter
    path = return_address(
        settings.mail_return, notification.id, on=local_day(now), key=settings.secret_key
    )
    letter = replace(letter, return_path=path)
    action_id = _one_action(letter) if settings.takes_replies else None
    if action_id is None:
        return letter
    to = reply_address(
        settings.mail_return, action_id, notification.recipient_id, key=settings.secret_key
    )
    return replace(_with_a_line(letter, MARKER), reply_to=to)


def _one_action(letter: Letter) -> int | None:
    """The action this letter is about, when it is about one."""
    if letter.thread_root is None:
        return None
    code, _, number = letter.reference.rpartition("-")
    return db.session.scalar(
        select(Action.id).join(Action.plan).where(Plan.code == code, Action.number == number)
    )


def _for_a_test_copy(letter: Letter, only_to: str) -> Letter:
    """To the one address of a test copy, saying in the subject and in a line whose it was."""
    line = f"From a test copy of the tracker. This was for {letter.to_name}, {letter.to_address}."
    mailbox = letter.to_address.partition("@")[0]
    return replace(
        _with_a_line(letter, one_line(line)),
        to_address=only_to,
        subject=f"To {mailbox}…: {letter.subject}",
    )


def _with_a_line(letter: Letter, line: str) -> Letter:
    said = (
        '<div class="tx"><p style="margin:0;padding:8px 24px;'
        f'font:14px/20px Arial,Helvetica,sans-serif;color:#484949">{escape(line)}</p></div>'
    )
    found = _TOP.search(letter.html)
    end = found.end() if found else 0
    html = letter.html[:end] + said + letter.html[end:] if letter.html else ""
    return replace(letter, text=f"{line}\n\n{letter.text}", html=html)
