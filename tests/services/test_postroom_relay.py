"""A mail server that must not be trusted, or will not know us: sending pauses, nothing bounces, the
secret stays (SM-12, SM-13)."""

import logging
import ssl
from pathlib import Path

import pytest
import trustme

from tests.faults.smtp_server import FaultServer
from tests.faults.talking import SECRET, certificate
from tests.services.posting import QUICK, Clock, as_planned
from tests.store.outbox_rows import facts, plan, planned
from tracker.delivery.channels import Email
from tracker.delivery.conversation import Relay, Tls
from tracker.delivery.smtp import SmtpTransport
from tracker.extensions import db
from tracker.services.postroom import PostRoom
from tracker.services.postroom.installed import liveness_for
from tracker.store.outbox import LetterState, RelayState


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def room_at(server: FaultServer, authority: trustme.CA, folder: Path) -> PostRoom:
    """A post room that signs in by STARTTLS and trusts one authority."""
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    relay = Relay("127.0.0.1", server.port, Tls.STARTTLS, "tracker", SECRET, our_name="tracker")
    transport = SmtpTransport(relay, limits=QUICK, context=trusting)
    return PostRoom(as_planned, Email(transport), liveness_for(folder))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("fault", "phase"),
    [
        ("535 5.7.8 wrong password", "login"),
        (f"535 5.7.8 {SECRET} is wrong", "login"),
        ("530 5.7.0 Must issue a STARTTLS command first", "mail"),
        ("unknown authority", "tls"),
        ("STARTTLS stripped", "tls"),
    ],
)
def test_sending_pauses_nothing_bounces_and_the_secret_stays(
    tmp_path: Path,
    authority: trustme.CA,
    caplog: pytest.LogCaptureFixture,
    fault: str,
    phase: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    issuer = trustme.CA() if fault == "unknown authority" else authority
    context = None if fault == "STARTTLS stripped" else certificate(issuer, "127.0.0.1")
    letters, now = [planned("a"), planned("b")], Clock()
    plan(*letters)
    with FaultServer(context=context, login=True) as server:
        if fault[0] == "5":
            server.faults["auth" if phase == "login" else "mail"] = fault
        room = room_at(server, authority, tmp_path / "rooms")

        assert room.deliver_due(now) == {"put back": 1}
        assert room.deliver_due(now) == {}
        room.close()
        if phase == "tls":
            assert not [words for words in server.said if words.startswith("AUTH")]

    found = {facts(one.id, "state", "attempts", "last_text")[:2] for one in letters}
    assert found == {(LetterState.READY, 0)}
    state = db.session.get(RelayState, "email")
    assert state is not None
    assert (state.down, state.phase) == (True, phase)
    kept = f"{state.trouble}{[facts(one.id, 'last_text') for one in letters]}{caplog.text}"
    assert "in trouble" in caplog.text
    assert SECRET not in kept
    db.session.rollback()


@pytest.mark.usefixtures("app")
def test_a_relay_that_is_well_again_gets_what_waited(tmp_path: Path, authority: trustme.CA) -> None:
    letter, now = planned("a"), Clock()
    plan(letter)
    with FaultServer(context=certificate(authority, "127.0.0.1"), login=True) as server:
        server.faults["auth"] = ["535 5.7.8 not now", "535 5.7.8 not now"]
        room = room_at(server, authority, tmp_path / "rooms")
        room.deliver_due(now)
        now.on(minutes=1)

        assert room.deliver_due(now) == {"sent": 1}
        room.close()
