"""New due dates: what moves, who decides, what is told; and everything that is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast
from tests.covering import covered
from tests.services.letters import plain, written
from tests.services.meetings import last_entry, the, waiting_letters
from tests.services.slipping import AGREE, REFUSE, WISH, Slipping
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.access import Role
from tracker.domain.dates import Decision, Verdict
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services.deciders import date_decider, why_not_decide_date
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import LetterState, Notification
from tracker.store.people import Person
from tracker.store.timeline import papers_of

Travel = Callable[[str], None]

FIRST_DUE = date(2011, 5, 31)


@pytest.fixture
def slipping(northbank: Flask) -> Slipping:
    """Priya's late action, 1.1, for which Jean is accountable."""
    return Slipping()


def letters_of_the_day(app: Flask) -> dict[str, str]:
    """The subjects of what waits, by who reads it; then it is as if it had left."""
    found = {
        name: one.subject if isinstance(one, Letter) else f"not sent: {one.reason}"
        for name, one in written(app, now=clock.now()).items()
    }
    db.session.execute(
        update(Notification)
        .where(Notification.state == LetterState.READY)
        .values(state=LetterState.SENT, finished_at=clock.now())
    )
    db.session.commit()
    return found


def test_a_date_that_moves_five_times_is_refused_twice_and_withdrawn_once(
    northbank: Flask, cast: Cast, slipping: Slipping, travel: Travel
) -> None:
    """Measure 4 of the workflow: the first date untouched, counts, deciders and letters right."""
    asked, decided = "New date asked for: 1.1", "New date"
    steps = [  # when, to when, who decides, how, the due date after it
        ("2011-07-04", date(2011, 7, 29), "jean", AGREE, date(2011, 7, 29)),
        ("2011-07-05", date(2011, 8, 31), "alan", REFUSE, date(2011, 7, 29)),
        ("2011-07-06", date(2011, 8, 12), None, None, date(2011, 7, 29)),
        ("2011-07-07", date(2011, 8, 19), "alan", AGREE, date(2011, 8, 19)),
        ("2011-07-08", date(2011, 10, 31), "alan", REFUSE, date(2011, 8, 19)),
        ("2011-07-11", date(2011, 9, 30), "alan", AGREE, date(2011, 9, 30)),
        (
            "2011-07-12",
            date(2011, 12, 30),
            "alan",
            Decision(Verdict.ANOTHER, date(2011, 10, 28), "The board meets in November."),
            date(2011, 10, 28),
        ),
        ("2011-07-13", date(2011, 11, 30), "alan", AGREE, date(2011, 11, 30)),
    ]
    moves = 0
    for on, to_on, decider, decision, due_after in steps:
        travel(f"{on}T08:00")
        said = slipping.asks(cast.priya, replace(WISH, to_on=to_on))
        request = slipping.waiting
        assert request
        with_whom = date_decider(the("1.1"), cast.priya.id, clock.today())
        assert with_whom.person == (cast.jean if moves == 0 else cast.alan)
        assert (with_whom.moves, with_whom.is_for_the_board) == (moves, moves >= 2)
        assert said.startswith(f"Your request has gone to {with_whom.person.name}. We will email")

        if decision is None or decider is None:
            slipping.withdraws(cast.priya)
            name = with_whom.person.given_name
            assert letters_of_the_day(northbank) == {
                name: "not sent: it has been decided or taken back, or is somebody else's to decide"
            }
        else:
            told = letters_of_the_day(northbank)
            assert list(told) == [with_whom.person.given_name]
            assert told[with_whom.person.given_name].startswith(asked)
            if decider == "alan":
                with_alan = "It is with Alan Mercer to decide about the new date of action 1.1."
                assert why_not_decide_date(request, cast.jean, clock.today()) == with_alan
                with pytest.raises(RuleBroken, match="It is with Alan Mercer"):
                    slipping.decides(cast.jean, decision)
            slipping.decides(getattr(cast, decider), decision)
            told = letters_of_the_day(northbank)
            agreed = decision.verdict is not Verdict.REFUSE
            assert list(told) == ["Priya"]
            assert told["Priya"].startswith(f"{decided} {'agreed' if agreed else 'refused'}: 1.1")
            moves += agreed
        action = the("1.1")
        assert (action.original_due_on, action.due_on) == (FIRST_DUE, due_after)

    papers = papers_of(the("1.1"))
    assert slipping.states == [
        "agreed",
        "refused",
        "withdrawn",
        "agreed",
        "refused",
        "agreed",
        "agreed",
        "agreed",
    ]
    assert papers.times_moved == 5
    kinds = select(HistoryEntry.kind).where(HistoryEntry.action_id == the("1.1").id)
    happened = db.session.scalars(kinds.order_by(HistoryEntry.id)).all()
    assert [happened.count(kind) for kind in (Happened.DATE_ASKED, Happened.DATE_MOVED)] == [8, 5]
    assert happened.count(Happened.DATE_REFUSED) == 2
    assert happened.count(Happened.DATE_WITHDRAWN) == 1


