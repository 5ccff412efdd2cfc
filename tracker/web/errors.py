"""Refusals and faults as pages. None of them says what it hides."""

import logging

from flask import Flask, flash, g, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response

from tracker.domain.errors import AlreadyDone, RuleBroken
from tracker.extensions import db
from tracker.logs import request_id
from tracker.services.throttle import TooManyTries
from tracker.store import schema
from tracker.store.evidence_files import StoreAway
from tracker.web.access import ask_to_sign_in, is_for_anyone
from tracker.web.problems import WrongParameters, is_api, problem
from tracker.web.upgrading import OtherTables

log = logging.getLogger(__name__)

_PAGES = {
    400: "errors/form_out_of_date.html",
    403: "errors/forbidden.html",
    404: "errors/not_found.html",
    405: "errors/not_found.html",
    410: "errors/link_expired.html",
    413: "errors/too_large.html",
    429: "errors/too_many_tries.html",
    503: "errors/unavailable.html",
}
_TOLD_TO_PROGRAMS = frozenset({"Allow", "Retry-After", "WWW-Authenticate"})
"""What a program has to know of a refusal beside its status."""


def init_app(app: Flask) -> None:
    """Register a page for each way a request can be refused or fail."""
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(CSRFError, _form_without_session)
    app.register_error_handler(AlreadyDone, _already_done)
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(WrongParameters, _wrong_parameters)
    app.register_error_handler(TooManyTries, _too_many_tries)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(ProgrammingError, _does_not_fit)
    app.register_error_handler(OtherTables, _upgrading)
    app.register_error_handler(StoreAway, _files_away)
    app.register_error_handler(Exception, _fault)


_Answer = Response | tuple[str, int]


def _refused(error: HTTPException) -> _Answer:
    code = error.code or 500
    if is_api():
        told = {name: value for name, value in error.get_headers() if name in _TOLD_TO_PROGRAMS}
        return problem(code, headers=told)
    return render_template(_PAGES.get(code, "errors/fault.html")), code


def _wrong_host(_error: SecurityError) -> Response:
    """A request by another name than ours; a page cannot be made for it, because no link could."""
    words = "This service does not answer to that name. Use the address you were given.\n"
    return Response(words, 400, mimetype="text/plain")


def _form_without_session(_error: CSRFError) -> Response | tuple[str, int]:
    """A form whose session is gone leads to sign-in and back; any other is refused, as is one on a
    page that nobody signs in for."""
    if not current_user.is_authenticated and not is_for_anyone(request.endpoint):
        return ask_to_sign_in()
    return render_template("errors/form_out_of_date.html"), 400


def _already_done(error: AlreadyDone) -> Response:
    if error.message:
        flash(error.message, "success")
    return redirect(error.answer, code=303)


def _rule_broken(error: RuleBroken) -> tuple[str, int]:
    """A broken rule that no form caught still says what to do."""
    db.session.rollback()
    return render_template("errors/rule_broken.html", message=error.message), 422


def _wrong_parameters(error: WrongParameters) -> Response:
    return problem(422, errors=error.errors)


def _too_many_tries(_error: TooManyTries) -> tuple[str, int]:
    return render_template("errors/too_many_tries.html"), 429


def _database_away(error: OperationalError) -> _Answer:
    """The database is busy, full or away; what is logged holds no statement and no values."""
    log.error("database unavailable: %s", type(error.orig).__name__)
    return _unavailable()


def _does_not_fit(error: ProgrammingError) -> _Answer:
    """What was asked is not in the database: a newer version has changed it, or we are wrong."""
    db.session.rollback()
    try:
        is_ours = schema.current() == schema.newest()
        return _fault(error) if is_ours else _upgrading(error)
    except OperationalError as away:
        return _database_away(away)


def _files_away(error: StoreAway) -> _Answer:
    db.session.rollback()
    log.error("files cannot be reached: %s", error)
    return _unavailable()


def _upgrading(_error: Exception) -> _Answer:
    """Program and tables are of different versions."""
    log.error("the tables are of another version; see tracker check")
    return _unavailable(upgrading=True)


def _unavailable(*, upgrading: bool = False) -> _Answer:
    g.database_failed = True
    db.session.rollback()
    if is_api():
        return problem(503)
    page = "errors/unavailable.html"
    return render_template(page, typed=_own_words(), upgrading=upgrading), 503


def _own_words() -> list[str]:
    """The sentences in the form that was sent, for its author to copy; never a password."""
    secret = ("password", "csrf_token")
    return [
        words
        for name, words in request.form.items(multi=True)
        if " " in words.strip() and not name.endswith(secret)
    ]


def _fault(error: Exception) -> _Answer:
    """Our own mistake: the log names where, never what was typed or whose plan it was."""
    db.session.rollback()
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_name}:{place.tb_lineno}" if place else "unknown"
    log.error("fault %s in %s on %s", type(error).__name__, where, request.endpoint)
    if is_api():
        return problem(500)
    return render_template("errors/fault.html", request_code=request_id.get()), 500
