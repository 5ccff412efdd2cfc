"""What the product says of an action, of who is away and of what happened, read past its pages."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select

from tests.web.walk.office import Office, Spell
from tests.web.walk.paper import Paper
from tracker.domain.board_report import ReportFacts
from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.board_reports.gathering import report_facts
from tracker.store.action_snapshots import FACTS, ActionSnapshot, snapshots_on
from tracker.store.actions import Action, Evidence, Milestone, Update
from tracker.store.comments import Comment
from tracker.store.cover import Cover
from tracker.store.decisions import DateRequest, RequestState, Review, ReviewDecision, Submission
from tracker.store.history import HistoryEntry
from tracker.store.measures import MeasureReading
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.schemes import PlanScheme
from tracker.store.submissions import waiting_submission


class Kept(NamedTuple):
    """An action, as the product keeps it and as the paper does."""

    owner: str
    state: str
    due: date
    first_due: date
    moves: int
    asked: tuple[str, date] | None
    until: date | None
    signatory: str
    chased_on: date | None
    measure: str
    updates: list[tuple[str, str, str, str]]
    comments: list[tuple[str, str]]
    evidence: list[tuple[str, str]]
    milestones: dict[str, bool]
    readings: list[int]


def on_paper(paper: Paper) -> Kept:
    """What the paper says of an action."""
    chased_on = paper.chased[0] if paper.chased else None
    return Kept(
        *(paper.owner, paper.state, paper.due, paper.first_due, paper.moves, paper.asked),
        *(paper.until, paper.signatory, chased_on, paper.measure, paper.updates, paper.comments),
        *(paper.evidence, paper.milestones, paper.readings),
    )


class Desk:
    """Looks things up. It leaves no transaction open that a page would have to wait for."""

    def __init__(self) -> None:
        found = db.session.execute(select(Person.id, Person.name))
        self._names = {number: name.split(maxsplit=1)[0].lower() for number, name in found}
        self._ids = {name: number for number, name in self._names.items()}
        actions = db.session.execute(select(Action.number, Action.id))
        self._actions = {row.number: row.id for row in actions}

    def id_of(self, name: str) -> str:
        """The number of a person as a form carries it; empty for nobody."""
        return str(self._ids[name]) if name else ""

    def name_of(self, number: int | None) -> str:
        """The name on paper of a person; empty for nobody."""
        return self._names[number] if number else ""

    def named(self, name: str) -> str:
        """The name on paper of somebody whose whole name is given; empty for nobody."""
        return name.split(maxsplit=1)[0].lower() if name else ""

    def action(self, number: str) -> Action:
        """An action, as it is now."""
        db.session.expire_all()
        return db.session.get_one(Action, self._actions[number])

    def version(self, number: str) -> int:
        """The version a form about an action would carry now."""
        found = select(Action.version).where(Action.id == self._actions[number])
        return db.session.scalars(found).one()

    def colours_version(self) -> int:
        """The version a form about the plan's colours would carry now."""
        return db.session.scalar(select(func.max(PlanScheme.version))) or 0

    def mark(self, who: str, number: str) -> str:
        """What a form of somebody's review carries to say which decision it showed."""
        found = (
            select(ReviewDecision.decided_at)
            .join(Review)
            .where(Review.manager_id == self._ids[who], Review.closed_at.is_(None))
            .where(ReviewDecision.action_id == self._actions[number])
        )
        decided_at = db.session.scalar(found)
        return decided_at.isoformat() if decided_at else ""

    def milestones(self, number: str) -> dict[str, int]:
        """The milestones of an action by their titles."""
        found = select(Milestone.title, Milestone.id).where(
            Milestone.action_id == self._actions[number], Milestone.removed_at.is_(None)
        )
        return {row.title: row.id for row in db.session.execute(found)}

    def evidence(self, number: str, about: str) -> int:
        """The number of what is said to show this."""
        found = select(Evidence.id).where(
            Evidence.action_id == self._actions[number],
            Evidence.about == about,
            Evidence.removed_at.is_(None),
        )
        return max(db.session.scalars(found))

    def open_of(self, owner: str) -> list[int]:
        """The numbers of the open actions of somebody, where they are several."""
        found = select(Action.id).where(Action.owner_id == self._ids[owner], Action.open)
        numbers = list(db.session.scalars(found))
        return numbers if len(numbers) > 1 else []

    def cover(self, spell: Spell) -> int:
        """The number of a cover that has not ended."""
        found = select(Cover.id).where(
            Cover.person_id == self._ids[spell.away],
            Cover.from_on == spell.first,
            Cover.ended_at.is_(None),
        )
        return db.session.scalars(found).one()

    def newest(self) -> int:
        """The number of the newest entry of the history."""
        return db.session.scalar(select(func.max(HistoryEntry.id))) or 0

    def names_of_newest(self) -> tuple[str, str]:
        """Who did what the history tells of last, and in whose place."""
        found = select(HistoryEntry.actor_id, HistoryEntry.acting_for_id)
        newest = db.session.execute(found.order_by(HistoryEntry.id.desc()).limit(1)).one()
        return self.name_of(newest[0]), self.name_of(newest[1])

    def as_kept(self, number: str) -> Kept:
        """What the product says of an action."""
        action, its = self.action(number), self._actions[number]
        request = self._waiting(its)
        return Kept(
            owner=self.name_of(action.owner_id),
            state=action.progress.value,
            due=action.due_on,
            first_due=action.original_due_on,
            moves=_count(DateRequest, its, DateRequest.state == RequestState.AGREED),
            asked=request,
            until=action.held_until,
            signatory=self.name_of(action.signatory_id),
            chased_on=local_day(action.chased_at) if action.chased_at else None,
            measure=action.measure,
            updates=[
                (self.name_of(by), self.name_of(behalf), progress.value, note)
                for by, behalf, progress, note in _rows(
                    its, Update.by_id, Update.on_behalf_of_id, Update.progress, Update.note
                )
            ],
            comments=[
                (self.name_of(by), text) for by, text in _rows(its, Comment.by_id, Comment.text)
            ],
            evidence=[
                (self.name_of(by), about)
                for by, about, gone in _rows(
                    its, Evidence.added_by_id, Evidence.about, Evidence.removed_at
                )
                if gone is None
            ],
            milestones={
                title: done is not None
                for title, done, gone in _rows(
                    its, Milestone.title, Milestone.done_on, Milestone.removed_at
                )
                if gone is None
            },
            readings=[int(value) for (value,) in _rows(its, MeasureReading.value)],
        )

    def as_begun(self, number: str) -> Paper:
        """The paper of an action as the walk finds it."""
        action, kept = self.action(number), self.as_kept(number)
        sent: Submission | None = waiting_submission(action)
        named = {name: getattr(kept, name) for name in Kept._fields if name != "chased_on"}
        chased = (kept.chased_on, -1) if kept.chased_on else None
        return Paper(
            **named,
            last=action.last_said.value if action.last_said else None,
            no_changes=action.no_changes,
            sender=self.name_of(sent.sent_by_id) if sent else "",
            sent_on=local_day(sent.sent_at) if sent else None,
            chased=chased,
            answered=-2 if action.is_chased else 0,
        )

    def away(self, office: Office) -> list[Spell]:
        """Who is away now or later, soonest first."""
        found = select(Cover).where(Cover.ended_at.is_(None), Cover.to_on >= office.today)
        return [
            Spell(
                self.name_of(one.person_id),
                self.name_of(one.covered_by_id),
                one.from_on,
                one.to_on,
                one.decides,
            )
            for one in db.session.scalars(found.order_by(Cover.from_on, Cover.id))
        ]

    def owner_of(self, number: str) -> str:
        """Whose an action is."""
        return self.name_of(self.action(number).owner_id)

    def facts(self) -> dict[str, list[Any]]:
        """How every action stands now, by its number."""
        db.session.expire_all()
        return {number: _facts(self.action(number)) for number in self._actions}

    def facts_on(self, day: date) -> dict[str, list[Any]]:
        """How every action stood at the end of a day, by its number."""
        found = snapshots_on(db.session(), list(self._actions.values()), day)
        return {number: _facts(found[key]) for number, key in self._actions.items()}

    def report(self, day: date) -> ReportFacts:
        """What a report to the board says of a day, by name."""
        db.session.expire_all()
        plan = db.session.scalars(select(Plan)).one()
        lead, since = plan.lead, day - timedelta(days=30)
        return report_facts(plan, seen_by=lead, on=day, since=since, by_name=True)

    def _waiting(self, action_id: int) -> tuple[str, date] | None:
        found = select(DateRequest.asked_by_id, DateRequest.to_on).where(
            DateRequest.action_id == action_id, DateRequest.state == RequestState.WAITING
        )
        request = db.session.execute(found).one_or_none()
        return (self.name_of(request[0]), request[1]) if request else None


def _rows(action_id: int, *columns: Any) -> list[Any]:
    table = columns[0].class_
    found = select(*columns).where(table.action_id == action_id).order_by(table.id)
    return list(db.session.execute(found))


def _count(table: Any, action_id: int, condition: Any) -> int:
    found = select(func.count(table.id)).where(table.action_id == action_id, condition)
    return db.session.scalar(found) or 0


def _facts(of: Action | ActionSnapshot) -> list[Any]:
    return [getattr(of, name) for name in FACTS]
