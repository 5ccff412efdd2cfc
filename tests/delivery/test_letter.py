import email
import email.base64mime
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr

import flask_mail
import pytest
from flask import Flask

from tests.delivery.letters import letter
from tracker.delivery.errors import DeliveryError, Phase
from tracker.delivery.letter import Letter, _Message, compose, one_line, wire_address

MONDAY = datetime(2011, 7, 4, 7, tzinfo=UTC)


def opened(written: Letter) -> EmailMessage:
    """The letter as a mail program reads it."""
    received = compose(written, date=MONDAY).replace(b"\r\n", b"\n")
    return email.message_from_bytes(received, policy=email.policy.default)


def test_a_reminder_is_composed_to_the_letter(mail_app: Flask) -> None:
    assert compose(letter(), date=MONDAY).decode() == "\r\n".join(
        [
            "Content-Type: multipart/alternative;",
            ' boundary="=_a6937fd69c107d7f2957d8bd1e99039b"',
            "MIME-Version: 1.0",
            "Subject: 34 days overdue: 1.1 Conference minutes",
            "From: Northbank action plans <actions@northbank.example>",
            "To: Priya Nair <priya.nair@northbank.example>",
            "Message-ID: <0f1e2d@northbank.example>",
            "Reply-To: performance@northbank.example",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "List-Id: <slac.northbank.example>",
            "X-Tracker-Kind: overdue",
            "X-Tracker-Ref: SLAC-1.1",
            "References: <action.slac-1-1.7@northbank.example>",
            "In-Reply-To: <action.slac-1-1.7@northbank.example>",
            "Thread-Index: AUmbG8xEYKDfvJint9zZK7i0nsLC/w==",
            "Thread-Topic: Conference minutes",
            "Date: Mon, 04 Jul 2011 07:00:00 +0000",
            "",
            "--=_a6937fd69c107d7f2957d8bd1e99039b",
            'Content-Type: text/plain; charset="utf-8"',
            "MIME-Version: 1.0",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            "Priya,",
            "",
            "Action 1.1 is 34 days overdue.",
            "",
            "--=_a6937fd69c107d7f2957d8bd1e99039b",
            'Content-Type: text/html; charset="utf-8"',
            "MIME-Version: 1.0",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            "<h1>Action 1.1 is 34 days overdue</h1>",
            "",
            "--=_a6937fd69c107d7f2957d8bd1e99039b--",
            "",
        ]
    )


def test_flask_mail_sends_the_same_bytes_to_the_one_recipient(mail_app: Flask) -> None:
    sent: list[tuple[str, list[str], bytes]] = []

    class Server:
        def sendmail(self, sender: str, to: list[str], payload: bytes, *_options: object) -> None:
            sent.append((sender, to, payload))

    connection = flask_mail.Connection(mail_app.extensions["mail"])
    connection.host, connection.num_emails = Server(), 0  # type: ignore[assignment]  # all of a server that it needs
    connection.send(_Message(letter(), written=MONDAY))

    ((sender, (recipient,), payload),) = sent
    assert parseaddr(sender)[1] == letter().sender[1]
    assert parseaddr(recipient)[1] == letter().to_address
    assert payload == compose(letter(), date=MONDAY)


def test_a_digest_stands_alone_and_can_be_stopped_with_one_click(mail_app: Flask) -> None:
    digest = opened(
        letter(thread_root=None, thread_topic=None, unsubscribe_url="https://northbank.example/u/1")
    )

    assert [
        digest[name] for name in ("References", "In-Reply-To", "Thread-Index", "Thread-Topic")
    ] == [None] * 4
    assert digest["List-Unsubscribe"] == "<https://northbank.example/u/1>"
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_reminder_cannot_be_stopped_with_one_click(mail_app: Flask) -> None:
    reminder = opened(letter())

    assert (reminder["List-Unsubscribe"], reminder["List-Unsubscribe-Post"]) == (None, None)


def test_letters_of_one_thread_have_one_thread_index_of_22_bytes(mail_app: Flask) -> None:
    first, second, other = (
        opened(letter(**changes))["Thread-Index"]
        for changes in ({}, {"message_id": "<2@x.example>"}, {"thread_root": "<b@x.example>"})
    )

    assert first == second != other
    assert len(email.base64mime.decode(first)) == 22