def test_the_letter_about_a_third_move_tells_the_director_that_the_board_hears_of_it(
    northbank: Flask, cast: Cast, slipping: Slipping, travel: Travel
) -> None:
    for turn, decider in enumerate((cast.jean, cast.alan)):
        travel(f"2011-07-{5 + turn:02}T08:00")
        slipping.asks(cast.priya, replace(WISH, to_on=date(2011, 7 + turn, 29)))
        slipping.decides(decider)
        letters_of_the_day(northbank)
    travel("2011-07-07T08:00")

    slipping.asks(cast.priya, replace(WISH, to_on=date(2011, 9, 30)))

    letter = written(northbank, now=clock.now())["Alan"]
    assert isinstance(letter, Letter)
    assert "It has been moved twice before. It is listed for the board." in plain(letter)
    assert "You get this because it is yours to decide about action 1.1 in" in plain(letter)


# ---- what is kept -------------------------------------------------------------------------------


def test_what_is_asked_for_is_on_record_and_changes_nothing_yet(
    cast: Cast, slipping: Slipping
) -> None:
    wish = replace(WISH, interim="A duty officer checks daily.", risk="Plans come late.")

    said = slipping.asks(cast.priya, wish)

    request, entry = slipping.waiting, last_entry()
    assert said == (
        "Your request has gone to Jean Talbot. We will email you when it is decided. Until then"
        " action 1.1 is still due 31 May 2011."
    )
    assert request
    assert (request.asked_by, request.from_on, request.to_on) == (
        cast.priya,
        FIRST_DUE,
        date(2011, 7, 29),
    )
    assert (request.code, request.interim, request.risk) == (wish.code, wish.interim, wish.risk)
    assert the("1.1").due_on == FIRST_DUE
    assert (entry.kind, entry.actor, entry.acting_for) == (Happened.DATE_ASKED, cast.priya, None)
    assert entry.facts["note"] == wish.reason
    assert [row[:3] for row in waiting_letters()] == [("new_date_asked", "Jean Talbot", ["1.1"])]


def test_whoever_covers_and_a_performance_officer_ask_for_the_owner(
    cast: Cast, slipping: Slipping
) -> None:
    covered(cast.priya, cast.tom)

    slipping.asks(cast.tom)
    entry = last_entry()
    assert (entry.actor, entry.acting_for) == (cast.tom, cast.priya)
    slipping.withdraws(cast.sam)
    entry = last_entry()
    assert (entry.kind, entry.actor, entry.acting_for) == (
        Happened.DATE_WITHDRAWN,
        cast.sam,
        cast.priya,
    )
    assert slipping.states == ["withdrawn"]


def test_a_request_worded_anew_is_told_in_the_letter_that_has_not_left(
    northbank: Flask, cast: Cast, slipping: Slipping
) -> None:
    slipping.asks(cast.priya)
    slipping.asks(cast.priya, replace(WISH, to_on=date(2011, 8, 31)))

    assert slipping.states == ["waiting"]
    assert len(waiting_letters()) == 1
    letter = written(northbank, now=clock.now())["Jean"]
    assert isinstance(letter, Letter)
    assert letter.subject.endswith("to 31 August 2011")
    entry = last_entry()
    assert entry.kind is Happened.DATE_REQUEST_CHANGED
    assert (entry.facts["was_to_on"], entry.facts["to_on"]) == ("2011-07-29", "2011-08-31")


def test_a_request_worded_anew_is_told_once_more_when_the_first_letter_has_left(
    northbank: Flask, cast: Cast, slipping: Slipping, travel: Travel
) -> None:
    slipping.asks(cast.priya)
    letters_of_the_day(northbank)
    travel("2011-07-04T10:00")

    slipping.asks(cast.priya, replace(WISH, to_on=date(2011, 8, 31)))

    assert list(letters_of_the_day(northbank)) == ["Jean"]


def test_a_refusal_leaves_the_date_and_tells_why(
    northbank: Flask, cast: Cast, slipping: Slipping
) -> None:
    slipping.asks(cast.priya)
    letters_of_the_day(northbank)

    said = slipping.decides(cast.jean, REFUSE)

    assert said == (
        "Refused: action 1.1 is still due 31 May 2011. We will tell Priya Nair by email."
    )
    letter = written(northbank, now=clock.now())["Priya"]
    assert isinstance(letter, Letter)
    assert "It cannot wait that long." in plain(letter)
    assert last_entry().facts["note"] == REFUSE.reason


def test_a_cover_who_decides_does_so_on_behalf_of_the_manager(
    cast: Cast, slipping: Slipping
) -> None:
    deputy = Person(
        name="Nadia Rahman",
        email="nadia@northbank.example",
        role=Role.MANAGER,
        created_at=clock.now(),
    )
    db.session.add(deputy)
    db.session.commit()
    covered(cast.jean, deputy, decides=True)
    slipping.asks(cast.priya)

    slipping.decides(deputy)

    entry = last_entry()
    assert (the("1.1").due_on, slipping.states) == (date(2011, 7, 29), ["agreed"])
    assert (entry.actor, entry.acting_for) == (deputy, cast.jean)
