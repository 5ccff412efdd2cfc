"""The history of an action in words: what each thing that happened is called, and what was said."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from flask import url_for

from tracker.domain.actions import ANSWER_WORDS, PROGRESS_WORDS, Answer
from tracker.domain.wording import day, listed, moment, possessive, shortened
from tracker.store.actions import Update
from tracker.store.history import Happened, HistoryEntry
from tracker.store.instance import NOT_HELD, MailHold
from tracker.store.timeline import Letter, Moment, Papers
from tracker.web.letter_words import kind_words, status_words

_PLAIN = {
    Happened.CHASED: "Asked for an update",
    Happened.LEFT: "Left until the next review",
    Happened.SUBMITTED: "Sent for sign-off",
    Happened.SIGNED_OFF: "Signed off",
    Happened.RETURNED: "Returned, more is needed",
    Happened.TAKEN_BACK: "Taken back from sign-off",
    Happened.CHECK_DUE: "Due to be checked again",
    Happened.EMBEDDED: "Checked again: it has lasted",
    Happened.RULES_CHANGED: "Reminder rules changed",
    Happened.COLOURS_CHANGED: "Colours of the plan changed",
    Happened.NOT_MINE: "Said that this action is not theirs",
    Happened.LETTER_SENT_AGAIN: "Sent an email about this again",
    Happened.REPLIED: "Comment by email",
    Happened.COMMENTED: "Comment",
    Happened.RESUMED: "Taken up again",
    Happened.DROPPED: "No longer needed",
    Happened.PLAN_OPENED: "Plan opened to an administrator",
    Happened.PLAN_SHUT: "Plan shut to an administrator again",
    Happened.EVIDENCE_ADDED: "Evidence added",
    Happened.EVIDENCE_REMOVED: "Evidence removed",
    Happened.AREAS_CHANGED: "Areas it answers changed",
    Happened.EVIDENCE_INFECTED: "A virus was found in a file, so it was not kept",
    Happened.MEASURE_SET: "Measure of success changed",
    Happened.TAKEN_IN_DONE: "Taken in from a spreadsheet as completed",
    Happened.RETITLED: "Action worded anew",
    Happened.REPORT_FROZEN: "Report to the board frozen",
    Happened.REPORT_PUBLISHED: "Report to the board published",
    Happened.REPORT_SENT: "Report to the board sent to a reader",
    Happened.REPORT_TAKEN_BACK: "Report taken back from a reader",
    Happened.TEMPLATE_CHANGED: "Word template changed",
    Happened.BOARD_DECIDED: "Decision of the board written down",
}


def events(
    moments: Sequence[Moment],
    papers: Papers,
    *,
    hold: MailHold = NOT_HELD,
    with_words: bool = True,
    links_to_log: bool = False,
) -> list[dict[str, str]]:
    """What the timeline macro shows; without the words people wrote when `with_words` is false, and
    with each letter leading to the delivery log for those who may open it."""
    return [
        _of_letter(one, one.letter, hold, links_to_log=links_to_log)
        if one.letter
        else _event(one, papers, with_words=with_words)
        for one in moments
    ]


def update_title(update: Update) -> str:
    """'Off track', 'No change (off track)'."""
    said = ANSWER_WORDS[update.answer]
    if update.answer is Answer.NO_CHANGE:
        return f"{said} ({PROGRESS_WORDS[update.progress].lower()})"
    return said


def who_said(update: Update) -> str:
    """'Priya Nair', 'Sam Whitlock on behalf of Priya Nair'."""
    if update.on_behalf_of is None:
        return update.by.name
    return f"{update.by.name} on behalf of {update.on_behalf_of.name}"


def _of_letter(
    one: Moment, letter: Letter, hold: MailHold, *, links_to_log: bool
) -> dict[str, str]:
    shown = {
        "title": f"{kind_words(letter.row)} to {letter.recipient}",
        "at": one.at.isoformat(timespec="minutes"),
        "when": moment(one.at),
        "words": status_words(letter.row, hold),
    }
    if links_to_log:
        shown["href"] = url_for("admin.deliveries.letter", letter_id=letter.row.id)
    return shown


def _event(one: Moment, papers: Papers, *, with_words: bool) -> dict[str, str]:
    title, by, words = "", "", ""
    if one.entry:
        title, by = title_of(one.entry, one.update), who_did(one.entry)
        words = "\n".join(filter(None, _words(one, papers))) if with_words else ""
    return {
        "title": title,
        "by": by,
        "at": one.at.isoformat(timespec="minutes"),
        "when": moment(one.at),
        "words": words,
    }


_DAYS = ("from_on", "to_on", "asked_for")
_DATED = {
    Happened.DATE_ASKED: "New due date asked for: {to_on}",
    Happened.DATE_REQUEST_CHANGED: "Request for a new due date changed: {to_on}",
    Happened.DATE_WITHDRAWN: "Request for a new due date withdrawn: {to_on}",
    Happened.DATE_REFUSED: "New due date refused: {asked_for}",
    Happened.DATE_MOVED: "Due date moved from {from_on} to {to_on}",
    Happened.HELD: "Put on hold until {to_on}",
    Happened.REOPENED: "Checked again: it has not lasted. Opened again, due {to_on}",
}
"""What happened to a due date, with the days it names."""


_STEPS = {
    Happened.MILESTONE_DONE: "Milestone finished",
    Happened.MILESTONE_REOPENED: "Milestone not finished after all",
    Happened.MILESTONE_ADDED: "Milestone added",
    Happened.MILESTONE_CHANGED: "Milestone changed",
    Happened.MILESTONE_REMOVED: "Milestone removed",
}
"""What happened to a milestone, before its title."""
_KINDS = _STEPS | {
    Happened.UPDATED: "Update",
    Happened.GIVEN: "Given to an owner",
    Happened.MANAGER_CHANGED: "Accountable manager changed",
    Happened.SIGNATORY_NAMED: "Second signatory named",
    Happened.DATE_ASKED: "New due date asked for",
    Happened.DATE_REQUEST_CHANGED: "Request for a new due date changed",
    Happened.DATE_WITHDRAWN: "Request for a new due date withdrawn",
    Happened.DATE_REFUSED: "New due date refused",
    Happened.DATE_MOVED: "Due date moved",
    Happened.REOPENED: "Checked again: it has not lasted",
    Happened.READING_ADDED: "Reading added",
    Happened.LETTER_SETTLED: "Decided about an email in doubt",
    Happened.RESPONDED: "Response to an area",
}


def kind_of_event(kind: Happened) -> str:
    """What things of this kind are called, whatever they were about."""
    return _KINDS.get(kind) or _PLAIN.get(kind) or kind.value.replace("_", " ").capitalize()


def title_of(entry: HistoryEntry, update: Update | None) -> str:
    """'Update: at risk', 'Given to Priya Nair': what happened, with what it names."""
    facts = entry.facts
    if entry.kind is Happened.UPDATED and update:
        said = update_title(update)
        return f"Update: {said[:1].lower()}{said[1:]}"
    if entry.kind is Happened.GIVEN:
        return f"Given{' back' if facts.get('taken_back') else ''} to {facts.get('to', '')}"
    if entry.kind is Happened.ESCALATED:
        back = "Not escalated after all" if facts.get("taken_back") else "Escalated"
        return f"{back} to {facts['to']}" if "to" in facts else back
    if entry.kind is Happened.COMMENTED:
        return f"Comment for {listed(facts['told'])}" if facts.get("told") else "Comment"
    if entry.kind is Happened.SIGNATORY_NAMED:
        return f"Second signatory is now {facts.get('to') or 'nobody'}"
    if entry.kind is Happened.MANAGER_CHANGED:
        return f"Accountable manager is now {facts.get('to', '')}"
    if entry.kind in _DATED:
        return _DATED[entry.kind].format(
            **{name: _day_in(facts, name) for name in _DAYS if name in facts}
        )
    if entry.kind in _STEPS:
        return f"{_STEPS[entry.kind]}: {facts.get('title', '')}"
    if entry.kind is Happened.READING_ADDED:
        return _reading_title(facts)
    if entry.kind is Happened.RESPONDED:
        return f"Response to area {facts['area']}: {facts['after']['response'].lower()}"
    if entry.kind is Happened.LETTER_SETTLED:
        arrived = facts.get("outcome") == "arrived"
        return "Said that an email arrived" if arrived else "Let an email in doubt go again"
    return kind_of_event(entry.kind)


def _reading_title(facts: dict[str, Any]) -> str:
    """'Reading added: 82% on 1 July 2011', 'Reading for 1 July 2011 corrected: 82%, was 80%'."""
    on = _day_in(facts, "on")
    if facts.get("instead_of"):
        return f"Reading for {on} corrected: {facts['value']}, was {facts['instead_of']}"
    return f"Reading added: {facts['value']} on {on}"


def _words(one: Moment, papers: Papers) -> Iterator[str]:
    entry, update = one.entry, one.update
    if entry is None:
        return
    if one.comment:
        yield one.comment.text
    if entry.kind is Happened.DATE_ASKED and "note" not in entry.facts:
        yield from (r.reason for r in papers.requests if r.asked_at == entry.at)
    elif entry.kind is Happened.NOT_MINE and entry.facts.get("whose"):
        yield f"They think it is {possessive(entry.facts['whose'])}."
    yield from _at_a_gate(entry, papers)
    yield from _about_evidence(entry, papers)
    if entry.kind in (Happened.MEASURE_SET, Happened.MILESTONE_CHANGED, Happened.RETITLED):
        yield from changes(entry.facts)
    yield from _about_areas(entry)
    if update and entry.kind is Happened.UPDATED:
        yield from _said(update)
    if entry.facts.get("note"):
        yield entry.facts["note"]
    if entry.kind is Happened.BOARD_DECIDED:
        minute = f", minute {entry.facts['minute']}" if entry.facts["minute"] else ""
        yield f"Decided on {_day_in(entry.facts, 'meets_on')}{minute}."


def _at_a_gate(entry: HistoryEntry, papers: Papers) -> Iterator[str]:
    """What was written when the action was sent in, decided about or checked again."""
    if entry.kind is Happened.SUBMITTED:
        for sent in papers.submissions:
            if sent.sent_at == entry.at:
                yield from (sent.what_was_done, sent.how_known)
    elif entry.kind in (Happened.SIGNED_OFF, Happened.RETURNED):
        yield from (sent.reason for sent in papers.submissions if sent.decided_at == entry.at)
        if entry.facts.get("check_on"):
            yield f"To be checked again on {_day_in(entry.facts, 'check_on')}."
    elif entry.kind in (Happened.EMBEDDED, Happened.REOPENED):
        yield from (one.note for one in papers.rechecks if one.decided_at == entry.at)
        yield from _as_it_was(entry.facts)


def _about_evidence(entry: HistoryEntry, papers: Papers) -> Iterator[str]:
    """Which piece of evidence it was, and why it went."""
    number = entry.facts.get("evidence")
    for one in papers.all_evidence if number else ():
        if one.id == number:
            yield one.name
            yield one.removed_because if entry.kind is Happened.EVIDENCE_REMOVED else one.about


def _about_areas(entry: HistoryEntry) -> Iterator[str]:
    """What was answered to an area, or which areas an action answers now and did before."""
    if entry.kind is Happened.RESPONDED:
        said = entry.facts["after"]
        yield said["reason"]
        yield f"Decided by {said['decided_by']} on {_day_in(said, 'decided_on')}."
        if said.get("priority") != entry.facts["before"].get("priority"):
            yield f"It is {'a' if said.get('priority') else 'no longer a'} priority area."
    elif entry.kind is Happened.AREAS_CHANGED:
        before, after = (entry.facts[name]["areas"] for name in ("before", "after"))
        yield f"It answers {_areas(after)}. Before, it answered {_areas(before)}."


def _areas(numbers: list[str]) -> str:
    if not numbers:
        return "none"
    return f"area{'s' if len(numbers) > 1 else ''} {listed(numbers)}"


def _as_it_was(facts: dict[str, Any]) -> Iterator[str]:
    """What an action that was opened again had been: kept here, for the action has lost it."""
    if facts.get("completed_on"):
        yield f"It had been completed on {_day_in(facts, 'completed_on')}."
    if facts.get("from_on"):
        yield f"It had been due on {_day_in(facts, 'from_on')}."


def _said(update: Update) -> Iterator[str]:
    if update.note:
        yield update.note
    if update.expected_on:
        yield f"Expects to finish on {day(update.expected_on)}."
    if update.crossed:
        yield "Written before the update saved just before it had been seen."


def who_did(entry: HistoryEntry) -> str:
    """'Priya Nair', 'Sam Whitlock on behalf of Priya Nair', 'Ruth Calder by emailed link'; nothing
    when nobody did it."""
    if entry.actor is None:
        return ""
    if entry.facts.get("by_link"):
        return f"{entry.actor.name} by emailed link"
    if entry.acting_for is None:
        return entry.actor.name
    return f"{entry.actor.name} on behalf of {entry.acting_for.name}"


def _day_in(facts: dict[str, Any], name: str) -> str:
    return day(date.fromisoformat(facts[name]))


_LONGEST_VALUE = 80


def changes(facts: dict[str, Any]) -> list[str]:
    """What was before and what came after, field by field: 'Manager: Jean Hughes, was nothing'."""
    before, after = facts.get("before"), facts.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict):
        return []
    return [
        f"{_field(name)}: {_value(after.get(name))}, was {_value(before.get(name))}"
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def _field(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return shortened(" ".join(text.split()), _LONGEST_VALUE) or "nothing"
