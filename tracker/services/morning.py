"""Planning a morning's letters: at most one to each owner, and the managers' weekly digests.

A fixed number of statements however many actions there are. Planning again plans nothing: each
letter and each occasion has a key that can be used once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CursorResult, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.domain.reminders import Morning, Reminder, Verdict, remind, weekly_day
from tracker.domain.wording import local_day, long_day
from tracker.domain.workdays import LAST_SENDING, LONDON, is_working_day, local_instant
from tracker.extensions import db
from tracker.services.installation import closed_days, settings
from tracker.store.actions import Action
from tracker.store.outbox import (
    LetterState,
    Notification,
    NotificationAction,
    Occasion,
    OccasionSkip,
    PlannedLetter,
    insert_new,
    new_id,
    plan_many,
)
from tracker.store.outbox_moves import set_aside
from tracker.store.runs import ScheduleCursor
from tracker.store.snapshots import digest_readers, open_actions_by_owner, owners

DIGESTS_AT = time(7, 0)
REMINDERS_AT = time(8, 0)
STILL_WANTED = timedelta(days=7)


@dataclass(frozen=True)
class Skipped:
    """Something that was not sent to somebody, and why, in words."""

    kind: str
    recipient_id: int | None
    reason: str
    action_id: int | None = None


def plan_due(now: datetime) -> int:
    """Plan whatever slots are due now and have not been planned; returns how many letters.

    Of any number of schedulers one plans a slot; a slot missed while the service was down is found
    by the next tick of the same day, and an older one is left to the newest. Commits.
    """
    local = now.astimezone(LONDON)
    if not is_working_day(local.date(), closed_days(local.date())) or local.time() >= LAST_SENDING:
        return 0
    planned = 0
    for rule, at, plan in SLOTS:
        slot = local_instant(local.date(), at)
        if slot <= now and _take_slot(rule, slot):
            planned += plan(now)[0]
        db.session.commit()
    return planned


def plan_reminders(now: datetime) -> tuple[int, list[Skipped]]:
    """Plan today's reminders: (letters planned, what was not sent and why). The caller commits."""
    today = local_day(now)
    holidays = closed_days(today)
    if not is_working_day(today, holidays):
        return 0, [_closed(today)]
    actions, before = open_actions_by_owner(), _planned_before(today)
    verdicts = [
        (owner.id, remind(owner, own, Morning(today, holidays, before.get(owner.id, {}))))
        for owner in owners()
        if (own := actions.get(owner.id))
    ]
    reminders = [verdict.reminder for _owner, verdict in verdicts if verdict.reminder]
    won = _plan(reminders, now, today)
    _remember_skips(verdicts, now, today)
    return won, [skip for owner_id, verdict in verdicts for skip in _skipped(owner_id, verdict)]


def plan_digests(now: datetime) -> tuple[int, list[Skipped]]:
    """Plan the digests whose weekday is today, or was earlier this week. The caller commits."""
    today = local_day(now)
    holidays = closed_days(today)
    if not is_working_day(today, holidays):
        return 0, [_closed(today)]
    due = [r.id for r in digest_readers() if weekly_day(r.weekday, today, holidays) <= today]
    year, week, _ = today.isocalendar()
    letters = [
        _letter(f"digest|to:{reader}|{year}-W{week:02}", "digest", reader, now, today)
        for reader in due
    ]
    won = plan_many(db.session(), letters, batch=new_id(), host=settings().mail_host, now=now)
    _supersede([letter for letter in letters if letter.id in won], "digest", now, today)
    return len(won), []


def _plan(reminders: list[Reminder], now: datetime, today: date) -> int:
    """Insert the letters whose keys are new, with what they speak of and the occasions they use."""
    planned = [(_reminder_letter(reminder, now, today), reminder) for reminder in reminders]
    letters = [letter for letter, _reminder in planned]
    won = plan_many(db.session(), letters, batch=new_id(), host=settings().mail_host, now=now)
    ours = [(letter, reminder) for letter, reminder in planned if letter.id in won]
    _supersede([letter for letter, _reminder in ours], "reminder", now, today)
    needs = [(letter.id, need) for letter, reminder in ours for need in reminder.needs]
    spoken_of = [
        {"notification_id": i, "action_id": need.action_id, "step": need.why.value}
        for i, need in needs
    ]
    if spoken_of:
        db.session.execute(insert(NotificationAction), spoken_of)
    used = [{"dedupe_key": n.key, "notification_id": i, "action_id": n.action_id} for i, n in needs]
    used += [
        {"dedupe_key": reminder.agenda_key, "notification_id": letter.id, "action_id": None}
        for letter, reminder in ours
        if reminder.agenda_key
    ]
    rows = [row | {"local_date": today} for row in used]
    insert_new(db.session(), Occasion, rows, key="dedupe_key")
    return len(won)


