"""What has been added to actions as evidence, as it stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from tracker.domain.evidence import Scan
from tracker.extensions import db
from tracker.store.actions import Action, Evidence

A_DAY = timedelta(days=1)


def counts() -> ColumnElement[bool]:
    """The condition on `Evidence` that holds for what shows something: neither removed nor found
    to hold a virus."""
    return and_(Evidence.removed_at.is_(None), Evidence.scan != Scan.INFECTED)


def files_of(action_ids: Sequence[int]) -> dict[int, int]:
    """How many pieces of evidence that count each of these actions has."""
    found = (
        select(Evidence.action_id, func.count().label("files"))
        .where(Evidence.action_id.in_(action_ids), counts())
        .group_by(Evidence.action_id)
    )
    return {row.action_id: row.files for row in db.session.execute(found)}


@dataclass(frozen=True)
class Room:
    """How much an action and its plan hold already, and how often its adder has added today."""

    pieces: int
    size: int
    in_plan: int
    by_person: int


def room_taken(action: Action, person_id: int, now: datetime) -> Room:
    """What is there already, for the limits. Two statements."""
    here = Evidence.action_id == action.id
    held = (
        select(
            func.count().filter(here),
            func.coalesce(func.sum(Evidence.size).filter(here), 0),
            func.coalesce(func.sum(Evidence.size), 0),
        )
        .join(Action, Action.id == Evidence.action_id)
        .where(Action.plan_id == action.plan_id, counts())
    )
    pieces, size, in_plan = db.session.execute(held).one()
    added = select(func.count()).select_from(Evidence)
    by_person = db.session.scalar(
        added.where(Evidence.added_by_id == person_id, Evidence.added_at > now - A_DAY)
    )
    return Room(pieces, int(size), int(in_plan), by_person or 0)


def evidence_of(action: Action, evidence_id: int) -> Evidence | None:
    """The piece of evidence with this number, if it is this action's and was not removed."""
    return db.session.scalar(
        select(Evidence).where(
            Evidence.id == evidence_id,
            Evidence.action_id == action.id,
            Evidence.removed_at.is_(None),
        )
    )


def waiting_for_scan(most: int) -> Sequence[tuple[int, str]]:
    """The numbers and stored names of files that wait for the virus check, the oldest first."""
    found = select(Evidence.id, Evidence.stored).where(
        Evidence.scan == Scan.WAITING, Evidence.removed_at.is_(None)
    )
    return [
        (row.id, row.stored) for row in db.session.execute(found.order_by(Evidence.id).limit(most))
    ]


def oldest_unscanned() -> datetime | None:
    """When the file was added that has waited longest for the virus check; None when none waits."""
    waits = and_(Evidence.scan == Scan.WAITING, Evidence.removed_at.is_(None))
    return db.session.scalar(select(func.min(Evidence.added_at)).where(waits))


def settle_scan(evidence_id: int, scan: Scan) -> bool:
    """Say how the virus check of a waiting file came out; False when another has said so first."""
    changed = db.session.execute(
        update(Evidence)
        .where(Evidence.id == evidence_id, Evidence.scan == Scan.WAITING)
        .values(scan=scan)
        .returning(Evidence.id)
        .execution_options(synchronize_session=False)
    )
    return changed.scalar() is not None


def files_that_stand(connection: Connection) -> dict[str, str]:
    """The stored names of the files whose rows stand, each with its hash where that was kept."""
    found = select(Evidence.stored, Evidence.sha256).where(counts(), Evidence.stored != "")
    return {row.stored: row.sha256 for row in connection.execute(found.order_by(Evidence.id))}


def spoken_of(stored: Collection[str]) -> set[str]:
    """Which of these stored names a row that stands speaks of."""
    names, found = list(stored), set()
    for start in range(0, len(names), 500):
        some = names[start : start + 500]
        found |= set(
            db.session.scalars(select(Evidence.stored).where(Evidence.stored.in_(some), counts()))
        )
    return found
