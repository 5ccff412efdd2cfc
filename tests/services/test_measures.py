"""What an action is measured by, and what was measured: who may say so, and what stays."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tests.services.gates import SIGN_OFF, Gates
from tests.services.meetings import last_entry, the
from tests.statements import counted
from tracker import clock
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.measures import Measure, Reading, Taken
from tracker.extensions import db
from tracker.services import measures
from tracker.services.forms import SentForm
from tracker.store.history import Happened
from tracker.store.measures import (
    MeasureReading,
    measured_in_words,
    newest_readings,
    readings_of,
)
from tracker.store.people import Person
from tracker.store.plans import PlanState

IN_TIME = Measure("Minutes sent within 15 working days", "%", Decimal("60.25"), Decimal(95))
JULY = date(2011, 7, 1)


def sets(
    by: Person,
    measure: Measure = IN_TIME,
    number: str = "1.1",
    *,
    form: SentForm | None = None,
    version: int = 0,
) -> str:
    action = the(number)
    return measures.set_measure(
        action,
        measure,
        sent=form or sent_by(by),
        version=version or action.version,
        now=clock.now(),
        today=clock.today(),
    )


def reads(
    by: Person,
    value: str,
    on: date = JULY,
    number: str = "1.1",
    *,
    note: str = "",
    form: SentForm | None = None,
) -> str:
    return measures.add_reading(
        the(number),
        Taken(on, Decimal(value), note),
        sent=form or sent_by(by),
        now=clock.now(),
        today=clock.today(),
    )


def test_a_measure_is_set_exactly_and_the_history_says_what_it_was(cast: Cast) -> None:
    words_before = the("1.1").measure
    said = sets(cast.priya)

    entry = last_entry()
    assert said == "Measure of action 1.1 saved"
    assert the("1.1").measured == IN_TIME
    assert entry.kind is Happened.MEASURE_SET
    assert entry.facts == {
        "before": {"measure": words_before, "unit": "", "baseline": "", "target": ""},
        "after": {
            "measure": IN_TIME.words,
            "unit": "%",
            "baseline": "60.25%",
            "target": "95%",
        },
    }


def test_what_stays_as_it_was_is_no_news(cast: Cast) -> None:
    sets(cast.priya)
    newest = last_entry().id

    sets(cast.priya)

    assert last_entry().id == newest


def test_a_reading_for_the_same_day_takes_the_place_of_the_first_which_is_kept(
    cast: Cast,
) -> None:
    sets(cast.priya)
    reads(cast.priya, "70", date(2011, 6, 1))
    reads(cast.priya, "28", note="May and June")
    assert reads(cast.jean, "82.5") == "Reading added to action 1.1"

    action = the("1.1")
    entry = last_entry()
    assert [row.reading for row in readings_of(action.id)] == [
        Reading(JULY, Decimal("82.5")),
        Reading(date(2011, 6, 1), Decimal(70)),
    ]
    assert measured_in_words(action) == (
        "Baseline 60.25%, target 95%. 82.5% on 1 July 2011, up from 70%."
    )
    assert newest_readings([action.id, 999]) == {action.id: Reading(JULY, Decimal("82.5"))}
    assert (entry.kind, entry.facts) == (
        Happened.READING_ADDED,
        {"value": "82.5%", "on": "2011-07-01", "instead_of": "28%", "note": ""},
    )
    kept = select(MeasureReading.value).where(MeasureReading.action_id == action.id)
    assert db.session.scalars(kept.order_by(MeasureReading.id)).all() == [
        Decimal(70),
        Decimal(28),
        Decimal("82.5"),
    ]


@pytest.mark.parametrize("name", ["priya", "jean", "sam", "tom"])
def test_those_who_see_to_the_action_may(cast: Cast, name: str) -> None:
    covered(cast.priya, cast.tom)

    sets(getattr(cast, name))
    reads(getattr(cast, name), "70")

    in_place_of = last_entry().acting_for
    assert in_place_of == (cast.priya if name == "tom" else None)


@pytest.mark.parametrize("name", ["tom", "dawn", "alan", "margaret"])
def test_nobody_else_may(cast: Cast, name: str) -> None:
    with pytest.raises(RuleBroken, match="Only its owner, its accountable manager and the"):
        sets(getattr(cast, name))
    with pytest.raises(RuleBroken, match="Only its owner, its accountable manager and the"):
        reads(getattr(cast, name), "70")

    assert the("1.1").target is None


def test_what_waits_for_sign_off_or_is_completed_keeps_its_measure_and_takes_readings(
    cast: Cast,
) -> None:
    with pytest.raises(RuleBroken, match="sent for sign-off on 29 June 2011"):
        sets(cast.jean, number="6.1")
    reads(cast.ruth, "3", number="6.1")
    Gates(cast.jean, "6.1").decides(SIGN_OFF)
    with pytest.raises(RuleBroken, match="was completed on"):
        sets(cast.jean, number="6.1")
    reads(cast.ruth, "4", number="6.1")

    assert newest_readings([the("6.1").id])[the("6.1").id].value == 4


def test_nothing_is_read_of_a_closed_plan_or_of_what_nothing_measures(cast: Cast) -> None:
    sets(cast.priya, Measure())
    with pytest.raises(RuleBroken, match="Nothing says yet what action"):
        reads(cast.priya, "1")
    the("1.1").plan.state = PlanState.CLOSED
    db.session.commit()

    with pytest.raises(RuleBroken, match="is closed"):
        reads(cast.priya, "1")
    assert readings_of(the("1.1").id) == []


def test_rules_are_kept_and_nothing_is_saved_that_breaks_one(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="Say what is measured"):
        sets(cast.priya, Measure("", "%"))
    with pytest.raises(RuleBroken, match="in the past"):
        reads(cast.priya, "1", date(2011, 7, 5))

    assert the("1.1").measure_unit == ""


def test_what_changed_meanwhile_and_what_comes_twice_is_not_done(cast: Cast) -> None:
    seen = the("1.1").version
    sets(cast.jean)
    with pytest.raises(Crossed):
        sets(cast.priya, Measure("x"), version=seen)
    form = sent_by(cast.priya)
    reads(cast.priya, "70", form=form)
    with pytest.raises(AlreadyDone):
        reads(cast.priya, "70", form=form)

    assert the("1.1").measure == IN_TIME.words
    assert len(readings_of(the("1.1").id)) == 1


def test_an_action_holds_so_many_readings_and_no_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "MOST_READINGS", 1)
    reads(cast.priya, "70")

    with pytest.raises(RuleBroken, match="as many readings as it can hold"):
        reads(cast.priya, "71")


def test_the_newest_readings_of_many_are_one_statement(cast: Cast) -> None:
    reads(cast.priya, "70")
    ids = [the("1.1").id, the("1.2").id]

    with counted() as sent:
        found = newest_readings(ids)

    assert (len(sent), sorted(found)) == (1, sorted(ids))
