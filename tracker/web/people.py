"""People, for an administrator: looked up, added, changed, turned off and on."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import EVERYONE, ROLE_WORDS, Role
from tracker.domain.errors import Crossed, RuleBroken
from tracker.services import people as services
from tracker.services.forms import SentForm
from tracker.services.people import described
from tracker.store import directory
from tracker.store.cover import spells_with
from tracker.store.leavers import leaving_of
from tracker.store.people import Person
from tracker.web import kept, moving, teams
from tracker.web.access import allow, me
from tracker.web.fields import TrackerForm, show_broken_rule
from tracker.web.listing import file_asked
from tracker.web.people_files import people_file
from tracker.web.people_forms import PersonForm, SetUpForm

pages = Blueprint("people", __name__, url_prefix="/admin")
pages.register_blueprint(teams.pages)

Page = Response | tuple[str, int]


@pages.get("/users")
@allow(Role.ADMINISTRATOR)
def people() -> str | Response:
    """Everybody, or those whose name or address holds what is looked for."""
    sought = request.args.get("q", "").strip()[:120]
    if file_asked():
        return people_file(directory.people_page(sought))
    total = directory.how_many_people(sought)
    pages_in_all = max(1, -(-total // directory.ROWS_A_PAGE))
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= pages_in_all:
        abort(404)
    return render_template(
        "people/people.html",
        rows=directory.people_page(sought, page),
        total=total,
        sought=sought,
        page=page,
        pages_in_all=pages_in_all,
        page_address=lambda number: url_for("people.people", q=sought or None, page=number),
        roles=ROLE_WORDS,
    )


@pages.route("/users/add", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def add() -> Page:
    """Add a person; a password made for them is shown once, on the page that answers."""
    form = SetUpForm(_typed()) if request.method == "GET" else SetUpForm()
    form.offer()
    if form.validate_on_submit():
        try:
            person, made = services.enter_person(
                form.facts(),
                password=form.password.data or "",
                sent=_sent(form, url_for("people.people")),
                now=clock.now(),
            )
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            kept.forget_typed()
            return _can_sign_in(person, made)
    return render_template("people/add.html", form=form), 422 if form.errors else 200


@pages.get("/users/<int:person_id>")
@allow(Role.ADMINISTRATOR)
def person(person_id: int) -> str:
    """One person, and what can be done about them."""
    found = _found(person_id)
    return render_template(
        "people/person.html",
        person=found,
        facts=described(found),
        work=directory.open_work_of(found.id),
        below=directory.people_below(found.id),
        leaving=leaving_of(found.id),
        is_me=found.id == me().id,
        turn_on_form=TrackerForm(),
        has_account=found.role in EVERYONE,
    )


@pages.route("/users/<int:person_id>/change", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def change(person_id: int) -> Page:
    """Change what is said of a person."""
    found = _found(person_id)
    typed = _typed() if request.method == "GET" else None
    form = PersonForm(typed) if typed else PersonForm()
    if request.method == "GET" and not typed:
        form.show(found)
    form.offer(about=found)
    if not form.validate_on_submit():
        return _change_page(form, found, 422 if form.errors else 200)
    answer = url_for("people.person", person_id=found.id)
    try:
        services.change_person(
            found.id,
            form.facts(),
            version=form.version.data,
            sent=_sent(form, answer),
            now=clock.now(),
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _change_page(form, _found(person_id), 422)
    except Crossed:
        return _crossed(form, _found(person_id))
    kept.forget_typed()
    flash(f"{form.name.data}’s details are saved.", "success")
    return redirect(answer, code=303)


@pages.route("/users/<int:person_id>/move", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def move(person_id: int) -> Page:
    """Give what a person has open to one or several others, in one step."""
    found = _found(person_id)
    back = url_for("people.person", person_id=found.id)
    return moving.move_page(found, answer=back, back=(found.name, back))


@pages.route("/users/<int:person_id>/turn-off", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def turn_off(person_id: int) -> Page:
    """Turn a person off, once nothing open is theirs."""
    found = _found(person_id)
    form = TrackerForm()
    if form.validate_on_submit():
        answer = url_for("people.person", person_id=found.id)
        try:
            services.turn_off(found.id, sent=_sent(form, answer), now=clock.now())
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            flash(services.switched_words(found, on=False), "success")
            return redirect(answer, code=303)
    found = _found(person_id)
    work = directory.open_work_of(found.id)
    page = render_template(
        "people/turn_off.html",
        form=form,
        person=found,
        work=work,
        below=directory.people_below(found.id),
        covers=spells_with(found.id, clock.today()),
    )
    return page, 422 if form.form_errors else 200


@pages.post("/users/<int:person_id>/turn-on")
@allow(Role.ADMINISTRATOR)
def turn_on(person_id: int) -> Response:
    """Turn a person on again."""
    found = _found(person_id)
    answer = url_for("people.person", person_id=found.id)
    services.turn_on(found.id, sent=_sent(TrackerForm(), answer), now=clock.now())
    flash(services.switched_words(found, on=True), "success")
    return redirect(answer, code=303)


@pages.route("/users/<int:person_id>/password", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def password(person_id: int) -> Page:
    """Make a new password for somebody who cannot sign in, and show it once."""
    found = _found(person_id)
    if found.role not in EVERYONE:
        abort(404)
    form = TrackerForm()
    if form.validate_on_submit():
        answer = url_for("people.person", person_id=found.id)
        made = services.give_new_password(found.id, sent=_sent(form, answer), now=clock.now())
        return _can_sign_in(_found(person_id), made)
    return render_template("people/password.html", form=form, person=found), 200


def _can_sign_in(person: Person, made: str | None) -> tuple[str, int]:
    """Answered at once and not after a redirect, so that the password is stored nowhere between."""
    return render_template("people/can_sign_in.html", person=person, made=made), 200


def _change_page(form: PersonForm, person: Person, code: int) -> tuple[str, int]:
    return render_template("people/change.html", form=form, person=person), code


def _crossed(form: PersonForm, person: Person) -> tuple[str, int]:
    """Both versions, with the form taken up to what is there now; nothing was overwritten."""
    form.offer(about=person)
    both = form.beside(described(person))
    form.version.data = person.version
    page = render_template(
        "people/change.html",
        form=form,
        person=person,
        both=both,
        errors=[{"text": "Somebody else saved first. Check both versions and save again."}],
    )
    return page, 409


def _found(person_id: int) -> Person:
    return directory.find_person(person_id) or abort(404)


def _sent(form: TrackerForm, answer: str) -> SentForm:
    return SentForm(by=me(), request_id=form.request_id.data or "", answer=answer)


def _typed() -> object:
    return kept.typed_before(person_id=me().id)
