"""The mail rows of the fault matrix (SM) at the transport: each fault done for real on loopback."""

import time

import pytest

from tests.faults.smtp_server import Drip, Drop, Fault, FaultServer, Silent
from tests.faults.talking import ENVELOPE, fails, opens, payload, transport, verdict
from tracker.delivery.conversation import Conversation, Limits
from tracker.delivery.errors import DeliveryError, Phase
from tracker.delivery.smtp import Envelope


def test_a_letter_is_taken_after_the_gate_and_not_before(server: FaultServer) -> None:
    seen_at_the_gate: list[list[str]] = []

    def gate() -> float:
        seen_at_the_gate.append(server.ids())
        return time.monotonic()

    sender = transport(server)
    accepted = sender.send(ENVELOPE, payload(), gate)
    sender.close()

    assert (accepted.code, accepted.enhanced, accepted.text) == (250, "2.0.0", "2.0.0 taken")
    assert seen_at_the_gate == [[]]
    assert server.ids() == ["<1@northbank.example>"]
    assert server.taken[0].recipients == ("priya.nair@northbank.example",)


def test_many_letters_go_over_one_connection(server: FaultServer) -> None:
    sender = transport(server, limits=Limits(letters_a_connection=3))
    for number in range(5):
        sender.send(ENVELOPE, payload(number), opens)
    sender.close()

    assert server.ids() == [f"<{number}@northbank.example>" for number in range(5)]
    assert server.connections == 2


def test_sm01_connection_refused_is_the_relays_trouble() -> None:
    with FaultServer() as gone:
        sender = transport(gone)

    assert verdict(fails(sender)) == (Phase.CONNECT, False, True, False, None)


@pytest.mark.parametrize("step", ["connect", "ehlo", "mail", "rcpt", "data"])
def test_sm02_a_silent_server_is_left_at_the_deadline(server: FaultServer, step: str) -> None:
    server.faults[step] = Silent()
    began = time.monotonic()

    failure = fails(transport(server))

    assert time.monotonic() - began < 10  # it would be silent for 60
    assert failure.relay is (step in {"connect", "ehlo"})
    assert (failure.permanent, failure.in_doubt, server.taken) == (False, False, [])


@pytest.mark.parametrize(
    ("step", "phase"),
    [("connect", "greeting"), ("mail", "mail"), ("rcpt", "rcpt"), ("data", "data"), ("dot", "dot")],
)
def test_sm03_421_anywhere_is_the_relays_trouble_and_reconnects(
    server: FaultServer, step: str, phase: str
) -> None:
    server.faults[step] = ["421 4.3.2 going down"]
    sender = transport(server)

    failure = fails(sender)
    sender.send(ENVELOPE, payload(2), opens)
    sender.close()

    assert verdict(failure) == (phase, False, True, False, 421)
    assert (server.ids(), server.connections) == (["<2@northbank.example>"], 2)


@pytest.mark.parametrize(
    ("step", "answer", "phase", "permanent"),
    [
        ("rcpt", "450 4.2.0 greylisted", "rcpt", False),
        ("rcpt", "451 4.7.1 try later", "rcpt", False),
        ("rcpt", "550 5.1.1 <priya.nair@northbank.example> no such mailbox", "rcpt", True),
        ("mail", "452 4.3.1 full", "mail", False),
        ("mail", "552 5.3.4 too big", "mail", True),
        ("data", "554 5.7.1 no", "data", True),
        ("dot", "452 4.3.1 full", "dot", False),
        ("dot", "550 5.7.1 looks like spam", "dot", True),
        ("dot", "552 5.2.2 mailbox full", "dot", True),
        ("dot", "554 5.6.0 refused", "dot", True),
    ],
)
def test_sm04_to_06_a_refusal_is_this_letters_own_and_the_connection_goes_on(
    server: FaultServer, step: str, answer: str, phase: str, permanent: bool
) -> None:
    server.faults[step] = [answer]
    sender = transport(server)

    with pytest.raises(DeliveryError) as failure:
        sender.send(ENVELOPE, payload(), opens)
    sender.send(ENVELOPE, payload(2), opens)
    sender.close()

    assert verdict(failure.value) == (phase, permanent, False, False, int(answer[:3]))
    assert failure.value.enhanced == answer.split()[1]
    assert "priya.nair" not in failure.value.text
    assert (server.ids(), server.connections) == (["<2@northbank.example>"], 1)


def test_a_refused_sender_is_our_trouble_and_bounces_nobody(server: FaultServer) -> None:
    server.faults["mail"] = "553 5.7.1 you may not write as this sender"

    assert verdict(fails(transport(server))) == (Phase.MAIL, False, True, False, 553)


