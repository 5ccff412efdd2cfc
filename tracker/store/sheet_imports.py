"""Spreadsheets on their way in, what was taken in from them, and what is remembered of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, defer, joinedload, mapped_column, relationship

from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person
from tracker.store.plans import Plan


class SheetDraft(Base):
    """A spreadsheet being taken in. Nothing of it is in a plan until the last step."""

    __tablename__ = "sheet_draft"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    into_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    """The live plan it is added to; None for a plan of its own."""
    step: Mapped[int] = mapped_column(default=2)
    """The furthest step reached, 2 to 6."""
    filename: Mapped[str] = mapped_column(String(300))
    digest: Mapped[str] = mapped_column(String(64))
    """The SHA-256 of the file."""
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The plain sheets of the file, as `domain.sheets.sheets_as_json` gives them."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What has been said so far, as `domain.sheet_answers.as_json` gives it."""
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    """The plan it went into, once it has."""
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """How many actions were added and changed, once it has."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())
    version: Mapped[int] = mapped_column(default=1)

    by: Mapped[Person] = relationship()
    into: Mapped[Plan | None] = relationship(foreign_keys=[into_id])
    plan: Mapped[Plan | None] = relationship(foreign_keys=[plan_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict


class TakenRow(Base):
    """A row as a file last had it, and the action it became: the next file is compared with it.

    A row that was left out, or went on from the one above, has no action.
    """

    __tablename__ = "taken_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    row: Mapped[dict[str, Any]] = mapped_column(JSON)
    """As `domain.sheet_proposals.row_as_json` gives it."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who was taken for its owner."""
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SheetMemory(Base):
    """One thing people said of a spreadsheet, for the next one like it."""

    __tablename__ = "sheet_memory"

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    """'columns', 'person' or 'state'."""
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime())


def get_sheet_draft(draft_id: str, *, lock: bool = False) -> SheetDraft | None:
    """The draft with this number as it is now, or None; `lock` holds it until a commit."""
    found = select(SheetDraft).where(SheetDraft.id == draft_id)
    if lock:
        found = found.with_for_update()
    return db.session.scalar(found.execution_options(populate_existing=True))


def open_sheet_drafts() -> Sequence[SheetDraft]:
    """Everybody's spreadsheets not yet taken in, newest first, without what is in them."""
    return db.session.scalars(
        select(SheetDraft)
        .where(SheetDraft.plan_id.is_(None))
        .order_by(SheetDraft.saved_at.desc(), SheetDraft.id)
        .options(
            defer(SheetDraft.sheets),
            defer(SheetDraft.answers),
            joinedload(SheetDraft.by),
            joinedload(SheetDraft.into),
        )
    ).all()


def taken_rows(plan_id: int) -> Sequence[TakenRow]:
    """What files have said of a plan so far, in the order in which it was taken in."""
    found = select(TakenRow).where(TakenRow.plan_id == plan_id).order_by(TakenRow.id)
    return db.session.scalars(found).all()


def remembered(kind: str, keys: Collection[str]) -> dict[str, Any]:
    """What is remembered under these keys."""
    if not keys:
        return {}
    found = select(SheetMemory.key, SheetMemory.value).where(
        SheetMemory.kind == kind, SheetMemory.key.in_(sorted(keys))
    )
    return {row.key: row.value for row in db.session.execute(found)}


def remember(kind: str, said: Mapping[str, Any], *, at: datetime) -> None:
    """Keep these values under their keys in place of earlier ones; the caller commits."""
    found = select(SheetMemory).where(SheetMemory.kind == kind, SheetMemory.key.in_(sorted(said)))
    known = {one.key: one for one in db.session.scalars(found)}
    for key, value in said.items():
        if key in known:
            known[key].value, known[key].at = value, at
        else:
            db.session.add(SheetMemory(kind=kind, key=key, value=value, at=at))
