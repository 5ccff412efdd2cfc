"""What stands at the top of every page while the service is not well.

A stopped scheduler cannot email its own alarm, so those who run the service are told wherever they
are. Everybody is told while mail is held: they may have opened a copy by mistake.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, url_for

from tracker import clock
from tracker.domain.access import SERVICE_KEEPERS, Role
from tracker.domain.wording import count, moment
from tracker.services.checks import backup_late, silent_for
from tracker.services.holding import mail_hold
from tracker.store.people import Person
from tracker.store.watch import Watch, watch
from tracker.web.access import person_if_any, settings

LONG_SILENT = timedelta(hours=26)
"""More than a day and its margin: since then a whole morning must have been missed."""


@dataclass(frozen=True)
class NotWell:
    """One thing that is not well, in a heading and a sentence, and where to read more."""

    heading: str
    words: str
    link_text: str = ""
    href: str = ""


def warnings() -> list[NotWell]:
    """What the signed-in person is warned of, on any page; one statement, and one more for those
    who run the service.

    Nobody who has not signed in is told anything, and nothing is asked of a database that has just
    failed.
    """
    person = None if g.get("database_failed") else person_if_any()
    if person is None:
        return []
    keeper = person.role in SERVICE_KEEPERS
    found = _of_the_service(person, clock.now()) if keeper else [_of_a_copy()]
    return [warning for warning in (_test_copy(), *found) if warning]


def _of_the_service(person: Person, now: datetime) -> list[NotWell | None]:
    stands = watch()
    return [_stopped(stands, now), _relay(stands), _held(person), _no_backup(stands, now)]


def _of_a_copy() -> NotWell | None:
    if not mail_hold().held:
        return None
    words = "Nobody is emailed until an administrator has looked at it."
    return NotWell("This copy of the service sends no emails", words)


def _test_copy() -> NotWell | None:
    if not settings().mail_only_to:
        return None
    words = "All of its emails go to one address for testing, and to nobody else."
    return NotWell("This is a test copy", words)


def _stopped(stands: Watch, now: datetime) -> NotWell | None:
    silent = silent_for(stands, now)
    if silent is None:
        return None
    to_do = {"link_text": "See what to do", "href": url_for("admin.scheduler.scheduler")}
    if stands.planned_at is None:
        return NotWell("Reminders have stopped", "The scheduler has never run.", **to_do)
    last = f"The scheduler last ran at {moment(stands.planned_at)}."
    if silent < LONG_SILENT:
        return NotWell("Reminders have stopped", last, **to_do)
    hours = count(int(silent.total_seconds() // 3600), "hour")
    return NotWell(f"Reminders have stopped: no run for {hours}", last, **to_do)


def _relay(stands: Watch) -> NotWell | None:
    if stands.relay_down_since is None:
        return None
    return NotWell(
        "Emails are not leaving",
        f"Our mail server has been in trouble since {moment(stands.relay_down_since)}. Nothing is"
        " lost: emails wait and go when it is back.",
        "See what it said",
        url_for("admin.scheduler.scheduler", _anchor="relay"),
    )


def _no_backup(stands: Watch, now: datetime) -> NotWell | None:
    if not backup_late(stands, now):
        return None
    last = f"The last was taken at {moment(stands.backup_at)}. " if stands.backup_at else ""
    words = f"{last}What is lost now cannot be brought back. Tell whoever runs the server."
    return NotWell("There is no recent backup", words)


def _held(person: Person) -> NotWell | None:
    hold = mail_hold()
    if not hold.held:
        return None
    since = f"Nothing has left since {moment(hold.since)}. " if hold.since else ""
    if person.role is Role.ADMINISTRATOR:
        what, where = "Decide what becomes of them", url_for("mail_held.held")
    else:
        what, where = "See the emails held", url_for("admin.deliveries.log", status="held")
    return NotWell("All emails are held", f"{since}{hold.reason}", what, where)