def _reminder_letter(reminder: Reminder, now: datetime, today: date) -> PlannedLetter:
    """One a day for a person: the key holds the day, so a second cannot be planned."""
    key = f"reminder|to:{reminder.owner_id}|{today}"
    agenda = reminder.agenda_key is not None
    return _letter(key, "reminder", reminder.owner_id, now, today, agenda=agenda)


def _letter(
    key: str, kind: str, recipient_id: int, now: datetime, today: date, **facts: Any
) -> PlannedLetter:
    return PlannedLetter(
        dedupe_key=key,
        kind=kind,
        recipient_id=recipient_id,
        occasion_at=now,
        local_date=today,
        next_at=now,
        expires_at=now + STILL_WANTED,
        facts=facts,
    )


def _supersede(letters: list[PlannedLetter], kind: str, now: datetime, today: date) -> None:
    """A newer letter of the same kind to the same person takes the place of one still waiting."""
    if letters:
        set_aside(
            db.session(),
            Notification.recipient_id.in_([letter.recipient_id for letter in letters])
            & (Notification.kind == kind)
            & (Notification.local_date < today),
            LetterState.SUPERSEDED,
            now=now,
            reason="a newer letter says what it would have said",
        )


def _planned_before(today: date) -> dict[int, dict[str, date]]:
    """The keys used so far, by person: every one of an open action, and this week's agendas."""
    open_ones = select(Action.id).where(Action.open)
    week_ago = today - timedelta(days=7)
    used = (
        select(Notification.recipient_id, Occasion.dedupe_key, Occasion.local_date)
        .join(Notification, Notification.id == Occasion.notification_id)
        .where(Occasion.action_id.in_(open_ones) | (Occasion.local_date > week_ago))
    )
    skipped = select(OccasionSkip.recipient_id, OccasionSkip.dedupe_key).where(
        OccasionSkip.kind.in_((_PASSED_OVER, _EMPTY)),
        OccasionSkip.action_id.in_(open_ones) | (OccasionSkip.action_id.is_(None)),
    )
    before: dict[int, dict[str, date]] = {}
    for row in db.session.execute(used):
        before.setdefault(row.recipient_id, {})[row.dedupe_key] = row.local_date
    for skip in db.session.execute(skipped):
        before.setdefault(skip.recipient_id, {})[skip.dedupe_key] = date.min
    return before


_PASSED_OVER, _EMPTY, _SILENT = "passed over", "agenda", "silence"


def _remember_skips(verdicts: list[tuple[int, Verdict]], now: datetime, today: date) -> None:
    """Keep what was not sent and why, so that 'why did I get nothing?' has an answer."""
    rows: list[dict[str, Any]] = []
    for owner_id, verdict in verdicts:
        shared = {"recipient_id": owner_id, "at": now, "action_id": None}
        if verdict.empty_agenda:
            nothing = "nothing needs this person this week"
            rows.append(
                shared | {"dedupe_key": verdict.empty_agenda, "kind": _EMPTY, "reason": nothing}
            )
        for key in verdict.passed_over:
            passed = {"dedupe_key": key, "kind": _PASSED_OVER, "action_id": _action_in(key)}
            rows.append(shared | passed | {"reason": "a newer reminder takes its place"})
        for silence in verdict.silences:
            key = f"silence|act:{silence.action_id}|to:{owner_id}|{today}"
            told = {"dedupe_key": key, "kind": _SILENT, "action_id": silence.action_id}
            rows.append(shared | told | {"reason": silence.reason[:200]})
    insert_new(db.session(), OccasionSkip, rows, key="dedupe_key")


def _action_in(key: str) -> int:
    return int(key.partition("|act:")[2].partition("|")[0])


def _skipped(owner_id: int, verdict: Verdict) -> Iterable[Skipped]:
    kind = "agenda" if verdict.empty_agenda else "reminder"
    return [Skipped(kind, owner_id, one.reason, one.action_id) for one in verdict.silences]


def _closed(today: date) -> Skipped:
    return Skipped("all", None, f"{long_day(today)} is not a working day")


SLOTS = (("digests", DIGESTS_AT, plan_digests), ("reminders", REMINDERS_AT, plan_reminders))
"""What is planned on a working day: the name of its cursor, from when, and how."""

_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def _take_slot(rule: str, slot: datetime) -> bool:
    """True for exactly one caller a slot, however many try; the caller's transaction holds it."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(
        dialect.insert(ScheduleCursor)
        .values(rule=rule, planned_to=_BEFORE_ALL)
        .on_conflict_do_nothing(index_elements=["rule"])
    )
    moved = db.session.execute(
        update(ScheduleCursor)
        .where(ScheduleCursor.rule == rule, ScheduleCursor.planned_to < slot)
        .values(planned_to=slot)
        .execution_options(synchronize_session=False)
    )
    return isinstance(moved, CursorResult) and moved.rowcount == 1
