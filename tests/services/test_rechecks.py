"""The third gate: a check comes on its day by itself, and what has not lasted is opened again."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tests.services.gates import Gates
from tests.services.letters import plain, the_letter
from tests.services.meetings import last_entry, the
from tests.services.outcomes import submission_of
from tests.services.saying import Desk
from tracker import clock
from tracker.domain.actions import Answer, Progress, is_overdue
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.on_hold import Choice, Rest
from tracker.domain.sign_off import Checked, Ruling, Verdict
from tracker.extensions import db
from tracker.services.morning import plan_due
from tracker.services.rechecks import raise_checks
from tracker.store import waiting
from tracker.store.decisions import SubmissionState
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import LetterState, Notification
from tracker.store.people import Person
from tracker.store.plans import PlanState
from tracker.store.rechecks import CheckOutcome, recheck_to_come, rechecks_of

Travel = Callable[[str], None]
CHECK = Ruling(Verdict.SIGN_OFF_AND_CHECK, "", date(2011, 8, 3), "Ten sessions in a row")
LASTED = Checked(lasted=True, note="Ten of ten.")
LOST = Checked(lasted=False, note="Two of ten were missed.", due_on=date(2011, 10, 31))


@pytest.fixture
def on_the_day(cast: Cast, travel: Travel) -> Cast:
    """6.1 was signed off on 4 July; it is the morning of 3 August, when it is checked again."""
    Gates(cast.jean, "6.1").decides(CHECK)
    travel("2011-08-03T08:30")
    raise_checks(now=clock.now(), today=clock.today())
    db.session.execute(Notification.__table__.update().values(state=LetterState.CANCELLED))
    db.session.commit()
    return cast


def happenings(kind: Happened) -> int:
    return len(db.session.scalars(select(HistoryEntry).where(HistoryEntry.kind == kind)).all())


def waiting_for(person: Person) -> list[str]:
    found = waiting.waiting_for(person, clock.today())
    assert waiting.waiting_count(person, clock.today()) == len(found)
    return [one.ref for one in found if one.recheck]


def test_a_check_comes_on_its_day_and_once(cast: Cast, travel: Travel) -> None:
    Gates(cast.jean, "6.1").decides(CHECK)
    travel("2011-08-02T08:30")
    plan_due(clock.now())
    assert the("6.1").progress is Progress.COMPLETED
    travel("2011-08-03T08:30")

    for _again in range(2):
        plan_due(clock.now())

    action = the("6.1")
    assert (action.progress, action.open) == (Progress.CHECK_DUE, False)
    assert action.completed_on == date(2011, 7, 4)
    assert happenings(Happened.CHECK_DUE) == 1
    assert not is_overdue(action.standing, clock.today())
    assert waiting_for(cast.jean) == ["SLAC-6.1"]


def test_a_check_of_a_closed_plan_does_not_come(cast: Cast, travel: Travel) -> None:
    Gates(cast.jean, "6.1").decides(CHECK)
    the("6.1").plan.state = PlanState.CLOSED
    db.session.commit()
    travel("2011-08-03T08:30")

    assert raise_checks(now=clock.now(), today=clock.today()) == 0


def test_what_has_lasted_is_embedded(on_the_day: Cast) -> None:
    said = Gates(on_the_day.jean, "6.1").finds(LASTED)

    action, (check,) = the("6.1"), rechecks_of(the("6.1").id)
    assert said == "Action 6.1 has lasted. It is embedded"
    assert (action.progress, action.open) == (Progress.EMBEDDED, False)
    assert action.completed_on == date(2011, 7, 4)
    assert (check.outcome, check.note) == (CheckOutcome.LASTED, "Ten of ten.")
    assert check.decided_by == on_the_day.jean
    assert last_entry().kind is Happened.EMBEDDED
    assert waiting_for(on_the_day.jean) == []
    assert recheck_to_come(action.id) is None


def test_what_has_not_lasted_is_opened_again_and_keeps_everything(on_the_day: Cast) -> None:
    entries = len(db.session.scalars(select(HistoryEntry)).all())
    due_on, original = the("6.1").due_on, the("6.1").original_due_on

    Gates(on_the_day.jean, "6.1").finds(LOST)

    action, sent, entry = the("6.1"), submission_of("6.1"), last_entry()
    assert (action.progress, action.open) == (Progress.OFF_TRACK, True)
    assert (action.completed_on, action.submitted_at, action.expected_on) == (None, None, None)
    assert (action.due_on, action.original_due_on) == (date(2011, 10, 31), original)
    assert (sent.state, sent.decided_by) == (SubmissionState.SIGNED_OFF, on_the_day.jean)
    assert entry.kind is Happened.REOPENED
    assert entry.facts == {
        "from_on": due_on.isoformat(),
        "to_on": "2011-10-31",
        "completed_on": "2011-07-04",
    }
    assert len(db.session.scalars(select(HistoryEntry)).all()) == entries + 1


def test_the_owner_is_told_that_it_is_open_again(northbank: Flask, on_the_day: Cast) -> None:
    Gates(on_the_day.jean, "6.1").finds(LOST)

    letter = the_letter(northbank, "Ruth", now=clock.now())

    assert letter.subject == "Returned to you: 6.1 Check consent forms before each session"
    assert letter.preheader == "Jean Talbot checked it again: it has not lasted."
    assert "ACTION 6.1 IS OPEN AGAIN" in plain(letter)
    assert "It is now due 31 October 2011." in plain(letter)
    assert "Two of ten" not in letter.text


def test_the_letter_of_a_sign_off_says_when_it_is_looked_at_again(
    northbank: Flask, cast: Cast
) -> None:
    Gates(cast.jean, "6.1").decides(CHECK)

    letter = the_letter(northbank, "Ruth", now=clock.now())

    assert "It will be looked at again on 3 August 2011." in plain(letter)


def test_it_can_be_sent_signed_off_and_checked_once_more(on_the_day: Cast) -> None:
    Gates(on_the_day.jean, "6.1").finds(LOST)
    Gates(on_the_day.ruth, "6.1").sends("Done better.")

    Gates(on_the_day.jean, "6.1").decides(
        Ruling(Verdict.SIGN_OFF_AND_CHECK, "", date(2011, 12, 1), "Twenty sessions")
    )

    assert [one.outcome for one in rechecks_of(the("6.1").id)] == [None, CheckOutcome.NOT_LASTED]


@pytest.mark.parametrize("name", ["ruth", "tom", "sam", "margaret"])
def test_nobody_but_whoever_decides_checks(on_the_day: Cast, name: str) -> None:
    for found in (LASTED, LOST):
        with pytest.raises(RuleBroken, match="with Jean Talbot to decide"):
            Gates(getattr(on_the_day, name), "6.1").finds(found)


def test_the_owners_cover_does_not_check(on_the_day: Cast) -> None:
    covered(on_the_day.ruth, on_the_day.jean, last=date(2011, 8, 31))

    with pytest.raises(RuleBroken, match="You cover for Ruth Calder"):
        Gates(on_the_day.jean, "6.1").finds(LASTED)


def test_a_check_is_not_answered_early_twice_or_from_an_old_form(
    on_the_day: Cast, travel: Travel
) -> None:
    form, version = sent_by(on_the_day.jean), the("6.1").version
    with pytest.raises(Crossed):
        Gates(on_the_day.jean, "6.1").finds(LASTED, version=version - 1)
    Gates(on_the_day.jean, "6.1").finds(LASTED, sent=form)
    with pytest.raises(AlreadyDone):
        Gates(on_the_day.jean, "6.1").finds(LOST, sent=form)
    with pytest.raises(RuleBroken, match="not due to be checked again"):
        Gates(on_the_day.jean, "6.1").finds(LOST)
    with pytest.raises(RuleBroken, match="not due to be checked again"):
        Gates(on_the_day.jean, "1.1").finds(LASTED)


@pytest.mark.parametrize("rests", ["held", "sent"])
@pytest.mark.parametrize("says", [None, Answer.AT_RISK])
def test_what_was_opened_again_stays_off_track_until_its_owner_says_how_it_goes(
    on_the_day: Cast, rests: str, says: Answer | None, travel: Travel
) -> None:
    Gates(on_the_day.jean, "6.1").finds(LOST)
    owner = Gates(the("6.1").owner, "6.1")
    if says:
        travel("2011-08-04T09:00")
        Desk(the("6.1").owner, "6.1").says(says, "Half of it is done.", date(2011, 11, 30))

    if rests == "held":
        for rest in (Rest(Choice.HOLD, "Wait.", date(2011, 9, 1)), Rest(Choice.RESUME)):
            Gates(on_the_day.jean, "6.1").rests(rest)
    else:
        owner.sends()
        owner.takes_back()

    assert the("6.1").progress is (Progress.AT_RISK if says else Progress.OFF_TRACK)