def test_sm05_a_second_recipient_cannot_be_named(server: FaultServer) -> None:
    two = Envelope("actions@northbank.example", "priya@northbank.example,tom@northbank.example")

    with pytest.raises(DeliveryError) as failure:
        transport(server).send(two, payload(), opens)

    assert (failure.value.phase, server.said) == (Phase.COMPOSE, [])


@pytest.mark.parametrize("taken", [False, True])
def test_sm07_08_a_connection_lost_after_the_dot_leaves_a_doubt(
    server: FaultServer, taken: bool
) -> None:
    server.faults["dot"] = Drop(taken=taken)

    assert verdict(fails(transport(server))) == (Phase.DOT, False, False, True, None)
    assert server.ids() == ["<1@northbank.example>"] * taken


def test_nonsense_in_answer_to_the_dot_leaves_a_doubt(server: FaultServer) -> None:
    server.faults["dot"] = "hello"

    assert verdict(fails(transport(server))) == (Phase.DOT, False, False, True, None)


def test_sm09_a_reset_at_goodbye_does_not_matter(server: FaultServer) -> None:
    server.faults["quit"] = Drop()
    sender = transport(server)

    accepted = sender.send(ENVELOPE, payload(), opens)
    sender.close()

    assert (accepted.code, server.ids()) == (250, ["<1@northbank.example>"])


@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_connection_dropped_before_the_dot_sends_nothing(server: FaultServer, step: str) -> None:
    server.faults[step] = Drop()

    assert verdict(fails(transport(server)))[1:] == (False, False, False, None)
    assert server.taken == []


def test_sm10_a_letter_called_back_at_the_gate_is_not_sent(server: FaultServer) -> None:
    server.faults["data"] = Silent(after=0.1)

    failure = fails(transport(server), gate=lambda: None)

    assert verdict(failure) == (Phase.GATE, False, False, False, None)
    assert server.taken == []


def test_a_dot_that_comes_too_long_after_the_gate_is_not_sent(server: FaultServer) -> None:
    failure = fails(transport(server), gate=lambda: time.monotonic() - 2.1)

    assert verdict(failure) == (Phase.GATE, False, False, False, None)
    assert server.taken == []


def test_a_gate_that_cannot_commit_sends_nothing_and_says_why(server: FaultServer) -> None:
    def broken() -> float:
        raise ArithmeticError("the database is away")

    with pytest.raises(ArithmeticError):
        transport(server).send(ENVELOPE, payload(), broken)

    assert server.taken == []


@pytest.mark.parametrize("step", ["connect", "ehlo", "mail", "data"])
def test_sm11_a_slow_drip_does_not_outlive_the_deadline(server: FaultServer, step: str) -> None:
    server.faults[step] = Drip(every=0.3)  # each byte comes well within the time for one answer
    began = time.monotonic()

    failure = fails(transport(server, limits=Limits(answer=0.6, conversation=0.6, goodbye=0.1)))

    assert time.monotonic() - began < 4  # the shortest of these answers drips for longer
    assert (failure.permanent, failure.in_doubt, server.taken) == (False, False, [])


def test_the_whole_conversation_has_one_deadline_however_quick_each_answer(
    server: FaultServer,
) -> None:
    for step in ("connect", "ehlo", "mail", "rcpt", "data"):
        server.faults[step] = Silent(after=0.2)

    failure = fails(transport(server, limits=Limits(answer=30, conversation=0.7, goodbye=0.1)))

    assert (failure.permanent, failure.in_doubt, failure.code) == (False, False, None)
    assert server.taken == []


def test_a_slow_answer_to_the_dot_is_waited_for_and_the_claim_renewed(server: FaultServer) -> None:
    server.faults["dot"] = Silent(after=0.5)
    renewals: list[float] = []
    sender = transport(server)

    accepted = sender.send(
        ENVELOPE, payload(), opens, waiting=lambda: renewals.append(time.monotonic())
    )
    sender.close()

    assert accepted.code == 250
    assert len(renewals) >= 5


def test_no_answer_to_the_dot_at_all_leaves_a_doubt(server: FaultServer) -> None:
    server.faults["dot"] = Silent()

    assert verdict(fails(transport(server))) == (Phase.DOT, False, False, True, None)


def test_sm14_a_letter_over_the_advertised_size_is_dead_without_being_sent() -> None:
    with FaultServer(features=("SIZE 100",)) as server:
        failure = fails(transport(server))

    assert verdict(failure) == (Phase.MAIL, True, False, False, None)
    assert failure.text == "The letter is larger than the 100 bytes the mail server takes."
    assert not [words for words in server.said if words.startswith("MAIL")]


