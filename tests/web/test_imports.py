"""Taking a report in through the pages: the whole journey, resuming it, and who may not."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.web.pages import post_forms
from tests.web.taking_in import PAPER, SEED, TakingIn, row_counts
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.history import HistoryEntry
from tracker.store.imports import ImportDraft
from tracker.store.plans import Plan

STEPS = ("report", "report/change", "source", "items", "assign", "check", "emails", "done")
with_seed = pytest.mark.skipif(not SEED.exists(), reason="no shared reports beside the checkout")


@pytest.fixture
def sam(cast: Cast) -> TakingIn:
    """The performance officer's browser, nothing taken in yet."""
    return TakingIn(cast.client("sam"))


def entries() -> int:
    """How many entries the history has that are not about signing in."""
    found = select(HistoryEntry.id).where(HistoryEntry.kind != "signed_in")
    number = len(db.session.scalars(found).all())
    db.session.rollback()
    return number


@pytest.mark.parametrize(
    ("report", "found", "dates"),
    [
        (PAPER, (4, 8), ("14 June 2012", "8 June 2012")),
        pytest.param(SEED, (7, 22), ("31 March 2011", "25 March 2011"), marks=with_seed),
    ],
    ids=["twin", "seed"],
)
def test_a_report_becomes_a_plan_in_five_steps_and_nothing_is_made_before_the_last(
    cast: Cast, sam: TakingIn, report: Path, found: tuple[int, int], dates: tuple[str, str]
):
    areas, judgements = found
    before, told = row_counts(), entries()

    sam.upload(report.read_bytes(), report.name)
    page = sam.get("report")
    assert all(f"{day}<p" in page for day in dates)
    assert page.count("Check this") >= 3
    sam.to_items()
    page = sam.get("items")
    assert f"We found {areas} areas for development and {judgements} judgements." in page
    assert page.count("From section 4.2") == areas
    sam.send("items")
    keys = sam.keys("action", "assign")
    assert len(keys) == areas
    owners = [cast.priya.id, cast.tom.id, cast.helen.id]
    manager = cast.jean.id
    db.session.rollback()
    fields: dict[str, str] = {}
    for place, key in enumerate(keys):
        fields |= sam.given(key, owners[place % 3], manager, (7, 9, 2012))
    sam.send("assign", fields=fields)
    assert "3 people will get 1 email each:" in sam.get("check")
    sam.send("check", "preview")
    assert "new actions for you" in sam.get("emails")
    assert (row_counts(), entries()) == (before, told)

    done = sam.send("check", "start", {"code": "visit"})

    assert (done.status_code, done.location) == (303, sam.address("done"))
    page = sam.get("done")
    assert "Plan created" in page
    assert "<strong>VISIT</strong>" in page
    assert "3 people will get 1 email each" in page
    assert "/admin/plans/VISIT/reminders" in page
    after = row_counts()
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
        "report": 1,
        "finding": areas,
        "judgement": judgements,
        "plan": 1,
        "action": areas,
        "action_finding": areas,
        "action_snapshot": areas,
        "notification": 3,
        "notification_action": areas,
    }
    assert entries() == told + 1 + areas
    assert sam.client.get("/plans/VISIT").status_code == 200


def test_a_draft_is_resumed_at_every_step_from_another_browser(cast: Cast, sam: TakingIn):
    owners, manager = [cast.priya.id], cast.jean.id
    db.session.rollback()
    sam.upload(PAPER.read_bytes())
    later = TakingIn(cast.client("sam"), sam.id)

    def goes_on_at(step: str, words: str) -> None:
        assert f'href="{sam.address(step)}"' in later.client.get("/plans").text
        assert words in later.get(step)

    goes_on_at("report", "Cabinet")
    later.client.send(later.address("report/change"), {"report_to": "Scrutiny"})
    goes_on_at("report", "Scrutiny")
    later.send("report")
    later.send("items", "save", {"area_1-title": "Minutes on time"})
    goes_on_at("items", ">Minutes on time<")
    later.send("items")
    (first, *_rest) = later.keys("action", "assign")
    left = later.send("assign", "save", {f"action_{first}-measure": "Nine in ten"})
    assert left.location == "/plans"
    goes_on_at("assign", ">Nine in ten<")
    given: dict[str, str] = {}
    for key in later.keys("action", "assign"):
        given |= later.given(key, owners[0], manager, (7, 9, 2012))
    later.send("assign", fields=given)
    later.send("check", "save", {"title": "Visits"})
    goes_on_at("check", 'value="Visits"')
    later.send("check", "start")
    assert sam.id not in later.client.get("/plans").text


def test_a_later_step_waits_for_the_ones_before_it(sam: TakingIn):
    sam.upload(PAPER.read_bytes())

    for step in ("items", "assign", "check", "emails"):
        response = sam.client.get(sam.address(step))
        assert (response.status_code, response.location) == (303, sam.address("report"))


def test_a_plan_started_is_not_started_again_from_any_step(cast: Cast, sam: TakingIn):
    owners, manager = [cast.priya.id], cast.jean.id
    db.session.rollback()
    sam.upload(PAPER.read_bytes())
    sam.to_check(owners, manager, (7, 9, 2012))
    form = {**sam.form("check"), "then": "start"}
    sam.post("check", form)
    before = row_counts()

    for again in (form, {**form, "code": "OTHER"}):
        response = sam.post("check", again)
        assert (response.status_code, response.location) == (303, sam.address("done"))
    for step in ("report", "report/change", "items", "assign", "check", "emails"):
        response = sam.client.get(sam.address(step))
        assert (response.status_code, response.location) == (303, sam.address("done"))

    assert row_counts() == before


