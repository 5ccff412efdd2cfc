"""The alarm: actions nobody can be reached about, and people who get no email."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import Role
from tracker.store.people import Person
from tracker.store.reach import (
    orphan_count,
    orphaned_actions,
    people_without_mail,
    visible_among,
)
from tracker.web.access import allow, me
from tracker.web.listing import file_asked
from tracker.web.people_files import unreachable_file

pages = Blueprint("reach", __name__, url_prefix="/people")

WATCHERS = frozenset({Role.PERFORMANCE, Role.ADMINISTRATOR})


@pages.get("/unreachable")
@allow(*WATCHERS)
def unreachable() -> str | Response:
    """Every open action that no letter can be sent about, why, and what to do."""
    orphans = orphaned_actions(clock.today())
    ids = [one.action_id for one in orphans]
    readable = visible_among(ids, seen_by=me(), on=clock.today())
    without_mail, keeps_people = (
        people_without_mail(clock.today()),
        me().role is Role.ADMINISTRATOR,
    )
    if file_asked():
        return unreachable_file(orphans, without_mail, readable)
    return render_template(
        "people/unreachable.html",
        orphans=orphans,
        readable=readable,
        without_mail=without_mail,
        keeps_people=keeps_people,
    )


def alarm_for(person: Person) -> int:
    """How many actions the banner on this person's pages tells of; 0 for who is not told."""
    return orphan_count(clock.today()) if person.role in WATCHERS else 0
