"""What a plan says beside its rules: the board's day, whether it is paused, whether partners may
update from a link without an account, and whether calendars hold its titles."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.services.forms import SentForm
from tracker.services.installation import closed_days
from tracker.services.planning.boards import next_board_day
from tracker.services.record import record_change
from tracker.services.rules import SAVED, Place, save_rules
from tracker.store.history import Happened
from tracker.store.outbox_moves import call_back_about
from tracker.store.plans import Plan
from tracker.store.snapshots import open_action_ids


@dataclass(frozen=True)
class PlanLetters:
    """The day of the month on which the board's digest goes, whether reminders are paused, whether
    letters to partners carry links for updating without an account, whether several new dates or
    holds may be decided without telling the owners, and whether calendars hold titles."""

    board_day: int | None
    paused: bool
    emailed_links: bool = False
    may_tell_nobody: bool = False
    calendar_titles: bool = False


def save_plan_letters(
    place: Place,
    said: Mapping[str, Any],
    *,
    letters: PlanLetters,
    version: int | None,
    sent: SentForm,
    now: datetime,
    message: str = SAVED,
) -> None:
    """Keep what a plan says about letters together with its rules, in one change.

    Raises RuleBroken when the rules do not fit and Crossed when somebody else saved them first.
    """

    def change() -> bool:
        return place.plan is not None and _change(place.plan, letters, sent, now)

    save_rules(place, said, version=version, sent=sent, now=now, message=message, also=change)


def _change(plan: Plan, letters: PlanLetters, sent: SentForm, now: datetime) -> bool:
    """True when anything is different."""
    after = asdict(letters)
    before = {name: getattr(plan, name) for name in after}
    for name, value in after.items():
        if before[name] != value:
            setattr(plan, name, value)
    changed = record_change(
        Happened.PLAN_CHANGED, before, after, at=now, actor=sent.by, plan_id=plan.id
    )
    if letters.paused and "paused" in changed:
        call_back_about(db.session(), open_action_ids(plan.id))
    return bool(changed)


def next_board(plan: Plan, *, now: datetime) -> date | None:
    """When the plan's board is told next; None when it is not."""
    if plan.board_day is None or plan.paused:
        return None
    today = local_day(now)
    return next_board_day(plan.board_day, today, closed_days(today))
