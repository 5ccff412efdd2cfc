"""The lists of people, teams and who is away, as files."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from werkzeug.wrappers import Response

from tracker.domain.access import ROLE_WORDS
from tracker.domain.wording import count
from tracker.services.teams import KIND_WORDS
from tracker.store.cover import Cover
from tracker.store.directory import Listed
from tracker.store.leavers import Leaver
from tracker.store.people import Person, Team
from tracker.store.reach import Orphan, WithoutMail
from tracker.web.listing import Column, Columns, day_of, list_file


@dataclass(frozen=True)
class Branch:
    """A team with those below it, and who is above whoever heads it."""

    team: Team
    above: Person | None
    below: tuple["Branch", ...]


@dataclass(frozen=True)
class _Away:
    """One line about somebody who is away or leaves."""

    named: str
    who: str
    first: date
    last: date | None = None
    covered_by: str = ""
    may: str = ""
    note: str = ""


@dataclass(frozen=True)
class _Lost:
    """One line about what nobody is told: an action, or everything of one person."""

    named: str
    ref: str
    title: str
    who: str
    why: str
    due_on: date | None = None


def people_file(rows: Sequence[Listed]) -> Response:
    """People with their role, team and work."""
    return list_file("people", "People", _PEOPLE, rows)


def teams_file(branches: Sequence[Branch]) -> Response:
    """Teams and partner bodies, each before those under it."""
    names = {one.team.id: one.team.name for one in branches}
    columns: Columns[Branch] = (
        Column("Name", lambda one: one.team.name, 30),
        Column("What it is", lambda one: KIND_WORDS[one.team.kind]),
        Column("Part of", lambda one: names.get(one.team.parent_id or 0, ""), 30),
        Column("Head", lambda one: _name(one.team.head), 24),
        Column("Above", lambda one: _name(one.above), 24),
        Column("Word after its people’s names", lambda one: one.team.label),
    )
    return list_file("teams", "Teams", columns, branches)


def away_file(
    covers: Sequence[Cover], leaving: Sequence[Leaver], uncovered: Sequence[Cover]
) -> Response:
    """Who leaves, whom nobody covers for any more, and who is away now and later."""
    lines = [
        _Away(
            "Leaving",
            one.name,
            one.first,
            may=f"{count(one.open_work, 'open action')} to give to others",
            note=one.note,
        )
        for one in leaving
    ]
    lines += [
        _Away("Nobody covers any more", one.person.name, one.from_on, one.to_on)
        for one in uncovered
    ]
    lines += [
        _Away(
            "Away now and later",
            one.person.name_and_body,
            one.from_on,
            one.to_on,
            _name(one.covered_by) or "Nobody: reminders are paused",
            _may(one),
        )
        for one in covers
    ]
    return list_file("people-away", "People away", _AWAY, lines)


def unreachable_file(
    orphans: Sequence[Orphan], without_mail: Sequence[WithoutMail], readable: Collection[int]
) -> Response:
    """Actions nobody can be reached about, titles only of those in `readable`, and people who get
    no email."""
    lines = [
        _Lost(
            "Actions nobody can be reached about",
            one.ref,
            one.title if one.action_id in readable else "",
            one.owner,
            one.why,
            one.due_on,
        )
        for one in orphans
    ]
    lines += [
        _Lost(
            "People who get no email",
            "",
            count(len(one.action_ids), "open action"),
            one.name,
            one.why,
        )
        for one in without_mail
    ]
    return list_file("unreachable", "Unreachable", _LOST, lines)


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _may(cover: Cover) -> str:
    if cover.decides:
        return "Update and decide"
    return "Update" if cover.covered_by else "Nothing"


def _team(person: Person) -> str:
    return person.team.name if person.team else ""


_PEOPLE: Columns[Listed] = (
    Column("Name", lambda one: one.person.name, 24),
    Column("Email address", lambda one: one.person.email, 30),
    Column("Turned on", lambda one: "Yes" if one.person.active else "No", 8),
    Column("Role", lambda one: ROLE_WORDS[one.person.role], 20),
    Column("Team", lambda one: _team(one.person), 24),
    Column("Last signed in", lambda one: day_of(one.person.signed_in_at)),
    Column("Open actions", lambda one: one.open_actions, 8),
)
_AWAY: Columns[_Away] = (
    Column("List", lambda one: one.named, 24),
    Column("Who", lambda one: one.who, 24),
    Column("First day", lambda one: one.first),
    Column("Last day", lambda one: one.last),
    Column("Who covers", lambda one: one.covered_by, 28),
    Column("They can", lambda one: one.may, 28),
    Column("Note", lambda one: one.note, 40),
)
_LOST: Columns[_Lost] = (
    Column("List", lambda one: one.named, 32),
    Column("Reference", lambda one: one.ref),
    Column("Action", lambda one: one.title, 50),
    Column("Owner", lambda one: one.who, 24),
    Column("Why", lambda one: one.why, 50),
    Column("Due", lambda one: one.due_on),
)
