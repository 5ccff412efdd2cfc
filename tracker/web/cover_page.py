"""The pages about one person being away: their own, or a performance officer's about them."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import REVIEWERS, Role
from tracker.domain.cover import Away, Work, effects
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, day, listed, span
from tracker.services import cover as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.services.installation import closed_days
from tracker.store.action_lists import work_between
from tracker.store.cover import Cover, find_cover, spells_with
from tracker.store.directory import open_work_of
from tracker.store.leavers import leaving_of
from tracker.store.people import Person, active_people, get_person
from tracker.web import kept
from tracker.web.access import me
from tracker.web.cover_form import CoverForm
from tracker.web.fields import TrackerForm, show_broken_rule

Page = Response | tuple[str, int]
EXAMPLE_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Desk:
    """Whose days these are, and where the pages about them stand."""

    person: Person
    own: bool

    def to(self, name: str, cover_id: int | None = None) -> str:
        """The address of one of these pages."""
        if self.own:
            return url_for(f"account.cover.{name}", cover_id=cover_id)
        return url_for(f"away.{name}", person_id=self.person.id, cover_id=cover_id)


def cover_page(desk: Desk) -> Page:
    """What is set, and the form that sets more."""
    return _set(desk, None)


def change_page(desk: Desk, cover_id: int) -> Page:
    """One cover or pause, to be changed."""
    return _set(desk, _found(desk, cover_id))


def take_back_page(desk: Desk, cover_id: int) -> Page:
    """Asks before a cover ends; the button ends it."""
    form = TrackerForm()
    answer = desk.to("cover")
    if request.method == "POST":
        refuse_repeat(form.request_id.data or "", by=me(), route="cover.take_back")
    cover = _found(desk, cover_id)
    if form.validate_on_submit():
        try:
            said = services.take_back(
                desk.person.id,
                cover.id,
                sent=_sent(form, answer),
                now=clock.now(),
                today=clock.today(),
            )
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            flash(said, "success")
            return redirect(answer, code=303)
    page = render_template("cover/take_back.html", form=form, desk=desk, cover=cover, days=_days)
    return page, 422 if form.form_errors else 200


def stay(desk: Desk) -> Response:
    """Takes back that somebody leaves."""
    answer = desk.to("cover")
    said = services.stay_after_all(
        desk.person.id, sent=_sent(TrackerForm(), answer), now=clock.now()
    )
    flash(said, "success")
    return redirect(answer, code=303)


def _found(desk: Desk, cover_id: int) -> Cover:
    found = find_cover(cover_id, person_id=desk.person.id, today=clock.today())
    return found or abort(404)


def _set(desk: Desk, replaces: Cover | None) -> Page:
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.SET_ROUTE)
    form = _form(desk, replaces)
    asks_to_change = "back" in request.form
    if asks_to_change or not form.validate_on_submit():
        return _show(desk, form, replaces, 422 if form.errors else 200)
    if "save" not in request.form:
        return _check(desk, form, replaces)
    try:
        return _save(desk, form, replaces)
    except RuleBroken as broken:
        form.show_wrong(broken)
        return _show(desk, form, replaces, 422)


def _form(desk: Desk, replaces: Cover | None) -> CoverForm:
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = CoverForm() if typed is None else CoverForm(formdata=typed)
    if request.method == "GET" and typed is None and replaces:
        form = CoverForm(first=replaces.from_on, last=replaces.to_on)
        form.show(replaces)
    today = clock.today()
    form.fit(desk.person, by=me(), replaces=replaces, today=today, example=_example(today))
    return form


def _example(today: date) -> str:
    ahead = today + EXAMPLE_AHEAD
    return f"{ahead.day} {ahead.month} {ahead.year}"


def _show(desk: Desk, form: CoverForm, replaces: Cover | None, code: int) -> tuple[str, int]:
    spells = spells_with(desk.person.id, clock.today())
    page = render_template(
        "cover/cover.html" if replaces is None else "cover/change.html",
        desk=desk,
        form=form,
        cover=replaces,
        away=[one for one in spells if one.person_id == desk.person.id],
        covering=[one for one in spells if one.covered_by_id == desk.person.id],
        leaving=leaving_of(desk.person.id),
        stay_form=TrackerForm(formdata=None),
        days=_days,
    )
    return page, code


def _check(desk: Desk, form: CoverForm, replaces: Cover | None) -> tuple[str, int]:
    """What will happen, before anything is saved; every answer goes along."""
    wanted = form.wanted
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {"csrf_token", "back", "save"}
    ]
    page = render_template(
        "cover/check.html",
        desk=desk,
        cover=replaces,
        wanted=wanted,
        covered_by=get_person(wanted.covered_by_id) if wanted.covered_by_id else None,
        days=span(wanted.first, wanted.last) if wanted.last else f"from {day(wanted.first)}",
        effects=_effects(desk, wanted),
        carried=carried,
    )
    return page, 200


def _effects(desk: Desk, wanted: services.Wanted) -> list[str]:
    if wanted.kind is Away.LEAVING or wanted.last is None:
        return _what_leaving_does(desk)
    cover = get_person(wanted.covered_by_id) if wanted.covered_by_id else None
    owned, due = work_between(desk.person, wanted.first, wanted.last)
    return effects(
        services.as_plan(wanted, cover),
        Work(owned, due, decides=desk.person.role in REVIEWERS),
        closed_days(wanted.last),
        name="" if desk.own else desk.person.name,
    )


def _what_leaving_does(desk: Desk) -> list[str]:
    told = listed([one.name for one in active_people(frozenset({Role.PERFORMANCE}))])
    work = open_work_of(desk.person.id)
    who, own, are = ("you", "own", "are") if desk.own else (desk.person.name, "owns", "is")
    return [
        f"{told or 'The performance officer'} sees that {who} {are} leaving, and finds somebody for"
        f" what {who} {own} and {are} accountable for: {count(work.total, 'open action')}.",
        f"Until then reminders go on coming to {'you' if desk.own else desk.person.name}.",
    ]


def _save(desk: Desk, form: CoverForm, replaces: Cover | None) -> Response:
    answer, wanted = desk.to("cover"), form.wanted
    sent, now, today = _sent(form, answer), clock.now(), clock.today()
    if wanted.kind is Away.LEAVING:
        said = services.say_leaving(desk.person.id, wanted, sent=sent, now=now, today=today)
    else:
        said = services.set_cover(
            desk.person.id,
            wanted,
            replaces_id=replaces.id if replaces else None,
            sent=sent,
            now=now,
            today=today,
        )
    kept.forget_typed()
    flash(said, "success")
    return redirect(answer, code=303)


def _days(cover: Cover) -> str:
    """'4 to 15 July 2011'."""
    return span(cover.from_on, cover.to_on)


def _sent(form: TrackerForm, answer: str) -> SentForm:
    return SentForm(me(), form.request_id.data or "", answer)