@pytest.mark.parametrize(
    "breaker", ["\r\nBcc: thief@evil.example", "\nBcc: x", "\r", "\x00\x0b\x85\u2028"]
)
@pytest.mark.parametrize("place", ["subject", "to_name", "thread_topic"])
def test_a_line_break_typed_by_a_person_becomes_a_space(
    mail_app: Flask, place: str, breaker: str
) -> None:
    written = opened(letter(**{place: f"Conference{breaker} minutes"}))

    assert written["Bcc"] is None
    assert written["To"].addresses[0].addr_spec == "priya.nair@northbank.example"
    assert len(written["To"].addresses) == 1
    assert written.keys() == opened(letter()).keys()


@pytest.mark.parametrize(
    "place", ["message_id", "thread_root", "list_id", "unsubscribe_url", "kind", "reference"]
)
def test_a_line_break_in_a_value_made_by_a_program_is_refused(mail_app: Flask, place: str) -> None:
    with pytest.raises(DeliveryError) as refusal:
        compose(letter(**{place: "<a@b.example>\r\nBcc: thief@evil.example"}), date=MONDAY)

    assert (refusal.value.phase, refusal.value.permanent) == (Phase.COMPOSE, True)


@pytest.mark.parametrize(
    "address",
    [
        "priya@northbank.example, thief@evil.example",
        "priya@northbank.example>\r\nRCPT TO:<thief@evil.example",
        "<priya@northbank.example>",
        "priya",
        "@northbank.example",
        "priya@",
        "priya@northbank.example.",
        "priya nair@northbank.example",
        "prïya@northbank.example",
        "priya@" + "a" * 70 + ".example",
        "p" * 320 + "@northbank.example",
        "",
    ],
)
def test_what_is_not_one_plain_address_is_refused(address: str) -> None:
    with pytest.raises(DeliveryError):
        wire_address(address)


@pytest.mark.parametrize(
    ("address", "on_the_wire"),
    [
        ("priya+plans@northbank.example", "priya+plans@northbank.example"),
        ("o'brien@northbank.example", "o'brien@northbank.example"),
        ("priya@localhost", "priya@localhost"),
        ("priya@münchen.example", "priya@xn--mnchen-3ya.example"),
    ],
)
def test_an_address_is_written_as_mail_servers_write_it(address: str, on_the_wire: str) -> None:
    assert wire_address(address) == on_the_wire


def test_text_comes_first_and_both_parts_arrive_as_written(mail_app: Flask) -> None:
    text = "Siân said £5 — “fine”.\n.\n..\nFrom here on\n" + "word " * 400 + "\ttrailing \n"
    html = "<p>" + "é&amp;" * 2000 + "</p>\n"

    parts = [part.get_content() for part in opened(letter(text=text, html=html)).iter_parts()]

    assert parts == [text, html]


def test_a_letter_without_html_has_one_part(mail_app: Flask) -> None:
    written = opened(letter(html=""))

    assert (written.get_content_type(), written.get_content()) == ("text/plain", letter().text)
    assert (written["Message-ID"], written["X-Tracker-Ref"]) == (letter().message_id, "SLAC-1.1")
    assert written["Date"].datetime == MONDAY


def test_no_line_is_longer_than_78_and_all_of_it_is_ascii(mail_app: Flask) -> None:
    written = compose(
        letter(
            subject="34 days overdue: Siân’s £5 conference minutes " * 4,
            to_name="Siân " * 30,
            html="<p>" + "é&amp;" * 2000 + "</p>",
            text="https://northbank.example/" + "a" * 400,
        ),
        date=MONDAY,
    )

    assert max(len(line) for line in written.split(b"\r\n")) <= 78
    assert written.isascii()
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert b"\r" not in written.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "name", ["Siân Ó’Néill", 'O"Neill, "P"', "北", "Nair, Priya <x@y.example>"]
)
def test_a_name_arrives_as_typed(mail_app: Flask, name: str) -> None:
    written = opened(letter(to_name=name, sender=(name, "actions@northbank.example")))

    for header, address in (
        ("To", "priya.nair@northbank.example"),
        ("From", "actions@northbank.example"),
    ):
        (only,) = written[header].addresses
        assert (only.display_name, only.addr_spec) == (name, address)


def test_the_same_letter_is_the_same_bytes_at_every_attempt(mail_app: Flask) -> None:
    assert compose(letter(), date=MONDAY) == compose(letter(), date=MONDAY)


def test_one_line_keeps_words_and_drops_control_characters() -> None:
    assert (
        one_line("  Health \r\n history\x00\u202e for\tcare leavers ")
        == "Health history for care leavers"
    )
