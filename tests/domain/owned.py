"""Actions and mornings in few words, for the tests of reminders."""

from datetime import date

from tracker.domain.actions import Progress, Standing
from tracker.domain.reminders import (
    Morning,
    OwnedAction,
    Owner,
    Pattern,
    remind,
)
from tracker.domain.rules import DEFAULTS, Rules

MONDAY = date(2011, 7, 4)
TUESDAY = date(2011, 7, 5)
EASTER = frozenset({date(2011, 4, 22), date(2011, 4, 25)})
PRIYA = Owner(1, Pattern.WEEKLY, agenda_weekday=0)


def action(
    due: date,
    *,
    number: int = 1,
    updated: date | None = date(2011, 5, 12),
    progress: Progress = Progress.ON_TRACK,
    chased: bool = False,
    asked_for: date | None = None,
    given: date = date(2011, 4, 11),
    rules: Rules = DEFAULTS,
    plan_paused: bool = False,
) -> OwnedAction:
    standing = Standing(
        progress=progress,
        due_on=due,
        expected_on=None,
        started_on=date(2011, 4, 11),
        last_update_on=updated,
        completed_on=None,
        submitted_on=date(2011, 6, 29) if progress is Progress.SUBMITTED else None,
    )
    return OwnedAction(
        number, 1, standing, given, "Jean Talbot", chased, asked_for, rules, plan_paused
    )


def told(
    day: date, *actions: OwnedAction, owner: Owner = PRIYA, before: dict[str, date] | None = None
) -> list[tuple[int, str]]:
    verdict = remind(owner, actions, Morning(day, frozenset(), before or {}))
    return [(n.action_id, n.why.value) for n in verdict.reminder.needs] if verdict.reminder else []
