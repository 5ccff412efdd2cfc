"""The reminder rules: of the council, of a plan, of one action."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from tracker import clock
from tracker.domain.access import PLAN_MAKERS, RULE_KEEPERS
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.rules import Level
from tracker.services.forms import SentForm
from tracker.services.outlook import Outlook, outlook_for, outlook_of_a_sample
from tracker.services.plan_letters import PlanLetters, next_board, save_plan_letters
from tracker.services.rules import SAVED, Place, rules_here, save_rules, would_hold
from tracker.store.doors import get_action, get_plan
from tracker.store.overview import telling_action
from tracker.store.rules import said_at
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.rules_form import RulesForm, beside, read_or_show, rules_form, saved_words

pages = Blueprint("rules", __name__)

Page = Response | tuple[str, int]


@pages.route("/admin/reminders", methods=["GET", "POST"])
@allow(*RULE_KEEPERS)
def council() -> Page:
    """The rules that hold wherever no plan and no action says otherwise."""
    return _page(Place(Level.COUNCIL), url_for(".council"))


@pages.route("/admin/plans/<code>/reminders", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def plan(code: str) -> Page:
    """The rules of one plan, its board's day, and whether its reminders are paused."""
    found = get_plan(code, seen_by=me()) or abort(404)
    return _page(Place(Level.PLAN, plan=found), url_for(".plan", code=found.code))


@pages.route("/actions/<ref>/reminders", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def action(ref: str) -> Page:
    """The rules of one action."""
    found = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    return _page(Place(Level.ACTION, action=found), url_for(".action", ref=found.ref))


def _page(place: Place, address: str) -> Page:
    here = rules_here(place)
    more = _plan_fields() if place.level is Level.PLAN else {}
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = rules_form(place.level, here, typed, **more)
    if request.method == "GET" and not typed:
        form.show(here)
        _show_plan(form, place)
    if not form.validate_on_submit():
        return _shown(form, place, 422 if form.errors else 200)
    said: dict[str, Any] | None = {} if "reset" in request.form else read_or_show(form)
    if said is None:
        return _shown(form, place, 422)
    if "show" in request.form:
        return _with_outlook(form, place, said)
    return _saved(form, place, said, address)


def _saved(form: RulesForm, place: Place, said: dict[str, Any], address: str) -> Page:
    answer = SentForm(by=me(), request_id=form.request_id.data or "", answer=address)
    message = _reset_words(place) if "reset" in request.form else SAVED
    try:
        letters = _plan_letters(form, place)
        save = save_rules if letters is None else save_plan_letters
        extra = {} if letters is None else {"letters": letters}
        save(
            place,
            said,
            version=form.version.data,
            sent=answer,
            now=clock.now(),
            message=message,
            **extra,  # type: ignore[arg-type]  # only the saver of a plan takes them
        )
    except RuleBroken as broken:
        beside(form, broken)
        return _shown(form, place, 422)
    except Crossed:
        return _crossed(form, place)
    kept.forget_typed()
    flash(message, "success")
    return redirect(address, code=303)


def _crossed(form: RulesForm, place: Place) -> tuple[str, int]:
    """What is saved now, above the form as it was typed; nothing was overwritten."""
    here = rules_here(place)
    form.version.data = here.version
    errors = [{"text": "Somebody else saved first. Check what is there and save again."}]
    return _shown(form, place, 409, saved=saved_words(here), errors=errors)


def _with_outlook(form: RulesForm, place: Place, said: dict[str, Any]) -> tuple[str, int]:
    try:
        outlook = _outlook(place, said)
    except RuleBroken as broken:
        beside(form, broken)
        return _shown(form, place, 422)
    nothing = outlook is None
    return _shown(form, place, 200, outlook=outlook, no_action=nothing)


def _outlook(place: Place, said: dict[str, Any]) -> Outlook | None:
    held = would_hold(place, said)
    if place.level is Level.COUNCIL:
        return outlook_of_a_sample(held, now=clock.now())
    about = place.action
    if place.plan is not None:
        about = telling_action(place.plan.id, today=clock.today(), seen_by=me())
    levels = said_at() | {place.scope: said}
    return outlook_for(about, levels, now=clock.now()) if about else None


def _shown(form: RulesForm, place: Place, code: int, **more: Any) -> tuple[str, int]:
    page = render_template(
        "admin/rules.html",
        form=form,
        place=place,
        next_board=next_board(place.plan, now=clock.now()) if place.plan else None,
        **more,
    )
    return page, code


def _reset_words(place: Place) -> str:
    if place.level is Level.COUNCIL:
        return "The council’s reminder rules are back to ours."
    above = "the council’s" if place.level is Level.PLAN else "those of its plan"
    return f"The reminder rules are back to {above}."


def _plan_fields() -> dict[str, Any]:
    return {
        "board_day": StringField(
            "Day of the month for the board’s summary (optional)",
            description="From 1 to 31. It goes on the first working day on or after it, to board"
            " members who may read the plan. Leave it empty to send none.",
        ),
        "paused": BooleanField("Pause all reminders of this plan"),
        "emailed_links": BooleanField(
            "Let partners update from a link in their email, without signing in",
            description="The link works once. It opens only after they type a code that we send to"
            " their own address.",
        ),
        "may_tell_nobody": BooleanField(
            "Let people move dates or put actions on hold, several at once, and email nobody",
            description="They choose it on the page that says who will be emailed. It is in the"
            " record of the review.",
        ),
        "calendar_titles": BooleanField(
            "Show the titles of actions in people’s calendars",
            description="Otherwise calendars say only ‘Action SLAC-1.1 due’. They are copied to"
            " phones. Nothing of a restricted plan is ever named there.",
        ),
    }


def _show_plan(form: RulesForm, place: Place) -> None:
    if place.plan is not None:
        form["board_day"].data = str(place.plan.board_day or "")
        form["paused"].data = place.plan.paused
        form["emailed_links"].data = place.plan.emailed_links
        form["may_tell_nobody"].data = place.plan.may_tell_nobody
        form["calendar_titles"].data = place.plan.calendar_titles


def _plan_letters(form: RulesForm, place: Place) -> PlanLetters | None:
    """What the plan's own fields say; raises RuleBroken for a day that is none."""
    if place.plan is None:
        return None
    typed = (form["board_day"].data or "").strip()
    if typed and not (typed.isdecimal() and len(typed) < 3 and 1 <= int(typed) <= 31):
        raise RuleBroken("Enter a day of the month from 1 to 31", field="board_day")
    return PlanLetters(
        int(typed) if typed else None,
        paused=bool(form["paused"].data),
        emailed_links=bool(form["emailed_links"].data),
        may_tell_nobody=bool(form["may_tell_nobody"].data),
        calendar_titles=bool(form["calendar_titles"].data),
    )
