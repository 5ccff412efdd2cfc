"""The API: what each address tells, to whom, how it refuses, and that it is as it says it is."""

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import select, update

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.statements import counted
from tests.web.pages import CheckedClient
from tracker import clock
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.services import api_tokens, morning
from tracker.store.actions import Action, Evidence
from tracker.store.api_tokens import ApiToken
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanReader
from tracker.web.api import views

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
Ask = Callable[..., Any]


def token_for(person: Person) -> dict[str, str]:
    """The header with a new token of this person's."""
    secret, _row = api_tokens.make_token(
        "Report", None, sent=sent_by(person), now=clock.now(), today=clock.today()
    )
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def ask(cast: Cast, client: CheckedClient) -> Ask:
    """`ask("sam", "/plans")`: what the API tells this person's token; fails unless it does."""
    tokens: dict[str, dict[str, str]] = {}

    def asked(name: str, address: str, *, status: int = 200) -> Any:
        if name not in tokens:
            tokens[name] = token_for(getattr(cast, name))
        answer = client.get(f"/api/v1{address}", headers=tokens[name])
        assert answer.status_code == status, answer.text
        assert answer.mimetype == f"application/{'json' if status == 200 else 'problem+json'}"
        return answer.json

    return asked


def refs(told: Any) -> list[str]:
    return [one["ref"] for one in told["items"]]


def test_it_is_as_it_says_whatever_is_asked(
    northbank: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_tokens, "REQUESTS_A_MINUTE", 10_000)
    morning.plan_due(clock.now())
    headers = token_for(cast.sam)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", northbank)
    operations = [one.ok() for one in schema.get_all_operations()]

    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=6,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def fits(case: Any) -> None:
            with northbank.app_context():
                case.call_and_validate(headers=headers, checks=CHECKS)

        fits()

    assert len(operations) == 9


def test_what_is_listed_is_told_page_by_page_and_once(ask: Ask) -> None:
    everything = refs(ask("sam", "/actions"))
    told, onward = [], ""
    while onward is not None:
        page = ask("sam", f"/plans/slac/actions?limit=5{onward and '&cursor='}{onward}")
        told += refs(page)
        onward = page["next"]

    assert told == everything
    assert len(set(told)) == 13


def test_filters_narrow_the_actions_as_pages_count_them(ask: Ask, cast: Cast) -> None:
    late = ask("sam", "/actions?overdue=true")
    assert len(refs(late)) == ask("sam", "/plans/SLAC")["overdue"] == 4
    assert len(refs(ask("sam", "/actions?overdue=false"))) == 9
    assert refs(ask("priya", "/actions?owner=me")) == ["SLAC-1.1", "SLAC-1.2"]
    assert refs(ask("sam", "/actions?progress=off_track&plan=slac")) == ["SLAC-1.1"]
    assert refs(ask("sam", "/actions?due_before=2011-06-01")) == ["SLAC-1.1"]
    assert "SLAC-1.1" not in refs(ask("sam", "/actions?due_after=2011-05-31"))
    assert ask("sam", "/actions?plan=NONE")["items"] == []
    assert ask("sam", "/actions?updated_since=2011-07-04T08:00:00%2B01:00")["items"] == []
    one = late["items"][0]
    assert (one["rag"], one["due_on"]) == (
        {"colour": "red", "name": "Red", "reason": "34 days overdue"},
        "2011-05-31",
    )
    assert one["last_update_at"] == "2011-05-12T09:00:00Z"


def test_parameters_that_are_wrong_are_named(ask: Ask) -> None:
    wrong = ask(
        "sam",
        "/actions?limit=0&cursor=zz&due_before=today&q=1&updated_since=2011-07-04",
        status=422,
    )

    assert {one["parameter"] for one in wrong["errors"]} == {
        "limit",
        "cursor",
        "due_before",
        "q",
        "updated_since",
    }
    twice = ask("sam", "/actions?limit=5&limit=6", status=422)
    assert twice["errors"] == [{"parameter": "limit", "detail": "must be given once"}]


