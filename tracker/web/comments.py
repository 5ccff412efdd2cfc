"""Commenting on an action, and telling somebody by name."""

from functools import partial

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, TextAreaField

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.personal import personal_detail_in
from tracker.services import comments as services
from tracker.services.forms import SentForm
from tracker.store.actions import Action
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.fields import NAME_NOBODY, AtMost, Needed, choice
from tracker.web.sign_off_forms import GateForm

pages = Blueprint("comments", __name__)


class CommentForm(GateForm):
    """What somebody writes, and whom they tell. `offer` the people first."""

    text = TextAreaField(
        "Comment",
        description=f"Everybody who can see this action can read it. {NAME_NOBODY}",
        validators=[Needed("Enter a comment"), AtMost(services.LONGEST, "Comment")],
    )
    tell = SelectMultipleField(
        "Who should be told of it? (optional)",
        description="They get an email that leads here. It does not say what you wrote",
        validate_choice=False,
    )

    def offer(self, action: Action) -> None:
        """Offer those who can be told."""
        people = services.who_can_be_told(action, me())
        self.tell.choices = [choice(str(one.id), one.name_and_body) for one in people]

    @property
    def told(self) -> frozenset[int]:
        """The numbers of those who are to be told."""
        return frozenset(int(one) for one in self.tell.data or () if one.isdecimal())


@pages.route("/actions/<ref>/comment", methods=["GET", "POST"])
@allow(*OWNERS)
def add(ref: str) -> Response | str | tuple[str, int]:
    """Write a comment on an action."""
    action = gates.action_for(ref, services.ROUTE)
    closed = partial(_closed, action)
    if refusal := closed():
        return refusal
    form = gates.begun(CommentForm, action)
    form.offer(action)
    show = partial(_show, action, form)
    if "back" in request.form:
        return show(200)
    looks_like = personal_detail_in(form.text.data or "", clock.today())
    if request.method == "POST" and looks_like and "anyway" not in request.form:
        return gates.check_words(
            action,
            form.text,
            looks_like,
            most=services.LONGEST,
            caption="Comment on action",
            save="Add comment",
            back="Back to the comment",
        )

    def take(sent: SentForm) -> str:
        return services.add(action, form.text.data or "", form.told, sent=sent, now=clock.now())

    leads_to = url_for("actions.action", ref=ref, _anchor="history")
    return gates.answered(action, form, take, leads_to, closed=closed, show=show)


def _closed(action: Action) -> tuple[str, int] | None:
    why = services.why_not_comment(action, me())
    if why is None:
        return None
    typed = request.form.get("text", "")
    return gates.closed(action, f"Action {action.number}", why, is_party=True, typed=typed)


def _show(action: Action, form: CommentForm, code: int, **more: object) -> tuple[str, int]:
    page = render_template(
        "actions/comment.html", action=action, form=form, most=services.LONGEST, **more
    )
    return page, code
