"""Putting an action on hold, taking it up again, and dropping it."""

from functools import partial

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.actions import Progress
from tracker.domain.on_hold import LONGEST_REASON, Choice, Rest, faults_of
from tracker.services import on_hold as services
from tracker.services.deciders import why_not_sign_off
from tracker.services.forms import SentForm
from tracker.store.actions import Action
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.days import example_day
from tracker.web.fields import NAME_NOBODY, DayField, choice
from tracker.web.sign_off_forms import GateForm

pages = Blueprint("on_hold", __name__)


class HoldForm(GateForm):
    """What to do with an action that cannot go on. `fit` it first."""

    choice = RadioField("What do you want to do?", validate_choice=False)
    until = DayField("Take it up again on", named="Day to take it up again")
    reason = TextAreaField("Why?", description=f"The owner can read it. {NAME_NOBODY}")

    def fit(self, action: Action) -> None:
        """Offer what can be done with this action."""
        on_hold = action.progress is Progress.ON_HOLD
        self.choice.choices = [
            *([choice(Choice.RESUME, "Take it up again")] if on_hold else []),
            choice(Choice.HOLD, "Keep it on hold until another day" if on_hold else "Put on hold"),
            choice(Choice.DROP, "End it: it is no longer needed"),
        ]
        today = clock.today()
        self.until.description = (
            "Only to put it on hold. On that day it goes on by itself, for example"
            f" {example_day(today)}"
        )

    @property
    def rest(self) -> Rest:
        """What was decided, as far as it was answered."""
        said = self.choice.data
        chosen = Choice(said) if said in set(Choice) else None
        until = self.until.data if chosen is Choice.HOLD else None
        return Rest(chosen, self.reason.data or "", until)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, then every rule about the decision, so that all is said at once."""
        super().validate(extra_validators)
        return self.show(faults_of(self.rest, today=clock.today()))


@pages.route("/actions/<ref>/hold", methods=["GET", "POST"])
@allow(*OWNERS)
def decide(ref: str) -> Response | str | tuple[str, int]:
    """Put an action on hold, take it up again, or end it; never one's own."""
    action = gates.action_for(ref, services.ROUTE)
    if refusal := _closed(action):
        return refusal
    form = _form(action)
    show = partial(_show, action, form)
    if not form.validate_on_submit():
        return show(422 if request.method == "POST" else 200)

    def take(sent: SentForm) -> str:
        return services.decide(
            action,
            form.rest,
            sent=sent,
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )

    goes_on = url_for("actions.action", ref=ref), ""
    return gates.taken(action, form, take, goes_on, closed=partial(_closed, action), show=show)


def _closed(action: Action) -> tuple[str, int] | None:
    why = services.why_not(action, me(), clock.today())
    if why is None:
        return None
    barred = why_not_sign_off(action, me(), clock.today(), submission=None)
    heading, typed = f"Action {action.number}", request.form.get("reason", "")
    return gates.closed(action, heading, why, is_party=barred is None, typed=typed)


def _form(action: Action) -> HoldForm:
    form = gates.begun(HoldForm, action)
    form.fit(action)
    return form


def _show(action: Action, form: HoldForm, code: int, **more: object) -> tuple[str, int]:
    page = render_template(
        "actions/on_hold.html", action=action, form=form, most=LONGEST_REASON, **more
    )
    return page, code