SMUGGLED = "RCPT TO:<thief@evil.example>"


@pytest.mark.parametrize(
    "text",
    [
        f"one\n.\nMAIL FROM:<a@b.example>\n{SMUGGLED}\n",
        ".\n..\n...\n.leading\n",
        "long " * 400 + "\n",
        "Siân £5\n",
        "ends without a line end",
    ],
)
def test_sm16_no_text_is_taken_for_the_end_of_the_letter(server: FaultServer, text: str) -> None:
    sender = transport(server)
    sender.send(ENVELOPE, b"Message-ID: <1@x>\r\n\r\n" + text.encode(), opens)
    sender.close()

    received = server.taken[0].content.partition(b"\r\n\r\n")[2].replace(b"\r\n", b"\n")
    assert received.decode().rstrip("\n") == text.rstrip("\n")
    assert server.ids() == ["<1@x>"]
    assert SMUGGLED not in server.said


@pytest.mark.parametrize("end", ["\n.\n", "\r.\r", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\n.\r\n"])
def test_sm16_a_foreign_line_end_smuggles_nothing(server: FaultServer, end: str) -> None:
    sender = transport(server)
    sender.send(ENVELOPE, f"Message-ID: <1@x>\r\n\r\none{end}{SMUGGLED}\r\n".encode(), opens)
    sender.close()

    assert server.taken[0].content.endswith(f"one\r\n.\r\n{SMUGGLED}\r\n".encode())
    assert (len(server.taken), SMUGGLED in server.said) == (1, False)


@pytest.mark.parametrize("fault", [Drop(), "421 4.4.2 idle too long"])
def test_a_connection_the_relay_ended_while_idle_is_opened_again(
    server: FaultServer, fault: Fault
) -> None:
    server.faults["mail"] = [None, fault]
    sender = transport(server)
    for number in (1, 2):
        sender.send(ENVELOPE, payload(number), opens)
    sender.close()

    assert server.ids() == ["<1@northbank.example>", "<2@northbank.example>"]
    assert server.connections == 2


def test_an_answer_without_end_is_cut_off(server: FaultServer) -> None:
    server.faults["mail"] = "\r\n".join(["250-more"] * 20_000 + ["250 ok"])

    assert verdict(fails(transport(server))) == (Phase.MAIL, False, False, False, None)


@pytest.mark.parametrize("offers", [("PIPELINING",), ()])
def test_who_it_is_from_and_for_is_said_in_one_go_where_the_server_offers_that(
    offers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[object] = []
    write = Conversation.send

    def noted(talk: Conversation, words: object) -> None:
        written.append(words)
        write(talk, words)

    monkeypatch.setattr(Conversation, "send", noted)
    mail = f"MAIL FROM:<{ENVELOPE.sender}>\r\n"
    rcpt = f"RCPT TO:<{ENVELOPE.recipient}>\r\n"
    with FaultServer(features=offers) as server:
        sender = transport(server)
        sender.send(ENVELOPE, payload(), opens)
        sender.close()

        assert written[1 : 2 if offers else 3] == ([mail + rcpt] if offers else [mail, rcpt])
        assert server.ids() == ["<1@northbank.example>"]


def test_an_answer_that_never_comes_after_a_refusal_is_not_matched_to_the_next_letter(
    server: FaultServer,
) -> None:
    server.faults |= {"mail": ["452 4.3.1 full"], "rcpt": [Silent()]}
    sender = transport(server)

    with pytest.raises(DeliveryError) as failure:
        sender.send(ENVELOPE, payload(), opens)
    sender.send(ENVELOPE, payload(2), opens)
    sender.close()

    assert verdict(failure.value) == (Phase.MAIL, False, False, False, 452)
    assert (server.ids(), server.connections) == (["<2@northbank.example>"], 2)


def test_each_completed_step_is_told(server: FaultServer) -> None:
    steps: list[Phase] = []
    sender = transport(server)
    sender.on_step = steps.append
    sender.send(ENVELOPE, payload(), opens)
    sender.close()

    assert steps == ["connect", "greeting", "mail", "rcpt", "data", "body", "dot"]


def test_two_writes_a_letter_do_not_wait_for_each_other(server: FaultServer) -> None:
    sender = transport(server)
    sender.send(ENVELOPE, payload(0), opens)
    began = time.monotonic()
    for number in range(1, 21):
        sender.send(ENVELOPE, payload(number), opens)
    took = time.monotonic() - began
    sender.close()

    assert took < 20 * 0.04  # without TCP_NODELAY each letter waits 40 ms for the last one's dot
