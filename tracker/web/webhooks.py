"""Other programs that are told what happens: added, turned on again and taken away."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField

from tracker import clock
from tracker.domain.access import Role
from tracker.domain.errors import RuleBroken
from tracker.domain.webhooks import EVENT_WORDS
from tracker.services import webhooks as services
from tracker.services.forms import SentForm
from tracker.store.webhooks import Webhook, all_webhooks, webhook_with
from tracker.web import gates, kept
from tracker.web.access import allow, me, settings
from tracker.web.fields import Needed, TrackerForm, choice, show_broken_rule

pages = Blueprint("webhooks", __name__, url_prefix="/webhooks")


class EndpointForm(TrackerForm):
    """Where to, of what, and of which plan."""

    address = StringField("Address", validators=[Needed("Enter the address events are sent to")])
    events = SelectMultipleField(
        "What is it told?",
        choices=[choice(name, words, hint=name) for name, words in EVENT_WORDS.items()],
        validators=[Needed("Select what it is told")],
    )
    plan = StringField(
        "Code of a plan (optional)",
        description="Leave empty for all plans. Of a restricted plan nothing is ever told",
    )


@pages.route("", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def webhooks() -> tuple[str, int]:
    """Every endpoint and how it stands, and a form for another. Its secret is shown at once and not
    after a redirect, so that it is stored nowhere between."""
    form = gates.started(EndpointForm, dict[str, Any])
    if not form.validate_on_submit():
        return _page(form, 422 if request.method == "POST" else 200)
    try:
        added = services.add(
            form.address.data or "",
            form.events.data or [],
            form.plan.data or "",
            sent=_sent(form.request_id.data),
            now=clock.now(),
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _page(form, 422)
    kept.forget_typed()
    return _page(EndpointForm(formdata=None), 200, added=added)


@pages.post("/<int:webhook_id>/on")
@allow(Role.ADMINISTRATOR)
def turn_on(webhook_id: int) -> Response:
    """Go on telling an endpoint that was given up."""
    said = services.turn_on(_found(webhook_id), sent=_posted(), now=clock.now())
    flash(said, "success")
    return redirect(url_for(".webhooks"), code=303)


@pages.post("/<int:webhook_id>/take-away")
@allow(Role.ADMINISTRATOR)
def take_away(webhook_id: int) -> Response:
    """Tell an endpoint nothing more."""
    said = services.take_away(_found(webhook_id), sent=_posted(), now=clock.now())
    flash(said, "success")
    return redirect(url_for(".webhooks"), code=303)


def _found(webhook_id: int) -> Webhook:
    return webhook_with(webhook_id) or abort(404)


def _posted() -> SentForm:
    return _sent(request.form.get("request_id"))


def _sent(request_id: str | None) -> SentForm:
    return SentForm(me(), request_id or "", url_for("admin.webhooks.webhooks"))


def _page(form: EndpointForm, code: int, **more: Any) -> tuple[str, int]:
    page = render_template(
        "admin/webhooks.html",
        form=form,
        endpoints=all_webhooks(),
        host_of=services.host_of,
        event_words=EVENT_WORDS,
        button_form=lambda: TrackerForm(formdata=None),
        production=settings().production,
        **more,
    )
    return page, code
