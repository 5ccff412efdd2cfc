"""Moving what somebody has open: one page, each action and who gets it, in one step.

An administrator sees no title, and neither does a performance officer in a plan that is not theirs
to read: the reference and the due date stand for the action there.
"""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response
from wtforms import Field, SelectField

from tracker import clock
from tracker.domain.access import OWNERS, Role
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, day
from tracker.services.forms import SentForm
from tracker.services.handover import Moves, move_actions
from tracker.store.actions import Action
from tracker.store.directory import OpenWork, actions_to_move, open_work_of, people_below
from tracker.store.people import Person, active_people, line_of
from tracker.store.reach import visible_among
from tracker.web.access import me
from tracker.web.fields import Needed, TrackerForm, choice, show_broken_rule

_NOBODY = "nobody"
MOST_SINGLE = 50
"""Of more actions than these one person gets all: a page cannot ask for somebody for each."""


class MoveForm(TrackerForm):
    """Who gets what somebody leaves behind; `move_form` adds a field for each action."""

    to_owner = SelectField("Give all to")
    to_manager = SelectField(
        "Who should be accountable for them?",
        validators=[Needed("Select who will be accountable for them")],
    )
    people_to = SelectField(
        "Who should they report to?", validators=[Needed("Select who they will report to")]
    )

    @property
    def each(self) -> list[Field]:
        """The fields of the single actions."""
        return [one for one in self if one.name.startswith("action_")]

    def moves(self) -> Moves:
        """What was chosen."""
        people = {str(one.id): one for one in active_people(OWNERS)}
        chosen = {
            int(one.name.removeprefix("action_")): people[one.data]
            for one in self.each
            if one.data in people
        }
        return Moves(
            to_owner=people.get(_chosen(self, "to_owner")),
            each=chosen,
            to_manager=people.get(_chosen(self, "to_manager")),
            move_people="people_to" in self,
            people_to=people.get(_chosen(self, "people_to")),
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Check the shape, and that every action has somebody, so that all is said at once."""
        well_formed = super().validate(extra_validators)
        if "to_owner" not in self or self.to_owner.data:
            return bool(well_formed)
        missing = [one for one in self.each if not one.data]
        if len(missing) == len(self.each):
            self.to_owner.errors = ["Select who will own them"]
            return False
        for one in missing:
            one.errors = ["Select who gets this, or one person for all"]
        return bool(well_formed and not missing)


def move_form(person: Person, actions: Sequence[Action], work: OpenWork) -> MoveForm:
    """The form for one person's open actions, without the questions there is nothing to ask."""
    readable = visible_among([one.id for one in actions], seen_by=me(), on=clock.today())
    others = [one for one in active_people(OWNERS) if one.id != person.id]
    same = [choice("", "The person chosen for all")]
    same += [choice(str(one.id), one.name_and_body) for one in others]
    fields = {
        f"action_{one.id}": SelectField(_label(one, one.id in readable), choices=same)
        for one in (actions if 1 < len(actions) <= MOST_SINGLE else [])
    }
    kind = type("MoveFormOfOnePerson", (MoveForm,), fields)
    form: MoveForm = kind()
    form.to_owner.choices = _people("Select a person", others)
    managers = [one for one in others if one.role is Role.MANAGER]
    form.to_manager.choices = _people("Select a person", managers)
    if len(actions) == 1:
        only = _label(actions[0], actions[0].id in readable)
        form.to_owner.label.text = f"Who should own {only}?"
    if not work.owned:
        del form.to_owner
    if not work.managed:
        del form.to_manager
    _offer_managers(form, person, managers)
    return form


def _offer_managers(form: MoveForm, person: Person, managers: list[Person]) -> None:
    """Offer those who do not work below, the next manager up chosen already."""
    if not people_below(person.id):
        del form.people_to
        return
    line = line_of(person.id)
    above = [one for one in managers if one.id not in line]
    form.people_to.choices = [*_people("Select a person", above), choice(_NOBODY, "Nobody")]
    if not form.is_submitted():
        next_up = person.manager_id if any(one.id == person.manager_id for one in above) else None
        form.people_to.data = str(next_up or "")


def move_page(person: Person, *, answer: str, back: tuple[str, str]) -> Response | tuple[str, int]:
    """The page; once it is sent all is moved, or none. `back` is a name and an address."""
    work, actions = open_work_of(person.id), actions_to_move(person.id)
    form = move_form(person, actions, work)
    if form.validate_on_submit():
        sent = SentForm(by=me(), request_id=form.request_id.data or "", answer=answer)
        try:
            said = move_actions(person.id, form.moves(), sent=sent, now=clock.now())
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            flash(said, "success")
            return redirect(answer, code=303)
    below = people_below(person.id)
    page = render_template(
        "people/move.html",
        form=form,
        person=person,
        work=work,
        below=[one.name for one in below],
        what=_what(work, len(below)),
        back=back,
    )
    return page, 422 if form.errors else 200


def _what(work: OpenWork, below: int) -> str:
    """'2 actions', or '4 people' when they manage some and have nothing open."""
    return count(work.total, "action") if work.total else count(below, "person", "people")


def _label(action: Action, readable: bool) -> str:
    name = f"{action.number} {action.title}" if readable else f"Action {action.ref}"
    return f"{name}, due {day(action.due_on)}"


def _people(first: str, people: list[Person]) -> list[Any]:
    return [choice("", first), *(choice(str(one.id), one.name_and_body) for one in people)]


def _chosen(form: MoveForm, name: str) -> str:
    return str(form[name].data or "") if name in form else ""
