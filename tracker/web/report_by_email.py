"""Reading one frozen report through the link in an email, without an account.

No page here tells anything of the report before the code was typed, and every link that does not
work is answered alike.
"""

from flask import Blueprint, abort, redirect, render_template, url_for

from tracker import clock
from tracker.domain.board_paper import sections
from tracker.services import report_shares as services
from tracker.services.board_reports.files import file_of
from tracker.services.report_shares import Shared
from tracker.web.access import allow_anyone
from tracker.web.downloads import download
from tracker.web.emailed_codes import (
    Page,
    Way,
    answers_alike,
    ask_page,
    code_page,
    is_open,
    secret_keys,
)
from tracker.web.report_page import shown

pages = Blueprint("report_by_email", __name__, url_prefix="/report-by-email")


_alike = answers_alike("by_email/dead_report.html")


@pages.route("/<token>", methods=["GET", "POST"])
@allow_anyone
@_alike
def ask(token: str) -> Page:
    """Offer to send a code."""
    return ask_page(_behind(token), _way(token))


@pages.route("/<token>/code", methods=["GET", "POST"])
@allow_anyone
@_alike
def code(token: str) -> Page:
    """Type the code, in the browser that asked for it."""
    shared = _behind(token)
    page = code_page(shared, _way(token))
    if is_open(shared):
        services.note_opened(shared, now=clock.now())
    return page


@pages.get("/<token>/read")
@allow_anyone
@_alike
def read(token: str) -> Page:
    """The report as a page."""
    shared = _behind(token)
    facts = shared.report.frozen_facts
    if facts is None or not is_open(shared):
        return redirect(url_for(".ask", token=token))
    told = sections(facts, shared.report.commentary)
    return render_template(
        "reports/read.html",
        token=token,
        person=shared.person,
        share=shared.share,
        **shown(shared.report, facts, told, links={}),
    )


@pages.get("/<token>/report.<ending>")
@allow_anyone
@_alike
def file(token: str, ending: str) -> Page:
    """The report as a Word document, a PDF or an Excel workbook."""
    shared = _behind(token)
    if not is_open(shared):
        return redirect(url_for(".ask", token=token))
    name, data = file_of(shared.report, ending) or abort(404)
    return download(data, name)


def _behind(token: str) -> Shared:
    return services.behind(token, secret_key=secret_keys(), now=clock.now())


def _way(token: str) -> Way:
    addresses = (url_for(f".{page}", token=token) for page in ("ask", "code", "read"))
    return Way("Read a report without signing in", *addresses)
