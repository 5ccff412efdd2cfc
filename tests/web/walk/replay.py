"""Where the history of the plan leads, entry by entry, and nothing else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from tests.web.walk.office import Spell
from tests.web.walk.paper import Paper, Said
from tests.web.walk.product import Desk
from tracker.extensions import db
from tracker.store.actions import Action, Update
from tracker.store.history import Happened, HistoryEntry

ENDS_IN = {
    Happened.SUBMITTED: "submitted",
    Happened.RETURNED: "returned",
    Happened.SIGNED_OFF: "completed",
    Happened.CHECK_DUE: "check_due",
    Happened.EMBEDDED: "embedded",
    Happened.REOPENED: "off_track",
    Happened.HELD: "on_hold",
    Happened.DROPPED: "no_longer_needed",
}
ASKS = {Happened.DATE_ASKED, Happened.DATE_REQUEST_CHANGED}
SETTLES = {Happened.DATE_WITHDRAWN, Happened.DATE_MOVED, Happened.DATE_REFUSED}


@dataclass
class Told:
    """What the history tells of one action."""

    owner: str
    state: str
    last: str | None
    due: date
    until: date | None
    asked: tuple[str, date] | None
    signatory: str
    measure: str
    updates: list[Said]
    milestones: dict[str, bool]
    readings: list[int]
    comments: int
    evidence: int

    @classmethod
    def of(cls, paper: Paper) -> "Told":
        """As an action is on paper."""
        same = ("owner", "state", "last", "due", "until", "asked", "signatory", "measure")
        return cls(
            **{name: getattr(paper, name) for name in same},
            updates=list(paper.updates),
            milestones=dict(paper.milestones),
            readings=list(paper.readings),
            comments=len(paper.comments),
            evidence=len(paper.evidence),
        )

    def hear(self, entry: HistoryEntry, desk: Desk) -> None:
        """Go on with the next entry."""
        kind, facts = entry.kind, entry.facts
        if kind is Happened.UPDATED:
            self._say(entry, desk)
        elif kind in (Happened.TAKEN_BACK, Happened.RESUMED):
            self.state = self.last or "not_started"
        self.state = ENDS_IN.get(kind, self.state)
        if kind is Happened.REOPENED:
            self.last = self.state
        if kind is Happened.SUBMITTED:
            self._note(entry, desk)
        if kind is Happened.GIVEN:
            self.owner = desk.named(facts["to"])
        if kind is Happened.SIGNATORY_NAMED:
            self.signatory = desk.named(facts["to"])
        if kind in (Happened.DATE_MOVED, Happened.REOPENED):
            self.due = date.fromisoformat(facts["to_on"])
        if kind in (Happened.HELD, Happened.RESUMED, Happened.DROPPED):
            self.until = date.fromisoformat(facts["to_on"]) if "to_on" in facts else None
        if kind in ASKS:
            self.asked = desk.name_of(entry.actor_id), date.fromisoformat(facts["to_on"])
        if kind in SETTLES:
            self.asked = None
        self._hear_of_what_belongs_to_it(kind, facts)

    def _hear_of_what_belongs_to_it(self, kind: Happened, facts: dict[str, Any]) -> None:
        if kind is Happened.MEASURE_SET:
            self.measure = facts["after"]["measure"]
        if kind is Happened.READING_ADDED:
            self.readings.append(int(re.sub(r"\D", "", facts["value"])))
        if kind in (Happened.MILESTONE_ADDED, Happened.MILESTONE_REOPENED):
            self.milestones[facts["title"]] = False
        if kind is Happened.MILESTONE_DONE:
            self.milestones[facts["title"]] = True
        if kind is Happened.MILESTONE_REMOVED:
            del self.milestones[facts["title"]]
        self.comments += kind is Happened.COMMENTED
        self.evidence += (kind is Happened.EVIDENCE_ADDED) - (kind is Happened.EVIDENCE_REMOVED)

    def _say(self, entry: HistoryEntry, desk: Desk) -> None:
        said = self._note(entry, desk)
        if entry.facts["answer"] != "no_change":
            self.state = self.last = said

    def _note(self, entry: HistoryEntry, desk: Desk) -> str:
        update = db.session.get_one(Update, entry.facts["update"])
        names = desk.name_of(entry.actor_id), desk.name_of(entry.acting_for_id)
        self.updates.append((*names, update.progress.value, update.note))
        return update.progress.value


@dataclass
class Replay:
    """What the history tells from an entry on, of actions and of who is away."""

    since: int
    told: dict[str, Told]
    away: list[Spell] = field(default_factory=list)

    def play(self, desk: Desk) -> None:
        """Hear all of it."""
        for entry, number in self._entries():
            if entry.kind is Happened.COVER_SET:
                self.away.append(_spell(entry, desk))
            elif entry.kind is Happened.COVER_ENDED:
                ended = _spell(entry, desk)
                self.away = [one for one in self.away if not _same_days(one, ended)]
            elif number in self.told:
                self.told[number].hear(entry, desk)

    def away_from(self, today: date) -> list[Spell]:
        """Who is away on a day or later, soonest first."""
        return sorted(
            (one for one in self.away if one.last >= today), key=lambda one: (one.first, one.away)
        )

    def _entries(self) -> Iterator[tuple[HistoryEntry, str]]:
        found = (
            select(HistoryEntry, Action.number)
            .outerjoin(Action, Action.id == HistoryEntry.action_id)
            .where(HistoryEntry.id > self.since)
            .order_by(HistoryEntry.id)
        )
        for entry, number in db.session.execute(found):
            yield entry, number or ""


def _spell(entry: HistoryEntry, desk: Desk) -> Spell:
    facts = entry.facts
    days = date.fromisoformat(facts["first"]), date.fromisoformat(facts["last"])
    names = desk.named(facts["name"]), desk.named(facts["covered_by"])
    return Spell(*names, *days, facts.get("decides", False))


def _same_days(one: Spell, other: Spell) -> bool:
    return (one.away, one.first, one.last) == (other.away, other.first, other.last)
