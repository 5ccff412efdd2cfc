"""Who is away, for a performance officer: covers, leavers, and setting cover for somebody else."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import OWNERS, Role
from tracker.domain.wording import span
from tracker.store.cover import left_uncovered, spells_of_all
from tracker.store.directory import find_person
from tracker.store.leavers import leavers
from tracker.store.people import Person, active_people
from tracker.web import moving
from tracker.web.access import allow, me
from tracker.web.cover_page import Desk, Page, change_page, cover_page, stay, take_back_page
from tracker.web.listing import file_asked
from tracker.web.people_files import away_file

pages = Blueprint("away", __name__, url_prefix="/people")


@pages.get("/away")
@allow(Role.PERFORMANCE)
def away() -> Response | tuple[str, int]:
    """Everybody who is away or will be, and who covers; choosing somebody leads to their page."""
    chosen, people = request.args.get("person"), active_people(OWNERS)
    found = next((one for one in people if str(one.id) == chosen), None)
    if found:
        return redirect(Desk(found, own=False).to("cover"))
    covers, leaving = spells_of_all(clock.today()), leavers()
    uncovered = left_uncovered(clock.today())
    if file_asked():
        return away_file(covers, leaving, uncovered)
    page = render_template(
        "cover/away.html",
        covers=covers,
        leavers=leaving,
        uncovered=uncovered,
        people=people,
        days=lambda one: span(one.from_on, one.to_on),
        errors=[] if chosen is None else [{"text": "Select a person", "href": "#person"}],
    )
    return page, 200 if chosen is None else 422


@pages.route("/<int:person_id>/cover", methods=["GET", "POST"])
@allow(Role.PERFORMANCE)
def cover(person_id: int) -> Page:
    """What is set for somebody, and the form that sets more."""
    return cover_page(_desk(person_id))


@pages.route("/<int:person_id>/cover/<int:cover_id>", methods=["GET", "POST"])
@allow(Role.PERFORMANCE)
def change(person_id: int, cover_id: int) -> Page:
    """Change a cover of somebody's."""
    return change_page(_desk(person_id), cover_id)


@pages.route("/<int:person_id>/cover/<int:cover_id>/take-back", methods=["GET", "POST"])
@allow(Role.PERFORMANCE)
def take_back(person_id: int, cover_id: int) -> Page:
    """End a cover of somebody's now."""
    return take_back_page(_desk(person_id), cover_id)


@pages.post("/<int:person_id>/cover/stay")
@allow(Role.PERFORMANCE)
def stay_here(person_id: int) -> Response:
    """Take back that somebody is leaving."""
    return stay(_desk(person_id))


@pages.route("/<int:person_id>/move", methods=["GET", "POST"])
@allow(Role.PERFORMANCE)
def move(person_id: int) -> Page:
    """Give what somebody has open to others, in one step."""
    person = find_person(person_id) or abort(404)
    back = url_for("away.away")
    return moving.move_page(person, answer=back, back=("People who are away", back))


def _desk(person_id: int) -> Desk:
    """Somebody who may be away: turned on, of a role that owns actions. Oneself is somebody too."""
    person: Person = find_person(person_id) or abort(404)
    if not person.active or person.role not in OWNERS:
        abort(404)
    return Desk(person, own=person.id == me().id)
