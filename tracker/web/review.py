"""The overdue review: one action at a time, a decision about each, and the end."""

from flask import Blueprint, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import REVIEWERS
from tracker.domain.errors import Crossed, RuleBroken
from tracker.services import review as services
from tracker.services.forms import SentForm
from tracker.services.review import Decision, Seen
from tracker.store import reviews
from tracker.store.decisions import ReviewChoice
from tracker.web import kept, review_lists, review_selected
from tracker.web.access import allow, me
from tracker.web.fields import show_broken_rule
from tracker.web.review_page import (
    DecisionForm,
    FinishForm,
    GiveForm,
    action_or_404,
    person_chosen,
    show_review,
)

pages = Blueprint("review", __name__)
pages.register_blueprint(review_selected.pages)
pages.register_blueprint(review_lists.pages)

Page = Response | tuple[str, int]


@pages.get("/review")
@allow(*REVIEWERS)
def review() -> Page:
    """What is overdue, longest first, with the one whose turn it is in hand."""
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
    action_or_404(ref)
    form = DecisionForm()
    if not form.validate_on_submit():
        return show_review(ref=ref, form=form, code=422)
    chosen = ReviewChoice(form.choice.data)
    if chosen is ReviewChoice.GIVE:
        return show_review(ref=ref, form=_second_step(form))
    return _save(ref, form, Decision(chosen, note=form.note.data or ""))


@pages.route("/review/<ref>/give", methods=["GET", "POST"])
@allow(*REVIEWERS)
def give(ref: str) -> Page:
    """The second step of giving an action to someone else: to whom."""
    action_or_404(ref)
    if request.method == "GET":
        typed = kept.typed_before(person_id=me().id)
        return show_review(ref=ref, form=GiveForm(typed)) if typed else show_review(ref=ref)
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


def _second_step(first: DecisionForm) -> GiveForm:
    """The form that asks for the person; it stands on what the first step was shown."""
    form = GiveForm(formdata=None)
    form.note.data = first.note.data
    form.version.data, form.seen.data = first.version.data, first.seen.data
    return form


def _save(ref: str, form: DecisionForm | GiveForm, decision: Decision) -> Page:
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
        show_broken_rule(form, broken)
        return show_review(ref=ref, form=form, code=422)
    except Crossed:
        return show_review(ref=ref, form=form, crossed=True)
    kept.forget_typed()
    flash(_with_change_link(said, ref), "success")
    return redirect(answer, code=303)


def _next_address(ref: str) -> str:
    """Where the review goes on: the heading of the next action, or of the end."""
    following = reviews.worklist(me(), clock.today()).next_after(ref)
    return url_for("review.review", item=following, _anchor="current")


def _with_change_link(said: str, ref: str) -> Markup:
    change = url_for("review.review", item=ref, _anchor="current")
    return Markup('{} <a class="govuk-notification-banner__link" href="{}">{}</a>').format(
        said, change, "Change this decision"
    )
