"""TLS and signing in to the relay (SM-12, SM-13): checked certificates, and no credentials astray."""

import ssl

import pytest
import trustme

from tests.faults.smtp_server import FaultServer
from tests.faults.talking import (
    ENVELOPE,
    SECRET,
    certificate,
    fails,
    opens,
    payload,
    transport,
    verdict,
)
from tracker.delivery.conversation import Relay, Tls
from tracker.delivery.errors import Phase
from tracker.domain.errors import RuleBroken


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
def test_a_checked_private_connection_carries_the_letter_and_the_credentials(
    authority: trustme.CA, trusting: ssl.SSLContext, tls: Tls
) -> None:
    context = certificate(authority, "127.0.0.1")
    with FaultServer(context=context, implicit=tls is Tls.IMPLICIT, login=True) as server:
        sender = transport(server, tls=tls, context=trusting, username="tracker", password=SECRET)
        sender.send(ENVELOPE, payload(), opens)
        sender.close()

    assert server.ids() == ["<1@northbank.example>"]
    assert [words.split()[0] for words in server.said].index("AUTH") > 0


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.IMPLICIT])
@pytest.mark.parametrize("fault", ["unknown authority", "wrong name"])
def test_sm12_a_certificate_that_does_not_check_sends_no_credentials(
    authority: trustme.CA, trusting: ssl.SSLContext, tls: Tls, fault: str
) -> None:
    issuer = trustme.CA() if fault == "unknown authority" else authority
    name = "127.0.0.1" if fault == "unknown authority" else "elsewhere.example"
    with FaultServer(
        context=certificate(issuer, name), implicit=tls is Tls.IMPLICIT, login=True
    ) as server:
        failure = fails(
            transport(server, tls=tls, context=trusting, username="tracker", password=SECRET)
        )

    assert failure.relay
    assert (failure.permanent, failure.in_doubt, server.taken) == (False, False, [])
    assert [words for words in server.said if words.startswith(("AUTH", "MAIL"))] == []


def test_sm12_starttls_stripped_from_the_greeting_sends_no_credentials() -> None:
    with FaultServer(login=True) as server:
        failure = fails(transport(server, tls=Tls.STARTTLS, username="tracker", password=SECRET))

    assert verdict(failure) == (Phase.TLS, False, True, False, None)
    assert [words.split()[0] for words in server.said] == ["EHLO"]


def test_words_slipped_in_before_tls_end_the_conversation(
    authority: trustme.CA, trusting: ssl.SSLContext
) -> None:
    with FaultServer(context=certificate(authority, "127.0.0.1")) as server:
        server.faults["starttls"] = "220 go on\r\n250-PIPELINING\r\n250 AUTH PLAIN"
        failure = fails(transport(server, tls=Tls.STARTTLS, context=trusting))

    assert (failure.phase, failure.relay) == (Phase.TLS, True)


def test_credentials_without_tls_are_refused_at_once() -> None:
    with pytest.raises(RuleBroken) as refusal:
        Relay("127.0.0.1", 25, Tls.NONE, username="tracker", password=SECRET)

    assert refusal.value.field == "TRACKER_MAIL_TLS"


@pytest.mark.parametrize(
    "answer", ["535 5.7.8 wrong", "454 4.7.0 not now", f"535 5.7.8 no {SECRET}"]
)
def test_sm13_a_refused_login_is_the_relays_trouble_and_keeps_the_secret(
    authority: trustme.CA, trusting: ssl.SSLContext, answer: str
) -> None:
    with FaultServer(context=certificate(authority, "127.0.0.1"), login=True) as server:
        server.faults["auth"] = answer
        failure = fails(
            transport(
                server, tls=Tls.STARTTLS, context=trusting, username="tracker", password=SECRET
            )
        )

    assert verdict(failure) == (Phase.LOGIN, False, True, False, int(answer[:3]))
    assert SECRET not in str(failure) + repr(failure.args)


def test_sm13_530_must_use_tls_is_the_relays_trouble(server: FaultServer) -> None:
    server.faults["mail"] = "530 5.7.0 Must issue a STARTTLS command first"

    assert verdict(fails(transport(server))) == (Phase.MAIL, False, True, False, 530)


def test_the_password_is_in_no_representation() -> None:
    assert SECRET not in repr(Relay("relay.example", 587, username="tracker", password=SECRET))
