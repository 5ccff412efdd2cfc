"""The delivery log: every letter and what became of it, and what can be done about one."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker import clock
from tracker.domain.access import SERVICE_KEEPERS, WRITTEN_TO, Role
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import capped, day
from tracker.services import deliveries as services
from tracker.services.forms import SentForm
from tracker.services.holding import mail_hold
from tracker.services.letter_rules import rules_of, step_words
from tracker.services.letters.names import KINDS, STATUSES
from tracker.store.deliveries import (
    Logged,
    Status,
    Wanted,
    counts,
    find_letter,
    page_of,
    rows_of,
    status_of,
)
from tracker.store.delivery_detail import action_with_ref, detail_of, may_read
from tracker.store.directory import find_person
from tracker.store.instance import MailHold
from tracker.store.outbox import LetterState, Notification
from tracker.store.people import Person, active_people
from tracker.web import letter_words as words
from tracker.web.access import allow, me
from tracker.web.fields import TrackerForm
from tracker.web.headers import LETTER_POLICY
from tracker.web.listing import MOST_ROWS, file_asked
from tracker.web.service_files import letters_file

pages = Blueprint("deliveries", __name__)


@pages.get("/deliveries")
@allow(*SERVICE_KEEPERS)
def log() -> str | AnyResponse:
    """The letters asked for in the address, the latest due first, and how many of each status."""
    asked = {name: request.args.get(name, "").strip()[:80] for name in _FILTERS}
    wanted = _wanted(asked)
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= _MOST_PAGES:
        abort(404)
    hold = mail_hold()
    if file_asked():
        letters = rows_of(wanted, MOST_ROWS, seen_by=me(), hold=hold)
        return letters_file(letters, hold, reads_actions=_sees_actions())
    person = find_person(wanted.person_id) if wanted.person_id else None
    rows, more = page_of(wanted, page, seen_by=me(), hold=hold)
    if page > 1 and not rows:
        abort(404)
    return render_template(
        "deliveries/log.html",
        rows=[_row(one, hold) for one in rows],
        counts=_counts(wanted, asked, hold),
        asked=asked,
        applied=_applied(asked, wanted, person),
        kinds=KINDS,
        person=person,
        people=_people(person),
        page=page,
        more=more,
        page_address=lambda number: _address(asked, page=number if number > 1 else None),
        reads_actions=_sees_actions(),
    )


@pages.get("/deliveries/<letter_id>")
@allow(*SERVICE_KEEPERS)
def letter(letter_id: str) -> str:
    """One letter: each attempt, the rule that caused it, and its words for who may read them."""
    return render_template("deliveries/letter.html", **_page_of_letter(_found(letter_id)))


@pages.get("/deliveries/<letter_id>/html")
@allow(*SERVICE_KEEPERS)
def letter_html(letter_id: str) -> Response:
    """The HTML part alone, as sent, in a sandbox where nothing can act."""
    logged = _found(letter_id)
    if not may_read(logged, me()):
        abort(404)
    return sandboxed(logged.letter)


@pages.post("/deliveries/<letter_id>/again")
@allow(*SERVICE_KEEPERS)
def again(letter_id: str) -> AnyResponse | tuple[str, int]:
    """Plan a new letter about the same."""
    form = TrackerForm()
    try:
        planned = services.send_again(letter_id, sent=_sent(form, letter_id), now=clock.now())
    except RuleBroken as broken:
        return _refused(letter_id, broken)
    flash(services.SENT_AGAIN, "success")
    return redirect(url_for(".letter", letter_id=planned), code=303)


@pages.post("/deliveries/<letter_id>/settle")
@allow(*SERVICE_KEEPERS)
def settle(letter_id: str) -> AnyResponse | tuple[str, int]:
    """Say of a letter in doubt that it arrived, or let it go again."""
    arrived = request.form.get("arrived") == "yes"
    form = TrackerForm()
    try:
        services.settle(letter_id, arrived=arrived, sent=_sent(form, letter_id), now=clock.now())
    except RuleBroken as broken:
        return _refused(letter_id, broken)
    flash(services.ARRIVED if arrived else services.SENT_AGAIN, "success")
    return redirect(url_for(".letter", letter_id=letter_id), code=303)


def sandboxed(found: Notification) -> Response:
    """An answer with a letter's HTML as it was sent; 404 when there is none to show."""
    said = services.opened(found)
    if said is None or not said.html:
        abort(404)
    response = Response(said.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


_FILTERS = ("status", "kind", "person", "action", "date")
_MOST_PAGES = 100_000


def _wanted(asked: dict[str, str]) -> Wanted:
    """What the address asks for; an address that asks for what there cannot be finds no page."""
    number = asked["person"]
    ref = asked["action"]
    if number and (not number.isdecimal() or find_person(int(number[:9])) is None):
        abort(404)
    action_id = action_with_ref(ref, seen_by=me()) if ref else None
    if ref and action_id is None:
        abort(404)
    return Wanted(
        status=_of(Status, asked["status"]),
        kind=asked["kind"] or None,
        person_id=int(number) if number else None,
        action_id=action_id,
        on=_day_in(asked["date"]),
    )


def _of(statuses: type[Status], word: str) -> Status | None:
    if word and word not in set(statuses):
        abort(404)
    return statuses(word) if word else None


def _day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        abort(404)


def _address(asked: dict[str, str], **changes: Any) -> str:
    said = {name: value or None for name, value in asked.items()}
    return url_for("admin.deliveries.log", **(said | changes))


def _people(person: Person | None) -> list[Person]:
    """Whom the log can be narrowed to: all who are turned on, and whoever it is narrowed to."""
    found = list(active_people(WRITTEN_TO))
    return found if person is None or person in found else [*found, person]


def _counts(wanted: Wanted, asked: dict[str, str], hold: MailHold) -> list[dict[str, Any]]:
    """The number of each status as a link to exactly those rows; those there are none of are left
    out, save the one that is asked for."""
    found = counts(wanted, seen_by=me(), hold=hold)
    return [
        {
            "number": capped(number) if status is Status.SENT else f"{number:,}",
            "words": STATUSES[status].lower(),
            "href": _address(asked, status=status.value),
        }
        for status, number in found.items()
        if number or status is wanted.status
    ]


def _applied(asked: dict[str, str], wanted: Wanted, person: Person | None) -> list[dict[str, str]]:
    said = {
        "status": f"Status: {STATUSES[wanted.status].lower()}" if wanted.status else "",
        "kind": f"Kind: {KINDS.get(asked['kind'], asked['kind']).lower()}",
        "person": f"To: {person.name}" if person else "",
        "action": f"About: {asked['action']}",
        "date": f"Due on: {day(wanted.on)}" if wanted.on else "",
    }
    return [
        {"text": said[name], "href": _address(asked, **{name: None})}
        for name in _FILTERS
        if asked[name]
    ]


def _row(logged: Logged, hold: MailHold) -> dict[str, Any]:
    found = logged.letter
    status = status_of(found, hold)
    return {
        "href": url_for("admin.deliveries.letter", letter_id=found.id),
        "when": words.when_words(found),
        "to": logged.recipient.name,
        "kind": words.kind_words(found),
        "about": logged.about,
        "actions": logged.actions,
        "status": words.status_words(found, hold),
        "colour": words.COLOURS[status],
        "tag": STATUSES[status],
    }


def _page_of_letter(
    logged: Logged, *, errors: list[dict[str, str]] | None = None
) -> dict[str, Any]:
    hold, found = mail_hold(), logged.letter
    detail = detail_of(found, logged.recipient)
    readable = may_read(logged, me())
    return {
        "logged": logged,
        "row": _row(logged, hold),
        "detail": detail,
        "rules": rules_of(found, detail.occasions, detail.steps),
        "attempts": words.attempt_words(detail.attempts),
        "steps": [step_words(one) for one in dict.fromkeys(s.step for s in detail.steps)],
        "may_read": readable,
        "said": services.opened(found) if readable else None,
        "went_out": found.body_sha256 is not None,
        "is_secret": found.is_secret,
        "html_href": url_for("admin.deliveries.letter_html", letter_id=found.id),
        "why_not_again": services.why_not_again(logged),
        "in_doubt": found.state is LetterState.DOUBTFUL
        or (found.state is LetterState.READY and found.doubt_count > 0),
        "held_for_a_person": found.state is LetterState.DOUBTFUL,
        "form": TrackerForm(),
        "errors": errors,
        "reads_actions": _sees_actions(),
    }


def _sees_actions() -> bool:
    return me().role is not Role.ADMINISTRATOR


def _found(letter_id: str) -> Logged:
    return find_letter(letter_id, seen_by=me()) or abort(404)


def _refused(letter_id: str, broken: RuleBroken) -> tuple[str, int]:
    """The letter's page with why not above it."""
    logged = _found(letter_id)
    page = _page_of_letter(logged, errors=[{"text": broken.message}])
    return render_template("deliveries/letter.html", **page), 422


def _sent(form: TrackerForm, letter_id: str) -> SentForm:
    answer = url_for("admin.deliveries.letter", letter_id=letter_id)
    return SentForm(by=me(), request_id=form.request_id.data or "", answer=answer)
