"""Several overdue actions at once: first the check of who will be emailed, then the doing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import REVIEWERS
from tracker.domain.actions import is_overdue
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.wording import count
from tracker.services import on_hold
from tracker.services import review as services
from tracker.services.deciders import date_deciders
from tracker.services.forms import SentForm, refuse_repeat
from tracker.services.giving import why_not
from tracker.services.review import Seen, mark_of
from tracker.services.review_choices import Decision, may_tell_nobody, next_up
from tracker.store import reviews
from tracker.store.actions import Action
from tracker.store.decisions import ReviewChoice
from tracker.store.people import Person
from tracker.store.review_facts import dates_asked_for
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import TrackerForm, show_broken_rule
from tracker.web.review_forms import GiveForm, MoveForm, RestForm, person_chosen
from tracker.web.review_page import show_review

pages = Blueprint("selected", __name__)

_NOTHING_SELECTED = "Select at least 1 action"
_CHANGED = (
    "An action changed while you were checking. Nothing is saved yet. Check the list, then send it"
    " again."
)


class SendForm(TrackerForm):
    """Nothing to fill in: what is chased or escalated is listed on the page."""


Form = SendForm | MoveForm | GiveForm | RestForm

FORMS: dict[ReviewChoice, type[Form]] = {
    ReviewChoice.CHASE: SendForm,
    ReviewChoice.DATE: MoveForm,
    ReviewChoice.GIVE: GiveForm,
    ReviewChoice.ESCALATE: SendForm,
    ReviewChoice.HOLD: RestForm,
}
"""What can be done with several actions at once, and what is asked first."""


@dataclass(frozen=True)
class Selection:
    """The actions to decide about together, and those that have to be left out and why."""

    choice: ReviewChoice
    actions: Sequence[Action]
    left_out: Sequence[tuple[Action, str]]
    marks: dict[int, str]
    up: dict[int, Person]
    """To whom each action would be escalated, by its number."""

    @property
    def owners(self) -> dict[str, list[str]]:
        """The numbers of the actions each owner will be written to about."""
        return _grouped((one.owner.name_and_body, one.number) for one in self.actions)

    @property
    def managers(self) -> dict[str, list[str]]:
        """The numbers of the actions that are taken to each manager."""
        return _grouped((self.up[one.id].name_and_body, one.number) for one in self.actions)

    @property
    def may_be_quiet(self) -> bool:
        """True when the plans of all of them allow that no owner is emailed."""
        return may_tell_nobody(self.choice, self.actions)

    @property
    def seen(self) -> list[tuple[str, str]]:
        """Each action as the form carries it: its reference, version and decision."""
        return [(a.ref, f"{a.version} {self.marks.get(a.id, '')}".strip()) for a in self.actions]

    @property
    def button(self) -> str:
        """'Chase 3 owners'."""
        actions = count(len(self.actions), "action")
        return {
            ReviewChoice.CHASE: f"Chase {count(len(self.owners), 'owner')}",
            ReviewChoice.DATE: f"Agree a new due date for {actions}",
            ReviewChoice.GIVE: f"Give {actions}",
            ReviewChoice.ESCALATE: f"Escalate {actions}",
            ReviewChoice.HOLD: f"Put {actions} on hold",
        }[self.choice]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, number in pairs:
        grouped.setdefault(name, []).append(number)
    return grouped


@pages.route("/review/selected", methods=["GET", "POST"])
@allow(*REVIEWERS)
def selected() -> Response | tuple[str, int]:
    """Check what is about to happen to the selected actions, then let it happen."""
    answers: MultiDict[str, str] = request.form
    typed = None
    if request.method == "GET":
        typed = kept.typed_before(person_id=me().id) if not request.args else None
        answers = typed or request.args
    said = answers.get("do")
    chosen = next((one for one in FORMS if one == said), ReviewChoice.CHASE)
    kind = FORMS[chosen]
    form = kind(typed) if typed else kind()
    if not answers.getlist("ref"):
        return _nothing_selected()
    if request.method == "POST":
        request_id = request.form.get("request_id", "")
        refuse_repeat(request_id, by=me(), route=services.MANY_ROUTE)
    selection = _select(answers.getlist("ref"), chosen)
    if isinstance(form, GiveForm):
        form.offer()
    if isinstance(form, RestForm):
        form.fit(clock.today())
    if isinstance(form, MoveForm):
        latest = max((one.due_on for one in selection.actions), default=clock.today())
        form.fit(latest, None, clock.today())
    if isinstance(form, MoveForm | RestForm) and not selection.may_be_quiet:
        del form.quiet
    if request.method == "POST":
        return _save(form, selection)
    return _check(form, selection)


def _nothing_selected() -> tuple[str, int]:
    return show_review(table_error=_NOTHING_SELECTED, code=422)


def _select(refs: Sequence[str], chosen: ReviewChoice) -> Selection:
    today = clock.today()
    found = [
        a for a in reviews.actions_to_review(refs, me(), today) if is_overdue(a.standing, today)
    ]
    escalating = chosen is ReviewChoice.ESCALATE
    up = {a.id: to for a in found if escalating and (to := next_up(a, me()))}
    reasons = _REASONS[chosen](found, up)
    review = reviews.open_review(me())
    decisions = reviews.decisions_of(review.id) if review else {}
    return Selection(
        chosen,
        actions=[a for a in found if a.id not in reasons],
        left_out=[(a, reasons[a.id]) for a in found if a.id in reasons],
        marks={action_id: mark_of(held) for action_id, held in decisions.items()},
        up=up,
    )


def _why_not_chase(found: Sequence[Action], _up: Mapping[int, Person]) -> dict[int, str]:
    reasons = {a.id: why_not(a, by=me(), today=clock.today()) for a in found}
    return {number: reason for number, reason in reasons.items() if reason}


def _why_not_move(found: Sequence[Action], _up: Mapping[int, Person]) -> dict[int, str]:
    """A date that waits is decided by itself; else whoever may agree to one is asked together."""
    today = clock.today()
    asked = dates_asked_for([a.id for a in found])
    reasons = {
        a.id: f"{a.owner.name} has asked for a new date of action {a.number}. Decide about it by"
        " itself."
        for a in found
        if a.id in asked
    }
    for number, one in date_deciders(
        [(a, None) for a in found if a.id not in asked], today
    ).items():
        reason = one.why_not(me(), today, asked="asked for this", about="the new date of action")
        if reason:
            reasons[number] = reason
    return reasons


def _why_not_give(_found: Sequence[Action], _up: Mapping[int, Person]) -> dict[int, str]:
    return {}


def _why_not_escalate(found: Sequence[Action], up: Mapping[int, Person]) -> dict[int, str]:
    words = "There is nobody above you to take action {} to."
    return {a.id: words.format(a.number) for a in found if a.id not in up}


def _why_not_hold(found: Sequence[Action], _up: Mapping[int, Person]) -> dict[int, str]:
    reasons = {a.id: on_hold.why_not(a, me(), clock.today()) for a in found}
    return {number: reason for number, reason in reasons.items() if reason}


_REASONS = {
    ReviewChoice.CHASE: _why_not_chase,
    ReviewChoice.DATE: _why_not_move,
    ReviewChoice.GIVE: _why_not_give,
    ReviewChoice.ESCALATE: _why_not_escalate,
    ReviewChoice.HOLD: _why_not_hold,
}


def _check(
    form: TrackerForm, selection: Selection, *, code: int = 200, error: str = ""
) -> tuple[str, int]:
    page = render_template(
        "review/selected.html",
        form=form,
        selection=selection,
        errors=[{"text": error, "href": "#actions"}] if error else None,
    )
    return page, code


def _save(form: Form, selection: Selection) -> Response | tuple[str, int]:
    if not form.validate_on_submit():
        return _check(form, selection, code=422)
    answer = url_for("review.review", _anchor="current")
    sent = SentForm(me(), form.request_id.data or "", answer)
    decision = _decision(form, selection.choice)
    try:
        said = services.decide_many(
            _as_seen(), decision, sent=sent, now=clock.now(), today=clock.today()
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _check(form, selection, code=422)
    except Crossed:
        return _check(form, selection, code=409, error=_CHANGED)
    kept.forget_typed()
    flash(said, "success")
    return redirect(answer, code=303)


def _decision(form: Form, chosen: ReviewChoice) -> Decision:
    if isinstance(form, GiveForm):
        to, words = person_chosen(form), form.words.data or ""
        return Decision(chosen, note=None, to=to, words=words)
    if isinstance(form, MoveForm):
        note, on = form.reason.data or "", form.on.data
        return Decision(chosen, note=note, on=on, code=form.why, tells_nobody=_is_quiet(form))
    if isinstance(form, RestForm):
        note, on = form.rest.reason, form.rest.until
        return Decision(chosen, note=note, on=on, tells_nobody=_is_quiet(form))
    return Decision(chosen, note=None)


def _is_quiet(form: MoveForm | RestForm) -> bool:
    return "quiet" in form and bool(form.quiet.data)


def _as_seen() -> list[Seen]:
    """The actions as the page that was sent had them."""
    seen = []
    for ref in request.form.getlist("ref"):
        version, _, mark = request.form.get(f"seen-{ref}", "").partition(" ")
        seen.append(Seen(ref, int(version) if version.isdecimal() else None, mark))
    return seen
