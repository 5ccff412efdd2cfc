"""What a morning is planned from, but the actions: a fixed number of statements, however much there
is. The actions come in shares (`shares.py`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from tracker.domain.access import Accounts
from tracker.domain.actions import Progress
from tracker.domain.decisions import REPEAT
from tracker.domain.ladder import Ladder
from tracker.domain.reminders import AGENDA
from tracker.domain.rules import Rules
from tracker.domain.turns import Candidate, Urgency
from tracker.domain.wording import day, local_day
from tracker.domain.workdays import Holidays, local_instant
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.cover import Cover, covers_on, returned_since
from tracker.store.outbox import (
    IN_HAND,
    UNDECIDED,
    LetterState,
    Notification,
    NotificationAction,
    Occasion,
    OccasionSkip,
    of_day,
)
from tracker.store.people import second_accounts
from tracker.store.rechecks import DueCheck, checks_due
from tracker.store.rules import rules_for, said_at
from tracker.store.snapshots import (
    OpenAction,
    Reader,
    readers,
    units,
)

PASSED_OVER, EMPTY, SILENT, WAITS = "passed over", "agenda", "silence", "waits"
"""Kinds of what was not sent. The first two use their occasion up; the others do not."""
_LOST = (LetterState.CANCELLED, LetterState.SUPERSEDED, LetterState.DEAD, LetterState.BOUNCED)
USED_UP = (PASSED_OVER, EMPTY)
_LONGEST_USED = timedelta(days=45)
"""For how long a week's or a month's occasion is remembered here; its letter's key stays."""
_URGENCY = {
    "reminder": Urgency.REMINDER,
    "digest": Urgency.DIGEST,
    "escalation": Urgency.ESCALATION,
    "board_digest": Urgency.BOARD,
    "board_pack": Urgency.BOARD,
    "delivery_problem": Urgency.DELIVERY,
}


@dataclass(frozen=True)
class Reach:
    """To whom something for a person goes today, with what the letter must know; or why not."""

    to: int | None
    facts: Mapping[str, Any]
    reason: str = ""

    @property
    def by(self) -> str:
        """What tells the key of a letter to a cover from that of one to the person."""
        return f"|by:{self.to}" if "for" in self.facts else ""


@dataclass(frozen=True)
class Facts:
    """Everything that is asked for once and then worked with.

    `actions` are those of a share. `planned` maps the keys of occasions used so far to their days:
    those of a share's actions and always those of no open one; `told` says by action how many timed
    letters of the last seven days are about it. `had` are the kinds each person has had
    today; `waiting` are letters of earlier days that have not left, and `too_late` those of them
    that are too old to leave. `yielded` are the keys of weekly summaries that made way for
    something more urgent lately.
    """

    now: datetime
    today: date
    holidays: Holidays
    rules: Rules
    said: Mapping[str, Mapping[str, Any]]
    """What the levels lay down, by scope; `rules` is what it comes to for the council."""
    people: Mapping[int, Reader]
    ladder: Ladder
    accounts: Accounts
    covers: Mapping[int, Cover]
    returned: Mapping[int, date]
    """Who came back from being away in the last week, and when."""
    actions: list[OpenAction]
    checks: list[DueCheck]
    planned: Mapping[str, date]
    told: Mapping[int, int]
    had: Mapping[int, list[str]]
    digests_today: frozenset[int]
    """Whose weekly summary goes, or has gone, today."""
    waiting: list[Candidate]
    too_late: list[Candidate]
    yielded: frozenset[str]

    def reach(self, person_id: int, *, deciding: bool = False) -> Reach:
        """Who gets what is for this person today: themselves, or their cover.

        `deciding` is for letters that ask for a decision, which not every cover may take.
        """
        person = self.people.get(person_id)
        if person is None or not person.active:
            return Reach(None, {}, "this person is turned off")
        away = self.covers.get(person_id)
        if away is not None:
            return self._instead(away, deciding=deciding)
        if person.is_paused_on(self.today):
            until = person.paused_until or self.today
            return Reach(None, {}, f"paused their emails until {day(until)}")
        return Reach(person_id, {})

    def read_by_another_until(self, person_id: int) -> date | None:
        """The day on which letters for this person began to go where they go now, if that was
        lately: the first day away, or the day back."""
        away = self.covers.get(person_id)
        return away.from_on if away else self.returned.get(person_id)

    def _instead(self, away: Cover, *, deciding: bool) -> Reach:
        until = f"away until {day(away.to_on)}"
        cover = self.people.get(away.covered_by_id) if away.covered_by_id else None
        if cover is None:
            return Reach(None, {}, f"{until}, and nobody covers")
        if not cover.active:
            return Reach(None, {}, f"{until}, and {cover.name}, who covers, is turned off")
        if cover.id in self.covers or cover.is_paused_on(self.today):
            return Reach(None, {}, f"{until}, and {cover.name}, who covers, is away too")
        if deciding and not away.decides:
            return Reach(None, {}, f"{until}, and {cover.name}, who covers, may not decide")
        return Reach(cover.id, {"for": away.person_id})


