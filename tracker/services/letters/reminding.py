"""The letters to owners: new actions, reminders, agendas, and updates asked for by a person."""

from collections.abc import Collection, Iterable
from typing import Any

from tracker.domain.reminders import Why
from tracker.domain.wording import day, distance, listed, long_day, preheader
from tracker.extensions import db
from tracker.services.letters.facts import Owned, owned_by
from tracker.services.letters.officer import (
    YOU,
    Told,
    Voice,
    agenda_facts,
    names,
    single_facts,
    told,
    voice_to,
    waits,
)
from tracker.services.letters.orders import About, Desk, Draft, NotWanted, Order
from tracker.services.stopping import Stoppable
from tracker.store.people import Person, ReminderPattern


def new_action(order: Order, desk: Desk) -> Draft | NotWanted:
    """What the owner has been given, as far as it is still theirs."""
    given = [action for action in _owned(desk) if action.id in order.action_ids]
    if not given:
        return NotWanted("the action is no longer this person's")
    return new_action_draft(given, base=desk.base, voice=_voice(desk), why=desk.why)


def reminder(order: Order, desk: Desk) -> Draft | NotWanted:
    """What needs the owner now; as an agenda all of it, else only what was planned."""
    owned = _owned(desk)
    letter = told(owned, desk.today, only=None if order.is_agenda else order.action_ids)
    if not letter.needs:
        return NotWanted("nothing in it needs this person any more")
    return _about(letter, owned, desk)


def chase(order: Order, desk: Desk) -> Draft | NotWanted:
    """The updates a person asks for, as far as they have not been given."""
    owned = _owned(desk)
    asked = updates_asked_for(owned, order.action_ids)
    if not asked:
        return NotWanted("the updates asked for have been given")
    by = db.session.get(Person, order.by_id) if order.by_id else None
    needs = tuple((action, Why.UPDATE_REQUEST) for action in asked)
    asked_by = by.name if by else asked[0].chased_by
    return _about(Told(needs, (), (), len(owned), asked_by=asked_by), owned, desk)


def updates_asked_for(owned: Iterable[Owned], action_ids: Collection[int]) -> list[Owned]:
    """Those of these actions for which somebody asks for an update that has not been given."""
    return [one for one in owned if one.id in action_ids and one.facts.chased and not waits(one)]


def _owned(desk: Desk) -> list[Owned]:
    return owned_by(desk.whose, seen_by=desk.reader, today=desk.today, links_at=desk.now)


def _voice(desk: Desk) -> Voice:
    return voice_to(desk.reader, desk.whose)


def _about(letter: Told, owned: list[Owned], desk: Desk) -> Draft:
    if letter.alone:
        others = [one for one in owned if one.id != letter.needs[0][0].id]
        return single_draft(letter, others, desk)
    return agenda_draft(letter, desk)


def agenda_draft(letter: Told, desk: Desk) -> Draft:
    """The letter about several actions."""
    plans = listed(list(dict.fromkeys(action.plan_words for action, _why in letter.needs)))
    facts = agenda_facts(letter, voice=_voice(desk), today=desk.today, base=desk.base)
    facts |= {"why": desk.why(f"You get this because you own actions in {plans}.")}
    may_stop = not letter.asked_by and desk.reader.reminders is not ReminderPattern.ONLY_DUE
    return Draft(
        "agenda",
        letter.needs[0][0].plan_code,
        facts,
        stops=Stoppable.AGENDA if may_stop else None,
    )


def single_draft(letter: Told, others: list[Owned], desk: Desk) -> Draft:
    """The letter about one action; `others` are the rest of its owner's."""
    action, why = letter.needs[0]
    updated = action.standing.last_update_on
    facts = single_facts(
        action,
        why,
        others=others,
        voice=_voice(desk),
        today=desk.today,
        base=desk.base,
    )
    facts |= {
        "why": desk.why(
            f"You get this because you own action {action.number} in {action.plan_words}."
        ),
        "due_on": day(action.standing.due_on),
        "distance": distance(action.standing.due_on, desk.today),
        "updated_on": day(updated) if updated else "",
        "asked_by": letter.asked_by,
    }
    return Draft(why.value, action.ref, facts, about=About(action.ref, action.name))


def new_action_draft(
    given: list[Owned], *, base: str, voice: Voice = YOU, why: Any = lambda own: own
) -> Draft:
    """The letter that tells of these actions; it can be read before there are any."""
    managers = names(given)
    plans = listed(list(dict.fromkeys(action.plan_words for action in given)))
    several = "actions" if len(given) > 1 else "action"
    numbers = f"{several} {listed([action.number for action in given])}"
    one = given[0] if len(given) == 1 else None
    one_manager = len({action.manager for action in given}) == 1
    accountable = (
        f"{managers} {'is' if one_manager else 'are'} {voice.your} "
        f"manager{'' if one_manager else 's'} for {'it' if one else 'them'}."
    )
    facts = {
        "actions": [_given(action, base) for action in given],
        "plan": plans,
        "managers": managers,
        "one_manager": one_manager,
        "given_by": listed(list(dict.fromkeys(a.given_by for a in given if a.given_by))),
        "headline": _new_headline(given, voice),
        "you": voice.you,
        "hint": preheader(
            f"From {plans}. {accountable}",
            accountable,
            f"From {plans}.",
            "See what counts as done, and when it is due.",
        ),
        "why": why(f"You get this because you own {numbers} in {plans}."),
    }
    reference = one.ref if one else given[0].plan_code
    about = About(one.ref, one.name) if one else None
    return Draft("new_action", reference, facts, about=about)


def _new_headline(given: list[Owned], voice: Voice) -> str:
    theirs = voice.your.replace("your", "yours") if voice is YOU else voice.your
    if len(given) == 1:
        return f"Action {given[0].number} is {theirs}, due {day(given[0].standing.due_on)}"
    return f"{len(given)} new actions are {theirs}"


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
