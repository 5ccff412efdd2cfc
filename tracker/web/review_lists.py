"""Lists beside the review: what is silent, what waits, the pack for a meeting, past reviews."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import REVIEWERS
from tracker.domain.actions import PROGRESS_WORDS, days_late
from tracker.domain.wording import local_day
from tracker.services.deciders import Decider, date_deciders
from tracker.services.table_files import CSV
from tracker.store import review_records, reviews
from tracker.store.doors import decides_for
from tracker.store.people import all_teams
from tracker.store.review_facts import facts_about
from tracker.store.waiting import Waiting, waiting_for
from tracker.web import review_words
from tracker.web.access import allow, me
from tracker.web.listing import file_asked
from tracker.web.plan_filter import teams_of
from tracker.web.review_files import PackItem, pack_file, records_file, silent_file, waiting_file
from tracker.web.review_table import PAGE_SIZE, page_asked_for, page_of

pages = Blueprint("lists", __name__)


@pages.get("/review/silent")
@allow(*REVIEWERS)
def silent() -> str | Response:
    """Open actions nobody has updated for 30 days."""
    rows = reviews.silent_rows(me(), clock.today())
    if file_asked():
        return silent_file(rows)
    page, of, shown = page_of(rows, len(rows))
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
def waiting() -> str | Response:
    """New dates asked for and sign-offs sent, each with who asked and when; with `?manager=` those
    that one accountable manager decides."""
    plan, directorate = request.args.get("plan"), request.args.get("directorate")
    manager = request.args.get("manager", type=int)
    teams = teams_of(all_teams()).of_directorate(directorate) if directorate else None
    rows = waiting_for(me(), clock.today(), reviews.narrowed(plan or None, teams, manager))
    asked = [(one.request.action, one.request.asked_by_id) for one in rows if one.request]
    deciders = date_deciders(asked, clock.today())
    if manager is not None:
        rows = [one for one in rows if _is_decided_by(manager, one, deciders)]
    if file_asked():
        return waiting_file(rows)
    page, of, shown = page_of(rows, len(rows))
    decides = decides_for(me(), clock.today())
    return render_template(
        "review/waiting.html",
        rows=shown,
        deciders=deciders,
        mine={number for number, one in deciders.items() if one.is_open_to(me(), decides)},
        total=len(rows),
        page=page,
        pages=of,
        narrowed=bool(plan or directorate),
        of_one=manager is not None,
        address=lambda number: url_for(
            "review.lists.waiting",
            plan=plan,
            directorate=directorate,
            manager=manager,
            page=number,
        ),
    )


def _is_decided_by(manager_id: int, one: Waiting, deciders: Mapping[int, Decider]) -> bool:
    """Whether it is among what a manager's weekly summary says waits for them."""
    if one.request:
        return deciders[one.request.action_id].person.id == manager_id
    return one.recheck is None


@pages.get("/review/pack")
@allow(*REVIEWERS)
def pack() -> str | Response:
    """Everything overdue on one page, to be printed for a meeting."""
    items = _pack(clock.today())
    if file_asked():
        return pack_file(items)
    return render_template(
        "review/pack.html",
        items=items,
        progress_words=PROGRESS_WORDS,
        words=review_words,
    )


@pages.get("/review/pack.csv")
@allow(*REVIEWERS)
def pack_csv() -> Response:
    """The same as rows for a spreadsheet, at an address of its own."""
    return pack_file(_pack(clock.today()), CSV)


@pages.get("/review/records")
@allow(*REVIEWERS)
def records() -> str | Response:
    """Past reviews, newest first."""
    total = review_records.records_count(me())
    if file_asked():
        every = review_records.records_page(me(), page=1, size=total)
        return records_file(every, review_records.choices_made([one.id for one in every]))
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
    turns = reviews.worklist(me(), today).turns
    ids = [turn.id for turn in turns]
    actions = {action.id: action for action in reviews.actions_numbered(ids)}
    facts = facts_about(ids)
    return [PackItem(actions[one.id], facts[one.id], days_late(one.due_on, today)) for one in turns]