def gather(
    now: datetime,
    *,
    today: date,
    holidays: Holidays,
    said: Mapping[str, Mapping[str, Any]] | None = None,
) -> Facts:
    """The facts of one morning, without an action. Reads only. `said` stands in for what the levels
    lay down."""
    said = said_at() if said is None else said
    people = readers()
    letters = _timed_letters(today)
    here = [row for row in letters if row.state is LetterState.READY and row.local_date < today]
    speak_of = _steps_that_wait()
    yielded = select(OccasionSkip.dedupe_key).where(
        OccasionSkip.kind == WAITS,
        OccasionSkip.dedupe_key.startswith("waits|digest|"),
        OccasionSkip.at > now - timedelta(days=5),
    )
    return Facts(
        now=now,
        today=today,
        holidays=holidays,
        rules=rules_for(said),
        said=said,
        people=people,
        ladder=Ladder(people, units()),
        accounts=second_accounts(),
        covers=covers_on(today),
        returned=returned_since(today - timedelta(days=7), today),
        actions=[],
        checks=checks_due(),
        planned=_planned_before(today, now),
        told=_told_lately(today),
        had=_had_today(letters, today, now),
        digests_today=frozenset(
            int(row.facts.get("for", row.recipient_id))
            for row in letters
            if row.kind == "digest" and _counts_today(row, today, now)
        ),
        waiting=[_waiting(row, speak_of.get(row.id, ())) for row in here if row.expires_at > now],
        too_late=[_waiting(row, speak_of.get(row.id, ())) for row in here if row.expires_at <= now],
        yielded=frozenset(key.removeprefix("waits|") for key in db.session.scalars(yielded)),
    )


def _is_timed() -> ColumnElement[bool]:
    repeats = Notification.dedupe_key.startswith(REPEAT, autoescape=True)
    return or_(Notification.kind.in_(_URGENCY), repeats)


def _timed_letters(today: date) -> Sequence[Row[Any]]:
    """The timed letters that have not left or were planned or sent today; one statement."""
    names = "id kind recipient_id dedupe_key plan_id facts local_date state finished_at expires_at"
    columns = [getattr(Notification, name) for name in names.split()]
    midnight = local_instant(today, time(0, 0))
    found: Select[*tuple[Any, ...]] = (
        select(*columns)
        .where(_is_timed())
        .where(
            Notification.state.in_(UNDECIDED)
            | of_day(today)
            | (Notification.finished_at >= midnight)
        )
        .order_by(Notification.created_at, Notification.id)
    )
    return db.session.execute(found).all()


