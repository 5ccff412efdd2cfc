"""The overdue review: one action at a time, a decision about each, and the end."""

from flask import Blueprint, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import REVIEWERS
from tracker.domain.errors import Crossed, RuleBroken
from tracker.services import review as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.services.review import Seen
from tracker.services.review_choices import Decision
from tracker.store import reviews
from tracker.store.actions import Action
from tracker.store.decisions import ReviewChoice
from tracker.store.timeline import papers_of
from tracker.web import kept, review_lists, review_selected
from tracker.web.access import allow, me
from tracker.web.fields import show_broken_rule
from tracker.web.listing import file_asked
from tracker.web.review_files import overdue_file
from tracker.web.review_forms import (
    DECIDES,
    SECOND_STEPS,
    DecisionForm,
    FinishForm,
    GiveForm,
    MoveForm,
    Pick,
    person_chosen,
)
from tracker.web.review_page import StepForm, action_or_404, show_review

pages = Blueprint("review", __name__)
pages.register_blueprint(review_selected.pages)
pages.register_blueprint(review_lists.pages)

Page = Response | tuple[str, int]


@pages.get("/review")
@allow(*REVIEWERS)
def review() -> Page:
    """What is overdue, longest first, with the one whose turn it is in hand."""
    if file_asked():
        today = clock.today()
        decisions = reviews.worklist(me(), today).decisions
        return overdue_file(reviews.overdue_rows(me(), today), decisions, today)
    return show_review(ref=request.args.get("item"))


@pages.post("/review")
@allow(*REVIEWERS)
def finish() -> Page:
    """Finish the review, and show its record."""
    going_on = reviews.open_review(me())
    record = url_for("review.lists.record", review_id=going_on.id) if going_on else None
    answer = record or url_for("review.lists.records")
    form = FinishForm()
    sent = SentForm(me(), form.request_id.data or "", answer)
    try:
        said = services.finish(sent=sent, now=clock.now(), today=clock.today())
    except RuleBroken as broken:
        return show_review(errors=[{"text": broken.message, "href": "#current"}], code=422)
    except Crossed:
        return redirect(answer, code=303)
    flash(said, "success")
    return redirect(answer, code=303)


@pages.route("/review/<ref>", methods=["GET", "POST"])
@allow(*REVIEWERS)
def decide(ref: str) -> Page:
    """Decide about one action, or change what was decided."""
    if request.method == "GET":
        typed = kept.typed_before(person_id=me().id)
        return show_review(ref=ref, form=DecisionForm(typed) if typed else None)
    action = action_or_404(ref)
    _refuse_repeat()
    form = DecisionForm()
    if not form.validate_on_submit():
        return show_review(ref=ref, form=form, code=422)
    picked = Pick(form.choice.data)
    if picked in SECOND_STEPS:
        return show_review(ref=ref, form=_second_step(form, picked, action))
    return _save(ref, form, Decision(DECIDES[picked], note=form.note.data or ""))


@pages.route("/review/<ref>/give", methods=["GET", "POST"])
@allow(*REVIEWERS)
def give(ref: str) -> Page:
    """The second step of giving an action to someone else: to whom."""
    action_or_404(ref)
    if request.method == "GET":
        typed = kept.typed_before(person_id=me().id)
        return show_review(ref=ref, form=GiveForm(typed)) if typed else show_review(ref=ref)
    _refuse_repeat()
    form = GiveForm()
    form.offer()
    if not form.validate_on_submit():
        return show_review(ref=ref, form=form, code=422)
    decision = Decision(
        ReviewChoice.GIVE,
        note=form.note.data or "",
        to=person_chosen(form),
        words=form.words.data or "",
    )
    return _save(ref, form, decision)


@pages.route("/review/<ref>/date", methods=["GET", "POST"])
@allow(*REVIEWERS)
def move(ref: str) -> Page:
    """The second step of agreeing a new due date: which, and why."""
    action = action_or_404(ref)
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    if request.method == "GET" and not typed:
        return show_review(ref=ref)
    if request.method == "POST":
        _refuse_repeat()
    form = MoveForm(typed) if typed else MoveForm()
    form.fit(action.due_on, papers_of(action).waiting_request, clock.today())
    if typed or not form.validate_on_submit():
        return show_review(ref=ref, form=form, code=200 if typed else 422)
    decision = Decision(
        ReviewChoice.DATE, note=form.reason.data or "", on=form.on.data, code=form.why
    )
    return _save(ref, form, decision)


def _refuse_repeat() -> None:
    """Give the first answer again when this decision has taken effect before."""
    request_id = request.form.get("request_id", "")
    refuse_repeat(request_id, by=me(), route=services.DECIDE_ROUTE)


def _second_step(first: DecisionForm, picked: Pick, action: Action) -> GiveForm | MoveForm:
    """The form that asks for the person or the date; it stands on what the first step was shown."""
    form: GiveForm | MoveForm
    if picked is Pick.GIVE:
        form = GiveForm(formdata=None)
        form.note.data = first.note.data
    else:
        form = MoveForm(formdata=None)
        form.fit(action.due_on, papers_of(action).waiting_request, clock.today())
        form.reason.data = first.note.data
    form.version.data, form.seen.data = first.version.data, first.seen.data
    return form


def _save(ref: str, form: StepForm, decision: Decision) -> Page:
    answer = _next_address(ref)
    try:
        said = services.decide(
            Seen(ref, form.version.data, form.seen.data or ""),
            decision,
            sent=SentForm(me(), form.request_id.data or "", answer),
            now=clock.now(),
            today=clock.today(),
        )
    except RuleBroken as broken:
        show_broken_rule(form, _where_it_is(form, broken))
        return show_review(ref=ref, form=form, code=422)
    except Crossed:
        return show_review(ref=ref, form=form, crossed=True)
    kept.forget_typed()
    flash(_with_change_link(said, ref), "success")
    return redirect(answer, code=303)


def _where_it_is(form: StepForm, broken: RuleBroken) -> RuleBroken:
    """The same fault beside the field of this step that it is about."""
    if not isinstance(form, DecisionForm):
        return broken
    field = {"reason": "note", "verdict": "choice"}.get(broken.field or "", broken.field)
    return RuleBroken(broken.message, field=field)


def _next_address(ref: str) -> str:
    """Where the review goes on: the heading of the next action, or of the end."""
    following = reviews.worklist(me(), clock.today()).next_after(ref)
    return url_for("review.review", item=following, _anchor="current")


def _with_change_link(said: str, ref: str) -> Markup:
    change = url_for("review.review", item=ref, _anchor="current")
    return Markup('{} <a class="govuk-notification-banner__link" href="{}">{}</a>').format(
        said, change, "Change this decision"
    )
