"""The overdue review: what is decided once, by whom, and what is written down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from tests.cast import Cast
from tests.ladders import with_nobody_above
from tests.services.meetings import (
    CHASE,
    LEAVE,
    Meeting,
    decision_about,
    last_entry,
    the,
    waiting_letters,
)
from tracker import clock
from tracker.domain.actions import Progress
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.review import decide, decide_many
from tracker.services.review_choices import Decision
from tracker.store.actions import Action
from tracker.store.decisions import ReviewChoice
from tracker.store.history import Happened
from tracker.store.reviews import open_review, worklist

Travel = Callable[[str], None]


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Jean Talbot's review on 4 July 2011."""
    return Meeting(cast.jean)


def test_leaving_twice_running_needs_a_reason(meeting: Meeting, travel: Travel) -> None:
    for number in ("1.1", "2.1", "4.1", "6.2"):
        meeting.decides(number, LEAVE)
    meeting.finishes()
    travel("2011-08-01T08:00")

    with pytest.raises(RuleBroken) as refused:
        meeting.decides("1.1", LEAVE)
    meeting.decides("1.1", replace(LEAVE, note="The posts are filled from September."))

    assert (refused.value.message, refused.value.field) == ("Say why it is being left", "note")
    assert decision_about("1.1").note == "The posts are filled from September."


def test_a_form_sent_again_takes_effect_once(meeting: Meeting) -> None:
    seen, sent = meeting.seen("1.1"), meeting.sent()
    facts = {"sent": sent, "now": clock.now(), "today": clock.today()}
    decide(seen, CHASE, **facts)  # type: ignore[arg-type]  # the same keywords twice

    with pytest.raises(AlreadyDone) as again:
        decide(seen, CHASE, **facts)  # type: ignore[arg-type]  # as above

    assert (again.value.answer, len(waiting_letters())) == ("/review", 1)


def test_two_managers_who_decide_at_once_lose_nothing(
    meeting: Meeting, cast: Cast, now: datetime
) -> None:
    alan = Meeting(cast.alan)
    as_alan_saw_it = alan.seen("1.1")
    meeting.decides("1.1", CHASE)

    with pytest.raises(Crossed):
        decide(
            as_alan_saw_it,
            Decision(ReviewChoice.GIVE, to=cast.dawn),
            sent=alan.sent(),
            now=clock.now(),
            today=clock.today(),
        )

    assert (the("1.1").owner, the("1.1").chased_at) == (cast.priya, now)
    assert open_review(cast.alan) is None


def test_the_same_decision_shown_in_two_windows_is_changed_in_one(meeting: Meeting) -> None:
    first_window = meeting.seen("2.1")
    meeting.decides("2.1", replace(LEAVE, note="A new date is asked for."))

    with pytest.raises(Crossed):
        decide(first_window, LEAVE, sent=meeting.sent(), now=clock.now(), today=clock.today())

    assert decision_about("2.1").note == "A new date is asked for."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"progress": Progress.COMPLETED, "open": False, "completed_on": date(2011, 7, 4)},
            "Action 1.1 is completed now. There is nothing left to decide.",
        ),
        (
            {"due_on": date(2011, 7, 29)},
            "Action 1.1 is no longer overdue. There is nothing left to decide.",
        ),
    ],
)
def test_what_ended_meanwhile_needs_no_decision(
    meeting: Meeting, changes: dict[str, object], sentence: str
) -> None:
    seen = meeting.seen("1.1")
    db.session.execute(update(Action).where(Action.number == "1.1").values(**changes))
    db.session.commit()

    with pytest.raises(RuleBroken) as refused:
        decide(seen, CHASE, sent=meeting.sent(), now=clock.now(), today=clock.today())

    assert refused.value.message == sentence


