"""Messages as other people's mail programs write them."""

from email.message import EmailMessage
from itertools import count

_number = count(1)


def delivery_report(
    to: str, *, status: str = "5.1.1", action: str = "failed", said: str = "smtp; 550 no"
) -> bytes:
    """A report by RFC 3464, as Postfix words it."""
    return f"""Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@relay.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{next(_number)}@relay.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; somebody@northbank.example
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--b
Content-Type: message/rfc822

Subject: 34 days overdue

Priya,
--b--
""".replace("\n", "\r\n").encode()


def plain_bounce(to: str, text: str) -> bytes:
    """A report in words only."""
    return _message("Mail Delivery <mailer-daemon@relay.example>", to, text, "")


def absence(to: str, *, sender: str) -> bytes:
    """'I am away', by a program that answers everything."""
    return _message(sender, to, "I am away until Monday.", "Auto-Submitted: auto-replied")


def reply(
    to: str,
    text: str,
    *,
    sender: str = "Priya Nair <priya.nair@northbank.example>",
    headers: str = "",
) -> bytes:
    """What a person writes."""
    return _message(sender, to, text, headers)


def _message(sender: str, to: str, text: str, headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, "Re: 34 days overdue"
    message["Message-ID"] = f"<{next(_number)}@northbank.example>"
    if headers:
        name, _, value = headers.partition(": ")
        message[name] = value
    message.set_content(text)
    return message.as_bytes()
