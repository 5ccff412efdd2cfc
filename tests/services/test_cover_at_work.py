"""What whoever covers may do: update on those days, decide and review when it was set so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import AFTER, FIRST, covered
from tests.services.forms_sent import sent_by
from tests.services.gates import RETURN, SIGN_OFF, Gates
from tests.services.meetings import LEAVE, Meeting, last_entry, the
from tests.services.slipping import WISH, Slipping
from tracker import clock
from tracker.domain.access import Role
from tracker.domain.actions import Answer
from tracker.domain.errors import RuleBroken
from tracker.domain.on_hold import Choice, Rest
from tracker.domain.sign_off import Checked, Ruling, Verdict
from tracker.domain.updates import Said
from tracker.extensions import db
from tracker.services import on_hold
from tracker.services.actions import post_progress, why_not_update
from tracker.services.deciders import why_not_sign_off
from tracker.services.morning import plan_due
from tracker.store.actions import Update
from tracker.store.decisions import Submission
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.timeline import newest_entry

Travel = Callable[[str], None]
LATER = date(2011, 7, 29)


def says(by: Person, answer: Answer = Answer.OFF_TRACK) -> None:
    """An update of Priya's late action as the form would send it."""
    action = the("1.1")
    post_progress(
        action,
        Said(answer, "Both posts are filled.", None if answer is Answer.DONE else LATER),
        sent=sent_by(by),
        version=action.version,
        seen=newest_entry(action),
        milestones_done=None,
        message="Saved",
        now=clock.now(),
        today=clock.today(),
    )


def test_a_cover_updates_on_behalf_of_the_owner(cast: Cast) -> None:
    covered(cast.priya, cast.tom)

    says(cast.tom)

    update = db.session.scalars(select(Update).order_by(Update.id.desc())).first()
    assert update
    assert (update.by, update.on_behalf_of) == (cast.tom, cast.priya)
    entry = last_entry()
    assert (entry.kind, entry.actor, entry.acting_for) == (
        Happened.UPDATED,
        cast.tom,
        cast.priya,
    )
    assert the("1.1").owner == cast.priya


@pytest.mark.parametrize("moment", ["2011-07-03T20:00", "2011-07-16T08:00"])
def test_a_cover_updates_on_the_days_of_the_cover_and_on_no_other(
    cast: Cast, travel: Travel, moment: str
) -> None:
    covered(cast.priya, cast.tom)
    travel(moment)

    with pytest.raises(RuleBroken) as refused:
        says(cast.tom)

    assert refused.value.message == ("Action 1.1 belongs to Priya Nair. Only its owner updates it.")


def test_the_owner_goes_on_updating_while_somebody_covers(cast: Cast, today: date) -> None:
    covered(cast.priya, cast.tom)

    assert why_not_update(the("1.1"), cast.priya, today) is None


# ---- deciding ---------------------------------------------------------------------------------------


@pytest.fixture
def deputy(cast: Cast, now: datetime) -> Person:
    """Nadia Rahman, who decides for Jean Talbot for two weeks."""
    person = Person(
        name="Nadia Rahman", email="nadia@northbank.example", role=Role.MANAGER, created_at=now
    )
    db.session.add(person)
    db.session.commit()
    covered(cast.jean, person, decides=True)
    return person


def test_a_cover_that_decides_decides_until_the_last_day(cast: Cast, deputy: Person) -> None:
    action = the("6.1")

    assert why_not_sign_off(action, deputy, FIRST, submission=None) is None
    assert why_not_sign_off(action, cast.jean, FIRST, submission=None) is None
    assert why_not_sign_off(action, cast.alan, FIRST, submission=None) is None
    with_jean = "It is with Jean Talbot to decide about action 6.1."
    assert why_not_sign_off(action, deputy, AFTER, submission=None) == with_jean
    assert why_not_sign_off(action, cast.tom, FIRST, submission=None) == with_jean
    assert why_not_sign_off(action, cast.sam, FIRST, submission=None) == with_jean


def test_nobody_signs_off_their_own_whomever_they_stand_in_for(cast: Cast, deputy: Person) -> None:
    the("6.1").owner_id = deputy.id
    db.session.commit()

    assert why_not_sign_off(the("6.1"), deputy, FIRST, submission=None) == (
        "You own action 6.1. It is with Jean Talbot to decide."
    )


