"""The history of everything, for those who see to the service: who did what, about what, when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.access import EVERYONE, SERVICE_KEEPERS, Role
from tracker.domain.wording import day, moment
from tracker.services.letters.names import planned_kind_words
from tracker.services.table_files import CSV
from tracker.store.directory import find_person
from tracker.store.doors import plans_seen_by
from tracker.store.history import Happened
from tracker.store.history_log import Logged, Wanted, log_page, log_rows
from tracker.store.people import Person, active_people
from tracker.store.plans import Plan
from tracker.web.access import allow, me
from tracker.web.listing import MOST_ROWS, Column, Columns, file_asked, list_file
from tracker.web.timeline import changes, kind_of_event, title_of, who_did

pages = Blueprint("history", __name__)


@dataclass(frozen=True)
class _Asked:
    """What an address asks for, as it was typed and as it was understood."""

    typed: dict[str, str]
    person: Person | None
    kind: Happened | None
    plan: Plan | None
    days: dict[str, date | None]
    errors: list[dict[str, str]]

    @property
    def wanted(self) -> Wanted:
        """The entries asked for."""
        return Wanted(
            person_id=self.person.id if self.person else None,
            kind=self.kind,
            plan_id=self.plan.id if self.plan else None,
            first=self.days["from"],
            last=self.days["to"],
        )


@pages.get("/history")
@allow(*SERVICE_KEEPERS)
def history() -> str | Response:
    """What happened, newest first, as far as the address asks for it."""
    plans = list(plans_seen_by(me()))
    asked = _asked(plans)
    if file_asked():
        return _as_file(asked)
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= _MOST_PAGES:
        abort(404)
    found, more = log_page(asked.wanted, page, seen_by=me()) if not asked.errors else ([], False)
    if page > 1 and not found:
        abort(404)
    return render_template(
        "admin/history.html",
        rows=[_row(one) for one in found],
        asked=asked.typed,
        applied=_applied(asked),
        errors=asked.errors,
        person=asked.person,
        people=_people(asked.person),
        kinds=_KINDS,
        plans=plans,
        page=page,
        more=more,
        page_address=lambda number: _address(asked, page=number if number > 1 else None),
        reads_plans=me().role is not Role.ADMINISTRATOR,
    )


@pages.get("/history.csv")
@allow(*SERVICE_KEEPERS)
def history_csv() -> Response:
    """The same as rows for a spreadsheet, at an address of its own."""
    return _as_file(_asked(list(plans_seen_by(me()))), CSV)


def _as_file(asked: _Asked, ending: str = "") -> Response:
    if asked.errors:
        abort(404)
    found = log_rows(asked.wanted, MOST_ROWS, seen_by=me())
    return list_file("history", "History", _COLUMNS, found, ending=ending)


_MOST_PAGES = 100_000
_FILTERS = ("person", "kind", "plan", "from", "to")
_DAYS = {"from": "First day", "to": "Last day"}
_KINDS = dict(sorted(((k.value, kind_of_event(k)) for k in Happened), key=lambda one: one[1]))


def _asked(plans: list[Plan]) -> _Asked:
    """The question of the address; one that asks for what there cannot be finds no page."""
    typed = {name: request.args.get(name, "").strip()[:80] for name in _FILTERS}
    number, kind, code = typed["person"], typed["kind"], typed["plan"]
    person = find_person(int(number[:9])) if number.isdecimal() else None
    plan = next((one for one in plans if one.code == code), None)
    if (number and not person) or (kind and kind not in _KINDS) or (code and not plan):
        abort(404)
    days, errors = _days(typed)
    return _Asked(typed, person, Happened(kind) if kind else None, plan, days, errors)


def _days(typed: dict[str, str]) -> tuple[dict[str, date | None], list[dict[str, str]]]:
    """The first and the last day, and what is wrong with what was typed."""
    days: dict[str, date | None] = {}
    errors = []
    for name, label in _DAYS.items():
        try:
            days[name] = date.fromisoformat(typed[name]) if typed[name] else None
        except ValueError:
            days[name] = None
        on = days[name]
        if typed[name] and (on is None or not 1900 <= on.year < 2200):
            errors.append({"text": f"{label} must look like 2011-07-04", "href": f"#{name}"})
    first, last = days["from"], days["to"]
    if not errors and first and last and last < first:
        errors.append({"text": "Last day must be the first day or later", "href": "#to"})
    return days, errors


def _address(asked: _Asked, **changes: Any) -> str:
    return url_for(".history", **(_typed(asked) | changes))


def _typed(asked: _Asked) -> dict[str, Any]:
    return {name: value or None for name, value in asked.typed.items()}


def _people(person: Person | None) -> list[Person]:
    """Whom the history can be narrowed to: all who are turned on, and whoever it is narrowed to."""
    found = list(active_people(EVERYONE))
    return found if person is None or person in found else [*found, person]


def _applied(asked: _Asked) -> list[dict[str, str]]:
    first, last = asked.days["from"], asked.days["to"]
    said = {
        "person": f"By or for: {asked.person.name}" if asked.person else "",
        "kind": f"What: {kind_of_event(asked.kind).lower()}" if asked.kind else "",
        "plan": f"Plan: {asked.plan.code}" if asked.plan else "",
        "from": f"From: {day(first) if first else asked.typed['from']}",
        "to": f"To: {day(last) if last else asked.typed['to']}",
    }
    return [
        {"text": said[name], "href": _address(asked, **{name: None})}
        for name in _FILTERS
        if asked.typed[name]
    ]


def _row(one: Logged) -> dict[str, Any]:
    return {
        "at": one.entry.at.isoformat(timespec="minutes"),
        "when": moment(one.entry.at),
        "who": who_did(one.entry) or "The tracker",
        "what": title_of(one.entry, one.moment.update),
        "about": _about(one),
        "href": _href(one),
        "changes": changes(one.entry.facts),
    }


def _about(one: Logged) -> str:
    """The action, the plan, or whoever or whatever else it was about; empty when it says it all."""
    if one.action and one.plan:
        return f"{one.plan.code}-{one.action.number} {one.action.short_title}"
    if one.plan:
        return f"{one.plan.code} {one.plan.title}"
    facts = one.entry.facts
    if facts.get("letter") and one.entry.kind is Happened.WORDING_CHANGED:
        return planned_kind_words(facts["letter"])
    return str(facts.get("name") or "")


def _name(person: Person | None, nobody: str) -> str:
    return person.name if person else nobody


def _href(one: Logged) -> str:
    if one.action and one.plan:
        return url_for("actions.action", ref=f"{one.plan.code}-{one.action.number}")
    return url_for("plans.plan", code=one.plan.code) if one.plan else ""


_COLUMNS: Columns[Logged] = (
    Column("Number", lambda one: one.entry.seq, 8),
    Column("When (UTC)", lambda one: one.entry.at.strftime("%Y-%m-%d %H:%M:%S"), 20),
    Column("Who", lambda one: _name(one.entry.actor, "The tracker"), 24),
    Column("On behalf of", lambda one: _name(one.entry.acting_for, ""), 24),
    Column("What", lambda one: title_of(one.entry, one.moment.update), 28),
    Column("About", _about, 40),
    Column("Changed", lambda one: "; ".join(changes(one.entry.facts)), 50),
)
