"""A council, a region or a nation of made-up actions, poured into the database (`pouring.py`).

The shape is that of `performance.md` 1: twenty people to a manager, one in three actions overdue, two
updates each, words of some 500 characters.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, text

from tests.bench.past import past
from tests.bench.pouring import counted, pour, pouring
from tracker.domain.access import Role
from tracker.domain.actions import Answer, Progress
from tracker.extensions import Base, db
from tracker.services.demo import load_demo
from tracker.store.action_snapshots import FACTS
from tracker.store.actions import Action
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding, Report

_FINDINGS = 8
"""Areas of each plan."""
_NOTE = (
    "The team has met twice since the last update and agreed who does what. Minutes now leave the"
    " office within ten working days for four conferences in five. " * 3
)[:500]


@dataclass(frozen=True)
class Size:
    """How much there is of everything, beside the demonstration."""

    actions: int
    people: int = 200
    plans: int = 20
    with_past: bool = False
    """Whether three years of letters and reviews lie behind it."""


def lay(size: Size, *, now: datetime, searchable: bool = True) -> None:
    """Load the demonstration, then so much more of everything; commits. For a new database, in
    which PostgreSQL finds no words unless it is `searchable`."""
    load_demo(now=now, today=now.date())
    with pouring(searchable=searchable):
        people, managers = _people(size, now)
        plans = _plans(size)
        actions = _actions(size, people, managers, plans, now)
        if size.with_past:
            past(actions, people, managers, now)
    db.session.commit()
    counted()


def _people(size: Size, now: datetime) -> tuple[list[int], list[int]]:
    """The numbers of the owners and, for each, of their manager."""
    managers = _add(
        Person,
        (_person("Manager", n, Role.MANAGER, None, now) for n in range(max(1, size.people // 20))),
    )
    over = [managers[n % len(managers)] for n in range(size.people)]
    owners = (_person("Officer", n, Role.OFFICER, over[n], now) for n in range(size.people))
    return _add(Person, owners), over


def _person(word: str, n: int, role: Role, manager_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "name": f"{word} Number{n}",
        "email": f"{word.lower()}.{n}@northbank.example",
        "role": role,
        "manager_id": manager_id,
        "created_at": now,
    }


def _plans(size: Size) -> list[tuple[int, list[int]]]:
    """Each plan with the numbers of its findings; each with a report of its own."""
    plan = db.session.scalars(select(Plan)).one()
    finding = db.session.scalars(select(Finding).order_by(Finding.position)).first()
    assert plan.report is not None
    assert finding is not None
    as_report, as_plan = _facts(plan.report), _facts(plan)
    as_finding = _facts(finding)
    reports = _add(Report, (as_report for _ in range(size.plans)))
    findings = _add(
        Finding,
        (
            as_finding | {"report_id": report, "position": k, "number": f"{k + 1}"}
            for report in reports
            for k in range(_FINDINGS)
        ),
    )
    plans = _add(
        Plan,
        (
            as_plan | {"code": f"P{n}", "title": f"Plan {n}", "report_id": report}
            for n, report in enumerate(reports)
        ),
    )
    return [(one, findings[n * _FINDINGS : (n + 1) * _FINDINGS]) for n, one in enumerate(plans)]


def _actions(
    size: Size,
    people: list[int],
    managers: list[int],
    plans: list[tuple[int, list[int]]],
    now: datetime,
) -> list[int]:
    """The actions, their updates and snapshots; returns their numbers."""
    model = db.session.scalars(select(Action).where(Action.number == "1.2")).one()
    facts = _facts(model) | {"progress": Progress.ON_TRACK, "last_update_at": now}
    today = now.date()

    def rows() -> Iterator[dict[str, Any]]:
        for n in range(size.actions):
            due_on = today + timedelta(days=-1 - n % 40 if n % 3 == 0 else 1 + n % 200)
            yield facts | {
                "plan_id": plans[n % len(plans)][0],
                "number": f"{1 + n // len(plans) % _FINDINGS}.{n}",
                "position": n,
                "title": f"Action {n} of the plan, with a title as long as titles are",
                "owner_id": people[n % len(people)],
                "manager_id": managers[n % len(people)],
                "due_on": due_on,
                "original_due_on": due_on,
                "last_update_at": now - timedelta(days=n % 50),
                "chased_at": None,
            }

    ids = _add(Action, rows())
    links = (
        {
            "action_id": one,
            "finding_id": plans[n % len(plans)][1][n // len(plans) % _FINDINGS],
        }
        for n, one in enumerate(ids)
    )
    pour("action_finding", links)
    pour("action_update", _updates(ids, people, now))
    facts_of = ", ".join(FACTS)
    db.session.execute(
        text(
            f"INSERT INTO action_snapshot (action_id, taken_at, on_day, {facts_of})"
            f" SELECT id, :at, :day, {facts_of} FROM action"
        ).bindparams(bindparam("at", type_=UtcDateTime())),
        {"at": now - timedelta(days=60), "day": today - timedelta(days=60)},
    )
    return ids


def _updates(ids: list[int], people: list[int], now: datetime) -> Iterator[dict[str, Any]]:
    for n, one in enumerate(ids):
        for before in (50, n % 50):
            yield {
                "action_id": one,
                "by_id": people[n % len(people)],
                "posted_at": now - timedelta(days=before),
                "answer": Answer.ON_TRACK,
                "progress": Progress.ON_TRACK,
                "note": _NOTE,
                "crossed": False,
            }


def _facts(row: Any) -> dict[str, Any]:
    """What the columns of a row hold, but its number."""
    columns = row.__mapper__.column_attrs
    return {one.key: getattr(row, one.key) for one in columns if one.key != "id"}


def _add(kind: type[Base], rows: Iterable[dict[str, Any]]) -> list[int]:
    """Put rows in and return their numbers, in order."""
    last = db.session.scalar(select(kind.id).order_by(kind.id.desc()).limit(1)) or 0  # type: ignore[attr-defined]  # every one of these has one
    pour(kind.__tablename__, rows)
    found = select(kind.id).where(kind.id > last).order_by(kind.id)  # type: ignore[attr-defined]  # as above
    return list(db.session.scalars(found))
