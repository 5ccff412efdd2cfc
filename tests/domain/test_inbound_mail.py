"""Reports and replies as mail programs write them, and bytes as nobody would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.mail_in import absence, delivery_report, plain_bounce, reply
from tracker.domain.inbound_mail import Report, is_hard, read_message


def test_a_delivery_report_says_which_way_it_failed() -> None:
    message = read_message(
        delivery_report("ret@x.example", status="5.1.1", said="smtp; 550 5.1.1 <p@x.example> no")
    )

    assert message.report == Report(True, "5.1.1", "550 5.1.1 (address) no")
    assert message.automatic
    assert "ret@x.example" in message.recipients


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_of_anything_but_failure_is_no_bounce(action: str) -> None:
    raw = delivery_report("ret@x.example", status="4.4.1", action=action)

    assert read_message(raw).report is None


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.4.4", True),
        ("5.2.1", True),
        ("5.1.8", False),
        ("5.2.2", False),
        ("5.7.1", False),
        ("5.3.4", False),
        ("4.4.7", False),
    ],
)
def test_only_an_address_that_is_not_there_is_hard(status: str, hard: bool) -> None:
    report = read_message(delivery_report("ret@x.example", status=status)).report

    assert report is not None
    assert (report.hard, is_hard(status)) == (hard, hard)


@pytest.mark.parametrize(("code", "hard"), [(550, True), (551, True), (552, False), (554, False)])
def test_without_an_enhanced_code_the_plain_one_decides(code: int, hard: bool) -> None:
    assert is_hard(None, code) is hard


@pytest.mark.parametrize(
    ("text", "report"),
    [
        (
            "<p@x.example>: host mx said: 550 5.1.1 User unknown",
            Report(True, "5.1.1", "(address) host mx said: 550 5.1.1 User unknown"),
        ),
        ("Sorry, no such user here", Report(True, None, "Sorry, no such user here")),
        ("552 5.2.2 mailbox is full", Report(False, "5.2.2", "552 5.2.2 mailbox is full")),
        ("Call me on 01632 555 550 or 5.30", None),
    ],
)
def test_a_bounce_in_plain_words_is_understood_when_it_says_why(
    text: str, report: Report | None
) -> None:
    assert read_message(plain_bounce("ret@x.example", text)).report == report


def test_an_absence_note_is_automatic_and_no_bounce() -> None:
    message = read_message(absence("ret@x.example", sender="priya@x.example"))

    assert (message.automatic, message.report) == (True, None)


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "X-Autoreply: yes",
        "Precedence: bulk",
        "List-Id: <all.x.example>",
        "Return-Path: <>",
    ],
)
def test_what_a_program_sent_is_known_by_its_headers(header: str) -> None:
    assert read_message(reply("r@x.example", "Hello", headers=header)).automatic
    assert not read_message(reply("r@x.example", "Hello")).automatic


def test_an_html_reply_is_read_as_its_words() -> None:
    raw = (
        b"From: Priya <priya@x.example>\r\nTo: r@x.example\r\nContent-Type: text/html\r\n\r\n"
        b"<style>p{}</style><p>Nearly&nbsp;there.</p><p>Two <b>posts</b> filled.</p>"
    )

    assert read_message(raw).text.split() == ["Nearly", "there.", "Two", "posts", "filled."]


def test_a_sender_is_known_only_when_there_is_one() -> None:
    assert read_message(b"From: a@x.example, b@x.example\r\n\r\nx").sender == ""
    assert read_message(b"From: A <A@X.example>\r\n\r\nx").sender == "a@x.example"


SIGNS = st.sampled_from([b"\r\n", b"\n", b":", b"=", b"<", b"--b", b"--b--", b'"', b"@", b"\xff"])
WORDS = st.sampled_from(
    [
        b"Content-Type: multipart/report; boundary=b",
        b"Content-Type: message/delivery-status",
        b"Content-Type: text/plain; charset=no-such",
        b"Content-Transfer-Encoding: base64",
        b"Action: failed",
        b"Status: 5.1.1",
        b"From: mailer-daemon@x",
        b"To: =?utf-8?b?////?=",
        b"Message-ID: ",
    ]
)


@given(st.lists(SIGNS | WORDS | st.binary(max_size=12), max_size=60).map(b"".join))
def test_no_bytes_make_reading_a_message_fail(raw: bytes) -> None:
    message = read_message(raw)

    assert message.report is None or len(message.report.reason) <= 200
