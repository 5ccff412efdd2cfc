"""The delivery log: what became of every letter, asked for a page at a time.

A letter that speaks only of what its viewer may not see is not there for them, in no row and in no
count. Administrators see of every letter its envelope and of none what it is about.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import defer

from tracker.domain.access import Role
from tracker.domain.wording import MOST_COUNTED
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.doors import visible_actions, visible_plans
from tracker.store.instance import MailHold
from tracker.store.outbox import LetterState, Notification, NotificationAction, about
from tracker.store.people import Person
from tracker.store.plans import Plan

ON_A_PAGE = 25


class Status(StrEnum):
    """What became of a letter, as people ask for it."""

    WAITING = "waiting"
    TRYING = "trying"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    NOT_SENT = "not_sent"


_OF_STATE = {
    LetterState.CLAIMED: Status.SENDING,
    LetterState.GATED: Status.SENDING,
    LetterState.SENT: Status.SENT,
    LetterState.BOUNCED: Status.BOUNCED,
    LetterState.DEAD: Status.FAILED,
    LetterState.DOUBTFUL: Status.DOUBTFUL,
    LetterState.CANCELLED: Status.NOT_SENT,
    LetterState.SUPERSEDED: Status.NOT_SENT,
}
_NOT_SENT = [one for one in LetterState if one is not LetterState.SENT]


@dataclass(frozen=True)
class Wanted:
    """Which letters are asked for; what is None is not asked."""

    status: Status | None = None
    kind: str | None = None
    person_id: int | None = None
    action_id: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class About:
    """An action a letter speaks of: its reference, '1.1' and its short title."""

    ref: str
    number: str
    name: str


@dataclass(frozen=True)
class Logged:
    """One letter in the log. `about` is what its viewer may see; `actions` counts them all."""

    letter: Notification
    recipient: Person
    about: Sequence[About]
    actions: int


def status_of(letter: Notification, hold: MailHold) -> Status:
    """The status of one letter, as `counts` counts it."""
    if letter.state is not LetterState.READY:
        return _OF_STATE[letter.state]
    if hold.held or letter.generation != hold.generation:
        return Status.HELD
    if letter.doubt_count:
        return Status.DOUBTFUL
    return Status.TRYING if letter.attempts else Status.WAITING


def counts(wanted: Wanted, *, seen_by: Person, hold: MailHold) -> dict[Status, int]:
    """How many of the letters asked for have each status, whatever status is asked for.

    Each number is exactly that of the rows `page_of` gives for it, but what went, which only grows,
    is counted no further than one past `MOST_COUNTED`. Two statements, three for a viewer from whom
    a plan is hidden; of all letters the first reads nothing but an index.
    """
    which = _which(replace(wanted, status=None), seen_by, hold)
    total = dict.fromkeys(Status, 0)
    state_of = Notification.state
    went = select(Notification.id).where(which, state_of == LetterState.SENT)
    few = select(state_of, func.count()).where(which, state_of.in_(_NOT_SENT)).group_by(state_of)
    some = went.limit(MOST_COUNTED + 1).subquery()
    sent = select(literal(LetterState.SENT, state_of.type), func.count()).select_from(some)
    for state, number in db.session.execute(union_all(few, sent)):
        if state is not LetterState.READY:
            total[_OF_STATE[state]] += number
    word = _ready_word(hold)
    ready = select(word, func.count()).where(Notification.state == LetterState.READY, which)
    for said, number in db.session.execute(ready.group_by(word)):
        total[Status(said)] += number
    return total


def page_of(
    wanted: Wanted, page: int, *, seen_by: Person, hold: MailHold
) -> tuple[list[Logged], bool]:
    """One page of the letters asked for, the latest due first, and whether there are more.

    Nothing is counted. The ids come from an index alone; the same statements however many.
    """
    found = _found(wanted, seen_by, hold).offset((page - 1) * ON_A_PAGE).limit(ON_A_PAGE + 1)
    ids = list(db.session.scalars(found))
    return _logged(ids[:ON_A_PAGE], seen_by), len(ids) > ON_A_PAGE


def rows_of(wanted: Wanted, most: int, *, seen_by: Person, hold: MailHold) -> list[Logged]:
    """The latest due of the letters asked for, up to so many, as `page_of` gives them."""
    found = _found(wanted, seen_by, hold).limit(most)
    return _logged(list(db.session.scalars(found)), seen_by)


def rows_below(
    wanted: Wanted,
    below: tuple[datetime, str] | None,
    most: int,
    *,
    seen_by: Person,
    hold: MailHold,
) -> list[Logged]:
    """The letters asked for that stand below one of the log, told by when it is due and its id, and
    from the top where there is none; `most` and one more, as `page_of` gives them."""
    found = _found(wanted, seen_by, hold).limit(most + 1)
    if below:
        at, letter_id = below
        same = and_(Notification.next_at == at, Notification.id < letter_id)
        found = found.where(or_(Notification.next_at < at, same))
    return _logged(list(db.session.scalars(found)), seen_by)


def find_letter(letter_id: str, *, seen_by: Person) -> Logged | None:
    """One letter with what it is about, or None: missing and hidden look the same."""
    found = select(Notification.id).where(Notification.id == letter_id, _shown_to(seen_by))
    return next(iter(_logged(list(db.session.scalars(found)), seen_by)), None)


def latest_to(person_id: int, number: int) -> Sequence[Notification]:
    """The last letters to a person, the newest first; one statement."""
    return db.session.scalars(
        select(Notification)
        .where(Notification.recipient_id == person_id)
        .order_by(Notification.created_at.desc(), Notification.id)
        .limit(number)
        .options(defer(Notification.body))
    ).all()


def _found(wanted: Wanted, seen_by: Person, hold: MailHold) -> Select[str]:
    which = select(Notification.id).where(_which(wanted, seen_by, hold))
    return which.order_by(Notification.next_at.desc(), Notification.id.desc())


def _which(wanted: Wanted, seen_by: Person, hold: MailHold) -> ColumnElement[bool]:
    asked: list[ColumnElement[bool]] = [_shown_to(seen_by)]
    if wanted.status is not None:
        asked.append(_has(wanted.status, hold))
    if wanted.kind is not None:
        asked.append(Notification.kind == wanted.kind)
    if wanted.person_id is not None:
        asked.append(Notification.recipient_id == wanted.person_id)
    if wanted.action_id is not None:
        asked.append(about([wanted.action_id]))
    if wanted.on is not None:
        begins = local_instant(wanted.on, time.min)
        ends = local_instant(wanted.on + timedelta(days=1), time.min)
        asked += [Notification.next_at >= begins, Notification.next_at < ends]
    return and_(*asked)


def _has(status: Status, hold: MailHold) -> ColumnElement[bool]:
    states = [state for state, its in _OF_STATE.items() if its is status]
    ready = and_(Notification.state == LetterState.READY, _ready_word(hold) == status.value)
    if not states:
        return ready
    if status is not Status.DOUBTFUL:
        return Notification.state.in_(states)
    return or_(Notification.state.in_(states), ready)


def _ready_word(hold: MailHold) -> ColumnElement[str]:
    """The status of a letter that waits, as the database works it out."""
    if hold.held:
        return case((true(), Status.HELD.value), else_="")
    return case(
        (Notification.generation != hold.generation, Status.HELD.value),
        (Notification.doubt_count > 0, Status.DOUBTFUL.value),
        (Notification.attempts > 0, Status.TRYING.value),
        else_=Status.WAITING.value,
    )


def _shown_to(viewer: Person) -> ColumnElement[bool]:
    """All letters but those that speak of hidden plans and of nothing else."""
    hidden = [] if viewer.role is Role.ADMINISTRATOR else hidden_plans(viewer)
    if not hidden:
        return true()
    of_hidden = select(Action.id).where(Action.plan_id.in_(hidden))
    speaks_of = or_(
        Notification.id.in_(_speaking(Action.plan_id.in_(hidden))),
        and_(Notification.action_id.is_not(None), Notification.action_id.in_(of_hidden)),
        and_(Notification.plan_id.is_not(None), Notification.plan_id.in_(hidden)),
    )
    return or_(~speaks_of, Notification.id.in_(_speaking(Action.plan_id.not_in(hidden))))


def hidden_plans(viewer: Person) -> list[int]:
    """The restricted plans this person may not open."""
    return list(db.session.scalars(select(Plan.id).where(Plan.restricted, ~visible_plans(viewer))))


def _speaking(of: ColumnElement[bool]) -> Select[Any]:
    return (
        select(NotificationAction.notification_id)
        .join(Action, Action.id == NotificationAction.action_id)
        .where(of)
    )


def _logged(ids: Sequence[str], viewer: Person) -> list[Logged]:
    found = (
        select(Notification, Person)
        .join(Person, Person.id == Notification.recipient_id)
        .where(Notification.id.in_(ids))
        .options(defer(Notification.body))
    )
    rows = {letter.id: (letter, person) for letter, person in db.session.execute(found)}
    actions = _actions_of([row[0] for row in rows.values()])
    seen = _seen(set[int]().union(*actions.values()), viewer)
    return [
        Logged(
            *rows[i],
            about=[seen[a] for a in sorted(actions[i]) if a in seen],
            actions=len(actions[i]),
        )
        for i in ids
        if i in rows
    ]


def _actions_of(letters: Iterable[Notification]) -> dict[str, set[int]]:
    actions = {one.id: {one.action_id} if one.action_id else set() for one in letters}
    found = select(NotificationAction.notification_id, NotificationAction.action_id)
    for row in db.session.execute(
        found.where(NotificationAction.notification_id.in_(list(actions)))
    ):
        actions[row.notification_id].add(row.action_id)
    return actions


@dataclass(frozen=True)
class Shown:
    """Which of some actions a viewer may see, and whether one of them is hidden from them."""

    seen: dict[int, About]
    hides: bool

    def any_of(self, action_ids: AbstractSet[int]) -> bool:
        """Whether what speaks of these actions, or of none, may be listed."""
        return not self.hides or not action_ids or bool(self.seen.keys() & action_ids)


def shown_actions(action_ids: AbstractSet[int], viewer: Person) -> Shown:
    """What may be said of these actions to a viewer; an administrator is told of none of them, but
    nothing that speaks of them is kept from them."""
    seen = _seen(action_ids, viewer)
    return Shown(seen, hides=viewer.role is not Role.ADMINISTRATOR)


def _seen(wanted: AbstractSet[int], viewer: Person) -> dict[int, About]:
    """Those of the actions that this person may see; none for an administrator."""
    found = (
        select(Action.id, Plan.code, Action.number, Action.short_title)
        .join(Action.plan)
        .where(Action.id.in_(wanted), visible_actions(viewer, None))
    )
    return {
        row.id: About(f"{row.code}-{row.number}", row.number, row.short_title)
        for row in db.session.execute(found)
    }
