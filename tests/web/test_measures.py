"""What an action is measured by, on its pages: set, read, corrected, and who is offered what."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.web.officer_pages import filled_in, messages, the, words
from tests.web.pages import CheckedClient
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.plans import Plan, PlanReader

pytestmark = pytest.mark.usefixtures("northbank")

PAGE = "/actions/SLAC-1.1"
MEASURE, READ = f"{PAGE}/measure", f"{PAGE}/readings/add"
IN_TIME = {"words": "Minutes sent in time", "baseline": "60%", "target": "95"}


def block(client: CheckedClient, page: str = PAGE) -> str:
    text = words(client.get(page).text)
    return text[text.index("Measure of success") : text.index(" Milestones ")]


def read(client: CheckedClient, value: str, day: str, **more: str) -> None:
    on = {"on-day": day, "on-month": "6", "on-year": "2011"}
    assert client.send(READ, {"value": value, **on, **more}).status_code == 303


def test_a_measure_is_set_read_and_corrected_and_the_page_says_how_far_it_has_come(
    cast: Cast,
) -> None:
    priya = cast.client("priya")
    saved = priya.send(MEASURE, IN_TIME)
    assert (saved.status_code, saved.location) == (303, f"{PAGE}#measure")
    read(priya, "78", "1")
    read(priya, "28%", "30", note="Typed wrongly")
    read(priya, "82", "30", note="The June figures")

    page = words(priya.get(PAGE).text)
    assert block(priya) == (
        "Measure of success Minutes sent in time Baseline 60%, target 95%."
        " 82% on 30 June 2011, up from 78%. Readings, newest first Day Reading Added by Note"
        " 30 June 2011 82% Priya Nair The June figures 1 June 2011 78% Priya Nair None"
        " Add a reading Change the measure"
    )
    assert "Reading for 30 June 2011 corrected: 82%, was 28% Priya Nair" in page
    assert "Reading added: 28% on 30 June 2011 Priya Nair, 8am on 4 July 2011 Typed wrongly" in page
    assert "Baseline: 60%, was nothing Target: 95%, was nothing" in page
    changed = filled_in(priya.get(MEASURE))
    assert [changed[name] for name in ("words", "unit", "baseline", "target")] == [
        "Minutes sent in time",
        "%",
        "60",
        "95",
    ]


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_is_kept(cast: Cast) -> None:
    priya = cast.client("priya")

    measure = priya.send(
        MEASURE, {"words": "", "unit": "days", "baseline": "60%", "target": "12.345"}
    )
    assert (measure.status_code, messages(measure)) == (
        422,
        [
            "Say what is measured",
            "Baseline must be a number, for example 85 or 12.5",
            "Target must have at most 2 decimal places",
        ],
    )
    assert filled_in(measure)["baseline"] == "60%"
    reading = priya.send(READ, {"value": "many", "on-year": "2012"})
    assert (reading.status_code, messages(reading)) == (
        422,
        [
            "Reading must be a number, for example 85 or 12.5",
            "Day of the reading must be today or in the past",
        ],
    )
    assert the("1.1").target is None


def test_a_note_that_looks_like_personal_detail_is_asked_about_first(cast: Cast) -> None:
    priya = cast.client("priya")
    warned = priya.send(READ, {"value": "7", "note": "NHS number 943 476 5919"})
    assert "Check this before you save" in words(warned.text)
    assert "Reading" not in block(priya)

    form = filled_in(warned)
    again = priya.post(READ, data=form | {"back": "y"})
    saved = priya.post(READ, data=form | {"anyway": "y"})

    assert filled_in(again)["value"] == "7"
    assert saved.status_code == 303
    assert "4 July 2011 7 Priya Nair NHS number" in block(priya)


def test_many_readings_are_folded_away(cast: Cast) -> None:
    priya = cast.client("priya")
    for day in ("1", "2", "3", "4"):
        read(priya, day, day)

    assert "4 readings Readings, newest first" in block(priya)


def test_whoever_changed_it_meanwhile_is_not_overwritten(cast: Cast) -> None:
    priya = cast.client("priya")
    held = filled_in(priya.get(MEASURE))
    cast.client("jean").send(MEASURE, IN_TIME)

    answer = priya.post(MEASURE, data=held | {"words": "Mine"})

    assert answer.status_code == 409
    assert "What changed while you were writing Measure of success changed Jean" in words(
        answer.text
    )
    assert the("1.1").measure == "Minutes sent in time"


@pytest.mark.parametrize(("name", "code"), [("tom", 403), ("margaret", 403), ("helen", 404)])
def test_nobody_else_is_offered_it(cast: Cast, name: str, code: int) -> None:
    client = cast.client(name)

    assert [client.get(address).status_code for address in (MEASURE, READ)] == [code, code]
    if code == 403:
        assert "Change the measure" not in block(client)
        assert "Add a reading" not in block(client)


def test_what_waits_for_sign_off_shows_its_measure_and_offers_readings_alone(cast: Cast) -> None:
    action = the("6.1")
    action.measure_unit, action.target = "sessions", Decimal(12)
    db.session.commit()
    ruth = cast.client("ruth")
    on = {"on-day": "30", "on-month": "6", "on-year": "2011"}
    ruth.send("/actions/SLAC-6.1/readings/add", {"value": "9", **on})
    said = "No session without a checked form Target 12 sessions. 9 sessions on 30 June 2011."

    closed = ruth.get("/actions/SLAC-6.1/measure")
    assert closed.status_code == 200
    assert "stay as they are until that is decided" in words(closed.text)
    assert "Change the measure" not in block(ruth, "/actions/SLAC-6.1")
    for name, address in (("jean", "sign-off/decide"), ("ruth", "sign-off")):
        assert said in words(cast.client(name).get(f"/actions/SLAC-6.1/{address}").text)
    decided = {"verdict": "check", "check_in": "30", "measure": "Ten in a row"}
    cast.client("jean").send("/actions/SLAC-6.1/sign-off/decide", decided)
    assert block(ruth, "/actions/SLAC-6.1").endswith("Ruth Calder None Add a reading")
    the("6.1").progress = Progress.CHECK_DUE
    db.session.commit()
    check = words(cast.client("jean").get("/actions/SLAC-6.1/recheck").text)
    assert "Ten in a row Target 12 sessions. 9 sessions on 30 June 2011." in check


def test_the_board_reads_no_notes_of_a_restricted_plan(cast: Cast) -> None:
    read(cast.client("priya"), "7", "1", note="Only for us")
    margaret = cast.client("margaret")
    assert "Only for us" in block(margaret)
    plan = db.session.scalars(select(Plan)).one()
    plan.restricted = True
    db.session.add(PlanReader(plan_id=plan.id, person_id=cast.margaret.id))
    db.session.commit()

    assert "1 June 2011 7 Priya Nair" in block(margaret)
    assert "Only for us" not in words(margaret.get(PAGE).text)
