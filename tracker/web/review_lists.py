"""Lists beside the review: what is silent, what waits, the pack for a meeting, past reviews."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, abort, render_template, url_for

from tracker import clock
from tracker.domain.access import REVIEWERS
from tracker.domain.actions import PROGRESS_WORDS, days_late
from tracker.domain.tables import as_text
from tracker.domain.wording import day, local_day
from tracker.services.deciders import date_deciders
from tracker.store import review_records, reviews
from tracker.store.actions import Action
from tracker.store.doors import decides_for
from tracker.store.review_facts import ReviewFacts, facts_about
from tracker.web import review_words
from tracker.web.access import allow, me
from tracker.web.review_table import PAGE_SIZE, page_asked_for, page_of

pages = Blueprint("lists", __name__)


@dataclass(frozen=True)
class PackItem:
    """One overdue action as a meeting reads it."""

    action: Action
    facts: ReviewFacts
    days_overdue: int


@pages.get("/review/silent")
@allow(*REVIEWERS)
def silent() -> str:
    """Open actions nobody has updated for 30 days."""
    rows = reviews.silent_rows(me(), clock.today())
    page, of, shown = page_of(rows)
    return render_template(
        "review/silent.html",
        rows=shown,
        total=len(rows),
        page=page,
        pages=of,
        address=lambda number: url_for("review.lists.silent", page=number),
        progress_words=PROGRESS_WORDS,
    )


@pages.get("/review/waiting")
@allow(*REVIEWERS)
def waiting() -> str:
    """New dates asked for and sign-offs sent, each with who asked and when."""
    rows = reviews.waiting_for(me(), clock.today())
    page, of, shown = page_of(rows)
    asked = [(one.request.action, one.request.asked_by_id) for one in shown if one.request]
    decides = decides_for(me(), clock.today())
    deciders = date_deciders(asked, clock.today())
    return render_template(
        "review/waiting.html",
        rows=shown,
        deciders=deciders,
        mine={number for number, one in deciders.items() if one.is_open_to(me(), decides)},
        total=len(rows),
        page=page,
        pages=of,
        address=lambda number: url_for("review.lists.waiting", page=number),
    )


@pages.get("/review/pack")
@allow(*REVIEWERS)
def pack() -> str:
    """Everything overdue on one page, to be printed for a meeting."""
    return render_template(
        "review/pack.html",
        items=_pack(clock.today()),
        progress_words=PROGRESS_WORDS,
        words=review_words,
    )


@pages.get("/review/pack.csv")
@allow(*REVIEWERS)
def pack_csv() -> Response:
    """The same as rows for a spreadsheet."""
    today = clock.today()
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    rows.writerows([as_text(cell) for cell in _cells(item)] for item in _pack(today))
    name = f"overdue-actions-{today.isoformat()}.csv"
    return Response(
        # The mark at the start tells Excel that the text is UTF-8.
        "\ufeff" + written.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@pages.get("/review/records")
@allow(*REVIEWERS)
def records() -> str:
    """Past reviews, newest first."""
    total = review_records.records_count(me())
    of = max(1, -(-total // PAGE_SIZE))
    page = page_asked_for(of)
    found = review_records.records_page(me(), page=page, size=PAGE_SIZE)
    return render_template(
        "review/records.html",
        reviews=found,
        made=review_records.choices_made([review.id for review in found]),
        total=total,
        page=page,
        pages=of,
        address=lambda number: url_for("review.lists.records", page=number),
    )


@pages.get("/review/<int:review_id>")
@allow(*REVIEWERS)
def record(review_id: int) -> str:
    """One past review: who decided what, as it stood that day."""
    found = review_records.record_of(review_id, seen_by=me())
    if found is None:
        abort(404)
    return render_template(
        "review/record.html",
        record=found,
        held_on=local_day(found.review.closed_at or found.review.opened_at),
        words=review_words,
    )


def _pack(today: date) -> Sequence[PackItem]:
    rows = reviews.worklist(me(), today).rows
    actions = {action.id: action for action in reviews.actions_numbered([row.id for row in rows])}
    facts = facts_about([row.id for row in rows])
    return [PackItem(actions[row.id], facts[row.id], days_late(row.due_on, today)) for row in rows]


_COLUMNS = (
    "Reference",
    "Action",
    "Owner",
    "Owner’s post",
    "Due",
    "Days overdue",
    "Progress",
    "Last update",
    "Last update by",
    "What was said",
    "Expected",
    "New dates agreed",
    "New date asked for",
    "Reminders sent",
    "Latest reminder",
    "Last review",
    "Last decision",
)


def _cells(item: PackItem) -> list[str]:
    action, facts = item.action, item.facts
    said, asked, decided = facts.last_update, facts.asked, facts.last_decision
    return [
        action.ref,
        action.title,
        action.owner.name_and_body,
        action.owner.post,
        day(action.due_on),
        str(item.days_overdue),
        PROGRESS_WORDS[action.progress],
        day(local_day(said.posted_at)) if said else "",
        said.by.name if said else "",
        review_words.said(said) if said else "",
        day(action.expected_on) if action.expected_on else "",
        str(facts.dates_agreed),
        day(asked.to_on) if asked else "",
        str(facts.reminders),
        day(local_day(facts.reminded_at)) if facts.reminded_at else "",
        day(local_day(decided.decided_at)) if decided else "",
        review_words.decided(decided) if decided else "",
    ]
