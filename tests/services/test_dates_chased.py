"""New dates nobody has decided: who is asked again; and forms sent at the same instant."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tests.services.letters import written
from tests.services.meetings import the
from tests.services.slipping import AGREE, WISH, Slipping
from tests.services.test_actions_at_once import at_once
from tests.services.timed import morning_of, send_all
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.errors import Crossed, RuleBroken
from tracker.extensions import db
from tracker.services import dates
from tracker.services.letters.accountable import accountable_to, shown_of
from tracker.store.actions import Action
from tracker.store.people import get_person
from tracker.store.snapshots import open_actions

Travel = Callable[[str], None]


@pytest.fixture
def slipping(northbank: Flask) -> Slipping:
    """Priya's late action, 1.1, for which Jean is accountable."""
    return Slipping()


def moved_once(cast: Cast, slipping: Slipping) -> None:
    """Agreed once, to 29 July, and asked for again, to 31 August."""
    slipping.asks(cast.priya)
    slipping.decides(cast.jean, AGREE)
    slipping.asks(cast.priya, replace(WISH, to_on=date(2011, 8, 31)))
    send_all()


def asked_again(days: range) -> list[tuple[int, str]]:
    """Who was asked again about a new date, on which days of July 2011."""
    told = []
    for n in days:
        rows = morning_of(f"2011-07-{n:02}T08:00")
        send_all()
        told += [(n, row[1]) for row in rows if row[0] == "new_date_asked"]
    return told


def test_an_unanswered_second_move_is_chased_with_the_director(
    northbank: Flask, cast: Cast, slipping: Slipping, travel: Travel
) -> None:
    moved_once(cast, slipping)

    assert (11, "Alan") in asked_again(range(5, 12))

    morning_of("2011-07-12T08:00")
    waiting = next(one for one in open_actions() if one.facts.id == the("1.1").id)
    assert waiting.request
    assert (waiting.request.moves, waiting.request.asker_id) == (1, cast.priya.id)


def test_the_letter_of_the_chase_is_written_for_whom_it_was_planned(
    northbank: Flask, cast: Cast, slipping: Slipping, travel: Travel
) -> None:
    moved_once(cast, slipping)
    asked_again(range(5, 11))
    travel("2011-07-11T08:00")
    morning_of("2011-07-11T08:00")

    letter = written(northbank, now=clock.now())["Alan"]

    assert isinstance(letter, Letter)
    assert letter.subject.startswith("New date asked for: 1.1")


def test_the_summary_of_a_manager_asks_for_no_decision_of_the_director(
    cast: Cast, slipping: Slipping, today: date
) -> None:
    def theirs() -> dict[str, bool]:
        actions, _areas, _titles = accountable_to(cast.jean, seen_by=cast.jean, today=today)
        shown = shown_of({one.id for one in actions}, today)
        return {shown[one.id].number: one.date_is_theirs for one in actions if one.asked_on}

    assert theirs() == {"2.1": True}
    moved_once(cast, slipping)
    assert theirs() == {"1.1": False, "2.1": True}


def test_the_owners_cover_is_not_asked_again_though_they_are_accountable(
    cast: Cast, slipping: Slipping
) -> None:
    slipping.asks(cast.priya)
    send_all()
    covered(cast.priya, cast.jean)

    assert (11, "Alan") in asked_again(range(5, 12))


def test_of_many_who_ask_at_the_same_instant_one_is_first_and_the_others_are_told(
    northbank: Flask, cast: Cast, slipping: Slipping, now: datetime, today: date
) -> None:
    people = [cast.priya.id, cast.sam.id]
    action_id, version = the("1.1").id, the("1.1").version
    db.session.rollback()

    def save(turn: int) -> str:
        with northbank.app_context():
            try:
                dates.ask(
                    db.session.get_one(Action, action_id),
                    WISH,
                    sent=sent_by(get_person(people[turn % 2])),
                    version=version,
                    now=now,
                    today=today,
                )
            except Crossed:
                return "told"
            return "asked"

    assert Counter(at_once(8, save)) == {"asked": 1, "told": 7}
    assert slipping.states == ["waiting"]


def test_of_two_who_decide_and_one_who_withdraws_at_once_one_is_first(
    northbank: Flask, cast: Cast, slipping: Slipping, now: datetime, today: date
) -> None:
    slipping.asks(cast.priya)
    people = [cast.jean.id, cast.alan.id, cast.priya.id]
    action_id, version = the("1.1").id, the("1.1").version
    db.session.rollback()

    def act(turn: int) -> str:
        with northbank.app_context():
            by = get_person(people[turn])
            action = db.session.get_one(Action, action_id)
            sent = sent_by(by)
            try:
                if by.name == "Priya Nair":
                    dates.withdraw(action, sent=sent, version=version, now=now, today=today)
                else:
                    dates.decide(action, AGREE, sent=sent, version=version, now=now, today=today)
            except (Crossed, RuleBroken):
                return "told"
            return "done"

    assert Counter(at_once(3, act)) == {"done": 1, "told": 2}
    assert slipping.states in (["agreed"], ["withdrawn"])
