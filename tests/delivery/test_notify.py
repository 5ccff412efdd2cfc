"""GOV.UK Notify behind the contract of a channel, by its own client against a server of ours."""

import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime

import pytest

from tests.delivery.letters import letter
from tests.delivery.notify_server import API_KEY, SECRET, TEMPLATE, NotifyServer, notify_server
from tracker.delivery.errors import DeliveryError, Phase
from tracker.delivery.notify import Notify
from tracker.delivery.smtp import Accepted

MONDAY = datetime(2011, 7, 4, 7, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    with notify_server() as running:
        yield running


@pytest.fixture
def notify(server: NotifyServer) -> Iterator[Notify]:
    with closing(Notify(API_KEY, TEMPLATE, server.url)) as channel:
        yield channel


def send(
    notify: Notify, *, again: bool = False, gate: object = time.monotonic, **changes: object
) -> Accepted:
    written = letter(**changes)
    payload = notify.prepare(written, date=MONDAY)
    return notify.send(written, payload, gate, waiting=lambda: None, again=again)  # type: ignore[arg-type]  # each test names facts or faults of its own kind


def fails(notify: Notify, **details: object) -> tuple[str, bool, bool, bool, int | None]:
    with pytest.raises(DeliveryError) as failure:
        send(notify, **details)  # type: ignore[arg-type]  # each test names facts or faults of its own kind
    error = failure.value
    assert SECRET not in str(error)
    return error.phase, error.permanent, error.relay, error.in_doubt, error.code


def test_a_letter_is_a_template_with_a_subject_and_a_body_under_our_own_id(
    server: NotifyServer, notify: Notify
) -> None:
    accepted = send(notify, unsubscribe_url="https://x.example/stop/1", subject="Due\r\ntoday")

    assert (accepted.code, accepted.text) == (201, "Notify took it as number-1")
    assert server.taken == [
        {
            "email_address": letter().to_address,
            "template_id": TEMPLATE,
            "personalisation": {"subject": "Due today", "body": letter().text},
            "reference": "0f1e2d@northbank.example",
            "one_click_unsubscribe_url": "https://x.example/stop/1",
            "id": "number-1",
        }
    ]


def test_a_letter_called_back_at_the_gate_is_not_sent(server: NotifyServer, notify: Notify) -> None:
    assert fails(notify, gate=lambda: None) == (Phase.GATE, False, False, False, None)
    assert fails(notify, gate=lambda: time.monotonic() - 3)[0] == Phase.GATE
    assert server.asked == []


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        (
            (400, "email_address Not a valid email address"),
            (Phase.RCPT, True, False, False, 400),
        ),
        (
            (400, "Content for template has a character count greater than the limit"),
            (Phase.DATA, True, False, False, 400),
        ),
        ((400, "Missing personalisation: body"), (Phase.LOGIN, False, True, False, 400)),
        ((403, "Invalid token: API key not found"), (Phase.LOGIN, False, True, False, 403)),
        ((429, "Exceeded rate limit for key type TEST"), (Phase.LOGIN, False, True, False, 429)),
        ((500, "Internal server error"), (Phase.DOT, False, True, False, 500)),
        ((503, "Try again later"), (Phase.DOT, False, True, False, 503)),
        ("gone", (Phase.DOT, False, False, True, None)),
    ],
)
def test_each_answer_is_the_letters_or_the_services(
    server: NotifyServer, notify: Notify, fault: object, verdict: tuple[object, ...]
) -> None:
    server.faults.append(fault)  # type: ignore[arg-type]  # each test names facts or faults of its own kind

    assert fails(notify) == verdict
    assert server.taken == []


def test_a_lost_answer_is_found_out_by_asking(server: NotifyServer, notify: Notify) -> None:
    server.faults.append("lost")

    assert send(notify).text == "Notify had it already as number-1"
    assert server.asked == ["POST /v2/notifications/email", "GET /v2/notifications"]


def test_in_doubt_it_asks_before_it_sends_again(server: NotifyServer, notify: Notify) -> None:
    server.faults.append("lost")
    server.lookups_fail = True
    assert fails(notify) == (Phase.DOT, False, False, True, None)
    assert fails(notify, again=True) == (Phase.CONNECT, False, True, False, 500)
    server.lookups_fail = False

    assert send(notify, again=True).text == "Notify had it already as number-1"

    assert len(server.taken) == 1
    assert server.asked.count("POST /v2/notifications/email") == 1


def test_in_doubt_a_letter_that_never_arrived_is_sent(server: NotifyServer, notify: Notify) -> None:
    server.faults.append("gone")
    fails(notify)

    assert send(notify, again=True).text == "Notify took it as number-1"
    assert len(server.taken) == 1


def test_it_can_be_tried_without_sending_anything(server: NotifyServer, notify: Notify) -> None:
    notify.check()

    assert server.asked == [f"GET /v2/template/{TEMPLATE}"]


def test_a_service_that_is_not_there_is_trouble_of_its_own() -> None:
    with notify_server() as gone:
        url = gone.url
    with closing(Notify(API_KEY, TEMPLATE, url)) as channel:
        with pytest.raises(DeliveryError) as failure:
            channel.check()
        assert failure.value.relay
        assert fails(channel, again=True)[2]
