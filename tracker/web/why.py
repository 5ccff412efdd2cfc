"""For a person and an action: why this email, why none, the last three and the next three."""

from datetime import date

from flask import Blueprint, render_template, request, url_for

from tracker import clock
from tracker.domain.access import SERVICE_KEEPERS, WRITTEN_TO, Role
from tracker.domain.wording import local_day
from tracker.services.holding import mail_hold
from tracker.services.why import Story, person_story, story
from tracker.store.actions import Action
from tracker.store.directory import find_person
from tracker.store.outbox import Notification
from tracker.store.people import Person, active_people
from tracker.store.told import action_to_explain, actions_to_choose
from tracker.web import letter_words as words
from tracker.web.access import allow, me

pages = Blueprint("why", __name__)

MAY_ASK = SERVICE_KEEPERS
MOST_OFFERED = 500
"""Of more actions than these the one in question is named by its reference."""


@pages.get("/why")
@allow(*MAY_ASK)
def why() -> str:
    """The questions, and the answer when they have been answered.

    An administrator asks about a person alone, since they may see no action.
    """
    asked = {name: request.args.get(name, "").strip()[:40] for name in ("person", "action", "on")}
    by_action = me().role is not Role.ADMINISTRATOR
    person = _person(asked["person"])
    action = _action(asked["action"]) if by_action else None
    on, on_error = _day(asked["on"])
    actions = actions_to_choose(me(), most=MOST_OFFERED) if by_action else ()
    missing = _no_action(asked["action"], offered=actions is not None)
    errors = _errors(asked, person, "" if action or not by_action else missing, on_error)
    told = None
    if person and not errors:
        found = (
            story(person, action, on=on, now=clock.now())
            if action
            else person_story(person, on=on, now=clock.now())
        )
        told = _told(person, found)
    people = list(active_people(WRITTEN_TO))
    if person and person not in people:
        people.append(person)
    return render_template(
        "admin/why.html",
        people=people,
        actions=actions,
        by_action=by_action,
        chosen=action,
        person=person,
        asked=asked,
        on=on,
        errors=errors,
        told=told,
    )


def _errors(
    asked: dict[str, str], person: Person | None, no_action: str, on_error: str
) -> list[dict[str, str]]:
    """What is missing from a question that has been begun."""
    if not asked["person"] and not asked["action"]:
        return []
    errors = [] if person else [{"text": "Select a person", "href": "#person"}]
    errors += [{"text": no_action, "href": "#action"}] if person and no_action else []
    return [*errors, *([{"text": on_error, "href": "#on"}] if on_error else [])]


def _no_action(ref: str, *, offered: bool) -> str:
    """What is said where no action was found."""
    if offered:
        return "Select an action"
    if ref:
        return f"There is no action {ref} that you can see. Check its reference"
    return "Enter the reference of an action"


def _person(number: str) -> Person | None:
    return find_person(int(number)) if number.isdecimal() and len(number) < 10 else None


def _action(ref: str) -> Action | None:
    return action_to_explain(ref, viewer=me()) if ref else None


def _day(text: str) -> tuple[date, str]:
    """The day asked about, today when none is, and what is wrong with what was typed."""
    if not text:
        return clock.today(), ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return clock.today(), "Day must look like 2011-07-04"


def _told(person: Person, found: Story) -> dict[str, object]:
    hold = mail_hold()

    def row(letter: Notification) -> dict[str, object]:
        return {
            "href": url_for("admin.deliveries.letter", letter_id=letter.id),
            "when": words.when_words(letter),
            "kind": words.kind_words(letter),
            "status": words.status_words(letter, hold),
            "rules": found.rules[letter.id],
        }

    return {
        "letters": [row(one) for one in found.letters],
        "reasons": [_sentence(one) for one in found.reasons],
        "last": [row(one) for one in found.last],
        "coming": [
            {"on": one.on, "kind": words.WRITTEN_KINDS.get(one.kind, one.kind), "rule": one.rule}
            for one in found.coming
        ],
        "passed": [
            {"on": local_day(one.at), "reason": _sentence(one.reason)} for one in found.passed
        ],
        "in_the_way": found.in_the_way,
        "log": url_for("admin.deliveries.log", person=person.id),
    }


def _sentence(words_: str) -> str:
    return f"{words_[:1].upper()}{words_[1:]}"
