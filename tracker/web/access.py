"""Who is asking, and whether this route is for them. A route that declares nobody is for nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from tracker import clock
from tracker.config import Settings
from tracker.domain.access import Role
from tracker.extensions import login_manager, only_reading
from tracker.services import api_tokens, sign_in
from tracker.store.people import Person
from tracker.web import kept

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def allow(*roles: Role) -> Callable[[View], View]:
    """Declare that a route is for signed-in people of these roles."""

    def declare(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]  # read back by check_access
        return view

    return declare


def allow_anyone(view: View) -> View:
    """Declare that a route is for everybody, signed in or not."""
    view.allowed = None  # type: ignore[attr-defined]  # read back by check_access
    return view


def allow_tokens(*roles: Role) -> Callable[[View], View]:
    """Declare that a route is for programs that bring a token of a person of these roles, and for
    no browser: a session opens none of them, and a token nothing else."""

    def declare(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]  # read back by check_access
        view.by_token = True  # type: ignore[attr-defined]  # as above
        return view

    return declare


def is_for_anyone(endpoint: str | None) -> bool:
    """True for a route that was declared with `allow_anyone`."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "allowed", frozenset()) is None


class Visitor:
    """The person behind a session, as Flask-Login wants them."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, person: Person, token: str) -> None:
        self.person = person
        self.token = token

    def get_id(self) -> str:
        """The token of the session, so that ending its row ends every copy of its cookie."""
        return self.token


def me() -> Person:
    """The signed-in person; only routes declared with `allow` may ask."""
    return current_user.person  # type: ignore[no-any-return]  # Flask-Login's proxy has no types


def token_holder() -> Person:
    """The person behind the token; only routes declared with `allow_tokens` may ask."""
    return g.token_holder  # type: ignore[no-any-return]  # set by check_access


def person_if_any() -> Person | None:
    """The signed-in person, or None; any page may ask."""
    known = current_user and current_user.is_authenticated
    return current_user.person if known else None


def settings() -> Settings:
    """The settings this application was started with."""
    return current_app.extensions["settings"]  # type: ignore[no-any-return]  # a plain dict


def idle_time() -> timedelta:
    """How long a session may lie unused."""
    return timedelta(minutes=settings().idle_minutes)


def init_app(app: Flask) -> None:
    """Check every request; nothing reaches a view that has not declared who may open it."""
    app.before_request(_begin)
    app.before_request(_refuse_other_sites)
    app.before_request(_check_access)
    app.teardown_request(_end)


@login_manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
def _load(token: str) -> Visitor | None:
    person, unseen = sign_in.person_of(token, idle=idle_time(), now=clock.now())
    g.mark_seen = token if person and unseen else None
    g.asking = person.id if person else None
    return Visitor(person, token) if person else None


def _begin() -> None:
    g.reading = only_reading.set(request.method in SAFE_METHODS)


def _end(_error: BaseException | None) -> None:
    if "reading" in g:
        only_reading.reset(g.pop("reading"))


def _refuse_other_sites() -> None:
    """Refuse a form sent from another site, whatever its token (`reliability.md` P29)."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        abort(403)


def _check_access() -> AnyResponse | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    allowed: frozenset[Role] | None = getattr(view, "allowed", frozenset())
    if allowed is None:
        return None
    if getattr(view, "by_token", False):
        _check_token(allowed)
        return None
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if me().role not in allowed:
        abort(403)
    return None


def _check_token(allowed: frozenset[Role]) -> None:
    """Take the person behind the token that was sent for who is asking, or refuse."""
    sent, now = request.authorization, clock.now()
    is_bearer = sent is not None and sent.type == "bearer" and bool(sent.token)
    held = api_tokens.token_behind(str(sent.token), now=now) if sent and is_bearer else None
    if held is None:
        wrong = {"error": "invalid_token"} if is_bearer else {}
        realm = WWWAuthenticate("bearer", {"realm": "Action plan tracker API", **wrong})
        raise Unauthorized(www_authenticate=realm)
    g.token_holder, g.asking = held.person, held.person.id
    reading = only_reading.set(False)
    try:
        within = api_tokens.note_used(held.id, held.last_used_at, now=now)
    finally:
        only_reading.reset(reading)
    if not within:
        raise TooManyRequests(retry_after=60 - now.second)
    if held.person.role not in allowed:
        abort(403)


def ask_to_sign_in() -> AnyResponse:
    """To sign-in and back; text typed in a form whose session has ended is kept meanwhile."""
    if request.method in SAFE_METHODS:
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    kept.keep_typed(now=clock.now())
    return redirect(url_for("account.sign_in", next=request.path, ended=1))


def safe_next(target: str | None) -> str:
    """Where to go after signing in: an address on this site, else the home page."""
    if (
        not target
        or len(target) > 2000
        or not target.startswith("/")
        or any(c in target for c in "\\\r\n\t")
    ):
        return url_for("home.home")
    parts = urlsplit(target)
    return (
        url_for("home.home") if parts.netloc or parts.scheme or target.startswith("//") else target
    )


def mark_seen_after(response: Response) -> Response:
    """Note now and then that a session is in use, in a short transaction of its own."""
    token = g.pop("mark_seen", None)
    if token:
        only_reading.set(False)
        sign_in.mark_seen(token, now=clock.now())
    return response
