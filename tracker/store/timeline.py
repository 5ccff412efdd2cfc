"""One action's history as a page shows it: what people did, and the letters about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Integer, SelectBase, String, cast, func, null, select, union_all
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from tracker.extensions import db
from tracker.store.actions import Action, Evidence, Update
from tracker.store.comments import Comment
from tracker.store.decisions import DateRequest, RequestState, Submission, SubmissionState
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import Notification, about
from tracker.store.people import Person
from tracker.store.rechecks import CheckOutcome, Recheck, rechecks_of

ON_A_PAGE = 20


class Shown(StrEnum):
    """Which part of the history is shown."""

    EVERYTHING = "everything"
    UPDATES = "updates"
    DECISIONS = "decisions"
    EMAILS = "emails"


_KINDS = {
    Shown.UPDATES: (
        Happened.UPDATED,
        Happened.SUBMITTED,
        Happened.READING_ADDED,
        Happened.MILESTONE_DONE,
        Happened.MILESTONE_REOPENED,
        Happened.NOT_MINE,
        Happened.REPLIED,
        Happened.COMMENTED,
        Happened.EVIDENCE_ADDED,
        Happened.EVIDENCE_REMOVED,
        Happened.EVIDENCE_INFECTED,
    ),
    Shown.DECISIONS: (
        Happened.GIVEN,
        Happened.MANAGER_CHANGED,
        Happened.SIGNATORY_NAMED,
        Happened.MEASURE_SET,
        Happened.RETITLED,
        Happened.TAKEN_IN_DONE,
        Happened.MILESTONE_ADDED,
        Happened.MILESTONE_CHANGED,
        Happened.MILESTONE_REMOVED,
        Happened.DATE_ASKED,
        Happened.DATE_REQUEST_CHANGED,
        Happened.DATE_WITHDRAWN,
        Happened.DATE_MOVED,
        Happened.DATE_REFUSED,
        Happened.SUBMITTED,
        Happened.SIGNED_OFF,
        Happened.RETURNED,
        Happened.TAKEN_BACK,
        Happened.CHECK_DUE,
        Happened.EMBEDDED,
        Happened.REOPENED,
        Happened.HELD,
        Happened.RESUMED,
        Happened.DROPPED,
        Happened.CHASED,
        Happened.LEFT,
        Happened.ESCALATED,
        Happened.AREAS_CHANGED,
        Happened.BOARD_DECIDED,
    ),
}


@dataclass(frozen=True)
class Letter:
    """A letter about the action: to whom, of what kind, and what became of it."""

    row: Notification
    recipient: str


@dataclass(frozen=True)
class Moment:
    """One thing that happened: an entry with what was said in it, or a letter."""

    at: datetime
    entry: HistoryEntry | None
    update: Update | None
    letter: Letter | None
    comment: Comment | None = None


@dataclass(frozen=True)
class Papers:
    """What was asked for and sent in about one action, newest first, and its evidence, oldest
    first."""

    requests: Sequence[DateRequest]
    submissions: Sequence[Submission]
    all_evidence: Sequence[Evidence]
    """What was removed since is among it."""
    rechecks: Sequence[Recheck]

    @property
    def evidence(self) -> list[Evidence]:
        """The evidence that stands."""
        return [one for one in self.all_evidence if one.removed_at is None]

    @property
    def waiting_request(self) -> DateRequest | None:
        """The request for a new due date that nobody has decided yet."""
        waiting = (r for r in self.requests if r.state is RequestState.WAITING)
        return next(waiting, None)

    @property
    def waiting_submission(self) -> Submission | None:
        """The sign-off that nobody has decided yet."""
        waiting = (s for s in self.submissions if s.state is SubmissionState.WAITING)
        return next(waiting, None)

    @property
    def returned(self) -> Submission | None:
        """What was sent last, when more was asked for."""
        last = next(iter(self.submissions), None)
        return last if last and last.state is SubmissionState.RETURNED else None

    @property
    def check_to_come(self) -> Recheck | None:
        """The check that nobody has answered yet."""
        return next((one for one in self.rechecks if one.outcome is None), None)

    @property
    def not_lasted(self) -> Recheck | None:
        """The last check, when it opened the action again and nothing has been sent in since."""
        last = next(iter(self.rechecks), None)
        if last is None or last.outcome is not CheckOutcome.NOT_LASTED:
            return None
        sent = next(iter(self.submissions), None)
        since = sent and last.decided_at and sent.sent_at > last.decided_at
        return None if since else last

    @property
    def times_moved(self) -> int:
        """How many new due dates have been agreed, or set when the action was opened again."""
        agreed = sum(one.state is RequestState.AGREED for one in self.requests)
        return agreed + sum(one.outcome is CheckOutcome.NOT_LASTED for one in self.rechecks)


_BY_WHOM = joinedload(Update.by), joinedload(Update.on_behalf_of)
_WITH_PEOPLE = joinedload(HistoryEntry.actor), joinedload(HistoryEntry.acting_for)
NO_PAPERS = Papers((), (), (), ())
"""For what happened to no single action."""


def papers_of(action: Action) -> Papers:
    """Everything asked for, sent in and attached; four statements."""
    requests = select(DateRequest).where(DateRequest.action_id == action.id)
    submissions = select(Submission).where(Submission.action_id == action.id)
    evidence = select(Evidence).where(Evidence.action_id == action.id)
    return Papers(
        requests=db.session.scalars(
            requests.order_by(DateRequest.id.desc()).options(
                joinedload(DateRequest.asked_by), joinedload(DateRequest.decided_by)
            )
        ).all(),
        submissions=db.session.scalars(
            submissions.order_by(Submission.id.desc()).options(
                joinedload(Submission.sent_by), joinedload(Submission.decided_by)
            )
        ).all(),
        all_evidence=db.session.scalars(
            evidence.order_by(Evidence.id).options(joinedload(Evidence.added_by))
        ).all(),
        rechecks=rechecks_of(action.id),
    )


def latest_update(action: Action, newest: Sequence[Moment] = ()) -> Update | None:
    """What was last said about the action, or None before the first update; no statement when it is
    in the first page of the whole history, where that is given as `newest`."""
    said = [moment.update for moment in newest if moment.update is not None]
    if said:
        return max(said, key=lambda update: update.id)
    return next(iter(last_updates(action, 1)), None)


def last_updates(action: Action, most: int) -> Sequence[Update]:
    """What was last said about the action, newest first, as many as are asked for."""
    found = select(Update).where(Update.action_id == action.id).order_by(Update.id.desc())
    return db.session.scalars(found.limit(most).options(*_BY_WHOM)).all()


def newest_entry(action: Action) -> int:
    """The number of the newest history entry about the action; 0 before the first."""
    found = select(func.max(HistoryEntry.id)).where(HistoryEntry.action_id == action.id)
    return db.session.scalar(found) or 0


def entries_since(action: Action, seen: int) -> list[Moment]:
    """What has happened to the action after this entry, newest first."""
    found = select(HistoryEntry.id).where(
        HistoryEntry.action_id == action.id, HistoryEntry.id > seen
    )
    entries = _entries(db.session.scalars(found).all())
    return moments_of(sorted(entries.values(), key=lambda entry: -entry.id))


def history_page(action: Action, shown: Shown, page: int) -> tuple[list[Moment], int]:
    """One page of the history, and how many there are in all; the same statements however many."""
    slots = _slots(action, shown).subquery()
    in_all = func.count().over().label("in_all")
    rows = db.session.execute(
        select(slots.c.at, HistoryEntry, slots.c.letter_id, in_all)
        .outerjoin(HistoryEntry, HistoryEntry.id == slots.c.entry_id)
        .options(*_WITH_PEOPLE)
        .order_by(slots.c.at.desc(), func.coalesce(slots.c.entry_id, 0).desc(), slots.c.letter_id)
        .offset((page - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
    ).all()
    said = _said([entry for _at, entry, _letter_id, _in_all in rows if entry is not None])
    letters = _letters([row.letter_id for row in rows if row.letter_id is not None])
    moments = [
        Moment(at, None, None, letters[letter_id]) if entry is None else _of_entry(entry, said)
        for at, entry, letter_id, _in_all in rows
    ]
    if rows or page == 1:
        return moments, rows[0].in_all if rows else 0
    return [], db.session.scalar(select(func.count()).select_from(slots)) or 0


def responses_to(plan_id: int, number: str) -> list[Moment]:
    """What has been answered to one area of a plan, newest first; the same statements however
    many."""
    found = select(HistoryEntry.id).where(
        HistoryEntry.plan_id == plan_id, HistoryEntry.kind == Happened.RESPONDED
    )
    entries = _entries(db.session.scalars(found).all()).values()
    about = [entry for entry in entries if entry.facts["area"] == number]
    return moments_of(sorted(about, key=lambda entry: -entry.id))


def moments_of(entries: Sequence[HistoryEntry]) -> list[Moment]:
    """The entries with what was said in them, in their order; two statements."""
    said = _said(entries)
    return [_of_entry(entry, said) for entry in entries]


def _slots(action: Action, shown: Shown) -> SelectBase:
    """When everything that is shown happened, and the number of its row."""
    entries = select(
        HistoryEntry.at.label("at"),
        HistoryEntry.id.label("entry_id"),
        cast(null(), String).label("letter_id"),
    ).where(HistoryEntry.action_id == action.id)
    letters = select(
        func.coalesce(Notification.finished_at, Notification.created_at).label("at"),
        cast(null(), Integer).label("entry_id"),
        Notification.id.label("letter_id"),
    ).where(about([action.id]))
    if shown is Shown.EMAILS:
        return letters
    if shown is Shown.EVERYTHING:
        return union_all(entries, letters)
    return entries.where(HistoryEntry.kind.in_(_KINDS[shown]))


def _entries(ids: Iterable[int]) -> dict[int, HistoryEntry]:
    found = select(HistoryEntry).where(HistoryEntry.id.in_(list(ids)))
    return {entry.id: entry for entry in db.session.scalars(found.options(*_WITH_PEOPLE))}


@dataclass(frozen=True)
class _Said:
    """What people wrote, by the numbers that entries give."""

    updates: dict[int, Update]
    comments: dict[int, Comment]


def _said(entries: Iterable[HistoryEntry]) -> _Said:
    """The updates and comments of these entries; a statement for each that there are any of."""
    facts = [entry.facts for entry in entries]
    updates = [one["update"] for one in facts if "update" in one]
    comments = [one["comment"] for one in facts if "comment" in one]
    return _Said(_numbered(Update, updates, *_BY_WHOM), _numbered(Comment, comments))


_Words = TypeVar("_Words", Update, Comment)


def _numbered(
    what: type[_Words], ids: Sequence[int], *along: ExecutableOption
) -> dict[int, _Words]:
    if not ids:
        return {}
    found = select(what).where(what.id.in_(ids)).options(*along)
    return {one.id: one for one in db.session.scalars(found)}


def _letters(ids: Sequence[str]) -> dict[str, Letter]:
    if not ids:
        return {}
    found = (
        select(Notification, Person.name)
        .join(Person, Person.id == Notification.recipient_id)
        .where(Notification.id.in_(ids))
    )
    return {row.id: Letter(row, name) for row, name in db.session.execute(found)}


def _of_entry(entry: HistoryEntry, said: _Said) -> Moment:
    update = said.updates.get(entry.facts.get("update", 0))
    comment = said.comments.get(entry.facts.get("comment", 0))
    return Moment(entry.at, entry, update, None, comment)
