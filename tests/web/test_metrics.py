"""The numbers for Prometheus: what they say, and to whom."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families as read

from tests.cast import Cast
from tests.statements import counted
from tests.web.pages import CheckedClient
from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import heartbeat, morning

TOKEN = "t" * 32


def numbers(client: CheckedClient, **more: Any) -> dict[tuple[str, ...], float]:
    """Each number by its name and its labels' values."""
    answer = client.get("/metrics", **more)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in read(answer.text)
        for sample in family.samples
    }


def test_answers_are_counted_by_page_and_status_and_timed(
    cast: Cast, client: CheckedClient
) -> None:
    before = numbers(client)
    cast.client("priya").get("/actions/SLAC-1.1")
    client.get("/nothing/here")
    after = numbers(client)

    page, nothing = ("actions.action", "200"), ("none", "404")
    for labels in (page, nothing):
        name = ("tracker_requests_total", *labels)
        assert after[name] == before.get(name, 0) + 1
    timed = ("tracker_request_seconds_count", "actions.action")
    assert after[timed] == before.get(timed, 0) + 1


def test_it_says_how_letters_and_the_scheduler_stand(
    client: CheckedClient, now: datetime, travel: Any
) -> None:
    never = numbers(client)
    for part in ("plan", "backup"):
        heartbeat.work_and_note(part, dict, now=now)
    morning.plan_due(now)
    travel("2011-07-04T08:20")
    later = numbers(client)

    for age in ("tracker_scheduler_silent_seconds", "tracker_backup_age_seconds"):
        assert never[(age,)] == float("inf")
        assert later[(age,)] == 20 * 60
    assert later[("tracker_letters", "ready")] > 0
    assert later[("tracker_letters", "dead")] == 0
    assert later[("tracker_oldest_letter_seconds",)] == 20 * 60
    assert later[("tracker_relay_down",)] == later[("tracker_mail_held",)] == 0
    assert later[("tracker_database_up",)] == 1


def test_it_asks_four_statements_however_many_letters_there_are(
    client: CheckedClient, now: datetime
) -> None:
    morning.plan_due(now)

    with counted() as statements:
        client.get("/metrics")

    assert len(statements) == 4


def test_without_a_database_it_says_so_and_what_pages_cost(client: CheckedClient) -> None:
    db.session.execute(db.text("DROP TABLE heartbeat"))
    db.session.commit()

    client.get("/healthz")
    said = numbers(client)

    assert said[("tracker_database_up",)] == 0
    assert any(name.startswith("tracker_requests") for name, *_ in said)


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("192.0.2.1", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 404),
        ("192.0.2.1", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("192.0.2.1", {"Authorization": f"Bearer {'u' * 32}"}, 404),
        ("192.0.2.1", {"Authorization": "Bearer "}, 404),
    ],
)
def test_only_a_machine_nearby_or_with_the_token_may_read_them(
    northbank: Flask, client: CheckedClient, address: str, headers: dict[str, str], status: int
) -> None:
    northbank.extensions["settings"] = replace(
        northbank.extensions["settings"], metrics_token=TOKEN
    )

    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == status


def test_without_a_token_set_none_opens_them(client: CheckedClient) -> None:
    sent = {"Authorization": "Bearer "}

    answer = client.get("/metrics", headers=sent, environ_base={"REMOTE_ADDR": "192.0.2.1"})

    assert answer.status_code == 404


def test_machines_ask_by_address_where_people_must_ask_by_name(
    database_url: str, tmp_path: Any
) -> None:
    settings = Settings(
        env="production",
        secret_key="a test key of enough length, no more",
        instance=tmp_path,
        database_url=database_url,
        base_url="https://actions.northbank.example",
        mail_server="relay.northbank.example",
    )
    client = create_app(settings).test_client()

    assert client.get("/healthz", headers={"Host": "10.1.0.5:8000"}).status_code == 200
    assert client.get("/metrics", headers={"Host": "10.1.0.5:8000"}).status_code == 200
    refused = client.get("/sign-in", headers={"Host": "10.1.0.5:8000"})
    assert (refused.status_code, refused.mimetype) == (400, "text/plain")
