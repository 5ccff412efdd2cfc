"""One action's history, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tracker import clock
from tracker.domain.reviews import Says
from tracker.extensions import db
from tracker.services import rounds
from tracker.services.record import record
from tracker.services.rounds import Part
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.history import Happened
from tracker.store.timeline import (
    Moment,
    Shown,
    entries_since,
    history_page,
    latest_update,
    newest_entry,
    papers_of,
)


def the(number: str) -> Action:
    """The action with this number."""
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def kinds(moments: list[Moment]) -> list[str]:
    """What happened, in a word each; a letter is its kind and its reader."""
    return [
        one.entry.kind.value if one.entry else f"{one.letter.row.kind} to {one.letter.recipient}"
        for one in moments
        if one.entry or one.letter
    ]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Shown.EVERYTHING, ["chase to Tom Ashworth", "date_asked", "updated", "given"]),
        (Shown.UPDATES, ["updated"]),
        (Shown.DECISIONS, ["date_asked", "given"]),
        (Shown.EMAILS, ["chase to Tom Ashworth"]),
    ],
)
def test_what_people_did_and_the_letters_about_it_stand_in_one_order(
    cast: Cast, shown: Shown, expected: list[str]
) -> None:
    tom, record_form = cast.tom, the("2.1")
    now = clock.now()
    asked = {tom.id: [Part(Says.CHASE, record_form, now)]}
    rounds.set_letters_to_owners("test", asked, by=cast.jean, send_at=now, now=now)
    db.session.commit()

    moments, total = history_page(record_form, shown, 1)

    assert (kinds(moments), total) == (expected, len(expected))


def test_an_update_comes_with_its_words(cast: Cast) -> None:
    moments, _total = history_page(the("1.1"), Shown.UPDATES, 1)

    assert [one.update.note for one in moments if one.update] == [
        "Two minute-taker posts are vacant. Average is 24 working days."
    ]


def test_a_long_history_is_cut_into_pages_without_a_gap_or_a_repeat(cast: Cast) -> None:
    late, priya = the("1.1"), cast.priya
    for hour in range(40):
        at = clock.now() - timedelta(hours=hour // 2)
        record(Happened.MILESTONE_DONE, at=at, actor=priya, action=late, title=f"{hour}")
    db.session.commit()

    pages = [history_page(late, Shown.EVERYTHING, page) for page in (1, 2, 3, 4)]

    assert [(len(moments), total) for moments, total in pages] == [
        (20, 43),
        (20, 43),
        (3, 43),
        (0, 43),
    ]
    seen = [one.entry.id for moments, _total in pages for one in moments if one.entry]
    assert len(set(seen)) == 43


def test_what_happened_since_is_what_came_after_the_entry_that_was_seen(cast: Cast) -> None:
    late = the("1.1")
    seen = newest_entry(late)
    assert entries_since(late, seen) == []

    record(Happened.CHASED, at=clock.now(), actor=cast.jean, action=late)
    db.session.commit()

    assert kinds(entries_since(late, seen)) == ["chased"]


def test_the_papers_of_an_action_tell_what_waits_and_how_often_it_moved(cast: Cast) -> None:
    asked, sent, plain = (papers_of(the(number)) for number in ("2.1", "6.1", "1.1"))

    assert asked.waiting_request
    assert asked.waiting_request.asked_by.name == "Tom Ashworth"
    assert sent.waiting_submission
    assert [file.name for file in sent.evidence] == [
        "Session checklist.pdf",
        "Sample of checked sessions.csv",
    ]
    assert (plain.waiting_request, plain.waiting_submission, plain.times_moved) == (None, None, 0)

    db.session.scalars(select(DateRequest)).one().state = RequestState.AGREED
    db.session.commit()
    moved = papers_of(the("2.1"))
    assert (moved.waiting_request, moved.times_moved) == (None, 1)


def test_the_latest_update_is_the_last_that_was_saved(cast: Cast) -> None:
    latest = latest_update(the("1.1"))

    assert latest
    assert (latest.by.name, latest.on_behalf_of) == ("Priya Nair", None)
