"""My actions: what needs this person now, what comes next, and what they have completed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import EVERYONE, OWNERS, REVIEWERS, Role
from tracker.domain.actions import PROGRESS_WORDS, Progress
from tracker.domain.cover import Spell
from tracker.domain.piles import Pile
from tracker.domain.wording import day, span
from tracker.services.deciders import names_of_sign_off_deciders
from tracker.store.action_lists import (
    COMPLETED_ON_A_PAGE,
    MyAction,
    actions_owned_by,
    completed_actions,
    count_completed,
    disowned_actions,
    my_piles,
    my_rows,
)
from tracker.store.cover import Cover, left_uncovered, spells_with
from tracker.store.leavers import Leaver, leavers
from tracker.store.people import Person, ReminderPattern
from tracker.web.access import allow, me
from tracker.web.account import first_page
from tracker.web.home_files import completed_file, my_file
from tracker.web.listing import file_asked

pages = Blueprint("home", __name__)

_LISTS = (
    (Pile.UPDATE_NOW, "Update now"),
    (Pile.UPDATED_TODAY, "Updated today"),
    (Pile.SOON, "Due in the next 30 days"),
    (Pile.LATER, "Later"),
    (Pile.WAITING, "Waiting for sign-off"),
    (Pile.ON_HOLD, "On hold"),
)
_LONG, _SHOWN = 40, 25
"""Longer lists than the first begin with as many rows as the second says."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pages.get("/")
@allow(*EVERYONE)
def home() -> str | Response:
    """What needs me now. Those who own nothing start where their work is."""
    person = me()
    if person.role not in OWNERS:
        return redirect(first_page(person))
    mine = my_piles(person, clock.today())
    shown, completed = _shown(person, mine)
    disowned, to_see_to = disowned_actions(person), _to_see_to(person)
    spells = spells_with(person.id, clock.today())
    covered = _covered(person, spells)
    if person.role in REVIEWERS and not (mine or completed or disowned or covered or to_see_to):
        return redirect(url_for("review.review"))
    if file_asked():
        others = [(one.cover.person.name, one.actions) for one in covered]
        return my_file(person, [(one.name, one.actions) for one in shown], others, disowned)
    return render_template(
        "home/my_actions.html",
        sentence=_sentence(mine),
        lists=shown,
        words=PROGRESS_WORDS,
        deciders=_deciders(
            [row for one in shown for row in one.actions]
            + [row for one in covered for row in one.actions]
        ),
        disowned=disowned,
        to_see_to=to_see_to,
        covered=covered,
        covers=_cover_sentences(person, spells),
        days=lambda one: span(one.from_on, one.to_on),
        completed=completed,
        reminders=_reminders(person.reminders, person.agenda_weekday),
    )


@pages.get("/actions/completed")
@allow(*OWNERS)
def completed() -> str | Response:
    """What I have completed, the latest first."""
    if file_asked():
        return completed_file(completed_actions(me()))
    page = request.args.get("page", 1, type=int)
    total = count_completed(me())
    pages_in_all = max(1, -(-total // COMPLETED_ON_A_PAGE))
    if not 1 <= page <= pages_in_all:
        abort(404)
    return render_template(
        "home/completed.html",
        actions=completed_actions(me(), page=page),
        total=total,
        page=page,
        pages_in_all=pages_in_all,
        page_address=lambda number: url_for("home.completed", page=number),
    )


@dataclass(frozen=True)
class ListShown:
    """One list of the page: all of it, or of a long one the first rows and how many there are."""

    pile: Pile
    name: str
    actions: list[MyAction]
    total: int


def _shown(person: Person, mine: Mapping[Pile, list[int]]) -> tuple[list[ListShown], int]:
    """The lists that have something in them as they are shown, and how many actions this person has
    completed."""
    cut = {pile: _cut(pile, numbers) for pile, numbers in mine.items()}
    these = [number for some in cut.values() for number in some]
    rows, completed = my_rows(person, these, clock.today())
    lists = [
        ListShown(pile, name, [rows[one] for one in cut[pile] if one in rows], len(mine[pile]))
        for pile, name in _LISTS
        if pile in mine
    ]
    return lists, completed


def _cut(pile: Pile, numbers: list[int]) -> list[int]:
    """All of a list if it is short, or the address asks for it or for a file."""
    whole = len(numbers) <= _LONG or request.args.get("all") == pile or file_asked()
    return numbers if whole else numbers[:_SHOWN]


@dataclass(frozen=True)
class Covered:
    """Somebody this person covers for today, and what they own."""

    cover: Cover
    actions: list[MyAction]


@dataclass(frozen=True)
class ToSeeTo:
    """What a performance officer has to see to about people who are away."""

    leavers: list[Leaver]
    uncovered: list[Cover]


def _to_see_to(person: Person) -> ToSeeTo | None:
    """None for every other role, and when there is nothing."""
    if person.role is not Role.PERFORMANCE:
        return None
    found = ToSeeTo(leavers(), left_uncovered(clock.today()))
    return found if found.leavers or found.uncovered else None


def _deciders(rows: Sequence[MyAction]) -> dict[int, str]:
    sent = (Progress.SUBMITTED, Progress.RETURNED)
    with_somebody = [one.id for one in rows if one.standing.progress in sent]
    return names_of_sign_off_deciders(with_somebody, clock.today())


def _covered(person: Person, spells: Sequence[Cover]) -> list[Covered]:
    duties = [s for s in spells if s.covered_by_id == person.id and s.from_on <= clock.today()]
    owners = [cover.person_id for cover in duties]
    rows = actions_owned_by(owners, clock.today()) if owners else []
    return [
        Covered(cover, [one for one in rows if one.owner_id == cover.person_id]) for cover in duties
    ]


def _cover_sentences(person: Person, spells: Sequence[Cover]) -> list[str]:
    """Who covers for this person and for whom they will: what today's own part does not say."""
    return [
        _cover_sentence(person, one)
        for one in spells
        if one.person_id == person.id or one.from_on > clock.today()
    ]


def _cover_sentence(person: Person, one: Cover) -> str:
    begun = one.from_on <= clock.today()
    when = f"until {day(one.to_on)}" if begun else Spell(one.from_on, one.to_on).words
    if one.covered_by_id == person.id:
        return f"You cover for {one.person.name} {when}."
    if one.covered_by:
        return f"{one.covered_by.name} covers for you {when}."
    return f"Your reminders are paused {when}."


def _sentence(mine: Mapping[Pile, list[int]]) -> str:
    asked = len(mine.get(Pile.UPDATE_NOW, ()))
    owned = sum(map(len, mine.values()))
    if not owned:
        return ""
    if owned == 1:
        needs = "needs" if asked else "does not need"
        return f"Your one action {needs} an update today."
    if not asked:
        return f"None of your {owned} actions needs an update today."
    verb = "needs" if asked == 1 else "need"
    return f"{asked} of your {owned} actions {verb} an update today."


def _reminders(pattern: ReminderPattern, weekday: int) -> str:
    """When this person is emailed, in words."""
    if pattern is ReminderPattern.DAILY:
        return "You get one email on a day when something needs you."
    if pattern is ReminderPattern.ONLY_DUE:
        return "You get an email only when something is due or overdue."
    morning = _WEEKDAYS[weekday % len(_WEEKDAYS)]
    return f"You get one email on {morning} mornings, and one on the day something is due."