def test_what_one_sent_in_for_somebody_one_covers_for_another_signs_off(
    cast: Cast, deputy: Person
) -> None:
    covered(cast.priya, deputy)
    says(deputy, Answer.DONE)
    sent = db.session.scalars(select(Submission).order_by(Submission.id.desc())).first()
    assert sent

    assert why_not_sign_off(the("1.1"), deputy, FIRST, submission=sent) == (
        "You sent this in. It is with Jean Talbot to decide."
    )


def test_a_manager_who_owns_it_waits_for_the_next_one_up_and_so_does_their_cover(
    cast: Cast, deputy: Person
) -> None:
    the("1.1").owner_id = cast.jean.id
    db.session.commit()

    assert why_not_sign_off(the("1.1"), cast.alan, FIRST, submission=None) is None
    assert why_not_sign_off(the("1.1"), deputy, FIRST, submission=None) == (
        "You cover for Jean Talbot, who owns action 1.1. It is with Alan Mercer to decide."
    )


def test_where_the_manager_covers_for_the_owner_the_next_one_up_decides(cast: Cast) -> None:
    covered(cast.priya, cast.jean)

    assert why_not_sign_off(the("1.1"), cast.jean, FIRST, submission=None) == (
        "You cover for Priya Nair, who owns action 1.1. It is with Alan Mercer to decide."
    )
    assert why_not_sign_off(the("1.1"), cast.alan, FIRST, submission=None) is None


@pytest.mark.parametrize("step", ["return", "sign off", "hold", "date"])
def test_what_is_decided_only_by_standing_in_names_both_whatever_the_role(
    cast: Cast, step: str
) -> None:
    """A performance officer reviews everything, and decides nothing in their own right."""
    covered(cast.jean, cast.sam, decides=True)
    if step == "hold":
        rest = Rest(Choice.HOLD, "The supplier has failed.", LATER)
        facts = {"version": the("1.1").version, "now": clock.now(), "today": clock.today()}
        on_hold.decide(the("1.1"), rest, sent=sent_by(cast.sam), **facts)
    elif step == "date":
        Slipping("2.1").decides(cast.sam)
    else:
        Gates(cast.sam, "6.1").decides(RETURN if step == "return" else SIGN_OFF)

    assert (last_entry().actor, last_entry().acting_for) == (cast.sam, cast.jean)


def test_who_stands_in_for_the_next_one_up_names_both_and_else_nobody(cast: Cast) -> None:
    covered(cast.alan, cast.jean, decides=True)
    Slipping("2.1").decides(cast.jean)
    in_her_own_right = last_entry().acting_for
    Slipping("2.1").asks(cast.tom, replace(WISH, to_on=date(2011, 8, 31)))

    Slipping("2.1").decides(cast.jean)

    assert (in_her_own_right, last_entry().acting_for) == (None, cast.alan)


def test_a_check_by_who_stands_in_names_both_and_by_the_second_signatory_nobody(
    cast: Cast, travel: Travel
) -> None:
    covered(cast.jean, cast.sam, decides=True)
    check = Ruling(Verdict.SIGN_OFF_AND_CHECK, check_on=date(2011, 7, 11), measure="Ten in a row")
    Gates(cast.jean, "6.1").decides(check)
    travel("2011-07-11T08:00")
    plan_due(clock.now())
    Gates(cast.sam, "6.1").finds(Checked(lasted=False, note="Two of ten.", due_on=LATER))
    stood_in_for = last_entry().acting_for
    Gates(cast.ruth, "6.1").sends()
    the("6.1").signatory = cast.sam
    db.session.commit()

    Gates(cast.sam, "6.1").decides(SIGN_OFF)

    assert (stood_in_for, last_entry().acting_for) == (cast.jean, None)


def test_a_review_for_somebody_names_both(cast: Cast, deputy: Person) -> None:
    Meeting(deputy).decides("1.1", LEAVE)

    entry = last_entry()
    assert (entry.kind, entry.actor, entry.acting_for) == (Happened.LEFT, deputy, cast.jean)


def test_after_the_last_day_there_is_nothing_to_review(
    cast: Cast, deputy: Person, travel: Travel
) -> None:
    travel("2011-07-18T09:00")

    with pytest.raises(RuleBroken, match=r"Action 1\.1 is no longer yours to review"):
        Meeting(deputy).decides("1.1", LEAVE)
