"""Naming a second signatory of an action."""

from functools import partial

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectField

from tracker import clock
from tracker.domain.access import REVIEWERS
from tracker.services import signatory as services
from tracker.services.forms import SentForm
from tracker.store.actions import Action
from tracker.store.people import Person, active_people
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.fields import choice
from tracker.web.sign_off_forms import GateForm

pages = Blueprint("signatory", __name__)


class SignatoryForm(GateForm):
    """Who else signs an action off. `fit` it first."""

    person = SelectField(
        "Who may sign it off as well?",
        description="A manager or performance officer who sees this action and has no part in it",
        validate_choice=False,
    )

    def fit(self, action: Action) -> None:
        """Offer everybody who may sign actions off, and nobody."""
        apart = {action.owner_id, action.manager_id}
        people = [one for one in active_people(REVIEWERS) if one.id not in apart]
        self._people = {str(one.id): one for one in people}
        self.person.choices = [
            choice("", "Nobody"),
            *(choice(number, one.name_and_body) for number, one in self._people.items()),
        ]

    @property
    def chosen(self) -> Person | None:
        """The person chosen, None for nobody."""
        return self._people.get(self.person.data or "")

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, and that it is nobody or somebody who was offered."""
        well_formed = super().validate(extra_validators)
        if self.person.data and self.person.data not in self._people:
            self.person.errors = ["Select somebody from the list"]
            return False
        return bool(well_formed)


@pages.route("/actions/<ref>/signatory", methods=["GET", "POST"])
@allow(*REVIEWERS)
def name(ref: str) -> Response | tuple[str, int]:
    """Say who else may sign the action off."""
    action = gates.action_for(ref, services.ROUTE)
    closed = partial(_closed, action)
    if refusal := closed():
        return refusal
    form = gates.begun(SignatoryForm, action, person=str(action.signatory_id or ""))
    form.fit(action)

    def take(sent: SentForm) -> str:
        return services.name(
            action,
            form.chosen,
            sent=sent,
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )

    leads_to = url_for("actions.action", ref=ref)
    show = partial(_show, action, form)
    return gates.answered(action, form, take, leads_to, closed=closed, show=show)


def _closed(action: Action) -> tuple[str, int] | None:
    why = services.why_not_name(action, me(), clock.today())
    if why is None:
        return None
    return gates.closed(action, f"Action {action.number}", why, is_party=False)


def _show(action: Action, form: SignatoryForm, code: int, **more: object) -> tuple[str, int]:
    page = render_template("actions/signatory.html", action=action, form=form, **more)
    return page, code
