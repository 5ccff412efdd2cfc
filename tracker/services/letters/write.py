"""Writing one letter: checking that it is still wanted, and finding its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from tracker.config import Settings
from tracker.delivery.letter import Letter
from tracker.delivery.render import Words, words
from tracker.domain.actions import Progress
from tracker.domain.digests import digest
from tracker.domain.reminders import Why
from tracker.domain.wording import day, distance, listed, local_day, long_day
from tracker.extensions import db
from tracker.services.letters.digest import digest_facts
from tracker.services.letters.facts import Owned, accountable_to, owned_by
from tracker.services.letters.officer import (
    Told,
    agenda_facts,
    names,
    single_facts,
    told,
)
from tracker.services.preferences import unsubscribe_token
from tracker.store.people import Person

KINDS = ("new_action", "due_soon", "due_today", "overdue", "update_request", "agenda", "digest")
"""Every kind of letter; each has a folder of templates and a page in `docs/adding/letter.md`."""


@dataclass(frozen=True)
class Order:
    """What the post room asks to have written.

    `purpose` is what was planned: 'new_action', 'chase', 'reminder' or 'digest'. A reminder's kind
    is found as it is written, since what is planned as an agenda may by then be about one action.
    """

    purpose: str
    recipient_id: int
    action_ids: frozenset[int]
    is_agenda: bool
    message_id: str
    by_id: int | None


@dataclass(frozen=True)
class NotWanted:
    """That a letter is not sent after all, and why, in words for the delivery log."""

    reason: str


@dataclass(frozen=True)
class Draft:
    """Which kind of letter it came to, what it is about, and the facts its templates name."""

    kind: str
    reference: str
    facts: Mapping[str, Any]


class LetterWriter:
    """Writes letters with one installation's settings and templates."""

    def __init__(self, settings: Settings, templates: Path) -> None:
        self._settings = settings
        self._templates = templates
        self._by_purpose: Mapping[str, Callable[[Order, Person, datetime], Draft | NotWanted]] = {
            "new_action": self._new_action,
            "chase": self._chase,
            "reminder": self._reminder,
            "digest": self._digest,
        }

    def write(self, order: Order, *, now: datetime) -> Letter | NotWanted:
        """The letter as its recipient may read it now, or why it is not wanted any more.

        Everything is asked for afresh: what was done, moved, given to somebody else or restricted
        since it was planned is not told.
        """
        person = db.session.get(Person, order.recipient_id)
        if person is None or not person.active:
            return NotWanted("this person is turned off")
        draft = self._by_purpose[order.purpose](order, person, now)
        return draft if isinstance(draft, NotWanted) else self._letter(order, person, draft)

    def preview_new_actions(self, person: Person, given: list[Owned]) -> Words:
        """What a letter about these new actions would say, for somebody to read before there are
        any."""
        facts = _new_draft(given, self._base).facts
        return words(self._templates, "new_action", {**self._shared(person), **facts})

    def _letter(self, order: Order, person: Person, draft: Draft) -> Letter:
        said = words(self._templates, draft.kind, {**self._shared(person), **draft.facts})
        host = self._settings.mail_host
        about: Owned | None = draft.facts.get("action")
        root = f"<action.{about.ref}.{person.id}@{host}>".lower() if about else None
        plan = draft.reference.partition("-")[0].lower()
        token = unsubscribe_token(person.id, self._settings.secret_key)
        return Letter(
            kind=draft.kind,
            reference=draft.reference,
            to_name=person.name,
            to_address=person.email,
            subject=said.subject,
            preheader=said.preheader,
            text=said.text,
            html="" if person.text_only else said.html,
            message_id=order.message_id,
            thread_root=root,
            thread_topic=about.name if about else None,
            list_id=f"<{plan}.actions.{host}>",
            unsubscribe_url=f"{self._base}/stop/{token}" if draft.kind == "digest" else None,
            reply_to=self._settings.mail_reply_to,
            sender=parseaddr(self._settings.mail_from),
        )

    @property
    def _base(self) -> str:
        return self._settings.base_url

    def _shared(self, person: Person) -> dict[str, Any]:
        return {
            "greeting": person.given_name,
            "council": self._settings.council_name,
            "phone": self._settings.performance_team_phone,
            "home_url": f"{self._base}/",
            "preferences_url": f"{self._base}/account/notifications",
            "cover_url": f"{self._base}/account/cover",
        }

    def _reminder(self, order: Order, person: Person, now: datetime) -> Draft | NotWanted:
        owned = owned_by(person)
        letter = told(owned, local_day(now), only=None if order.is_agenda else order.action_ids)
        if not letter.needs:
            return NotWanted("nothing in it needs this person any more")
        return self._about(letter, owned, now)

    def _chase(self, order: Order, person: Person, now: datetime) -> Draft | NotWanted:
        owned = owned_by(person)
        asked = [
            action
            for action in owned
            if action.id in order.action_ids and action.facts.chased and not _waits(action)
        ]
        if not asked:
            return NotWanted("the updates asked for have been given")
        by = db.session.get(Person, order.by_id) if order.by_id else None
        needs = tuple((action, Why.UPDATE_REQUEST) for action in asked)
        return self._about(
            Told(needs, (), (), len(owned), asked_by=by.name if by else asked[0].chased_by),
            owned,
            now,
        )

    def _about(self, letter: Told, owned: list[Owned], now: datetime) -> Draft:
        today = local_day(now)
        if not letter.alone:
            action = letter.needs[0][0]
            facts = agenda_facts(letter, today=today, base=self._base)
            return Draft("agenda", action.plan_code, facts | {"why": _why_agenda(letter)})
        action, why = letter.needs[0]
        others = [one for one in owned if one.id != action.id]
        facts = single_facts(action, why, others=others, today=today, base=self._base)
        updated = action.standing.last_update_on
        facts |= {
            "why": f"You get this because you own action {action.number} in {action.plan_words}.",
            "due_on": day(action.standing.due_on),
            "distance": distance(action.standing.due_on, today),
            "updated_on": day(updated) if updated else "",
            "asked_by": letter.asked_by,
        }
        return Draft(why.value, action.ref, facts)

    def _new_action(self, order: Order, person: Person, _now: datetime) -> Draft | NotWanted:
        given = [action for action in owned_by(person) if action.id in order.action_ids]
        if not given:
            return NotWanted("the action is no longer this person's")
        return _new_draft(given, self._base)

    def _digest(self, _order: Order, person: Person, now: datetime) -> Draft | NotWanted:
        today = local_day(now)
        if not person.wants_digest:
            return NotWanted("this person has stopped the weekly summary")
        actions, areas, plans = accountable_to(person, week_ago=today - timedelta(days=7))
        found = digest(actions, areas, today=today)
        if not actions or (found.is_all_clear and today.day > 7):
            return NotWanted(
                "nothing is overdue and nothing waits: the all-clear goes once a month"
            )
        facts = digest_facts(
            found,
            weekday=person.digest_weekday,
            plans=plans,
            now=now,
            today=today,
            base=self._base,
        )
        codes = {action.plan_code for action in actions}
        return Draft("digest", codes.pop() if len(codes) == 1 else "plans", facts)


