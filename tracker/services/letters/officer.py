"""Letters to the owners of actions: what each kind says, worked out afresh as it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tracker.domain.actions import RESTS, Answer, Progress, days_late, is_due_soon
from tracker.domain.reminders import Why, asked_for_board, silence, why_now
from tracker.domain.wording import count, day, distance, listed, long_day, possessive
from tracker.services.letters.facts import Owned
from tracker.store.people import Person

MOST_LISTED = 10

_LINK_WORDS = {
    Answer.NO_CHANGE: ("same", "No change"),
    Answer.ON_TRACK: ("on", "On track"),
    Answer.AT_RISK: ("risk", "At risk"),
    Answer.OFF_TRACK: ("off", "Off track"),
    Answer.DONE: ("done", "Done"),
}
_HINTS = {
    Answer.NO_CHANGE: "nothing to add since last time",
    Answer.ON_TRACK: "will finish by the due date",
    Answer.AT_RISK: "might not finish by the due date",
    Answer.OFF_TRACK: "needs help to finish",
    Answer.DONE: "send it for sign-off",
}
_HINTS_WHEN_LATE = _HINTS | {
    Answer.ON_TRACK: "late, but will finish soon",
    Answer.AT_RISK: "could slip further",
    Answer.OFF_TRACK: "late, and needs help",
}
_FOUR = (Answer.ON_TRACK, Answer.AT_RISK, Answer.OFF_TRACK, Answer.DONE)
_ORDER = {
    Why.OVERDUE: _FOUR,
    Why.DUE_TODAY: (Answer.DONE, *_FOUR[:3]),
    Why.DUE_SOON: _FOUR,
    Why.UPDATE_REQUEST: (Answer.NO_CHANGE, *_FOUR),
}


@dataclass(frozen=True)
class Voice:
    """How a letter speaks of the owner: 'you', or by name to whoever covers for them."""

    name: str = ""

    @property
    def you(self) -> str:
        """'you', 'Priya Nair', for after a verb."""
        return self.name or "you"

    @property
    def begin(self) -> str:
        """'You', 'Priya Nair', for the start of a sentence."""
        return self.name or "You"

    @property
    def your(self) -> str:
        """'your', 'Priya Nair’s'."""
        return possessive(self.name) if self.name else "your"

    @property
    def have(self) -> str:
        """'You have', 'Priya Nair has'."""
        return f"{self.name} has" if self.name else "You have"


YOU = Voice()


def voice_to(reader: Person, owner: Person) -> Voice:
    """How to speak of the owner to the reader."""
    return YOU if reader.id == owner.id else Voice(owner.name)


@dataclass(frozen=True)
class Told:
    """What an owner is told now: the actions that need them, and the rest of what is theirs."""

    needs: tuple[tuple[Owned, Why], ...]
    due_soon: tuple[Owned, ...]
    with_others: tuple[Owned, ...]
    total: int
    asked_by: str = ""
    """Who asks for the update by name, when a person does."""

    @property
    def alone(self) -> bool:
        """True when one action is all there is to say: then the letter is about it alone."""
        return len(self.needs) == 1 and not self.due_soon and not self.with_others


def told(owned: Sequence[Owned], today: date, *, only: frozenset[int] | None = None) -> Told:
    """What to tell the owner of these actions today; `only` limits what needs them to some."""
    needs = tuple(
        (action, why)
        for action in owned
        if (only is None or action.id in only)
        and (why := why_now(action.facts, today))
        and not silence(action.facts, today)
    )
    asked = {action.id for action, _why in needs}
    rest = [action for action in owned if action.id not in asked]
    if only is not None:
        return Told(needs, (), (), len(owned))
    return Told(
        needs=needs,
        due_soon=tuple(a for a in rest if is_due_soon(a.standing, today) and not waits(a)),
        with_others=tuple(a for a in rest if waits(a)),
        total=len(owned),
    )


def single_facts(
    action: Owned,
    why: Why,
    *,
    others: Sequence[Owned],
    voice: Voice,
    today: date,
    base: str,
) -> dict[str, Any]:
    """The facts of a letter about one action alone."""
    late = days_late(action.standing.due_on, today)
    hints = _HINTS_WHEN_LATE if late else _HINTS
    order = (
        _ORDER[why]
        if action.last_said
        else tuple(a for a in _ORDER[why] if a is not Answer.NO_CHANGE)
    )
    return {
        "action": action,
        "late": count(late, "day"),
        "due": _due_words(action, today),
        "due_line": f"Due {day(action.standing.due_on)}. {_updated(action, voice)}"
        + _steps(action, why)
        + _board(action, today),
        "answers": [(_LINK_WORDS[a][1], hints[a], _link(base, action, a)) for a in order],
        "new_date_url": f"{base}/a/{action.ref}/new-date",
        "not_mine_url": f"{base}/a/{action.ref}/not-mine",
        "next": _what_next(action, why, today),
        "is_owner": voice is YOU,
        "by_link": bool(action.link),
        "others": _others(others, voice, today),
        "whose": voice.your,
    }


def agenda_facts(letter: Told, *, voice: Voice, today: date, base: str) -> dict[str, Any]:
    """The facts of a letter about several actions."""
    return {
        "headline": _headline(letter, voice),
        "whose": voice.your,
        "you": voice.you,
        "state": listed_states(letter, today),
        "needs": [
            _agenda_item(action, why, voice, today, base)
            | {"escalated": _escalated(action.escalated_to)}
            for action, why in letter.needs[:MOST_LISTED]
        ],
        "more": max(0, len(letter.needs) - MOST_LISTED),
        "due_soon": [_due_item(action, voice, base) for action in letter.due_soon[:MOST_LISTED]],
        "with_others": [_waiting_words(a, voice) for a in letter.with_others[:MOST_LISTED]],
        "later": letter.total - len(letter.needs) - len(letter.due_soon) - len(letter.with_others),
        "quiet_until": _nothing_else_before(letter),
        "asked_by": letter.asked_by,
        "asked": len(letter.needs),
        "by_link": any(action.link for action, _why in letter.needs[:MOST_LISTED]),
        "home_url": f"{base}/",
    }


def listed_states(letter: Told, today: date) -> str:
    """'1 overdue, 1 due Friday, 1 waiting for sign-off': the state in an agenda's subject."""
    overdue = sum(why is Why.OVERDUE for _action, why in letter.needs)
    due = [a.standing.due_on for a, why in letter.needs if why in (Why.DUE_TODAY, Why.DUE_SOON)]
    quiet = sum(why is Why.UPDATE_REQUEST for _action, why in letter.needs)
    submitted = sum(a.standing.progress is Progress.SUBMITTED for a in letter.with_others)
    parts = [f"{overdue} overdue"] if overdue else []
    if due:
        parts.append(f"{len(due)} due {_when(max(due), today)}")
    if quiet:
        parts.append(f"{quiet} without an update")
    if submitted:
        parts.append(f"{submitted} waiting for sign-off")
    return ", ".join(parts)


