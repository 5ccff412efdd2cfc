"""Several overdue actions at once: first the check of who will be emailed, then the doing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import REVIEWERS
from tracker.domain.actions import is_overdue
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.wording import count
from tracker.services import review as services
from tracker.services.forms import SentForm
from tracker.services.giving import why_not
from tracker.services.review import Decision, Seen, mark_of
from tracker.store import reviews
from tracker.store.actions import Action
from tracker.store.decisions import ReviewChoice
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import TrackerForm, show_broken_rule
from tracker.web.review_page import GiveForm, person_chosen, show_review

pages = Blueprint("selected", __name__)

_NOTHING_SELECTED = "Select at least 1 action"
_CHANGED = (
    "An action changed while you were checking. Nothing is saved yet. Check the list, then send it"
    " again."
)


class ChaseForm(TrackerForm):
    """Nothing to fill in: what is chased is listed on the page."""


@dataclass(frozen=True)
class Selection:
    """The actions to decide about together, and those that have to be left out and why."""

    actions: Sequence[Action]
    left_out: Sequence[tuple[Action, str]]
    marks: dict[int, str]

    @property
    def owners(self) -> dict[str, list[str]]:
        """The numbers of the actions each owner will be asked about."""
        owners: dict[str, list[str]] = {}
        for action in self.actions:
            owners.setdefault(action.owner.name_and_body, []).append(action.number)
        return owners

    @property
    def seen(self) -> list[tuple[str, str]]:
        """Each action as the form carries it: its reference, version and decision."""
        return [(a.ref, f"{a.version} {self.marks.get(a.id, '')}".strip()) for a in self.actions]


@pages.route("/review/selected", methods=["GET", "POST"])
@allow(*REVIEWERS)
def selected() -> Response | tuple[str, int]:
    """Check what is about to happen to the selected actions, then let it happen."""
    answers: MultiDict[str, str] = request.form
    typed = None
    if request.method == "GET":
        typed = kept.typed_before(person_id=me().id) if not request.args else None
        answers = typed or request.args
    giving = answers.get("do") == ReviewChoice.GIVE
    kind = GiveForm if giving else ChaseForm
    form: ChaseForm | GiveForm = kind(typed) if typed else kind()
    if not answers.getlist("ref"):
        return _nothing_selected()
    selection = _select(answers.getlist("ref"), chasing=not giving)
    if isinstance(form, GiveForm):
        form.offer()
    if request.method == "POST":
        return _save(form, selection)
    return _check(form, selection)


def _nothing_selected() -> tuple[str, int]:
    return show_review(table_error=_NOTHING_SELECTED, code=422)


def _select(refs: Sequence[str], *, chasing: bool) -> Selection:
    today = clock.today()
    found = [
        a for a in reviews.actions_to_review(refs, me(), today) if is_overdue(a.standing, today)
    ]
    reasons = {a.id: why_not(a, by=me(), today=today) if chasing else None for a in found}
    review = reviews.open_review(me())
    decisions = reviews.decisions_of(review.id) if review else {}
    return Selection(
        actions=[a for a in found if reasons[a.id] is None],
        left_out=[(a, reason) for a in found if (reason := reasons[a.id])],
        marks={action_id: mark_of(held) for action_id, held in decisions.items()},
    )


def _check(
    form: ChaseForm | GiveForm, selection: Selection, *, code: int = 200, error: str = ""
) -> tuple[str, int]:
    giving = isinstance(form, GiveForm)
    page = render_template(
        "review/selected.html",
        form=form,
        giving=giving,
        selection=selection,
        errors=[{"text": error, "href": "#actions"}] if error else None,
        button=_button(selection, giving=giving),
    )
    return page, code


def _button(selection: Selection, *, giving: bool) -> str:
    if giving:
        return f"Give {count(len(selection.actions), 'action')}"
    return f"Chase {count(len(selection.owners), 'owner')}"


def _save(form: ChaseForm | GiveForm, selection: Selection) -> Response | tuple[str, int]:
    if not form.validate_on_submit():
        return _check(form, selection, code=422)
    decision = Decision(ReviewChoice.CHASE, note=None)
    if isinstance(form, GiveForm):
        to, words = person_chosen(form), form.words.data or ""
        decision = Decision(ReviewChoice.GIVE, note=None, to=to, words=words)
    answer = url_for("review.review", _anchor="current")
    sent = SentForm(me(), form.request_id.data or "", answer)
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


def _as_seen() -> list[Seen]:
    """The actions as the page that was sent had them."""
    seen = []
    for ref in request.form.getlist("ref"):
        version, _, mark = request.form.get(f"seen-{ref}", "").partition(" ")
        seen.append(Seen(ref, int(version) if version.isdecimal() else None, mark))
    return seen