def test_another_performance_officer_can_go_on_with_a_draft(cast: Cast, sam: TakingIn):
    sam.upload(PAPER.read_bytes())
    dawn = cast.dawn
    dawn.role = cast.sam.role
    db.session.commit()

    page = TakingIn(cast.client("dawn"), sam.id).get("report")

    assert "Cabinet" in page


@pytest.mark.parametrize("who", ["priya", "jean", "helen", "margaret", "chris"])
def test_nobody_else_may_take_a_report_in_or_see_a_draft(cast: Cast, sam: TakingIn, who: str):
    sam.upload(PAPER.read_bytes())
    other = TakingIn(cast.client(who), sam.id)
    token = post_forms(other.client.get("/account").text)[0][1]["csrf_token"]
    before = row_counts()

    for address in ("/plans/import", *map(other.address, STEPS)):
        assert other.client.get(address).status_code == 403
        sent = other.client.post(address, data={"csrf_token": token, "then": "start"})
        assert sent.status_code in {403, 405}
    assert "Cabinet" not in other.client.get(other.address("report")).text
    assert row_counts() == before


def test_a_stranger_is_asked_to_sign_in(cast: Cast, sam: TakingIn):
    sam.upload(PAPER.read_bytes())
    stranger = cast.priya and sam.client.application.test_client()
    db.session.rollback()

    for address in ("/plans/import", *map(sam.address, STEPS)):
        response = stranger.get(address)
        assert response.status_code == 302
        assert response.location.startswith("/sign-in?")


def test_a_draft_that_is_not_there_is_not_found(sam: TakingIn):
    sam.id = "0" * 32

    for step in STEPS:
        assert sam.client.get(sam.address(step)).status_code == 404


@pytest.mark.parametrize(
    ("send", "sentence"),
    [
        (lambda sam: sam.paste(""), "Select a report or paste its text"),
        (
            lambda sam: sam.upload(b"\x89PNG\r\n\x1a\n" + bytes(99), "photo.png"),
            "The selected file must be a Word, PDF or text file",
        ),
        (lambda sam: sam.upload(b"", "empty.txt"), "The selected file is empty"),
        (
            lambda sam: sam.upload(b"PK\x03\x04" + bytes(99), "broken.docx"),
            None,
        ),
    ],
    ids=["nothing", "picture", "empty", "broken"],
)
def test_what_cannot_be_read_is_explained(
    sam: TakingIn, send: Callable[[TakingIn], object], sentence: str | None
):
    response = send(sam)

    assert response.status_code == 422  # type: ignore[attr-defined]  # whatever the browser got
    page = response.get_data(as_text=True)  # type: ignore[attr-defined]  # as above
    assert 'href="#report"' in page
    assert sentence is None or page.count(sentence) >= 2
    assert db.session.scalars(select(ImportDraft)).all() == []


def test_pasted_text_stays_when_the_file_beside_it_is_refused(sam: TakingIn):
    response = sam.client.send(
        "/plans/import",
        {"report": (BytesIO(b"A report"), "a.txt"), "pasted": "What I pasted"},
    )

    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert "Select a report or paste its text, not both" in page
    assert "What I pasted</textarea>" in page


def test_an_upload_sent_twice_is_one_draft(sam: TakingIn):
    form = post_forms(sam.client.get("/plans/import").text)[0][1]
    form["pasted"] = PAPER.read_text()

    first, second = (sam.client.post("/plans/import", data=form) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(db.session.scalars(select(ImportDraft)).all()) == 1


def test_a_plan_can_be_started_from_blank(cast: Cast, sam: TakingIn):
    owners, manager = [cast.priya.id], cast.jean.id
    db.session.rollback()
    begun = sam.blank()
    assert begun.location == sam.address("report/change")
    assert "We could not" not in sam.get("report")
    refused = sam.send("report")
    assert (refused.status_code, refused.text.count("Enter the title of the report")) == (422, 2)
    sam.client.send(
        sam.address("report/change"),
        {
            "title": "Peer challenge of the youth service",
            "report_date-day": "1",
            "report_date-month": "June",
            "report_date-year": "2011",
        },
    )
    sam.to_items()
    assert "Add each area for development this plan is to answer." in sam.get("items")
    sam.send("items", "add")
    assert "We found" not in sam.get("items")
    (key,) = sam.keys("area", "items")
    sam.send("items", fields={f"area_{key}-wording": "Young people say visits are short"})
    (action,) = sam.keys("action", "assign")
    sam.send("assign", fields=sam.given(action, owners[0], manager, (1, 9, 2011)))

    sam.send("check", "start", {"tell": "not"})

    assert "Nobody is emailed about their new actions." in sam.get("done")
    plan = db.session.scalars(select(Plan).order_by(Plan.id.desc())).first()
    assert plan is not None
    assert plan.report is not None
    assert (plan.report.source_text, plan.report.filename) == ("", "")
    (made,) = db.session.scalars(select(Action).where(Action.plan_id == plan.id))
    assert (made.number, made.title, made.findings[0].wording) == (
        "1.1",
        "Young people say visits are short",
        "Young people say visits are short",
    )
