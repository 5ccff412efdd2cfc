"""Who is turned off leaves no milestone that is nobody's, and signs nothing off any more."""

from datetime import date, datetime

from sqlalchemy import select

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.services.meetings import the
from tracker.extensions import db
from tracker.services.people import turn_off
from tracker.store.actions import Milestone
from tracker.store.history import Happened, HistoryEntry

DUE = date(2011, 7, 20)


def histories(kind: Happened, now: datetime) -> list[dict[str, object]]:
    found = select(HistoryEntry.facts).where(HistoryEntry.kind == kind, HistoryEntry.at == now)
    return list(db.session.scalars(found.order_by(HistoryEntry.id)))


def test_unfinished_milestones_fall_to_the_owner_of_the_action(cast: Cast, now: datetime) -> None:
    action, version = the("1.2"), the("1.2").version
    steps = [
        Milestone(action_id=action.id, position=91, title="Write", due_on=DUE, done_on=DUE),
        Milestone(action_id=action.id, position=92, title="Test", due_on=DUE),
        Milestone(action_id=action.id, position=93, title="Print", due_on=DUE, removed_at=now),
    ]
    for one in steps:
        one.owner_id = cast.alan.id
    db.session.add_all(steps)
    db.session.commit()
    numbers = [one.id for one in steps]

    turn_off(cast.alan.id, sent=sent_by(cast.chris), now=now)

    owners = [db.session.get_one(Milestone, number).owner_id for number in numbers]
    assert owners == [cast.alan.id, None, cast.alan.id]
    assert histories(Happened.MILESTONE_CHANGED, now) == [
        {
            "title": "Test",
            "before": {"milestone": "Test", "due": "20 July 2011", "owner": "Alan Mercer"},
            "after": {"milestone": "Test", "due": "20 July 2011", "owner": ""},
        }
    ]
    assert the("1.2").version > version


def test_they_are_second_signatory_of_nothing_open_any_more(cast: Cast, now: datetime) -> None:
    for number in ("1.2", "5.2"):
        the(number).signatory_id = cast.alan.id
        db.session.commit()

    turn_off(cast.alan.id, sent=sent_by(cast.chris), now=now)

    assert (the("1.2").signatory_id, the("5.2").signatory_id) == (None, cast.alan.id)
    assert histories(Happened.SIGNATORY_NAMED, now) == [{"from": "Alan Mercer"}]
