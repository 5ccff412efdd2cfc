"""Search: everything a person may read, by its number or by words in it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import EVERYONE
from tracker.domain.actions import PROGRESS_WORDS, is_open, is_overdue
from tracker.domain.search import Sought, near_words, sought_from
from tracker.store import search as finding
from tracker.store.search import ON_A_PAGE, Searcher, Tally
from tracker.store.search_rows import found_rows, plans_by_id
from tracker.web.access import allow, me
from tracker.web.search_page import narrowed_by, result_of

pages = Blueprint("search", __name__)


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
    tallies = finding.tallies(sought, searcher)
    if not tallies:
        near = near_words(sought, finding.words_to_compare(searcher))
        return render_template("search/nothing.html", sought=sought, near=near)
    return _results(sought, searcher, tallies)


def _address_of(code: str, number: str) -> str:
    if number:
        return url_for("actions.action", ref=f"{code}-{number}")
    return url_for("plans.plan", code=code)


def _results(sought: Sought, searcher: Searcher, tallies: Sequence[Tally]) -> str:
    plans = plans_by_id({one.plan_id for one in tallies if one.plan_id is not None})
    chosen = narrowed_by(request.args, tallies, plans)
    pages_in_all = max(1, -(-chosen.total // ON_A_PAGE))
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= pages_in_all:
        abort(404)
    hits = finding.hits(sought, searcher, kind=chosen.kind, plan_id=chosen.plan_id, page=page)
    answers: dict[str, Any] = dict(chosen.answers)
    return render_template(
        "search/results.html",
        sought=sought,
        chosen=chosen,
        results=[result_of(one, sought, searcher.person) for one in found_rows(hits)],
        address=lambda answers: url_for(".search", q=sought.text, **answers),
        page=page,
        pages_in_all=pages_in_all,
        page_address=lambda number: url_for(".search", q=sought.text, page=number, **answers),
        progress_words=PROGRESS_WORDS,
        is_open=is_open,
        is_overdue=is_overdue,
    )