def _waits(action: Owned) -> bool:
    return action.standing.progress is Progress.SUBMITTED or action.facts.asked_for_on is not None


def _why_agenda(letter: Told) -> str:
    plans = listed(list(dict.fromkeys(action.plan_words for action, _why in letter.needs)))
    return f"You get this because you own actions in {plans}."


def _new_draft(given: list[Owned], base: str) -> Draft:
    managers = names(given)
    plans = listed(list(dict.fromkeys(action.plan_words for action in given)))
    several = "actions" if len(given) > 1 else "action"
    numbers = f"{several} {listed([action.number for action in given])}"
    facts = {
        "actions": [_given(action, base) for action in given],
        "plan": plans,
        "managers": managers,
        "one_manager": len({action.manager for action in given}) == 1,
        "given_by": listed(list(dict.fromkeys(a.given_by for a in given if a.given_by))),
        "headline": _new_headline(given),
        "why": f"You get this because you own {numbers} in {plans}.",
    }
    one = given[0] if len(given) == 1 else None
    reference = one.ref if one else given[0].plan_code
    return Draft("new_action", reference, facts | ({"action": one} if one else {}))


def _new_headline(given: list[Owned]) -> str:
    if len(given) == 1:
        return f"Action {given[0].number} is yours, due {day(given[0].standing.due_on)}"
    return f"{len(given)} new actions are yours"


def _given(action: Owned, base: str) -> dict[str, Any]:
    return {
        "number": action.number,
        "name": action.name,
        "label": action.label,
        "due": day(action.standing.due_on),
        "due_long": long_day(action.standing.due_on),
        "area": action.area_wording,
        "measure": action.measure,
        "restricted": action.restricted,
        "url": f"{base}/a/{action.ref}",
        "not_mine_url": f"{base}/a/{action.ref}/not-mine",
    }
