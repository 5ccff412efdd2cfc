"""Chasing in a review: one letter an owner, once a day, taken back while it has not left."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Select, select, update

from tests.cast import Cast
from tests.covering import covered
from tests.services.meetings import (
    CHASE,
    LEAVE,
    Meeting,
    last_entry,
    the,
    waiting_letters,
)
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.actions import Progress
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.installation import templates_folder
from tracker.services.letters.commission import writer
from tracker.store.actions import Action
from tracker.store.decisions import ReviewChoice, ReviewDecision
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import LetterState, Notification
from tracker.store.reviews import worklist

Travel = Callable[[str], None]


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Jean Talbot's review on 4 July 2011."""
    return Meeting(cast.jean)


def test_chasing_marks_the_action_and_waits_a_quarter_of_an_hour(
    meeting: Meeting, now: datetime
) -> None:
    said = meeting.decides("1.1", CHASE)

    action = the("1.1")
    assert said == "We will ask the owner of action 1.1 for an update when you finish the review."
    assert (action.chased_at, action.chased_by, action.is_chased) == (now, meeting.by, True)
    assert last_entry().kind is Happened.CHASED
    assert waiting_letters() == [
        ("chase", "Priya Nair", ["1.1"], now + timedelta(minutes=15)),
    ]


def test_whoever_covers_for_the_owner_is_asked_and_once(
    cast: Cast, meeting: Meeting, now: datetime
) -> None:
    covered(cast.priya, cast.tom)
    meeting.decides("1.1", CHASE)
    meeting.decides("1.1", replace(CHASE, note="Asked again."))

    assert waiting_letters() == [("chase", "Tom Ashworth", ["1.1"], now + timedelta(minutes=15))]
    letter = writer(templates_folder())(db.session.scalars(select(Notification)).one(), now)
    assert isinstance(letter, Letter)
    assert "Priya Nair is away. You cover until 15 July 2011." in letter.text


def test_a_manager_who_covers_does_not_ask_themself(
    cast: Cast, meeting: Meeting, now: datetime
) -> None:
    covered(cast.priya, cast.jean)
    meeting.decides("1.1", CHASE)

    assert waiting_letters() == [("chase", "Priya Nair", ["1.1"], now + timedelta(minutes=15))]


def test_the_letters_wait_for_the_last_decision_and_then_for_the_end(
    meeting: Meeting, travel: Travel, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    travel("2011-07-04T08:10")
    meeting.decides("4.1", CHASE)
    after_two = waiting_letters()
    meeting.decides("2.1", LEAVE)
    meeting.decides("6.2", LEAVE)
    travel("2011-07-04T08:12")
    meeting.finishes()

    later = now + timedelta(minutes=25)
    end = now + timedelta(minutes=12)
    assert after_two == [
        ("chase", "Helen Pryce", ["4.1"], later),
        ("chase", "Priya Nair", ["1.1"], later),
    ]
    assert waiting_letters() == [
        ("chase", "Helen Pryce", ["4.1"], end),
        ("chase", "Priya Nair", ["1.1"], end),
    ]


def test_an_owner_of_twelve_overdue_actions_gets_one_letter(
    meeting: Meeting, now: datetime
) -> None:
    db.session.execute(
        update(Action)
        .where(Action.open)
        .values(owner_id=the("1.1").owner_id, due_on=date(2011, 6, 1))
    )
    db.session.execute(update(Action).values(progress=Progress.AT_RISK).where(Action.open))
    db.session.commit()
    numbers = [row.number for row in worklist(meeting.by, clock.today()).turns]

    for number in numbers:
        meeting.decides(number, CHASE)
    meeting.finishes()

    assert len(numbers) == 11
    assert waiting_letters() == [("chase", "Priya Nair", sorted(numbers), now)]


def test_a_chase_changed_before_its_letter_leaves_never_was(meeting: Meeting) -> None:
    before = (the("1.1").chased_at, the("1.1").chased_by_id)
    meeting.decides("1.1", CHASE)

    meeting.decides("1.1", LEAVE)

    assert (the("1.1").chased_at, the("1.1").chased_by_id) == before
    assert waiting_letters() == []
    assert [(d.choice, d.note) for d in db.session.scalars(_decisions())] == [
        (ReviewChoice.CHASE, "Minute-taker posts to be advertised."),
        (ReviewChoice.LEAVE, ""),
    ]


def test_a_chase_whose_letter_has_left_stays(
    meeting: Meeting, travel: Travel, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    db.session.execute(
        update(Notification).values(
            state=LetterState.SENT, first_attempt_at=now + timedelta(minutes=15)
        )
    )
    db.session.commit()
    travel("2011-07-04T08:20")

    meeting.decides("1.1", LEAVE)

    assert the("1.1").chased_at == now
    with pytest.raises(RuleBroken, match="has been chased today"):
        meeting.decides("1.1", CHASE)


def test_changing_only_the_note_chases_once(
    meeting: Meeting, travel: Travel, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    travel("2011-07-04T08:05")

    meeting.decides("1.1", replace(CHASE, note="Posts advertised."))

    chased = select(HistoryEntry).where(
        HistoryEntry.kind == Happened.CHASED, HistoryEntry.at >= now
    )
    assert len(db.session.scalars(chased).all()) == 1
    assert the("1.1").chased_at == now
    assert db.session.scalars(_decisions()).all()[-1].note == "Posts advertised."


def test_an_action_is_chased_once_a_day_whoever_asks(
    meeting: Meeting, cast: Cast, travel: Travel
) -> None:
    meeting.decides("1.1", CHASE)

    with pytest.raises(RuleBroken, match="It can be chased again tomorrow") as refused:
        Meeting(cast.alan).decides("1.1", CHASE)
    travel("2011-07-05T08:00")
    Meeting(cast.alan).decides("1.1", CHASE)

    assert refused.value.field == "choice"
    assert the("1.1").chased_by == cast.alan


def _decisions() -> Select[tuple[ReviewDecision]]:
    return select(ReviewDecision).order_by(ReviewDecision.id)
