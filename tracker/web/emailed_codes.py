"""The two pages that stand before what a link in an email shows: ask for a code, and type it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from flask import redirect, render_template, request, session
from werkzeug.wrappers import Response
from wtforms import StringField

from tracker import clock
from tracker.domain.emailed_links import DIGITS
from tracker.domain.errors import RuleBroken
from tracker.services import emailed_codes as codes
from tracker.services.emailed_codes import DeadLink, Link
from tracker.web.access import settings
from tracker.web.fields import Needed, TrackerForm, show_broken_rule

Page = Response | str | tuple[str, int]

_BROWSER = "by_email"
"""Under which this browser's cookie holds the secret that it is told by."""


@dataclass(frozen=True)
class Way:
    """The addresses of the pages of one link, and what the first of them is called."""

    title: str
    ask: str
    code: str
    goes_on: str
    """What is seen once the code was typed."""


def answers_alike(template: str) -> Callable[[Callable[..., Page]], Callable[..., Page]]:
    """Answer every link that does not work with the same page, which may show what was typed."""

    def around(view: Callable[..., Page]) -> Callable[..., Page]:
        @wraps(view)
        def answered(**parts: str) -> Page:
            try:
                return view(**parts)
            except DeadLink:
                return render_template(template, typed=request.form.get("note", "")), 410

        return answered

    return around


def secret_keys() -> list[str]:
    """The secrets a link may be signed with, the newest last: links outlive the one they were
    signed with, as long as it is kept as a fallback."""
    return [*settings().secret_key_fallbacks, settings().secret_key]


class CodeForm(TrackerForm):
    """The code from the email."""

    code = StringField(
        "Code",
        description=f"{DIGITS} digits, in the email we have just sent",
        validators=[Needed(f"Enter the {DIGITS} digits from the email")],
    )


def is_open(link: Link) -> bool:
    """True while this browser may see what is behind the link."""
    return codes.is_open_to(link, browser=_browser(), now=clock.now())


def ask_page(link: Link, way: Way) -> Page:
    """Offer to send a code; opening the page sends and changes nothing."""
    if is_open(link):
        return redirect(way.goes_on)
    if request.method == "GET":
        return show_ask(way)
    session.setdefault(_BROWSER, secrets.token_urlsafe(32))
    codes.ask_for_code(link, browser=_browser(), now=clock.now())
    return redirect(way.code, code=303)


def show_ask(way: Way, *, typed: str = "") -> str:
    """The page that offers to send a code; `typed` is what was written on a page that was open for
    too long."""
    return render_template(
        "by_email/ask.html", form=TrackerForm(), title=way.title, action=way.ask, typed=typed
    )


def code_page(link: Link, way: Way) -> Page:
    """Type the code, in the browser that asked for it."""
    form = CodeForm()
    if form.validate_on_submit():
        try:
            codes.open_with(link, form.code.data or "", browser=_browser(), now=clock.now())
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            return redirect(way.goes_on, code=303)
    waiting = codes.is_waiting_for_code(link, browser=_browser(), now=clock.now())
    if not waiting and not form.errors:
        return redirect(way.ask)
    # Where no field is left to type in, the errors stand alone.
    errors = None if waiting else [{"text": error} for error in form.code.errors]
    page = render_template(
        "by_email/code.html", form=form, waiting=waiting, errors=errors, ask_again=way.ask
    )
    return page, 422 if form.errors else 200


def _browser() -> str:
    return str(session.get(_BROWSER, ""))