def test_nobody_decides_about_what_is_not_in_their_line(meeting: Meeting, cast: Cast) -> None:
    seen = meeting.seen("1.1")
    with_nobody_above(cast.jean)

    with pytest.raises(RuleBroken, match=r"Action 1\.1 is no longer yours to review"):
        decide(seen, CHASE, sent=Meeting(cast.alan).sent(), now=clock.now(), today=clock.today())


def test_several_are_chased_with_one_letter_each_owner(meeting: Meeting, now: datetime) -> None:
    said = decide_many(
        [meeting.seen(number) for number in ("1.1", "4.1", "6.2")],
        CHASE,
        sent=meeting.sent(),
        now=now,
        today=clock.today(),
    )

    later = now + timedelta(minutes=15)
    assert said == "We will ask the owners of 3 actions for an update when you finish the review."
    assert waiting_letters() == [
        ("chase", "Helen Pryce", ["4.1"], later),
        ("chase", "Priya Nair", ["1.1"], later),
        ("chase", "Ruth Calder", ["6.2"], later),
    ]
    assert len(worklist(meeting.by, clock.today()).reviewed) == 3


def test_several_are_given_with_one_letter(meeting: Meeting, cast: Cast, now: datetime) -> None:
    said = decide_many(
        [meeting.seen(number) for number in ("1.1", "4.1")],
        Decision(ReviewChoice.GIVE, to=cast.dawn),
        sent=meeting.sent(),
        now=now,
        today=clock.today(),
    )

    assert said == "You have given 2 actions to Dawn Okafor. We will tell them by email."
    assert waiting_letters() == [
        ("new_action", "Dawn Okafor", ["1.1", "4.1"], now + timedelta(minutes=15)),
    ]


def test_when_one_of_several_cannot_be_decided_none_is(meeting: Meeting, now: datetime) -> None:
    seen = [meeting.seen(number) for number in ("1.1", "4.1")]

    with pytest.raises(Crossed):
        decide_many(
            [seen[0], replace(seen[1], version=99)],
            CHASE,
            sent=meeting.sent(),
            now=now,
            today=clock.today(),
        )

    assert (waiting_letters(), open_review(meeting.by)) == ([], None)
    assert the("1.1").chased_at != now


def test_a_review_ends_when_everything_is_decided(meeting: Meeting) -> None:
    meeting.decides("1.1", CHASE)

    with pytest.raises(
        RuleBroken, match=r"3 overdue actions still to be decided about, beginning with 2\.1"
    ):
        meeting.finishes()

    for number in ("2.1", "4.1", "6.2"):
        meeting.decides(number, LEAVE)
    meeting.finishes()
    assert open_review(meeting.by) is None
    assert last_entry().kind is Happened.REVIEW_CLOSED
    with pytest.raises(Crossed):
        meeting.finishes()


def test_the_record_keeps_how_it_stood(meeting: Meeting, cast: Cast, now: datetime) -> None:
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, note="Agreed with both.", to=cast.dawn))

    kept = decision_about("1.1")

    assert (kept.choice, kept.given_to, kept.note) == (
        ReviewChoice.GIVE,
        cast.dawn,
        "Agreed with both.",
    )
    assert (kept.days_overdue, kept.progress_said, kept.decided_at) == (34, "Off track", now)
    assert {name: kept.facts[name] for name in ("title", "owner", "due_on")} == {
        "title": "Set and monitor a 15 working day standard for sending out minutes",
        "owner": "Priya Nair",
        "due_on": "2011-05-31",
    }


def test_an_owner_who_has_answered_since_is_chased_anew(meeting: Meeting, travel: Travel) -> None:
    meeting.decides("1.1", CHASE)
    travel("2011-07-05T08:00")
    answered = update(Action).where(Action.number == "1.1").values(last_update_at=clock.now())
    db.session.execute(answered)
    db.session.commit()
    travel("2011-07-06T08:00")

    meeting.decides("1.1", CHASE)

    assert the("1.1").is_chased
    assert [(kind, about) for kind, _name, about, _at in waiting_letters()] == [("chase", ["1.1"])]
