"""Where a letter goes and where answers to it come back to, as this installation is set up."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from tests.delivery.letters import letter
from tests.store.outbox_rows import MONDAY, plan, planned, priya, row
from tracker.config import Settings
from tracker.delivery.letter import Letter, compose
from tracker.domain.replies import MARKER
from tracker.domain.return_addresses import OfAction, OfLetter, read_address
from tracker.extensions import db
from tracker.services.postroom.addressing import addressed
from tracker.store.actions import Action
from tracker.store.outbox import Notification

MAILBOX = "returns@northbank.example"
HTML = (
    '<body class="bg"><div style="display:none;max-height:0">Was due.</div>\n'
    "<h1>Action 1.1</h1></body>"
)


@pytest.fixture
def notification(northbank: Flask) -> Notification:
    one = planned("a", recipient_id=priya())
    plan(one)
    return row(one.id)


def set_up(app: Flask, **changes: object) -> Settings:
    settings: Settings = replace(app.extensions["settings"], **changes)
    return settings


def about(address: str | None, settings: Settings) -> object:
    return read_address(
        address or "", mailbox=MAILBOX, keys=(settings.secret_key,), today=MONDAY.date()
    )


def test_as_it_comes_a_letter_is_left_as_it_was_written(
    northbank: Flask, notification: Notification
) -> None:
    assert addressed(letter(), notification, set_up(northbank), now=MONDAY) == letter()


def test_reports_come_back_to_an_address_of_this_letter(
    northbank: Flask, notification: Notification
) -> None:
    settings = set_up(northbank, mail_return=MAILBOX)
    sent = addressed(letter(), notification, settings, now=MONDAY)

    assert about(sent.return_path, settings) == OfLetter(notification.id)
    assert replace(sent, return_path=None) == letter()


def test_replies_about_one_action_come_back_to_an_address_of_its_reader(
    northbank: Flask, notification: Notification
) -> None:
    settings = set_up(northbank, mail_return=MAILBOX, inbox_server="imap.northbank.example")
    sent = addressed(letter(html=HTML), notification, settings, now=MONDAY)

    action = db.session.scalars(select(Action.id).where(Action.number == "1.1")).one()
    assert about(sent.reply_to, settings) == OfAction(action, notification.recipient_id)
    assert sent.text == f"{MARKER}\n\n{letter().text}"
    before, _, after = sent.html.partition(MARKER)
    assert before.startswith(
        '<body class="bg"><div style="display:none;max-height:0">Was due.</div>'
    )
    assert after.endswith("\n<h1>Action 1.1</h1></body>")


@pytest.mark.parametrize(
    "changes", [{"thread_root": None, "reference": "SLAC"}, {"reference": "SLAC-99.9"}]
)
def test_a_letter_about_several_actions_is_answered_to_the_performance_team(
    northbank: Flask, notification: Notification, changes: dict[str, object]
) -> None:
    settings = set_up(northbank, mail_return=MAILBOX, inbox_server="imap.northbank.example")
    sent = addressed(letter(**changes), notification, settings, now=MONDAY)

    assert (sent.reply_to, sent.text) == (letter().reply_to, letter().text)


def test_all_mail_of_a_test_copy_goes_to_one_address_and_says_whose_it_was(
    northbank: Flask, notification: Notification
) -> None:
    settings = set_up(
        northbank,
        mail_return=MAILBOX,
        inbox_server="imap.northbank.example",
        mail_only_to="tester@northbank.example",
    )
    sent = addressed(letter(html=HTML), notification, settings, now=MONDAY)

    assert (sent.to_address, sent.subject, sent.return_path, sent.reply_to) == (
        "tester@northbank.example",
        f"To priya.nair…: {letter().subject}",
        None,
        letter().reply_to,
    )
    line = "From a test copy of the tracker. This was for Priya Nair, priya.nair@northbank.example."
    assert sent.text.startswith(f"{line}\n\n")
    assert line in sent.html


def test_a_wicked_name_adds_no_header_and_no_markup_to_a_test_copy(
    northbank: Flask, notification: Notification
) -> None:
    settings = set_up(northbank, mail_only_to="tester@northbank.example")
    wicked: Letter = letter(
        to_name="Eve<b>\r\nBcc: x@y.example", to_address="eve\r\nbcc:x@y.example", html=HTML
    )
    sent = addressed(wicked, notification, settings, now=MONDAY)
    raw = compose(sent, date=MONDAY)

    assert b"\r\nBcc:" not in raw.partition(b"\r\n\r\n")[0]
    assert b"\r\nbcc:" not in raw.partition(b"\r\n\r\n")[0]
    assert "Eve<b>" not in sent.html
