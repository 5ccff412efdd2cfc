"""On hold nobody is reminded and nothing is late; on its day an action goes on by itself."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tests.services.letters import as_expected, expected, plain, the_letter, written
from tests.services.meetings import last_entry, the, waiting_letters
from tests.services.slipping import Slipping
from tests.services.timed import morning_of
from tracker import clock
from tracker.domain.actions import Progress, Rag, is_overdue
from tracker.domain.colours import DEFAULT, rating
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.on_hold import Choice, Rest
from tracker.extensions import db
from tracker.services import on_hold
from tracker.services.letters.write import NotWanted
from tracker.services.morning import plan_due
from tracker.store import reviews
from tracker.store.decisions import RequestState
from tracker.store.history import Happened
from tracker.store.outbox import OccasionSkip
from tracker.store.people import Person
from tracker.store.timeline import papers_of

Travel = Callable[[str], None]
UNTIL = date(2011, 8, 1)
HOLD = Rest(Choice.HOLD, "The court decides in July.", UNTIL)
DROP = Rest(Choice.DROP, "The home has closed.")
RESUME = Rest(Choice.RESUME)


def decides(by: Person, rest: Rest, number: str = "1.1", *, version: int = 0) -> str:
    action = the(number)
    return on_hold.decide(
        action,
        rest,
        sent=sent_by(by),
        version=version or action.version,
        now=clock.now(),
        today=clock.today(),
    )


def test_on_hold_it_is_not_late_and_nobody_is_reminded(cast: Cast) -> None:
    before = reviews.overdue_count(cast.jean, clock.today())
    said = decides(cast.jean, HOLD)

    action = the("1.1")
    assert said == "Action 1.1 is on hold until 1 August 2011"
    assert (action.progress, action.open, action.held_until) == (Progress.ON_HOLD, True, UNTIL)
    assert not is_overdue(action.standing, clock.today())
    assert rating(action.standing, clock.today(), DEFAULT) == (Rag.GREY, "on hold")
    assert reviews.overdue_count(cast.jean, clock.today()) == before - 1
    assert "SLAC-1.1" not in reviews.worklist(cast.jean, clock.today()).refs
    assert (last_entry().kind, last_entry().facts["to_on"]) == (Happened.HELD, "2011-08-01")
    assert ("reminder", "Priya", "") not in morning_of("2011-07-04T08:00")
    passed = select(OccasionSkip.reason).where(OccasionSkip.action_id == action.id)
    assert "on hold" in db.session.scalars(passed).all()


def test_on_its_day_it_goes_on_by_itself_and_its_owner_is_reminded(
    cast: Cast, travel: Travel
) -> None:
    last_word = the("1.1").progress
    decides(cast.jean, HOLD)
    plan_due(clock.at("2011-07-29T08:00"))
    assert the("1.1").progress is Progress.ON_HOLD

    travel("2011-08-01T08:00")
    found = morning_of("2011-08-01T08:00")

    action = the("1.1")
    assert (action.progress, action.held_until) == (last_word, None)
    assert last_entry().actor_id is None
    assert ("reminder", "Priya", "") in found
    assert on_hold.end_holds(now=clock.now(), today=clock.today()) == 0


def test_it_is_taken_up_again_before_its_day(cast: Cast) -> None:
    last_word = the("1.1").progress
    decides(cast.jean, HOLD)

    said = decides(cast.jean, RESUME)

    assert said == "Action 1.1 is taken up again. It is due 31 May 2011"
    assert (the("1.1").progress, the("1.1").held_until) == (last_word, None)
    assert last_entry().kind is Happened.RESUMED


def test_what_is_no_longer_needed_is_ended_and_stays_ended(cast: Cast) -> None:
    decides(cast.jean, HOLD)
    decides(cast.jean, DROP)

    action = the("1.1")
    assert (action.progress, action.open, action.held_until) == (
        Progress.NO_LONGER_NEEDED,
        False,
        None,
    )
    with pytest.raises(RuleBroken, match="no longer needed"):
        decides(cast.jean, RESUME)


@pytest.mark.parametrize("rest", [HOLD, DROP])
def test_a_new_date_that_waits_is_withdrawn(cast: Cast, rest: Rest) -> None:
    Slipping("1.1").asks(cast.priya)

    decides(cast.jean, rest)

    assert [one.state for one in papers_of(the("1.1")).requests] == [RequestState.WITHDRAWN]
    assert [to for kind, to, *_ in waiting_letters() if kind == "chase"] == []


@pytest.mark.parametrize("rest", [HOLD, DROP])
def test_never_its_owner_nor_whoever_covers_for_them(cast: Cast, rest: Rest) -> None:
    covered(cast.priya, cast.tom)

    for person in (cast.priya, cast.tom):
        with pytest.raises(RuleBroken):
            decides(person, rest)

    assert the("1.1").progress is Progress.OFF_TRACK


def test_an_owner_who_manages_cannot_drop_their_own(cast: Cast) -> None:
    the("1.1").owner_id = cast.jean.id

    with pytest.raises(RuleBroken, match=r"You own action 1\.1"):
        decides(cast.jean, DROP)


@pytest.mark.parametrize(
    ("rest", "message", "field"),
    [
        (Rest(None), "Select what you want to do", "choice"),
        (Rest(Choice.HOLD, "x"), "Enter the day to take it up again", "until"),
        (
            Rest(Choice.HOLD, "x", date(2011, 7, 4)),
            "Day to take it up again must be in the future, and by 3 January 2012",
            "until",
        ),
        (
            Rest(Choice.HOLD, "x", date(2012, 1, 4)),
            "Day to take it up again must be in the future, and by 3 January 2012",
            "until",
        ),
        (Rest(Choice.HOLD, "", UNTIL), "Say why it is on hold", "reason"),
        (Rest(Choice.DROP), "Say why it is not needed", "reason"),
        (Rest(Choice.DROP, "x" * 2001), "Reason must be 2000 characters or less", "reason"),
    ],
)
def test_each_decision_needs_what_it_needs(
    cast: Cast, rest: Rest, message: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        decides(cast.jean, rest)

    assert (refused.value.message, refused.value.field) == (message, field)
    assert the("1.1").progress is Progress.OFF_TRACK


def test_what_waits_for_sign_off_is_decided_first(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="Decide about that first"):
        decides(cast.jean, DROP, "6.1")


def test_what_changed_meanwhile_and_what_comes_twice_is_not_done(cast: Cast) -> None:
    with pytest.raises(Crossed):
        decides(cast.jean, HOLD, version=the("1.1").version + 1)

    facts = {"version": the("1.1").version, "now": clock.now(), "today": clock.today()}
    form = sent_by(cast.jean)
    on_hold.decide(the("1.1"), HOLD, sent=form, **facts)  # type: ignore[arg-type]  # as above
    with pytest.raises(AlreadyDone):
        on_hold.decide(the("1.1"), HOLD, sent=form, **facts)  # type: ignore[arg-type]  # as above


def test_nothing_is_taken_up_that_is_not_on_hold(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="It cannot be taken up again"):
        decides(cast.jean, RESUME)


def test_its_owner_reads_until_when_and_why(northbank: Flask, cast: Cast) -> None:
    decides(cast.jean, HOLD)

    letter = the_letter(northbank, "Priya", now=clock.now())

    assert letter.subject == (
        "On hold: 1.1 Conference minutes within 15 working days, until 1 August 2011"
    )
    assert as_expected(letter) == expected("on_hold")


@pytest.mark.parametrize(
    ("then", "headline"),
    [
        (RESUME, "ACTION 1.1 GOES ON, DUE 31 MAY 2011"),
        (DROP, "ACTION 1.1 IS NO LONGER NEEDED"),
    ],
)
def test_one_letter_tells_what_was_decided_last(
    northbank: Flask, cast: Cast, then: Rest, headline: str
) -> None:
    decides(cast.jean, HOLD)
    decides(cast.jean, then)

    assert [row[:3] for row in waiting_letters()] == [("on_hold", "Priya Nair", ["1.1"])]
    assert headline in the_letter(northbank, "Priya", now=clock.now()).text


def test_several_in_a_short_while_are_told_together(northbank: Flask, cast: Cast) -> None:
    decides(cast.jean, HOLD)
    decides(cast.jean, DROP, "1.2")

    letter = the_letter(northbank, "Priya", now=clock.now())

    assert letter.subject == "2 actions are put on hold, taken up again or no longer needed"
    assert "Why: The court decides in July." in plain(letter)


def test_what_went_on_by_itself_before_the_letter_left_is_not_told(
    northbank: Flask, cast: Cast, travel: Travel
) -> None:
    decides(cast.jean, HOLD)
    travel("2011-08-01T08:00")
    on_hold.end_holds(now=clock.now(), today=clock.today())
    db.session.commit()

    assert isinstance(written(northbank, now=clock.now())["Priya"], NotWanted)
