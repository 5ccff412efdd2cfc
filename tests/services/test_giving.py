"""Giving an action to somebody else in a review, and taking that back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from tests.cast import Cast
from tests.services.meetings import (
    LEAVE,
    Meeting,
    as_kept,
    decision_about,
    last_entry,
    the,
    waiting_letters,
)
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.review_choices import Decision
from tracker.store.actions import Action
from tracker.store.decisions import ReviewChoice
from tracker.store.history import Happened
from tracker.store.reviews import open_review

Travel = Callable[[str], None]


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Jean Talbot's review on 4 July 2011."""
    return Meeting(cast.jean)


def test_giving_tells_the_new_owner_alone_and_begins_afresh(
    meeting: Meeting, cast: Cast, now: datetime
) -> None:
    db.session.execute(update(Action).where(Action.number == "1.1").values(no_changes=2))
    db.session.commit()

    said = meeting.decides(
        "1.1",
        Decision(ReviewChoice.GIVE, note="Agreed.", to=cast.dawn, words="Start with the rota."),
    )

    action, entry = the("1.1"), last_entry()
    assert said == "You have given action 1.1 to Dawn Okafor. We will tell them by email."
    assert (action.owner, action.given_at, action.given_by_id) == (cast.dawn, now, meeting.by.id)
    assert (action.chased_at, action.chased_by_id, action.no_changes) == (None, None, 0)
    assert (entry.kind, entry.facts) == (
        Happened.GIVEN,
        {"from": "Priya Nair", "to": "Dawn Okafor", "note": "Start with the rota."},
    )
    assert waiting_letters() == [
        ("new_action", "Dawn Okafor", ["1.1"], now + timedelta(minutes=15)),
    ]


def test_a_giving_taken_back_puts_everything_back(meeting: Meeting, cast: Cast) -> None:
    before = as_kept(the("1.1"))
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.dawn))

    meeting.decides("1.1", LEAVE)

    assert as_kept(the("1.1")) == before
    assert the("1.1").owner == cast.priya


def test_a_giving_changed_to_somebody_else_goes_from_the_first_owner(
    meeting: Meeting, cast: Cast
) -> None:
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.dawn))

    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.marcus))

    assert the("1.1").owner == cast.marcus
    assert last_entry().facts == {"from": "Priya Nair", "to": "Marcus Bell", "note": ""}
    assert decision_about("1.1").facts["owner"] == "Priya Nair"


def test_a_giving_others_have_moved_on_from_is_not_undone(meeting: Meeting, cast: Cast) -> None:
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.dawn))
    Meeting(cast.alan).decides("1.1", Decision(ReviewChoice.GIVE, to=cast.tom))

    meeting.decides("1.1", LEAVE)

    assert the("1.1").owner == cast.tom
    assert decision_about("1.1").facts["owner"] == "Tom Ashworth"


@pytest.mark.parametrize(
    ("given_to", "sentence"),
    [
        ("priya", "Priya Nair owns action 1.1 already"),
        ("margaret", "Margaret Osei cannot own actions. Select somebody else."),
        (None, "Select who to give it to"),
    ],
)
def test_an_action_is_given_to_somebody_else_who_may_own_it(
    meeting: Meeting, cast: Cast, given_to: str | None, sentence: str
) -> None:
    to = getattr(cast, given_to) if given_to else None

    with pytest.raises(RuleBroken) as refused:
        meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=to))

    assert (refused.value.message, refused.value.field) == (sentence, "to")
    assert (the("1.1").owner, open_review(meeting.by)) == (cast.priya, None)


def test_an_action_cannot_be_given_to_somebody_turned_off(meeting: Meeting, cast: Cast) -> None:
    cast.tom.active = False
    db.session.commit()

    with pytest.raises(RuleBroken, match="Tom Ashworth cannot own actions"):
        meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.tom))


def test_given_again_to_whom_it_has_left_meanwhile_it_becomes_theirs_again(
    meeting: Meeting, cast: Cast
) -> None:
    to_dawn = Decision(ReviewChoice.GIVE, to=cast.dawn)
    meeting.decides("1.1", to_dawn)
    Meeting(cast.sam).decides("1.1", Decision(ReviewChoice.GIVE, to=cast.tom))

    said = meeting.decides("1.1", to_dawn)

    assert said == "You have given action 1.1 to Dawn Okafor. We will tell them by email."
    assert the("1.1").owner == cast.dawn
    assert ("new_action", "Dawn Okafor") in [(kind, name) for kind, name, *_ in waiting_letters()]
