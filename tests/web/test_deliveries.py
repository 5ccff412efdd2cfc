"""The delivery log: counts that lead to their rows, plain words, and nobody's secrets."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select, update

from tests.cast import Cast
from tests.statements import counted
from tests.web.pages import CheckedClient
from tests.web.test_plans import main_words
from tracker import clock
from tracker.extensions import db
from tracker.services import morning
from tracker.store.outbox import (
    InDoubt,
    Instance,
    LetterState,
    Notification,
)

EIGHT = clock.at("2011-07-04T08:00")
LOG = "/admin/deliveries"


@pytest.fixture
def planned(northbank: Flask) -> None:
    """Monday's letters, waiting."""
    morning.plan_due(EIGHT)


@pytest.fixture
def sam(cast: Cast) -> CheckedClient:
    """Sam Whitlock, the performance officer, signed in."""
    return cast.client("sam")


@pytest.fixture
def chris(cast: Cast) -> CheckedClient:
    """Chris Bolton, the administrator, signed in."""
    return cast.client("chris")


def the_letter(cast: Cast, given_name: str, **values: object) -> str:
    """The id of the reminder to somebody, changed to these values."""
    found = select(Notification.id).where(Notification.recipient_id == getattr(cast, given_name).id)
    letter = db.session.scalars(found).one()
    if values:
        db.session.execute(update(Notification).where(Notification.id == letter).values(**values))
    db.session.commit()
    return letter


def rows(page: str) -> int:
    return page.count('role="rowheader"')


# ---- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("given_name", ["priya", "jean", "margaret", "helen"])
@pytest.mark.parametrize(
    "path",
    [
        "/admin",
        LOG,
        "/admin/addresses",
        "/admin/scheduler",
        "/admin/scheduler/run",
        "/admin/why",
        "/admin/tomorrow",
    ],
)
def test_only_those_who_run_the_service_open_these(cast: Cast, given_name: str, path: str) -> None:
    assert cast.client(given_name).get(path).status_code == 403


def test_the_list_names_what_each_role_may_open(sam: CheckedClient, chris: CheckedClient) -> None:
    def listed(client: CheckedClient) -> list[str]:
        page = client.get("/admin").text
        return re.findall(r'<li><a class="govuk-link" href="([^"]+)">', page)

    rules = ["/admin/reminders", "/admin/calendar", "/admin/word-template"]
    rest = ["/admin/why", "/admin/tomorrow", "/admin/history", "/admin/scheduler"]
    assert listed(sam) == [*rules, LOG, "/admin/addresses", *rest]
    assert listed(chris) == [
        "/admin/users",
        "/admin/teams",
        *rules,
        "/admin/letters",
        LOG,
        "/admin/addresses",
        "/admin/mail/held",
        "/admin/open-a-plan",
        *rest[:-1],
        "/admin/webhooks",
        rest[-1],
        "/admin/versions",
    ]
    assert all(chris.get(path).status_code == 200 for path in listed(chris))
    assert '<a class="govuk-link" href="/admin">' in chris.get("/account").text


# ---- the log ------------------------------------------------------------------------------------


def test_before_the_first_letter_it_says_what_will_come(sam: CheckedClient) -> None:
    assert "No emails have been sent yet. The first are planned" in main_words(sam.get(LOG).text)


@pytest.mark.usefixtures("planned")
def test_each_count_leads_to_exactly_that_many_rows(sam: CheckedClient, cast: Cast) -> None:
    the_letter(cast, "priya", state=LetterState.SENT, finished_at=EIGHT)
    the_letter(cast, "ruth", attempts=1, next_at=EIGHT + timedelta(minutes=75))
    the_letter(cast, "dawn", state=LetterState.DEAD, finished_at=EIGHT)
    the_letter(cast, "helen", doubt_count=1, attempts=1)

    page = sam.get(LOG).text

    found = re.findall(
        r'href="([^"]+)"><span class="app-counts__number">(\d+)</span> ([^<]+)', page
    )
    assert [(number, words.strip()) for _href, number, words in found] == [
        ("1", "waiting"),
        ("1", "not accepted right now"),
        ("1", "sent"),
        ("1", "failed"),
        ("1", "may have been sent"),
    ]
    assert [rows(sam.get(href.replace("&amp;", "&")).text) for href, *_ in found] == [1] * 5


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Waiting"),
        ({"state": LetterState.SENT, "finished_at": EIGHT}, "Sent"),
        (
            {"state": LetterState.BOUNCED, "finished_at": EIGHT, "last_phase": "rcpt"},
            "Bounced: address does not exist",
        ),
        (
            {"state": LetterState.BOUNCED, "finished_at": EIGHT, "last_enhanced": "5.7.1"},
            "Bounced: refused by the mail server of the reader",
        ),
        (
            {"attempts": 1, "next_at": EIGHT + timedelta(minutes=75)},
            "Not accepted right now (will try again at 9:15am on 4 July 2011)",
        ),
        (
            {
                "state": LetterState.DEAD,
                "finished_at": EIGHT,
                "revoked_reason": "not taken by the mail server in time",
            },
            "Failed: problem with our mail server",
        ),
        ({"state": LetterState.DOUBTFUL, "finished_at": EIGHT}, "May have been sent"),
        (
            {
                "state": LetterState.CANCELLED,
                "finished_at": EIGHT,
                "revoked_reason": "this person is turned off",
            },
            "Not sent: this person is turned off",
        ),
    ],
)
def test_every_status_is_said_in_plain_words(
    sam: CheckedClient, cast: Cast, values: dict[str, object], said: str
) -> None:
    the_letter(cast, "priya", **values)

    page = main_words(sam.get(f"{LOG}?person={cast.priya.id}").text)

    assert f"1.1 Conference minutes within 15 working days {said}" in page


