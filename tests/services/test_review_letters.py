"""The letters of a review: one to each owner, whatever was decided about their actions."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.services.letters import as_expected, expected, plain, the_letter, written
from tests.services.meetings import CHASE, LEAVE, Meeting, decision_about, the, waiting_letters
from tests.services.timed import send_all
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.dates import DelayReason
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import post
from tracker.services.giving import give
from tracker.services.review import decide_many
from tracker.services.review_choices import Decision
from tracker.store.decisions import ReviewChoice

Travel = Callable[[str], None]
JULY = date(2011, 7, 29)
MOVE = Decision(ReviewChoice.DATE, note="Posts are vacant.", on=JULY, code=DelayReason.STAFFING)
HOLD = Decision(ReviewChoice.HOLD, note="Until the new law.", on=date(2011, 9, 1))


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Jean Talbot's review on 4 July 2011, of which 4 actions are Priya Nair's."""
    for number in ("2.1", "4.1", "6.2"):
        the(number).owner = cast.priya
        db.session.commit()
    return Meeting(cast.jean)


def to_priya(meeting: Meeting) -> list[tuple[str, list[str]]]:
    return [(kind, about) for kind, name, about, _at in waiting_letters() if name == "Priya Nair"]


def test_one_owner_gets_one_letter_about_all_that_was_decided(
    northbank: Flask, meeting: Meeting, cast: Cast, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    meeting.decides("2.1", MOVE)
    meeting.decides("4.1", HOLD)
    meeting.decides("6.2", LEAVE)
    meeting.finishes()

    assert waiting_letters() == [("reviewed", "Priya Nair", ["1.1", "2.1", "4.1"], now)]
    letter = the_letter(northbank, "Priya", now=now)
    assert as_expected(letter) == expected("reviewed")


def test_each_decision_changes_the_letter_until_it_leaves(meeting: Meeting, cast: Cast) -> None:
    meeting.decides("1.1", CHASE)
    assert to_priya(meeting) == [("chase", ["1.1"])]
    meeting.decides("2.1", MOVE)
    assert to_priya(meeting) == [("reviewed", ["1.1", "2.1"])]
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.dawn))
    assert to_priya(meeting) == [("new_date_decided", ["2.1"])]
    meeting.decides("4.1", HOLD)
    meeting.decides("6.2", Decision(ReviewChoice.GIVE, to=cast.dawn))

    assert to_priya(meeting) == [("reviewed", ["2.1", "4.1"])]
    assert [(kind, about) for kind, name, about, _at in waiting_letters() if "Dawn" in name] == [
        ("new_action", ["1.1", "6.2"])
    ]


def test_what_has_left_is_not_told_again(meeting: Meeting, travel: Travel) -> None:
    meeting.decides("1.1", CHASE)
    travel("2011-07-04T08:16")
    send_all()
    meeting.decides("2.1", MOVE)
    assert to_priya(meeting) == [("new_date_decided", ["2.1"])]
    travel("2011-07-04T08:32")
    send_all()
    meeting.decides("4.1", LEAVE)

    assert to_priya(meeting) == []


def test_what_is_decided_anew_after_its_letter_has_left_is_told(
    meeting: Meeting, cast: Cast, travel: Travel
) -> None:
    given = Decision(ReviewChoice.GIVE, to=cast.dawn)
    for moment, decision in (("08:00", given), ("08:16", LEAVE), ("08:32", given)):
        travel(f"2011-07-04T{moment}")
        send_all()
        meeting.decides("1.1", decision)

    assert [row[:3] for row in waiting_letters()] == [("new_action", "Dawn Okafor", ["1.1"])]


def test_what_somebody_else_gives_does_not_get_lost_in_the_letter_of_a_review(
    meeting: Meeting, cast: Cast, now: datetime
) -> None:
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.dawn))
    give(the("5.1"), to=cast.dawn, by=cast.sam, now=now)
    post.queue_new_actions([the("5.1")], by=cast.sam, now=now)
    db.session.commit()
    meeting.decides("2.1", Decision(ReviewChoice.GIVE, to=cast.dawn))

    assert sorted(about for _kind, _name, about, _at in waiting_letters()) == [
        ["1.1", "2.1"],
        ["5.1"],
    ]


def test_nobody_is_told_of_what_they_decided_themselves(meeting: Meeting, cast: Cast) -> None:
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.jean))

    assert waiting_letters() == []


def test_what_no_longer_holds_is_left_out_of_the_letter(
    northbank: Flask, meeting: Meeting, cast: Cast, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    meeting.decides("2.1", MOVE)
    the("1.1").last_update_at = now + timedelta(minutes=1)
    db.session.commit()
    the("2.1").due_on = date(2011, 8, 30)
    db.session.commit()

    assert "Priya" in written(northbank, now=now)
    assert not isinstance(written(northbank, now=now)["Priya"], Letter)


def test_a_letter_about_a_restricted_plan_names_nothing(
    northbank: Flask, meeting: Meeting, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    meeting.decides("2.1", MOVE)
    the("1.1").plan.restricted = True
    db.session.commit()

    letter = the_letter(northbank, "Priya", now=now)

    for secret in (the("1.1").short_title, the("2.1").title, "Posts are vacant"):
        assert secret not in letter.text + letter.html
    assert "Details are left out because this plan is restricted." in plain(letter)


def quietly(meeting: Meeting, number: str, decision: Decision) -> str:
    return decide_many(
        [meeting.seen(number)],
        decision,
        sent=meeting.sent(),
        now=clock.now(),
        today=clock.today(),
    )


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (MOVE, "1 action is now due 29 July 2011. Nobody is emailed."),
        (HOLD, "1 action put on hold until 1 September 2011. Nobody is emailed."),
    ],
)
def test_where_the_plan_allows_it_nobody_is_told(
    meeting: Meeting, decision: Decision, said: str
) -> None:
    the("1.1").plan.may_tell_nobody = True
    db.session.commit()

    assert quietly(meeting, "1.1", quiet(decision)) == said
    assert waiting_letters() == []
    assert decision_about("1.1").facts["tells_nobody"]


@pytest.mark.parametrize("allowed", [False, True])
def test_else_nothing_is_decided_without_telling(meeting: Meeting, allowed: bool) -> None:
    the("1.1").plan.may_tell_nobody = allowed
    db.session.commit()

    with pytest.raises(RuleBroken, match="does not allow this without telling its owner") as broken:
        quietly(meeting, "1.1", quiet(CHASE if allowed else MOVE))

    assert broken.value.field == "quiet"
    assert the("1.1").due_on == date(2011, 5, 31)
    assert the("1.1").chased_at != clock.now()


def quiet(decision: Decision) -> Decision:
    return Decision(
        decision.choice, decision.note, on=decision.on, code=decision.code, tells_nobody=True
    )