def _when(on: date, today: date) -> str:
    if on == today:
        return "today"
    return f"{on:%A}" if on <= today + timedelta(days=6) else f"by {day(on)}"


def waits(action: Owned) -> bool:
    return action.standing.progress in RESTS or action.facts.asked_for_on is not None


def _headline(letter: Told, voice: Voice) -> str:
    asked = len(letter.needs)
    verb = "needs" if asked == 1 else "need"
    return f"{asked} of {voice.your} {count(letter.total, 'action')} {verb} an update"


def _due_words(action: Owned, today: date) -> str:
    due_on = action.standing.due_on
    if due_on == today:
        return "today"
    return day(due_on) if due_on > today + timedelta(days=6) else long_day(due_on)


def _updated(action: Owned, voice: Voice) -> str:
    updated = action.standing.last_update_on
    if updated:
        return f"{voice.begin} last updated it on {day(updated)}: {action.last_said}."
    return f"{voice.have} not updated it yet."


def _steps(action: Owned, why: Why) -> str:
    """' 2 of 3 milestones finished.', while there is time to finish the others."""
    told = action.steps if why in (Why.DUE_SOON, Why.DUE_TODAY) else ""
    return f" {told}." if told else ""


def _board(action: Owned, today: date) -> str:
    """' The board meets on 21 July 2011: …', while that is why its owner is asked."""
    board = action.facts.board
    return f" {board.words}" if board and asked_for_board(action.facts, today) else ""


