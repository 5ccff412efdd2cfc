"""What the choices of a review do: new dates, refusals and what is taken further up."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.services.letters import plain, written
from tests.services.meetings import (
    CHASE,
    LEAVE,
    Meeting,
    decision_about,
    last_entry,
    the,
    waiting_letters,
)
from tests.services.slipping import Slipping
from tests.services.timed import morning_of, send_all
from tracker.domain.dates import DelayReason
from tracker.domain.errors import Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.review_choices import Decision, next_up
from tracker.store.decisions import DateRequest, RequestState, ReviewChoice
from tracker.store.history import Happened
from tracker.store.outbox import Notification

JULY = date(2011, 7, 29)
ESCALATE = Decision(ReviewChoice.ESCALATE)
LEFT = Decision(ReviewChoice.LEAVE, note="Nothing more can be done this month.")
AGREE = Decision(ReviewChoice.DATE)
REFUSE = Decision(ReviewChoice.REFUSE, note="It cannot wait that long.")
MOVE = Decision(ReviewChoice.DATE, note="Posts are vacant.", on=JULY, code=DelayReason.STAFFING)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Jean Talbot's review on 4 July 2011."""
    return Meeting(cast.jean)


def requests(number: str) -> list[tuple[RequestState, date, date]]:
    found = db.session.query(DateRequest).where(DateRequest.action_id == the(number).id)
    return [(one.state, one.from_on, one.moved_to) for one in found.order_by(DateRequest.id)]


def test_a_new_date_nobody_asked_for_is_agreed_counted_and_told(meeting: Meeting) -> None:
    original = the("1.1").original_due_on

    said = meeting.decides("1.1", MOVE)

    action = the("1.1")
    assert said == ("Agreed: action 1.1 is now due 29 July 2011. We will tell the owner by email.")
    assert (action.due_on, action.original_due_on) == (JULY, original)
    assert requests("1.1") == [(RequestState.AGREED, original, JULY)]
    assert last_entry().kind is Happened.DATE_MOVED
    assert [(kind, to) for kind, to, *_ in waiting_letters()] == [
        ("new_date_decided", "Priya Nair")
    ]
    assert decision_about("1.1").facts["agreed_on"] == "2011-07-29"
    assert decision_about("1.1").days_overdue == 34


def test_the_second_new_date_is_not_the_managers_to_agree(meeting: Meeting, cast: Cast) -> None:
    meeting.decides("1.1", MOVE)
    the("1.1").due_on = date(2011, 7, 1)
    db.session.commit()

    with pytest.raises(RuleBroken, match=r"It is with .* to decide about the new date"):
        meeting.decides("1.1", MOVE)

    assert len(requests("1.1")) == 1


