"""The days on which the council itself is closed: added and taken back, each save in the history.

An agreed date is never moved by it: what falls due on an added day is shown, and a person decides.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import insert

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, day, span
from tracker.domain.workdays import is_working_day
from tracker.extensions import db
from tracker.services.calendar import bank_holidays
from tracker.services.forms import SentForm, taking_effect
from tracker.services.installation import settings
from tracker.services.record import record
from tracker.store.calendar import ClosedDay, closure_days
from tracker.store.history import Happened

MOST_DAYS = 31
FURTHEST_AHEAD = timedelta(days=3 * 365)


def add_closure(
    name: str, first: date, last: date, *, sent: SentForm, now: datetime, today: date
) -> Sequence[date]:
    """Close the council on the working days from one day to another; returns those added.

    Raises RuleBroken for days that are gone, too many or already closed.
    """
    _refuse_days(first, last, today)
    added = _working_days(first, last)
    if not added:
        raise RuleBroken("The council is closed on all of these days already", field="first")
    message = f"{name.strip()} is added: {count(len(added), 'day')}."
    with taking_effect(sent, route="calendar.add", message=message, now=now):
        db.session.execute(
            insert(ClosedDay),
            [
                {"on": on, "name": name.strip(), "added_at": now, "added_by_id": sent.by.id}
                for on in added
            ],
        )
        record(
            Happened.CALENDAR_CHANGED,
            at=now,
            actor=sent.by,
            before={},
            after={on.isoformat(): name.strip() for on in added},
        )
        db.session.commit()
    return added


def remove_closure(on: date, *, sent: SentForm, now: datetime, today: date) -> None:
    """Open the council on a day again. Raises RuleBroken for a day that is gone or not closed."""
    if on < today:
        raise RuleBroken("This day is in the past and stays as it was.")
    with taking_effect(sent, route="calendar.remove", message=f"{day(on)} is removed.", now=now):
        closed = db.session.get(ClosedDay, on)
        if closed is None:
            raise RuleBroken("The council is not closed on this day any more.")
        record(
            Happened.CALENDAR_CHANGED,
            at=now,
            actor=sent.by,
            before={on.isoformat(): closed.name},
            after={},
        )
        db.session.delete(closed)
        db.session.commit()


def _refuse_days(first: date, last: date, today: date) -> None:
    if first < today:
        raise RuleBroken("The first day must be today or in the future", field="first")
    if first > today + FURTHEST_AHEAD:
        raise RuleBroken("The first day must be within the next 3 years", field="first")
    if last < first:
        raise RuleBroken("The last day must be the same as or after the first", field="last")
    if (last - first).days >= MOST_DAYS:
        raise RuleBroken(
            f"{span(first, last)} is more than {MOST_DAYS} days. Add it in parts", field="last"
        )


def _working_days(first: date, last: date) -> list[date]:
    """The days in between that are not closed already."""
    closed = bank_holidays(settings().holidays, first) | closure_days().keys()
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [on for on in every if is_working_day(on, closed)]
