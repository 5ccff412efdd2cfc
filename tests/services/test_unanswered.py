"""What nobody decides climbs: whoever decides, then those above them one after another, once each."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import covered
from tests.services.gates import Gates
from tests.services.letters import plain, written
from tests.services.meetings import the
from tests.services.slipping import REFUSE, Slipping
from tests.services.timed import morning_of, reasons, send_all
from tests.web.officer_pages import words
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.services import morning
from tracker.services.letters.write import NotWanted
from tracker.store.outbox import Notification
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.told import asked_above

Travel = Callable[[str], None]

ABOVE = "12"
"""The day of July on which the new date that Tom asked for has waited ten working days."""


@pytest.fixture
def grace(cast: Cast) -> Person:
    """The chief executive, above Alan."""
    return joins(cast, "Grace Holt", above=cast.alan)


def joins(cast: Cast, name: str, *, above: Person | None = None) -> Person:
    person = Person(
        name=name,
        email=f"{name.lower().replace(' ', '.')}@manager.example",
        role=Role.MANAGER,
        password_hash=cast.jean.password_hash,
        created_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    if above is not None:
        above.manager_id = person.id
    db.session.commit()
    return person


def weekdays(first: int, last: int) -> Iterable[date]:
    """Of July 2011, beyond its end where needed."""
    days = (date(2011, 6, 30) + timedelta(days=n) for n in range(first, last + 1))
    return (on for on in days if on.weekday() < 5)


def told(days: Iterable[date], kind: str = "new_date_asked") -> list[tuple[int, str]]:
    """Who was told of what waits, on which days of the month."""
    found = []
    for on in days:
        rows = morning_of(f"{on}T08:00")
        send_all()
        found += [(on.day, row[1]) for row in rows if row[0] == kind]
    return found


def letter_on(app: Flask, day: str, reader: str) -> Letter | NotWanted:
    """What this person would get on a morning of July, planned there and then."""
    moment = f"2011-07-{day}T08:00"
    morning_of(moment)
    return written(app, now=clock.at(moment))[reader]


def test_it_climbs_a_rung_each_five_working_days_up_to_the_top(cast: Cast, grace: Person) -> None:
    assert told(weekdays(4, 42)) == [(5, "Jean"), (12, "Alan"), (19, "Grace")]


def test_planning_again_after_a_stop_tells_nobody_twice(cast: Cast, grace: Person) -> None:
    told(weekdays(4, 11))
    at = clock.at(f"2011-07-{ABOVE}T08:00")

    first = morning.plan_reminders(at)[0]
    db.session.commit()
    again = morning.plan_reminders(at)[0]

    alans = select(Notification).where(
        Notification.kind == "new_date_asked", Notification.recipient_id == cast.alan.id
    )
    assert (first > 0, again, len(db.session.scalars(alans).all())) == (True, 0, 1)


def test_after_weeks_of_nothing_sent_each_has_days_to_decide_before_the_next(
    cast: Cast, grace: Person
) -> None:
    days = told(weekdays(26, 40))

    assert reasons("repeat|request") == {"Jean": "the weekly summary of today lists it"}
    assert days == [(2, "Alan"), (9, "Grace")]


def test_the_letter_says_how_long_it_has_waited_and_for_whom(
    northbank: Flask, cast: Cast, travel: Travel
) -> None:
    told(weekdays(4, 11))
    travel(f"2011-07-{ABOVE}T08:00")

    letter = letter_on(northbank, ABOVE, "Alan")

    assert isinstance(letter, Letter)
    assert letter.subject.startswith("New date asked for: 2.1")
    assert "It has waited 10 working days for Jean Talbot." in plain(letter)
    assert (
        "You get this because nobody has decided yet, and you may decide in place of Jean Talbot."
        in plain(letter)
    )


def test_whoever_decides_is_told_that_it_will_go_up(
    northbank: Flask, cast: Cast, travel: Travel
) -> None:
    told(weekdays(4, 4))
    travel("2011-07-05T08:00")

    letter = letter_on(northbank, "05", "Jean")

    assert isinstance(letter, Letter)
    assert (
        "You were asked on 28 June 2011, and it still waits for you. When it has waited 10 working"
        " days, Alan Mercer is asked too." in plain(letter)
    )


def test_a_letter_about_what_was_decided_meanwhile_is_not_sent(
    northbank: Flask, cast: Cast, travel: Travel
) -> None:
    told(weekdays(4, 11))
    travel(f"2011-07-{ABOVE}T08:00")
    morning_of(f"2011-07-{ABOVE}T08:00")
    Slipping("2.1").decides(cast.jean, REFUSE)

    found = written(northbank, now=clock.now())["Alan"]

    assert isinstance(found, NotWanted)


def test_one_who_is_no_longer_above_gets_no_letter(
    northbank: Flask, cast: Cast, grace: Person, travel: Travel
) -> None:
    told(weekdays(4, 11))
    travel(f"2011-07-{ABOVE}T08:00")
    morning_of(f"2011-07-{ABOVE}T08:00")
    cast.jean.manager_id = grace.id
    db.session.commit()

    assert isinstance(written(northbank, now=clock.now())["Alan"], NotWanted)


def test_nobody_with_a_part_in_it_is_a_rung(cast: Cast, grace: Person) -> None:
    the("2.1").owner_id = cast.alan.id
    db.session.commit()

    assert told(weekdays(4, 13)) == [(5, "Jean"), (12, "Grace")]


def test_the_owners_cover_and_second_accounts_are_no_rungs(cast: Cast, grace: Person) -> None:
    covered(cast.tom, cast.alan, last=date(2011, 7, 31))
    joins(cast, "Tom Ashworth", above=grace)

    assert told(weekdays(4, 30)) == [(5, "Jean"), (12, "Grace")]


def test_a_rung_who_is_away_is_reached_through_a_cover_who_decides(
    cast: Cast, grace: Person
) -> None:
    covered(cast.alan, grace, last=date(2011, 7, 31), decides=True)

    assert told(weekdays(4, 12)) == [(5, "Jean"), (12, "Grace")]


def test_a_rung_nobody_reaches_is_passed_over_at_the_next_step(cast: Cast, grace: Person) -> None:
    covered(cast.alan, cast.jean, last=date(2011, 7, 31), decides=True)

    days = told(weekdays(4, 19))

    assert days == [(5, "Jean"), (19, "Grace")]
    assert (
        reasons("silence|repeat|request")["Alan"]
        == "away, and Jean Talbot, who covers, has a part in it already"
    )


def test_a_plan_on_pause_is_quiet(cast: Cast, grace: Person) -> None:
    told(weekdays(4, 5))
    db.session.scalars(select(Plan)).one().paused = True
    db.session.commit()

    assert told(weekdays(6, 22)) == []


def test_the_second_signatory_is_chased_with_whoever_decides(cast: Cast) -> None:
    nadia = joins(cast, "Nadia Noor")
    the("6.1").signatory_id = nadia.id
    db.session.commit()

    days = told(weekdays(4, 15), "sign_off_asked")

    assert days == [(6, "Jean"), (6, "Nadia"), (13, "Alan")]


def test_a_signatory_with_a_part_in_it_is_not_chased(cast: Cast) -> None:
    nadia = joins(cast, "Nadia Noor")
    the("1.1").signatory_id = nadia.id
    db.session.commit()
    covered(cast.priya, nadia, last=date(2011, 7, 31))
    Gates(cast.priya, "1.1").sends()
    send_all()

    names = {name for _day, name in told(weekdays(4, 18), "sign_off_asked")}

    assert names == {"Jean", "Alan"}


def test_the_pages_say_who_was_asked_as_well(cast: Cast, grace: Person, travel: Travel) -> None:
    told(weekdays(4, 19))
    travel("2011-07-19T09:00")
    jean = cast.client("jean")

    page = words(jean.get("/actions/SLAC-2.1").text)
    decision = words(jean.get("/actions/SLAC-2.1/new-date/decide").text)

    assert (
        "It is with Jean Talbot to decide. Alan Mercer was asked as well on 12 July 2011."
        " Grace Holt was asked as well on 19 July 2011." in page
    )
    assert "Asked as well Alan Mercer, 12 July 2011; Grace Holt, 19 July 2011" in decision
    assert asked_above("request", 999) == []
