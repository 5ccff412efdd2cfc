"""One action's page, and the short links that letters lead to."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import LET_IN, OWNERS, PLAN_READERS, REVIEWERS, SERVICE_KEEPERS, Role
from tracker.domain.actions import ANSWER_LINKS, PROGRESS_WORDS
from tracker.domain.colours import rating
from tracker.domain.wording import day, local_day
from tracker.services import measures
from tracker.services.actions import may_speak_for, why_not_update
from tracker.services.comments import why_not_comment
from tracker.services.dates import why_not_decide_now
from tracker.services.deciders import Decider, date_decider, sign_off_decider
from tracker.services.evidence import why_not_add, why_not_remove
from tracker.services.holding import mail_hold
from tracker.services.responses import why_not as why_not_change_areas
from tracker.services.signatory import why_not_name
from tracker.store.actions import Action
from tracker.store.cover import cover_of
from tracker.store.doors import get_action, opens_plan
from tracker.store.lines import everyone_below
from tracker.store.measures import measured_in_words, readings_of
from tracker.store.people import Person, TeamKind
from tracker.store.plans import Plan
from tracker.store.schemes import scheme_now
from tracker.store.timeline import (
    ON_A_PAGE,
    Papers,
    Shown,
    history_page,
    latest_update,
    papers_of,
)
from tracker.store.told import asked_above
from tracker.web import gates, timeline
from tracker.web.access import allow, me

pages = Blueprint("actions", __name__)

_NO_SUCH_PAGE = 100_000
"""A number small enough to be asked of a database, for those that are not."""

READERS = OWNERS | PLAN_READERS | LET_IN
_ABOUT = frozenset({"new-date", "sign-off"})


@pages.get("/actions/<ref>")
@allow(*READERS)
def action(ref: str) -> str:
    """The whole truth about one action, as far as this person may see it."""
    if me().role in REVIEWERS:
        everyone_below(me().eyes, clock.today())
    found = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    shown = _shown(request.args.get("show", ""))
    page = request.args.get("page", 1, type=int)
    papers = papers_of(found)
    moments, total = history_page(found, shown, min(max(1, page), _NO_SUCH_PAGE))
    pages_in_all = max(1, -(-total // ON_A_PAGE))
    if not 1 <= page <= pages_in_all:
        abort(404)
    latest = latest_update(found, moments if page == 1 and shown is Shown.EVERYTHING else ())
    with_words = reads_words(found.plan, me())
    scheme = scheme_now(found.plan_id)
    rag, reason = rating(found.standing, clock.today(), scheme)
    return render_template(
        "actions/action.html",
        action=found,
        progress=PROGRESS_WORDS[found.progress],
        rag=rag,
        reason=reason,
        rag_name=scheme.name(rag),
        papers=papers,
        latest=latest,
        said=timeline.update_title(latest) if latest else "",
        said_by=timeline.who_said(latest) if latest else "",
        with_words=with_words,
        decider=sign_off_decider(found, clock.today(), sent_by_id=_sent_by(papers)).person,
        date_decider=_date_decider(found, papers),
        date_above=asked_above("request", asked.id) if (asked := papers.waiting_request) else [],
        sign_off_above=asked_above("submission", sent.id)
        if (sent := papers.waiting_submission)
        else [],
        may_decide_date=_may_decide_date(papers),
        partner=found.owner.team if _is_partner(found) else None,
        next_steps=gates.next_steps(found),
        may_name=me().role in REVIEWERS and why_not_name(found, me(), clock.today()) is None,
        may_comment=with_words and why_not_comment(found, me()) is None,
        may_rest=gates.may_rest(found),
        about=_about(request.args.get("about", ""), found, papers),
        readings=(readings := readings_of(found.id)),
        measured=measured_in_words(found, readings),
        may_measure=_may(measures.why_not_change, found),
        may_read=_may(measures.why_not_read, found),
        may_add_evidence=_may(why_not_add, found),
        may_remove=lambda one: me().role in OWNERS and why_not_remove(one, found, me()) is None,
        may_update=_may(why_not_update, found),
        owns=found.owner_id == me().id,
        reads_plans=_opens_plan(found),
        changes_areas=why_not_change_areas(found.plan, me()) is None,
        cover=cover_of(found.owner_id, clock.today()) if found.open else None,
        shown=shown,
        filters=_filters(ref, shown),
        events=timeline.events(
            moments,
            papers,
            hold=mail_hold(),
            with_words=with_words,
            links_to_log=me().role in SERVICE_KEEPERS,
        ),
        explains=me().role in SERVICE_KEEPERS,
        page=page,
        pages_in_all=pages_in_all,
        page_address=lambda number: url_for(".action", ref=ref, show=shown, page=number),
    )


def reads_words(plan: Plan, person: Person) -> bool:
    """Whether this person reads what people wrote and added, and not only what became of it: of a
    restricted plan the board does not."""
    return not (plan.restricted and person.role is Role.BOARD)


def _may(why_not: Callable[[Action, Person, date], str | None], found: Action) -> bool:
    """Whether this person may do what a service gives a reason against, or none."""
    return me().role in OWNERS and why_not(found, me(), clock.today()) is None


@pages.get("/a/<ref>")
@allow(*READERS)
def short(ref: str) -> Response:
    """The short link to an action."""
    return redirect(url_for(".action", ref=ref))


@pages.get("/a/<ref>/<word>")
@allow(*READERS)
def short_answer(ref: str, word: str) -> Response:
    """The short link to something about an action; it opens a page and changes nothing.

    An answer leads to the form with it chosen, an unknown one to the form with none chosen.
    """
    if word == "new-date":
        return redirect(_to_new_date(ref))
    if word == "sign-off":
        found = get_action(ref, seen_by=me(), on=clock.today())
        gate = gates.leads_to(found) if found else None
        if gate:
            return redirect(gate)
    if word in _ABOUT:
        return redirect(url_for(".action", ref=ref, about=word))
    if word == "not-mine":
        return redirect(url_for("update.not_mine", ref=ref))
    answer = word if word in ANSWER_LINKS else None
    return redirect(url_for("update.update", ref=ref, answer=answer))


def _to_new_date(ref: str) -> str:
    """To the decision for whoever takes it, to the request for whoever speaks for the owner, and to
    how it stands for everybody else."""
    found = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    if _may_decide_date(papers_of(found)):
        return url_for("dates.decide", ref=ref)
    if me().role in OWNERS and may_speak_for(found, me(), clock.today()):
        return url_for("dates.ask", ref=ref)
    return url_for(".action", ref=ref, about="new-date")


def _date_decider(found: Action, papers: Papers) -> Decider | None:
    asked = papers.waiting_request
    return date_decider(found, asked.asked_by_id, clock.today()) if asked else None


def _sent_by(papers: Papers) -> int | None:
    sent = papers.waiting_submission
    return sent.sent_by_id if sent else None


def _may_decide_date(papers: Papers) -> bool:
    asked = papers.waiting_request
    return asked is not None and why_not_decide_now(asked, me(), clock.today()) is None


def _opens_plan(found: Action) -> bool:
    """Whoever covers for the owner may see the action and not the plan."""
    return me().role is not Role.PARTNER and opens_plan(found.plan.code, me())


def _shown(word: str) -> Shown:
    return Shown(word) if word in set(Shown) else Shown.EVERYTHING


def _filters(ref: str, shown: Shown) -> list[dict[str, object]]:
    return [
        {
            "text": part.value.capitalize(),
            "href": url_for(".action", ref=ref, show=part, _anchor="history"),
            "current": part is shown,
        }
        for part in Shown
    ]


def _is_partner(found: Action) -> bool:
    return found.owner.team is not None and found.owner.team.kind is TeamKind.PARTNER


def _about(word: str, found: Action, papers: Papers) -> str:
    """What somebody who followed a link to a decision is told; empty when they followed none."""
    if word == "new-date":
        return _about_new_date(found, papers)
    return _about_sign_off(found, papers) if word == "sign-off" else ""


def _about_new_date(found: Action, papers: Papers) -> str:
    asked, decider = papers.waiting_request, _date_decider(found, papers)
    if asked and decider:
        return (
            f"{asked.asked_by.name} asked for a new due date of {day(asked.to_on)} on"
            f" {day(local_day(asked.asked_at))}. It is with {decider.person.name} to decide."
        )
    return "Nobody has asked for a new due date for this action."


def _about_sign_off(found: Action, papers: Papers) -> str:
    sent = papers.waiting_submission
    if sent:
        decider = sign_off_decider(found, clock.today(), sent_by_id=sent.sent_by_id).person
        return (
            f"{sent.sent_by.name} sent this action for sign-off on"
            f" {day(local_day(sent.sent_at))}. It is with {decider.name} to decide."
        )
    if found.completed_on:
        return f"This action was completed on {day(found.completed_on)}."
    return "This action has not been sent for sign-off."
