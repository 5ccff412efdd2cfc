"""A person's tokens for programs, and the page that says how to use one."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField

from tracker import clock
from tracker.domain.access import PLAN_READERS, SERVICE_KEEPERS
from tracker.domain.api_tokens import (
    API_ROLES,
    LONGEST_NAME,
    REQUESTS_A_MINUTE,
    USUAL_DAYS,
)
from tracker.domain.errors import RuleBroken
from tracker.services import api_tokens as services
from tracker.services.forms import SentForm
from tracker.store.api_tokens import token_of, tokens_of
from tracker.web import gates, kept
from tracker.web.access import allow, me, settings
from tracker.web.fields import AtMost, DayField, Needed, TrackerForm, show_broken_rule

pages = Blueprint("api_tokens", __name__)


class TokenForm(TrackerForm):
    """What a token is for, and how long it is good."""

    name = StringField(
        "What it is for",
        validators=[
            Needed("Enter what the token is for"),
            AtMost(LONGEST_NAME, "What it is for"),
        ],
        description="So that you know later whether it is still needed, such as ‘Power BI report’",
    )
    ends_on = DayField("Last day it works (optional)", named="Last day")


@pages.get("/api")
@allow(*API_ROLES)
def help_page() -> str:
    """How a program reads what I may see."""
    return render_template(
        "account/api_help.html",
        base_url=settings().base_url.rstrip("/"),
        reads_plans=me().role in PLAN_READERS,
        reads_log=me().role in SERVICE_KEEPERS,
        most=REQUESTS_A_MINUTE,
    )


@pages.route("/account/api", methods=["GET", "POST"])
@allow(*API_ROLES)
def tokens() -> tuple[str, int]:
    """My tokens, and a form for another. A new one is shown at once and not after a redirect, so
    that it is stored nowhere between."""
    form = gates.started(TokenForm, _usual)
    if not form.validate_on_submit():
        return _page(form, 422 if request.method == "POST" else 200)
    try:
        secret, made = services.make_token(
            form.name.data or "",
            form.ends_on.data,
            sent=_sent(form.request_id.data),
            now=clock.now(),
            today=clock.today(),
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _page(form, 422)
    kept.forget_typed()
    return _page(TokenForm(formdata=None, **_usual()), 200, secret=secret, made=made)


@pages.post("/account/api/<int:token_id>/take-back")
@allow(*API_ROLES)
def take_back(token_id: int) -> Response:
    """End one of my tokens."""
    token = token_of(me().id, token_id) or abort(404)
    sent = _sent(request.form.get("request_id"))
    flash(services.take_back(token, sent=sent, now=clock.now()), "success")
    return redirect(url_for(".tokens"), code=303)


def _usual() -> dict[str, Any]:
    return {"ends_on": clock.today() + timedelta(days=USUAL_DAYS)}


def _sent(request_id: str | None) -> SentForm:
    return SentForm(me(), request_id or "", url_for(".tokens"))


def _page(form: TokenForm, code: int, **more: Any) -> tuple[str, int]:
    page = render_template(
        "account/api.html",
        form=form,
        tokens=tokens_of(me().id),
        take_back_form=lambda: TrackerForm(formdata=None),
        usual=USUAL_DAYS,
        **more,
    )
    return page, code