def test_of_a_restricted_plan_there_is_no_trace_for_those_outside(ask: Ask, cast: Cast) -> None:
    stranger = Person(
        name="Nadia Noor",
        email="nadia@else.example",
        role=cast.sam.role,
        created_at=clock.now(),
    )
    db.session.add(stranger)
    db.session.flush()
    db.session.execute(update(Plan).values(restricted=True, lead_id=stranger.id))
    owners = {"owner_id": stranger.id, "manager_id": stranger.id, "signatory_id": None}
    db.session.execute(update(Action).values(**owners))
    db.session.add(PlanReader(plan_id=1, person_id=cast.margaret.id))
    db.session.commit()
    morning.plan_due(clock.now())
    db.session.rollback()

    for address in ("/plans", "/actions", "/actions?plan=SLAC&overdue=true", "/deliveries"):
        assert ask("sam", address) == {"items": [], "next": None}
    for missing, hidden in (
        ("/plans/NONE", "/plans/SLAC"),
        ("/plans/NONE/areas", "/plans/SLAC/areas"),
        ("/plans/NONE/actions", "/plans/SLAC/actions"),
        ("/actions/NONE-1.1", "/actions/SLAC-1.1"),
        ("/actions/NONE-1.1/updates", "/actions/SLAC-1.1/updates"),
        ("/actions/NONE-1.1/evidence", "/actions/SLAC-1.1/evidence"),
    ):
        assert ask("sam", hidden, status=404) == ask("sam", missing, status=404)
    with_words = Evidence(name="Minutes.pdf", about="Minutes", kind="PDF", size=9, sha256="a" * 64)
    with_words.action_id, with_words.added_by_id = 1, cast.priya.id
    with_words.added_at = clock.now()
    db.session.add(with_words)
    db.session.commit()
    assert [one["code"] for one in ask("margaret", "/plans")["items"]] == ["SLAC"]
    board = [ask("margaret", f"/actions/SLAC-1.1/{what}") for what in ("updates", "evidence")]
    assert [one["items"][0]["note"] for one in board[:1]] == [None]
    shown = board[1]["items"][0]
    assert (shown["name"], shown["about"], shown["sha256"], shown["size"]) == (None, None, None, 9)


def test_the_log_is_for_those_who_keep_the_service_and_goes_on_page_by_page(ask: Ask) -> None:
    morning.plan_due(clock.now())
    db.session.rollback()
    whole = ask("chris", "/deliveries?limit=200")["items"]
    first = ask("chris", "/deliveries?limit=3")
    second = ask("chris", f"/deliveries?limit=3&cursor={first['next']}")

    assert first["items"] + second["items"] == whole[:6]
    assert {one["status"] for one in whole} == {"waiting"}
    assert all(one["about"] == [] for one in whole)
    assert any(one["about"] for one in ask("sam", "/deliveries")["items"])
    assert ask("sam", "/deliveries?status=sent")["items"] == []
    assert ask("jean", "/deliveries", status=403)["status"] == 403
    assert ask("chris", "/plans", status=403)["status"] == 403


def test_a_list_costs_the_same_however_long(
    northbank: Flask, cast: Cast, client: CheckedClient
) -> None:
    morning.plan_due(clock.now())
    headers = token_for(cast.sam)
    client.get("/api/v1/plans", headers=headers)  # notes once that the token is in use
    for address in ("actions", "plans/SLAC/areas", "deliveries"):
        costs = []
        for limit in (2, 12):
            with northbank.app_context(), counted() as statements:
                answer = client.get(f"/api/v1/{address}?limit={limit}", headers=headers)
            assert len(answer.json["items"]) >= min(limit, 5)  # type: ignore[index]  # it is JSON
            costs.append(len(statements))
        assert costs[0] == costs[1], address


def test_what_a_program_holds_is_not_told_again_until_it_or_its_rights_change(
    cast: Cast, client: CheckedClient
) -> None:
    sam, margaret = token_for(cast.sam), token_for(cast.margaret)

    def tag_of(address: str, who: dict[str, str], held: str = "") -> tuple[int, str]:
        asked = {**who, "If-None-Match": held} if held else who
        answer = client.get(f"/api/v1{address}", headers=asked)
        assert bool(answer.data) is (answer.status_code != 304)
        return answer.status_code, answer.headers.get("ETag", "")

    lists = ("/plans", "/plans/SLAC", "/plans/SLAC/actions", "/actions/SLAC-1.1", "/actions")
    held = {address: tag_of(address, sam)[1] for address in lists}
    for address, tag in held.items():
        assert tag_of(address, sam, tag) == (304, tag)
        assert tag_of(address, margaret, tag)[0] == 200
    assert len(set(held.values())) == len(lists)
    action = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    action.title = "Something else"
    db.session.commit()
    answers = {address: tag_of(address, sam, tag)[0] for address, tag in held.items()}
    assert answers == dict(zip(lists, (304, 304, 200, 200, 200), strict=True))
    cast.sam.role = Role.MANAGER
    db.session.commit()
    assert tag_of("/plans", sam, held["/plans"])[0] == 200
    db.session.execute(update(Plan).values(restricted=True))
    db.session.commit()
    assert tag_of("/plans/SLAC", margaret, held["/plans/SLAC"])[0] == 404