@pytest.mark.usefixtures("planned")
def test_while_mail_is_held_everything_that_waits_is(sam: CheckedClient, cast: Cast) -> None:
    held = Instance(id=1, since=EIGHT, held=True, held_reason="test mode", held_since=EIGHT)
    db.session.merge(held)
    db.session.commit()

    page = main_words(sam.get(f"{LOG}?status=held").text)

    assert page.count("Held: test mode") == 5
    assert rows(sam.get(f"{LOG}?status=waiting").text) == 0


@pytest.mark.usefixtures("planned")
def test_filters_stand_in_the_address_and_can_be_taken_away(sam: CheckedClient, cast: Cast) -> None:
    letters = {
        "kind=digest": 1,
        "action=SLAC-1.1": 1,
        "action=slac-4.1&kind=reminder": 1,
        "date=2011-07-04": 5,
        "date=2011-07-05": 0,
        f"person={cast.helen.id}": 1,
        "kind=none": 0,
    }

    assert {query: rows(sam.get(f"{LOG}?{query}").text) for query in letters} == letters
    page = sam.get(f"{LOG}?kind=digest&date=2011-07-04").text
    assert "Remove filter </span>Kind: weekly summary" in page
    assert "Due on: 4 July 2011" in page
    assert "No emails match." in main_words(sam.get(f"{LOG}?kind=none").text)


@pytest.mark.parametrize(
    "query",
    ["person=999", "person=x", "action=SLAC-9.9", "status=lost", "date=monday", "page=2", "page=0"],
)
def test_an_address_that_asks_for_what_there_is_not_is_not_found(
    sam: CheckedClient, query: str
) -> None:
    assert sam.get(f"{LOG}?{query}").status_code == 404


def test_a_hundred_thousand_letters_cost_as_many_statements_as_few(
    northbank: Flask, sam: CheckedClient, cast: Cast
) -> None:
    morning.plan_due(EIGHT)
    with counted() as few:
        sam.get(f"{LOG}?status=waiting")
    many_letters(cast.priya.id, 3000)

    with counted() as many:
        first = sam.get(f"{LOG}?status=waiting").text
        sam.get(LOG)
    last = sam.get(f"{LOG}?status=sent&page=120").text

    assert len(many) == 2 * len(few)
    assert (rows(first), rows(last)) == (5, 25)
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last
    assert "(page 120) –" in last


def many_letters(person_id: int, number: int) -> None:
    """That many letters sent to somebody in the year before."""
    db.session.execute(
        insert(Notification),
        [
            {
                "id": f"{n:032}",
                "dedupe_key": f"old|{n}",
                "kind": "reminder",
                "policy": InDoubt.RESEND,
                "recipient_id": person_id,
                "facts": {},
                "occasion_at": EIGHT - timedelta(minutes=5 * n + 5),
                "local_date": EIGHT.date(),
                "expires_at": EIGHT,
                "state": LetterState.SENT,
                "next_at": EIGHT - timedelta(minutes=5 * n + 5),
                "generation": 1,
                "message_id": f"<{n}@northbank.example>",
                "batch": "old",
                "created_at": EIGHT - timedelta(minutes=5 * n + 5),
                "finished_at": EIGHT - timedelta(minutes=5 * n + 4),
            }
            for n in range(number)
        ],
    )
    db.session.commit()