def _counts_today(letter: Row[Any], today: date, now: datetime) -> bool:
    """True for a letter that its reader has had today, or will when it has left. One that is too
    old to be sent may be in somebody's hand all the same, who finds that out."""
    if letter.state is LetterState.CLAIMED and letter.expires_at <= now:
        return False
    if letter.state in IN_HAND:
        return True
    if letter.local_date == today:
        return letter.state not in _LOST
    sent = letter.state is LetterState.SENT
    return sent and bool(letter.finished_at and local_day(letter.finished_at) == today)


def _had_today(letters: Sequence[Row[Any]], today: date, now: datetime) -> dict[int, list[str]]:
    had: dict[int, list[str]] = {}
    for letter in letters:
        if _counts_today(letter, today, now):
            had.setdefault(letter.recipient_id, []).append(letter.kind)
    return had


def _waiting(letter: Row[Any], steps: tuple[tuple[int, str], ...]) -> Candidate:
    return Candidate(
        kind=letter.kind,
        to=letter.recipient_id,
        whose=int(letter.facts.get("for", letter.recipient_id)),
        key=letter.dedupe_key,
        urgency=_URGENCY.get(letter.kind, Urgency.DECISION),
        steps=steps,
        facts=letter.facts,
        plan_id=letter.plan_id,
        planned_id=letter.id,
    )


def _steps_that_wait() -> dict[str, tuple[tuple[int, str], ...]]:
    """What the timed letters that wait speak of, by letter."""
    found = (
        select(
            NotificationAction.notification_id,
            NotificationAction.action_id,
            NotificationAction.step,
        )
        .join(Notification, Notification.id == NotificationAction.notification_id)
        .where(_is_timed(), Notification.state == LetterState.READY)
    )
    steps: dict[str, tuple[tuple[int, str], ...]] = {}
    for row in db.session.execute(found):
        before = steps.get(row.notification_id, ())
        steps[row.notification_id] = (*before, (row.action_id, row.step))
    return steps


def _told_lately(today: date) -> dict[int, int]:
    """How many timed letters of the last seven days, today's included, are about each action."""
    lately = select(Notification.id).where(
        _is_timed(),
        of_day(today - timedelta(days=6), today),
        Notification.state.not_in(_LOST),
    )
    letter = NotificationAction.notification_id
    found = (
        select(NotificationAction.action_id, func.count(letter.distinct()).label("times"))
        .where(letter.in_(lately))
        .group_by(NotificationAction.action_id)
    )
    return {row.action_id: row.times for row in db.session.execute(found)}


def _planned_before(today: date, now: datetime) -> dict[str, date]:
    """The keys used so far of actions that are due to be checked, and for a while those of weeks
    and months; of agendas only those of this week."""
    monday = today - timedelta(days=today.weekday())
    since = now - _LONGEST_USED
    used = (
        select(Occasion.dedupe_key, Occasion.local_date)
        .outerjoin(Action, Action.id == Occasion.action_id)
        .where(
            (Action.progress == Progress.CHECK_DUE)
            | (Occasion.action_id.is_(None) & (Occasion.local_date > local_day(since))),
            ~Occasion.dedupe_key.startswith(AGENDA) | (Occasion.local_date >= monday),
        )
    )
    skipped = (
        select(OccasionSkip.dedupe_key, OccasionSkip.at)
        .outerjoin(Action, Action.id == OccasionSkip.action_id)
        .where(
            OccasionSkip.kind.in_(USED_UP),
            (Action.progress == Progress.CHECK_DUE)
            | (OccasionSkip.action_id.is_(None) & (OccasionSkip.at > since)),
            ~OccasionSkip.dedupe_key.startswith(AGENDA)
            | (OccasionSkip.at >= local_instant(monday, time.min)),
        )
    )
    return keys_of(used, skipped)


def keys_of(used: Select[str, date], skipped: Select[str, datetime]) -> dict[str, date]:
    """The keys that letters have used and those that were let pass, each with its day."""
    before = {row.dedupe_key: local_day(row.at) for row in db.session.execute(skipped)}
    before |= {row.dedupe_key: row.local_date for row in db.session.execute(used)}
    return before