def test_refusals_are_problem_documents_here_and_pages_elsewhere(
    cast: Cast, client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = token_for(cast.sam)
    nobody = client.get("/api/v1/plans")
    assert nobody.status_code == 401
    assert nobody.headers["WWW-Authenticate"] == 'Bearer realm="Action plan tracker API"'
    wrong = client.get("/api/v1/plans", headers={"Authorization": "Bearer apt_none"})
    assert "error=invalid_token" in wrong.headers["WWW-Authenticate"]
    post = client.post("/api/v1/plans", headers=headers)
    assert (post.status_code, post.mimetype) == (405, "application/problem+json")
    assert set(post.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert client.get("/api/v1/none", headers=headers).mimetype == "application/problem+json"
    assert client.get("/api2/none").mimetype == "text/html"
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/plans", headers=headers).headers

    monkeypatch.setattr(views.api_lists, "plans_after", lambda *_a, **_m: 1 / 0)
    fault = client.get("/api/v1/plans", headers=headers)
    assert fault.json == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong here. It is in our log.",
        "errors": [],
    }


def test_a_session_opens_no_address_of_the_api_and_a_token_no_page(
    cast: Cast, client: CheckedClient
) -> None:
    headers = token_for(cast.sam)

    assert cast.client("sam").get("/api/v1/plans").status_code == 401
    assert client.get("/plans", headers=headers).status_code == 302


def test_a_token_may_ask_so_often_in_a_minute(
    cast: Cast,
    client: CheckedClient,
    monkeypatch: pytest.MonkeyPatch,
    travel: Callable[[str], None],
) -> None:
    monkeypatch.setattr(api_tokens, "REQUESTS_A_MINUTE", 2)
    mine, theirs = token_for(cast.sam), token_for(cast.jean)
    travel("2011-07-04T08:00:20")
    codes = [client.get("/api/v1/plans", headers=mine).status_code for _ in range(3)]
    spent = client.get("/api/v1/plans", headers=mine)

    assert codes == [200, 200, 429]
    assert (spent.headers["Retry-After"], spent.mimetype) == ("40", "application/problem+json")
    assert client.get("/api/v1/plans", headers=theirs).status_code == 200
    travel("2011-07-04T08:01")
    assert client.get("/api/v1/plans", headers=mine).status_code == 200


def test_the_page_shows_a_token_once_and_takes_it_back(cast: Cast, client: CheckedClient) -> None:
    jean = cast.client("jean")
    wrong = jean.send("/account/api", {"name": "", "ends_on-year": "2013"})
    assert wrong.status_code == 422
    assert "Enter what the token is for" in wrong.text
    assert (
        "a year from today"
        in jean.send("/account/api", {"name": "Power BI", "ends_on-year": "2013"}).text
    )

    made = jean.send("/account/api", {"name": "Power BI"})
    secret = made.text.partition('app-plain">')[2].partition("<")[0]
    headers = {"Authorization": f"Bearer {secret}"}
    assert "2 October 2011" in made.text
    assert client.get("/api/v1/plans", headers=headers).status_code == 200
    page = jean.get("/account/api").text
    assert secret not in page
    assert "8am on 4 July 2011" in page
    kept = db.session.scalars(select(ApiToken)).one()
    assert secret not in (kept.token_hash, kept.name)
    number = kept.id
    db.session.rollback()
    sam = cast.client("sam")
    form = {"csrf_token": "", "request_id": "1"}
    assert sam.post(f"/account/api/{number}/take-back", data=form).status_code in {400, 404}
    assert jean.send("/account/api", form=0).status_code == 303
    assert client.get("/api/v1/plans", headers=headers).status_code == 401
