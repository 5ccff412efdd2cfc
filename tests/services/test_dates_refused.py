"""Who may not ask for a new due date or decide about one, and when nobody may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tests.services.letters import written
from tests.services.meetings import the, waiting_letters
from tests.services.slipping import WISH, Slipping
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.actions import Progress
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.letters.write import NotWanted
from tracker.store.plans import PlanState

Travel = Callable[[str], None]

FIRST_DUE = date(2011, 5, 31)


@pytest.fixture
def slipping(northbank: Flask) -> Slipping:
    """Priya's late action, 1.1, for which Jean is accountable."""
    return Slipping()


@pytest.mark.parametrize("name", ["tom", "jean", "alan", "helen", "chris", "margaret"])
def test_nobody_asks_for_somebody_elses_action(cast: Cast, slipping: Slipping, name: str) -> None:
    with pytest.raises(RuleBroken, match=r"Action 1\.1 belongs to Priya Nair"):
        slipping.asks(getattr(cast, name))
    slipping.asks(cast.priya)
    with pytest.raises(RuleBroken, match=r"Action 1\.1 belongs to Priya Nair"):
        slipping.withdraws(getattr(cast, name))

    assert slipping.states == ["waiting"]


@pytest.mark.parametrize("name", ["priya", "tom", "helen", "chris", "margaret", "sam"])
def test_nobody_decides_what_is_not_theirs(cast: Cast, slipping: Slipping, name: str) -> None:
    slipping.asks(cast.priya)

    with pytest.raises(RuleBroken, match="It is with Jean Talbot to decide"):
        slipping.decides(getattr(cast, name))

    assert (slipping.states, the("1.1").due_on) == (["waiting"], FIRST_DUE)


def test_whoever_covers_for_the_owner_does_not_decide_and_the_next_one_up_is_asked(
    cast: Cast, slipping: Slipping
) -> None:
    covered(cast.priya, cast.jean)
    slipping.asks(cast.priya)

    with pytest.raises(RuleBroken) as refused:
        slipping.decides(cast.jean)

    assert refused.value.message == (
        "You cover for Priya Nair, who owns action 1.1. It is with Alan Mercer to decide."
    )
    assert [row[:2] for row in waiting_letters()] == [("new_date_asked", "Alan Mercer")]
    slipping.decides(cast.alan)
    assert slipping.states == ["agreed"]


def test_whoever_asked_for_the_owner_does_not_decide_even_when_the_cover_has_ended(
    cast: Cast, slipping: Slipping, travel: Travel
) -> None:
    covered(cast.priya, cast.jean)
    slipping.asks(cast.jean)
    travel("2011-07-18T09:00")

    with pytest.raises(RuleBroken, match=r"You asked for this\. It is with Alan Mercer"):
        slipping.decides(cast.jean)


def test_a_manager_does_not_decide_about_their_own_action(cast: Cast, slipping: Slipping) -> None:
    the("1.1").owner_id = cast.jean.id
    db.session.commit()
    slipping.asks(cast.jean)

    with pytest.raises(RuleBroken, match=r"You own action 1\.1\. It is with Alan Mercer"):
        slipping.decides(cast.jean)
    slipping.decides(cast.alan)
    assert slipping.states == ["agreed"]


def test_a_form_takes_effect_once(cast: Cast, slipping: Slipping) -> None:
    asked, decided = sent_by(cast.priya, "asked"), sent_by(cast.jean, "decided")
    slipping.asks(cast.priya, sent=asked)
    with pytest.raises(AlreadyDone):
        slipping.asks(cast.priya, sent=asked)
    slipping.decides(cast.jean, sent=decided)
    with pytest.raises(AlreadyDone):
        slipping.decides(cast.jean, sent=decided)

    assert slipping.states == ["agreed"]
    assert [row[0] for row in waiting_letters()] == ["new_date_asked", "new_date_decided"]


def test_a_form_replayed_by_somebody_else_is_refused(cast: Cast, slipping: Slipping) -> None:
    slipping.asks(cast.priya)
    slipping.decides(cast.jean, sent=sent_by(cast.jean, "decided"))
    slipping.asks(cast.priya, replace(WISH, to_on=date(2011, 8, 31)))

    with pytest.raises(RuleBroken, match="This form is out of date"):
        slipping.decides(cast.alan, sent=sent_by(cast.alan, "decided"))

    assert slipping.states == ["agreed", "waiting"]


def test_nobody_decides_about_words_they_have_not_seen(cast: Cast, slipping: Slipping) -> None:
    slipping.asks(cast.priya)
    seen = the("1.1").version
    slipping.asks(cast.priya, replace(WISH, to_on=date(2011, 12, 30)))

    with pytest.raises(Crossed):
        slipping.decides(cast.jean, version=seen)
    with pytest.raises(Crossed):
        slipping.withdraws(cast.priya, version=seen)
    with pytest.raises(Crossed):
        slipping.asks(cast.priya, version=seen)

    assert slipping.states == ["waiting"]


def test_what_no_longer_waits_is_neither_decided_nor_withdrawn(
    cast: Cast, slipping: Slipping
) -> None:
    for step in (slipping.decides, slipping.withdraws):
        by = cast.jean if step == slipping.decides else cast.priya
        with pytest.raises(RuleBroken, match="No request for a new due date waits"):
            step(by)


def test_what_is_over_or_sent_for_sign_off_is_refused_in_the_words_of_an_update(
    cast: Cast, slipping: Slipping
) -> None:
    slipping.asks(cast.priya)
    action = the("1.1")
    action.moved_to(Progress.SUBMITTED)
    action.submitted_at = clock.now()
    db.session.commit()
    with pytest.raises(RuleBroken, match=r"Action 1\.1 was sent for sign-off on 4 July 2011"):
        slipping.withdraws(cast.priya)

    the("1.1").moved_to(Progress.NO_LONGER_NEEDED)
    db.session.commit()
    with pytest.raises(RuleBroken, match=r"Action 1\.1 is no longer needed"):
        slipping.asks(cast.priya)
    with pytest.raises(RuleBroken, match=r"Action 1\.1 is no longer needed"):
        slipping.decides(cast.jean)

    action = the("1.1")
    action.moved_to(Progress.ON_TRACK)
    action.plan.state = PlanState.CLOSED
    db.session.commit()
    with pytest.raises(RuleBroken, match=r"The plan that action 1\.1 belongs to is closed"):
        slipping.decides(cast.jean)


def test_a_date_that_has_passed_while_it_waited_cannot_be_agreed(
    cast: Cast, slipping: Slipping, travel: Travel
) -> None:
    slipping.asks(cast.priya)
    travel("2011-08-01T09:00")

    with pytest.raises(RuleBroken, match="29 July 2011 has passed"):
        slipping.decides(cast.jean)


def test_the_letter_asked_for_is_not_sent_once_it_is_decided(
    northbank: Flask, cast: Cast, slipping: Slipping
) -> None:
    slipping.asks(cast.priya)
    slipping.decides(cast.jean)

    told = written(northbank, now=clock.now() + timedelta(minutes=10))

    assert isinstance(told["Jean"], NotWanted)
    assert isinstance(told["Priya"], Letter)
