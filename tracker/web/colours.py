"""The colours of a plan: what each is called there, and from when an action has it."""

from functools import partial
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField

from tracker import clock
from tracker.domain.access import RULE_KEEPERS
from tracker.domain.actions import Rag
from tracker.domain.colours import DEFAULT, LONGEST_NAME, Scheme, legend
from tracker.domain.errors import RuleBroken
from tracker.services import colours as services
from tracker.services.colours import Here, Preview, colours_here
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.doors import get_plan
from tracker.store.plans import Plan
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, TrackerForm, choice, show_faults

pages = Blueprint("colours", __name__)

Page = Response | tuple[str, int]


def _name(rag: Rag) -> StringField:
    label = f"Name for {rag} (optional)"
    return StringField(label, validators=[AtMost(LONGEST_NAME, f"Name for {rag}")])


class ColoursForm(TrackerForm):
    """What a plan lays down about its colours; the fields are named as in `domain/colours.py`."""

    red_name = _name(Rag.RED)
    amber_name = _name(Rag.AMBER)
    green_name = _name(Rag.GREEN)
    blue_name = _name(Rag.BLUE)
    grey_name = _name(Rag.GREY)
    red_after = StringField(
        "Days overdue before an action is red",
        description="Until then it is amber. With 0 it is red as soon as it is overdue.",
    )
    expected_late = RadioField(
        "What is expected to finish after its due date is",
        choices=[choice(Rag.AMBER, "Amber"), choice(Rag.RED, "Red")],
    )
    silent_after = StringField(
        "Days without an update before an action is amber",
        description="It changes the colour alone. When people are asked for an update is in the"
        " reminder rules.",
    )
    unspoken_before = StringField(
        "Days before the due date at which an action is amber if nobody has said it is on track"
        " (optional)",
        description="Leave it empty for never. It warns before the date has passed.",
    )
    completed = RadioField(
        "What is signed off is",
        choices=[
            choice(Rag.BLUE, "Blue at once"),
            choice(
                Rag.GREEN,
                "Green until it is checked again and has lasted, then blue",
                hint="An action for which no later check is set stays green.",
            ),
        ],
    )


@pages.route("/plans/<code>/colours", methods=["GET", "POST"])
@allow(*RULE_KEEPERS)
def colours(code: str) -> Page:
    """See and set the plan's colours, and see what would change before it is saved."""
    plan = get_plan(code, seen_by=me()) or abort(404)
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.ROUTE)
    here = colours_here(plan)
    form = gates.started(ColoursForm, partial(_as_said, here))
    show = partial(_show, plan, here, form)
    if "ours" in request.form:
        ours = ColoursForm(formdata=None, **_fields(DEFAULT), version=form.version.data)
        return _show(plan, here, ours, 200, preview=_preview(plan, DEFAULT))
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)
    scheme = _said(form)
    if scheme is None:
        return show(422)
    if "show" in request.form:
        return show(200, preview=_preview(plan, scheme))

    def take(sent: SentForm) -> str:
        return services.save_colours(
            plan,
            scheme,
            version=form.version.data,
            sent=sent,
            now=clock.now(),
        )

    goes_on = url_for(".colours", code=plan.code), ""
    return gates.gone_on(form, take, goes_on, crossed=partial(_crossed, plan, form), show=show)


def _as_said(here: Here) -> dict[str, Any]:
    return {**_fields(here.scheme), "version": here.version}


def _fields(scheme: Scheme) -> dict[str, Any]:
    """A scheme as its form holds it."""
    days = "" if scheme.unspoken_before is None else str(scheme.unspoken_before)
    return {
        **{f"{rag.value}_name": getattr(scheme, f"{rag.value}_name") for rag in Rag},
        "red_after": str(scheme.red_after),
        "expected_late": scheme.expected_late.value,
        "silent_after": str(scheme.silent_after),
        "unspoken_before": days,
        "completed": scheme.completed.value,
    }


def _said(form: ColoursForm) -> Scheme | None:
    """What was typed; None with the faults beside their fields."""
    numbers: dict[str, int] = {}
    wrong: list[RuleBroken] = []
    for name in ("red_after", "silent_after", "unspoken_before"):
        typed = form[name].data or ""
        if typed.isdecimal() and len(typed) < 5:
            numbers[name] = int(typed)
        elif typed or name != "unspoken_before":
            wrong.append(RuleBroken("Enter a whole number of days", field=name))
    scheme = Scheme(
        **{f"{rag.value}_name": form[f"{rag.value}_name"].data or "" for rag in Rag},
        red_after=numbers.get("red_after", DEFAULT.red_after),
        silent_after=numbers.get("silent_after", DEFAULT.silent_after),
        unspoken_before=numbers.get("unspoken_before"),
        expected_late=Rag(form.expected_late.data),
        completed=Rag(form.completed.data),
    )
    return scheme if show_faults(form, [*wrong, *services.faults_of(scheme)]) else None


def _preview(plan: Plan, scheme: Scheme) -> Preview:
    return services.preview(plan, scheme, seen_by=me(), today=clock.today())


def _crossed(plan: Plan, form: ColoursForm) -> tuple[str, int]:
    """What is saved now, above the form as it was typed; nothing was overwritten."""
    here = colours_here(plan)
    form.version.data = here.version
    saved = [
        {"key": form[name].label.text, "value": str(value).capitalize() or "Nothing"}
        for name, value in _fields(here.scheme).items()
    ]
    errors = [{"text": "Somebody else saved first. Check what is there and save again."}]
    return _show(plan, here, form, 409, saved=saved, errors=errors)


def _show(plan: Plan, here: Here, form: ColoursForm, code: int, **more: Any) -> tuple[str, int]:
    page = render_template(
        "plans/colours.html", plan=plan, form=form, here=here, legend=legend, **more
    )
    return page, code
