"""Adding to the history, in the same transaction as the change it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.extensions import db
from tracker.services.installation import history_keys
from tracker.store import chain
from tracker.store.actions import Action
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Person


def record(
    kind: Happened,
    *,
    at: datetime,
    actor: Person | None,
    action: Action | None = None,
    plan_id: int | None = None,
    acting_for: Person | None = None,
    **facts: Any,
) -> None:
    """Add one entry; it is written and sealed when the caller commits. `facts` must survive JSON:
    dates as ISO text."""
    chain.add(
        db.session(),
        HistoryEntry(
            at=at,
            kind=kind,
            actor_id=actor.id if actor else None,
            acting_for_id=acting_for.id if acting_for else None,
            plan_id=action.plan_id if action else plan_id,
            action_id=action.id if action else None,
            facts=facts,
        ),
        keys=history_keys(),
    )


def record_change(
    kind: Happened,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    at: datetime,
    actor: Person,
    plan_id: int,
) -> frozenset[str]:
    """Add one entry about a plan that tells what is different between two states, each given by
    the same names; none when nothing is. Returns the names of what is different."""
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        told: dict[str, Any] = {
            "before": {name: before[name] for name in changed},
            "after": {name: after[name] for name in changed},
        }
        record(kind, at=at, actor=actor, plan_id=plan_id, **told)
    return frozenset(changed)