def _escalated(to: str) -> str:
    return f"It has been escalated to {to}, who is asked to decide what happens." if to else ""


def _what_next(action: Owned, why: Why, today: date) -> str:
    ahead = action.review_on and action.review_on >= today
    when = f"on {long_day(action.review_on)}" if ahead and action.review_on else "every month"
    quiet = action.facts.rules.quiet_days
    promise = f"you will not get another reminder for {count(quiet, 'day')}"
    told_first = f"{_escalated(action.escalated_to)} " if action.escalated_to else ""
    if why is Why.OVERDUE:
        return (
            f"{told_first}{action.manager} reviews overdue actions {when}. If you update this "
            f"{'before then' if ahead else 'now'}, {promise}."
        )
    return f"{told_first}If you update this now, {promise} unless it comes due."


def _others(others: Sequence[Owned], voice: Voice, today: date) -> str:
    if not others:
        return ""
    count_words = f"{voice.have} {count(len(others), 'other action')}."
    if any(why_now(a.facts, today) and not silence(a.facts, today) for a in others):
        return count_words
    return f"{count_words} Nothing is needed on {'it' if len(others) == 1 else 'them'} today."


def _link(base: str, action: Owned, answer: Answer) -> str:
    word = _LINK_WORDS[answer][0]
    if action.link:
        return f"{base}/by-email/{action.link}?answer={word}"
    return f"{base}/a/{action.ref}/{word}"


def _agenda_item(action: Owned, why: Why, voice: Voice, today: date, base: str) -> dict[str, Any]:
    due_on = action.standing.due_on
    when = distance(due_on, today)
    timing = f"{when} (due {day(due_on)})" if due_on < today else f"Due {long_day(due_on)}"
    updated = action.standing.last_update_on
    said = (
        f"{voice.begin} last said: {action.last_said}, {day(updated)}."
        if updated
        else f"{voice.have} not updated it yet."
    )
    order = (
        _ORDER[why]
        if action.last_said
        else tuple(a for a in _ORDER[why] if a is not Answer.NO_CHANGE)
    )
    return {
        "number": action.number,
        "name": action.name,
        "when": f"{timing[:1].upper()}{timing[1:]}.",
        "said": said + _board(action, today),
        "answers": [(_LINK_WORDS[a][1], _link(base, action, a)) for a in order],
    }


def _due_item(action: Owned, voice: Voice, base: str) -> dict[str, str]:
    return {
        "day": long_day(action.standing.due_on),
        "label": f"action {action.number}, {action.name}",
        "said": f"{voice.begin} last said: {action.last_said}"
        if action.last_said
        else "No update yet",
        "url": f"{base}/a/{action.ref}",
    }


def _waiting_words(action: Owned, voice: Voice) -> str:
    sent_on, asked_for = action.standing.submitted_on, action.facts.asked_for_on
    if sent_on:
        what = f"{voice.begin} sent it for sign-off on {day(sent_on)}. It is with {action.manager}."
    else:
        to = day(asked_for) if asked_for else "a later date"
        what = f"{voice.begin} asked for a new date, {to}. It is with {action.manager}."
    return f"Action {action.number}, {action.name}. {what}"


def _nothing_else_before(letter: Told) -> str:
    ahead = sorted(action.standing.due_on for action in letter.due_soon)
    return day(ahead[0]) if ahead else ""


def names(actions: Sequence[Owned]) -> str:
    """'Jean Talbot', or the several managers, once each, in order."""
    return listed(list(dict.fromkeys(action.manager for action in actions)))
