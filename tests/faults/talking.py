"""Speaking to the fault server: the transport, a letter, and what came of a failure."""

import ssl
import time
from email.message import EmailMessage

import pytest
import trustme

from tests.faults.smtp_server import FaultServer
from tracker.delivery.conversation import Limits, Relay, Tls
from tracker.delivery.errors import DeliveryError
from tracker.delivery.smtp import Envelope, SmtpTransport

QUICK = Limits(connect=1, answer=0.4, conversation=1, final_answer=1, renew_every=0.05, goodbye=0.2)
ENVELOPE = Envelope("actions@northbank.example", "priya.nair@northbank.example")
SECRET = "correct horse battery staple"


def certificate(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def transport(server: FaultServer, *, limits: Limits = QUICK, **settings: object) -> SmtpTransport:
    context = settings.pop("context", None)
    relay = Relay("127.0.0.1", server.port, **{"tls": Tls.NONE, "our_name": "tracker"} | settings)
    return SmtpTransport(relay, limits=limits, context=context)


def payload(number: int = 1, body: str = "Action 1.1 is overdue.\n") -> bytes:
    message = EmailMessage()
    message["Message-ID"] = f"<{number}@northbank.example>"
    message.set_content(body)
    return message.as_bytes()


def opens() -> float:
    return time.monotonic()


def fails(sender: SmtpTransport, **gate: object) -> DeliveryError:
    with pytest.raises(DeliveryError) as failure:
        sender.send(ENVELOPE, payload(), gate.get("gate", opens))  # type: ignore[arg-type]  # the gate of each test
    sender.close()
    return failure.value


def verdict(error: DeliveryError) -> tuple[str, bool, bool, bool, int | None]:
    return error.phase, error.permanent, error.relay, error.in_doubt, error.code