@pytest.mark.parametrize(
    ("decision", "message", "field"),
    [
        (Decision(ReviewChoice.DATE), "Enter the new due date", "on"),
        (
            Decision(ReviewChoice.DATE, note="x", on=date(2011, 7, 3), code=DelayReason.OTHER),
            "New due date must be today or in the future",
            "on",
        ),
        (Decision(ReviewChoice.DATE, note="x", on=JULY), "Select the main reason", "code"),
        (
            Decision(ReviewChoice.DATE, on=JULY, code=DelayReason.OTHER),
            "Say why more time is agreed",
            "reason",
        ),
    ],
)
def test_a_new_date_needs_a_date_to_come_and_a_reason(
    meeting: Meeting, decision: Decision, message: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        meeting.decides("1.1", decision)

    assert (refused.value.message, refused.value.field) == (message, field)
    assert requests("1.1") == []


@pytest.mark.parametrize(
    ("decision", "due_on", "state"),
    [
        (AGREE, JULY, RequestState.AGREED),
        (
            Decision(ReviewChoice.DATE, on=date(2011, 7, 15), note="Sooner."),
            date(2011, 7, 15),
            RequestState.AGREED,
        ),
        (REFUSE, date(2011, 5, 31), RequestState.REFUSED),
    ],
)
def test_what_the_owner_asked_for_is_decided_in_the_review(
    meeting: Meeting, cast: Cast, decision: Decision, due_on: date, state: RequestState
) -> None:
    Slipping("1.1").asks(cast.priya)

    meeting.decides("1.1", decision)

    assert the("1.1").due_on == due_on
    assert [row[0] for row in requests("1.1")] == [state]
    assert ("new_date_decided", "Priya Nair") in [row[:2] for row in waiting_letters()]


def test_a_request_withdrawn_meanwhile_cannot_be_agreed(meeting: Meeting, cast: Cast) -> None:
    slipping = Slipping("1.1")
    slipping.asks(cast.priya)
    seen = meeting.seen("1.1")
    slipping.withdraws(cast.priya)
    meeting.seen = lambda _number: seen  # type: ignore[method-assign]  # the page as it was shown

    with pytest.raises(Crossed):
        meeting.decides("1.1", AGREE)


def test_refusing_needs_a_reason(meeting: Meeting, cast: Cast) -> None:
    Slipping("1.1").asks(cast.priya)

    with pytest.raises(RuleBroken, match="Say why you refuse"):
        meeting.decides("1.1", Decision(ReviewChoice.REFUSE))

    assert [row[0] for row in requests("1.1")] == [RequestState.WAITING]


def test_escalating_tells_the_next_manager_and_the_owner_once_at_the_end(
    meeting: Meeting, cast: Cast, now: datetime
) -> None:
    to = next_up(the("1.1"), cast.jean)
    assert to is not None
    meeting.decides("1.1", ESCALATE)
    meeting.decides("2.1", ESCALATE)
    meeting.decides("4.1", CHASE)
    meeting.decides("6.2", LEAVE)

    waits = waiting_letters()
    assert ("escalation", to.name, ["1.1", "2.1"], now + timedelta(minutes=15)) in waits
    assert ("chase", "Priya Nair", ["1.1"], now + timedelta(minutes=15)) in waits
    meeting.finishes()

    assert ("escalation", to.name, ["1.1", "2.1"], now) in waiting_letters()
    letter = db.session.query(Notification).where(Notification.kind == "escalation").one()
    assert (letter.recipient_id, letter.facts["level"]) == (to.id, 2)


def test_the_owner_reads_in_the_same_letter_that_it_is_with_somebody_further_up(
    northbank: Flask, meeting: Meeting, now: datetime
) -> None:
    meeting.decides("1.1", ESCALATE)
    for number in ("2.1", "4.1", "6.2"):
        meeting.decides(number, LEAVE)
    meeting.finishes()

    letters = written(northbank, now=now)
    assert "escalated to Alan Mercer, who is asked to decide" in plain(letters["Priya"])
    assert "Action 1.1 is escalated to you".upper() in plain(letters["Alan"]).upper()


def test_an_escalation_taken_back_tells_nobody(meeting: Meeting) -> None:
    before = the("1.1").chased_at
    meeting.decides("1.1", ESCALATE)
    meeting.decides("1.1", LEFT)

    assert waiting_letters() == []
    assert the("1.1").chased_at == before


def test_each_takes_it_to_the_next_one_up_until_there_is_nobody(cast: Cast) -> None:
    line, here = [cast.jean], next_up(the("1.1"), cast.jean)
    while here is not None:
        line.append(here)
        here = next_up(the("1.1"), here)
    assert len(line) == len(set(line)) >= 2
    assert next_up(the("1.1"), cast.sam) == cast.jean.manager

    with pytest.raises(RuleBroken, match="There is nobody above you"):
        Meeting(line[-1]).decides("1.1", ESCALATE)


def test_a_choice_in_a_review_stops_the_ladder_until_it_has_had_as_long_to_work(
    meeting: Meeting, untold: object
) -> None:
    meeting.decides("1.1", LEFT)

    assert "escalation" not in {kind for kind, *_ in morning_of("2011-07-04T08:00")}
    send_all()
    assert "escalation" not in {kind for kind, *_ in morning_of("2011-07-15T08:00")}
    send_all()
    morning_of("2011-07-18T08:00")  # the day of the managers' summaries, before which nothing goes
    send_all()
    assert ("escalation", "Jean", "") in morning_of("2011-07-19T08:00")


def test_what_has_been_escalated_is_not_left_without_a_reason(meeting: Meeting, cast: Cast) -> None:
    meeting.decides("1.1", ESCALATE)
    meeting.decides("2.1", CHASE)
    meeting.decides("4.1", CHASE)
    meeting.decides("6.2", CHASE)
    meeting.finishes()

    with pytest.raises(RuleBroken) as refused:
        meeting.decides("1.1", LEAVE)

    assert refused.value.message == "Say why the risk of leaving it is accepted"
    meeting.decides("1.1", LEFT)
