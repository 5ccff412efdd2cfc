"""My actions: what needs this person now, what comes next, and what they have completed."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import EVERYONE, OWNERS, REVIEWERS
from tracker.domain.actions import PROGRESS_WORDS
from tracker.domain.piles import Pile
from tracker.store.action_lists import (
    COMPLETED_ON_A_PAGE,
    MyAction,
    completed_actions,
    count_completed,
    disowned_actions,
    my_actions,
)
from tracker.store.people import ReminderPattern
from tracker.web.access import allow, me
from tracker.web.account import first_page

pages = Blueprint("home", __name__)

_LISTS = (
    (Pile.UPDATE_NOW, "Update now"),
    (Pile.UPDATED_TODAY, "Updated today"),
    (Pile.SOON, "Due in the next 30 days"),
    (Pile.LATER, "Later"),
    (Pile.WAITING, "Waiting for sign-off"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pages.get("/")
@allow(*EVERYONE)
def home() -> str | Response:
    """What needs me now. Those who own nothing start where their work is."""
    person = me()
    if person.role not in OWNERS:
        return redirect(first_page(person))
    mine = my_actions(person, clock.today())
    completed = count_completed(person)
    disowned = disowned_actions(person)
    if person.role in REVIEWERS and not (mine or completed or disowned):
        return redirect(url_for("review.review"))
    return render_template(
        "home/my_actions.html",
        sentence=_sentence(mine),
        lists=[(pile, name, rows) for pile, name in _LISTS if (rows := _in(mine, pile))],
        words=PROGRESS_WORDS,
        disowned=disowned,
        completed=completed,
        reminders=_reminders(person.reminders, person.agenda_weekday),
    )


@pages.get("/actions/completed")
@allow(*OWNERS)
def completed() -> str:
    """What I have completed, the latest first."""
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


def _sentence(mine: list[MyAction]) -> str:
    asked = sum(one.pile is Pile.UPDATE_NOW for one in mine)
    if not mine:
        return ""
    if len(mine) == 1:
        needs = "needs" if asked else "does not need"
        return f"Your one action {needs} an update today."
    if not asked:
        return f"None of your {len(mine)} actions needs an update today."
    verb = "needs" if asked == 1 else "need"
    return f"{asked} of your {len(mine)} actions {verb} an update today."


def _in(mine: list[MyAction], pile: Pile) -> list[MyAction]:
    return [one for one in mine if one.pile is pile]


def _reminders(pattern: ReminderPattern, weekday: int) -> str:
    """When this person is emailed, in words."""
    if pattern is ReminderPattern.DAILY:
        return "You get one email on a day when something needs you."
    if pattern is ReminderPattern.ONLY_DUE:
        return "You get an email only when something is due or overdue."
    morning = _WEEKDAYS[weekday % len(_WEEKDAYS)]
    return f"You get one email on {morning} mornings, and one on the day something is due."
