"""Search: everything a person may read, by its number or by words in it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import EVERYONE
from tracker.domain.actions import PROGRESS_WORDS, is_open, is_overdue
from tracker.domain.search import Sought, near_words, sought_from
from tracker.store import search as finding
from tracker.store.plans import plans_by_id
from tracker.store.search import Hit, Searcher
from tracker.store.search_rows import found_rows
from tracker.web.access import allow, me
from tracker.web.paging import page_asked
from tracker.web.search_page import narrowed_by, result_of

pages = Blueprint("search", __name__)

ON_A_PAGE = 25


@pages.get("/search")
@allow(*EVERYONE)
def search() -> Response | str | tuple[str, int]:
    """The field; what was found; or at once the one thing that was named by its number or code."""
    if "q" not in request.args:
        return render_template("search/search.html", sought=None)
    sought = sought_from(request.args["q"])
    if not sought.text:
        errors = [{"text": "Enter something to search for", "href": "#q"}]
        return render_template("search/search.html", sought=sought, errors=errors), 422
    searcher = Searcher(me(), clock.today())
    named = finding.named_by(sought, searcher)
    if named:
        return redirect(_address_of(*named))
    hits = finding.hits(sought, searcher)
    if not hits:
        near = near_words(sought, finding.words_to_compare(searcher))
        return render_template("search/nothing.html", sought=sought, near=near)
    return _results(sought, hits)


def _address_of(code: str, number: str) -> str:
    if number:
        return url_for("actions.action", ref=f"{code}-{number}")
    return url_for("plans.plan", code=code)


def _results(sought: Sought, hits: Sequence[Hit]) -> str:
    plans = plans_by_id({hit.plan_id for hit in hits if hit.plan_id is not None})
    chosen = narrowed_by(request.args, hits, plans)
    page = page_asked(chosen.hits, ON_A_PAGE)
    answers: dict[str, Any] = dict(chosen.answers)
    return render_template(
        "search/results.html",
        sought=sought,
        chosen=chosen,
        results=[result_of(one, sought, me()) for one in found_rows(page.rows)],
        address=lambda answers: url_for(".search", q=sought.text, **answers),
        page=page,
        page_address=lambda number: url_for(".search", q=sought.text, page=number, **answers),
        progress_words=PROGRESS_WORDS,
        is_open=is_open,
        is_overdue=is_overdue,
    )
