"""The milestones of an action: adding, changing and removing them."""

from functools import partial

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.services import milestones as services
from tracker.services.actions import is_concerned
from tracker.services.forms import SentForm
from tracker.services.measures import why_not_change
from tracker.store.actions import Action, Milestone
from tracker.store.milestones import milestone_of
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.measure_forms import MilestoneForm, RemoveMilestoneForm
from tracker.web.sign_off_forms import GateForm

pages = Blueprint("milestones", __name__)

Page = Response | str | tuple[str, int]


@pages.route("/actions/<ref>/milestones", methods=["GET", "POST"])
@allow(*OWNERS)
def milestones(ref: str) -> Page:
    """Every milestone of an action, and a form that adds one."""
    action = gates.action_for(ref, services.ADD_ROUTE)
    closed = partial(_closed, action)
    if refusal := closed():
        return refusal
    form = gates.begun(MilestoneForm, action)
    form.fit(action)

    def take(sent: SentForm) -> str:
        return services.add(action, form.said, sent=sent, now=clock.now(), today=clock.today())

    show = partial(_show, "actions/milestones.html", action, form)
    return gates.answered(action, form, take, _leads_to(action), closed=closed, show=show)


@pages.route("/actions/<ref>/milestones/<int:milestone_id>", methods=["GET", "POST"])
@allow(*OWNERS)
def change(ref: str, milestone_id: int) -> Page:
    """Change what a milestone is, when it is due, or whose it is."""
    action = gates.action_for(ref, services.CHANGE_ROUTE)
    milestone = milestone_of(action, milestone_id) or abort(404)
    closed = partial(_closed, action, milestone)
    if refusal := closed():
        return refusal
    owner = str(milestone.owner_id or "")
    form = gates.begun(
        MilestoneForm, action, title=milestone.title, due=milestone.due_on, owner=owner
    )
    form.fit(action, milestone)

    def take(sent: SentForm) -> str:
        return services.change(
            milestone,
            action,
            form.said,
            sent=sent,
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )

    show = partial(_show, "actions/milestone_change.html", action, form, milestone=milestone)
    return gates.answered(action, form, take, _leads_to(action), closed=closed, show=show)


@pages.route("/actions/<ref>/milestones/<int:milestone_id>/remove", methods=["GET", "POST"])
@allow(*OWNERS)
def remove(ref: str, milestone_id: int) -> Page:
    """Ask once more, and take a milestone out of the action."""
    action = gates.action_for(ref, services.REMOVE_ROUTE)
    milestone = milestone_of(action, milestone_id) or abort(404)
    closed = partial(_closed, action, milestone)
    if refusal := closed():
        return refusal
    form = gates.begun(RemoveMilestoneForm, action)

    def take(sent: SentForm) -> str:
        return services.remove(
            milestone,
            action,
            sent=sent,
            version=form.version.data,
            now=clock.now(),
            today=clock.today(),
        )

    show = partial(_show, "actions/milestone_remove.html", action, form, milestone=milestone)
    return gates.answered(action, form, take, _leads_to(action), closed=closed, show=show)


def _leads_to(action: Action) -> str:
    return url_for("milestones.milestones", ref=action.ref)


def _closed(action: Action, milestone: Milestone | None = None) -> tuple[str, int] | None:
    today = clock.today()
    if milestone is None:
        why = why_not_change(action, me(), today)
    else:
        why = services.why_not_change_one(milestone, action, me(), today)
    if why is None:
        return None
    heading = f"You cannot change the milestones of action {action.number}"
    if milestone:
        heading = f"You cannot change this milestone of action {action.number}"
    typed, is_party = request.form.get("title", ""), is_concerned(action, me(), today)
    return gates.closed(action, heading, why, is_party=is_party, typed=typed)


def _show(
    template: str, action: Action, form: GateForm, code: int, **more: object
) -> tuple[str, int]:
    return render_template(template, action=action, form=form, **more), code
