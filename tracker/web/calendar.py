"""The calendar: bank holidays, and the days on which the council itself is closed."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField, StringField

from tracker import clock
from tracker.domain.access import RULE_KEEPERS, Role
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, day
from tracker.services.calendar import bank_holidays_named
from tracker.services.closures import add_closure, remove_closure
from tracker.services.forms import SentForm
from tracker.store.action_lists import due_on_days
from tracker.store.calendar import closure_days
from tracker.web import kept
from tracker.web.access import allow, me, settings
from tracker.web.fields import AtMost, DayField, Needed, TrackerForm, show_broken_rule

pages = Blueprint("calendar", __name__)

Page = Response | tuple[str, int]
_DIVISIONS = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}


class ClosureForm(TrackerForm):
    """A day, or several, on which the council is closed."""

    name = StringField(
        "Why the council is closed",
        description="For example, ‘Between Christmas and New Year’.",
        validators=[Needed("Enter why the council is closed"), AtMost(120, "Reason")],
    )
    first = DayField("First day", validators=[Needed("Enter the first day")], named="First day")
    last = DayField(
        "Last day (optional)", named="Last day", description="Leave this empty for one day."
    )


class RemoveForm(TrackerForm):
    """One day to take back."""

    on = HiddenField()


@pages.route("/admin/calendar", methods=["GET", "POST"])
@allow(*RULE_KEEPERS)
def calendar() -> Page:
    """One year's closed days; days can be added."""
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = ClosureForm(typed) if typed else ClosureForm()
    if form.validate_on_submit() and form.first.data:
        first, last = form.first.data, form.last.data or form.first.data
        answer = url_for(".calendar", year=first.year)
        try:
            added = add_closure(
                form.name.data or "",
                first,
                last,
                sent=_sent(form, answer),
                now=clock.now(),
                today=clock.today(),
            )
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            kept.forget_typed()
            flash(_added_words(form.name.data or "", added), "success")
            return redirect(answer, code=303)
    return _shown(form, 422 if form.errors else 200)


@pages.post("/admin/calendar/remove")
@allow(*RULE_KEEPERS)
def remove() -> Page:
    """Take one closed day back."""
    form = RemoveForm()
    try:
        on = date.fromisoformat(form.on.data or "")
    except ValueError:
        abort(404)
    answer = url_for(".calendar", year=on.year)
    remove_closure(on, sent=_sent(form, answer), now=clock.now(), today=clock.today())
    flash(f"{day(on)} is removed. It is a working day again.", "success")
    return redirect(answer, code=303)


def _shown(form: ClosureForm, code: int) -> tuple[str, int]:
    year = _year()
    closed = {on: name for on, name in closure_days().items() if on.year == year}
    due = due_on_days(list(closed), from_on=clock.today(), seen_by=me())
    hidden = due.total - len(due.actions)
    page = render_template(
        "admin/calendar.html",
        form=form,
        remove_form=RemoveForm(formdata=None),
        year=year,
        years=[year - 1, year + 1],
        bank_holidays=bank_holidays_named(settings().holidays, year),
        division=_DIVISIONS[settings().holidays],
        closed=closed,
        due=due.actions,
        hidden=f"{count(hidden, 'action')} that you cannot see" if hidden else "",
        sees_actions=me().role is Role.PERFORMANCE,
    )
    return page, code


def _year() -> int:
    """The year asked for, this one when none is; not one without bank holidays on record."""
    this = clock.today().year
    year = request.args.get("year", this, type=int)
    if not this - 5 <= year <= this + 5:
        abort(404)
    return year


def _added_words(name: str, added: object) -> str:
    days = list(added) if isinstance(added, list) else []
    return f"{name.strip()} is added: {count(len(days), 'day')}. No due date has been moved."


def _sent(form: TrackerForm, answer: str) -> SentForm:
    return SentForm(by=me(), request_id=form.request_id.data or "", answer=answer)
