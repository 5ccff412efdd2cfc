"""A person's calendar: what two libraries read in it, as its person, at the moment of asking."""

from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import vobject
from sqlalchemy import func, select, update

from tests.cast import Cast
from tests.covering import AFTER, BEFORE, FIRST, LAST, covered
from tests.services.forms_sent import sent_by
from tests.services.outcomes import action
from tests.statements import counted
from tracker.domain.dates import DelayReason
from tracker.extensions import db
from tracker.services import calendar_feeds, dates
from tracker.services.dates import Move
from tracker.services.people import turn_off
from tracker.store.actions import Action, Milestone
from tracker.store.calendar_feeds import CalendarFeed
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.rechecks import Recheck

TODAY = date(2011, 7, 4)


def read(person: Person, on: date = TODAY) -> dict[str, Any]:
    """The events of a calendar by what they say, as icalendar reads them; vobject reads the same."""
    data = calendar_feeds.calendar_of(person, on)
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    theirs = vobject.readOne(data.decode())
    assert [str(one["SUMMARY"]) for one in events] == [
        one.summary.value for one in getattr(theirs, "vevent_list", ())
    ]
    return {str(one["SUMMARY"]): one for one in events}


def the_plan() -> Plan:
    return db.session.scalars(select(Plan)).one()


def test_it_holds_open_due_dates_milestones_checks_and_the_days_of_plans_without_a_title(
    cast: Cast, now: datetime
) -> None:
    priya, jean, helen = read(cast.priya), read(cast.jean), read(cast.helen)
    for number in ("5.2", "7.1"):
        day = date(2011, 9, 1)
        db.session.add(
            Recheck(
                action=action(number), due_on=day, measure="Ask", set_by_id=cast.jean.id, set_at=now
            )
        )
    db.session.flush()

    assert {words: one["DTSTART"].dt for words, one in priya.items() if words.startswith("A")} == {
        "Action SLAC-1.1 due": date(2011, 5, 31),
        "Action SLAC-1.2 due": date(2011, 7, 29),
    }
    assert set(priya) - {"Action SLAC-1.1 due", "Action SLAC-1.2 due"} == {
        "Milestone of action SLAC-1.1 due"
    }
    assert priya["Action SLAC-1.1 due"]["URL"] == "http://127.0.0.1:8000/actions/SLAC-1.1"
    assert set(jean) == {"Review of plan SLAC", "Board meeting about plan SLAC"}
    assert "Check action SLAC-5.2 again" in read(cast.jean)
    assert set(helen) == {"Action SLAC-4.1 due", "Action SLAC-7.2 due"}
    everything = calendar_feeds.calendar_of(cast.priya, TODAY).decode()
    for told in ("minutes", "Priya", "Jean", "Safeguarding", "VALARM"):
        assert told not in everything
    assert read(cast.chris) == {}


def test_the_same_days_make_the_same_bytes_and_a_moved_date_keeps_its_key(
    cast: Cast, now: datetime, today: date
) -> None:
    before = calendar_feeds.calendar_of(cast.tom, TODAY)
    first = read(cast.tom)["Action SLAC-2.2 due"]
    assert calendar_feeds.calendar_of(cast.tom, TODAY) == before
    late = now + timedelta(minutes=5)

    new = Move(date(2011, 10, 28), DelayReason.OTHER, "The files come later.")
    dates.move(action("2.2"), new, by=cast.jean, now=late, today=today)
    db.session.commit()

    after = read(cast.tom)["Action SLAC-2.2 due"]
    assert (after["UID"], after["DTSTART"].dt) == (first["UID"], date(2011, 10, 28))
    assert (first["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert first["LAST-MODIFIED"].dt < after["LAST-MODIFIED"].dt == after["DTSTAMP"].dt == late


def test_titles_are_there_where_the_plan_says_so_and_of_a_restricted_plan_nothing_ever_is(
    cast: Cast,
) -> None:
    plan = the_plan()
    plan.calendar_titles = True
    action("1.1").short_title = "Minutes; on time, £5 über alles " + "ü" * 28
    db.session.commit()
    assert f"Action SLAC-1.1 due: {action('1.1').short_title}" in read(cast.priya)
    assert "Board meeting about plan SLAC: " + plan.title in read(cast.margaret)

    plan.restricted = True
    db.session.commit()

    for person, words in (
        (cast.priya, {"Action due", "Milestone due"}),
        (cast.jean, {"Plan review", "Board meeting"}),
        (cast.margaret, set()),
    ):
        data = calendar_feeds.calendar_of(person, TODAY).decode()
        assert set(read(person)) == words
        assert not [one for one in ("SLAC", "Minutes", plan.title) if one in data]


def test_what_somebody_covers_is_there_while_the_cover_lasts_and_names_nobody(
    cast: Cast,
) -> None:
    covered(cast.priya, cast.tom)
    hers = {f"Action SLAC-{number} due (you cover)" for number in ("1.1", "1.2")}
    hers.add("Milestone of action SLAC-1.1 due (you cover)")

    def theirs(on: date) -> set[str]:
        return {words for words in read(cast.tom, on) if "cover" in words}

    assert [theirs(on) for on in (BEFORE, FIRST, LAST, AFTER)] == [set(), hers, hers, set()]
    assert "Priya" not in calendar_feeds.calendar_of(cast.tom, TODAY).decode()
    the_plan().restricted = True
    db.session.commit()
    assert theirs(TODAY) == {"Action due (you cover)", "Milestone due (you cover)"}


def test_what_is_taken_from_somebody_is_gone_and_the_statements_do_not_grow(
    cast: Cast, now: datetime
) -> None:
    person = cast.priya
    with counted() as few:
        assert "Action SLAC-1.1 due" in read(person)
    found = action("1.1")
    found.owner_id = cast.tom.id
    other = action("1.2").id
    for place in range(20):
        due = date(2011, 8, 1) + timedelta(days=place)
        db.session.add(Milestone(action_id=other, position=place, title="x", due_on=due))
    db.session.commit()
    db.session.refresh(person)
    with counted() as many:
        assert set(read(person)) == {"Action SLAC-1.2 due", "Milestone of action SLAC-1.2 due"}

    assert len(many) == len(few) <= 7


def test_an_address_works_until_another_is_made_or_its_person_is_turned_off(
    cast: Cast, now: datetime
) -> None:
    helen = cast.helen
    first = calendar_feeds.make_feed(sent=sent_by(helen), now=now)
    second = calendar_feeds.make_feed(sent=sent_by(helen), now=now)

    assert len(first) >= 43
    assert calendar_feeds.feed_behind(first) is None
    feed = calendar_feeds.feed_behind(second)
    assert feed is not None
    assert feed.person_id == helen.id
    kept = [str(value) for value in vars(feed).values()]
    assert not [one for one in kept if first in one or second in one]

    db.session.execute(update(Action).values(owner_id=cast.priya.id))
    db.session.commit()
    turn_off(helen.id, sent=sent_by(cast.chris), now=now)

    assert calendar_feeds.feed_behind(second) is None
    assert db.session.scalar(select(func.count(CalendarFeed.id))) == 0
