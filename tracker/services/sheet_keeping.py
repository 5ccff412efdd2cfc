"""Keeping what a spreadsheet said, for the next one to be compared with."""

import json
from collections.abc import Mapping
from typing import Any

from tracker.domain.sheet_merging import Merged, wanted_manager, wanted_owner
from tracker.domain.sheet_proposals import row_as_json
from tracker.extensions import db
from tracker.services.sheet_merging import Taking
from tracker.store.actions import Action
from tracker.store.sheet_imports import TakenRow, taken_rows


def keep_rows(plan_id: int, taking: Taking, made: Mapping[int, Action]) -> None:
    """Keep what the file says of each action, and of the rows that became none, for the next file
    to be compared with. `made` are the new actions by their row's number; the caller commits."""
    old = taken_rows(plan_id)
    by_action = {one.action_id: one for one in old if one.action_id is not None}
    without = [one.row for one in old if one.action_id is None]
    told = {one.raw.number for one in taking.rows}
    rows = [(one.raw, _action_of(one, made)) for one in taking.rows]
    rows.extend((raw, None) for raw in taking.reading.raw.rows if raw.number not in told)
    for raw, action_id in rows:
        kept = row_as_json(raw)
        taken = by_action.get(action_id) if action_id else None
        if taken is None and action_id is None and _as_stored(kept) in without:
            continue
        if taken is None:
            taken = TakenRow(plan_id=plan_id, action_id=action_id)
            db.session.add(taken)
        taken.row = kept
        taken.owner_id = wanted_owner(raw, taking.answers, taking.people)
        taken.manager_id = wanted_manager(raw, taking.answers, taking.people)


def _action_of(one: Merged, made: Mapping[int, Action]) -> int | None:
    action = made.get(one.row.number)
    return action.id if action else one.known.action_id if one.known else None


def _as_stored(row: Mapping[str, Any]) -> Any:
    """A row as it comes back from the database, where every list is one."""
    return json.loads(json.dumps(row))
