"""Endpoints that are told what happens, and how far along the history each has been told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.domain.evidence import LONGEST_LINK
from tracker.domain.webhooks import Event, words_of
from tracker.extensions import Base, db
from tracker.store.actions import Action
from tracker.store.columns import UtcDateTime
from tracker.store.history import Happened, HistoryEntry
from tracker.store.plans import Plan


class Webhook(Base):
    """One endpoint. Its secret is not here: it comes of `salt` and the key of the installation.

    `seen_seq` is how far along the history it has been told, `epoch` counts the claims, so that
    whoever was slow cannot note what another has taken over.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(LONGEST_LINK))
    events: Mapped[list[str]] = mapped_column(JSON)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    """The one plan it is about; None for every plan that is not restricted."""
    salt: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seen_seq: Mapped[int]
    next_at: Mapped[datetime] = mapped_column(UtcDateTime())
    failures: Mapped[int] = mapped_column(default=0)
    """How often running it has not taken an event."""
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime())
    trouble: Mapped[str] = mapped_column(String(200), default="")
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    on: Mapped[bool] = mapped_column("is_on", default=True)
    """False once it was given up."""
    epoch: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime())

    plan: Mapped[Plan | None] = relationship()


def all_webhooks() -> Sequence[Webhook]:
    """Every endpoint, the oldest first."""
    found = select(Webhook).order_by(Webhook.id).options(joinedload(Webhook.plan))
    return db.session.scalars(found).all()


def webhook_with(webhook_id: int) -> Webhook | None:
    """The endpoint with this number, or None."""
    return db.session.get(Webhook, webhook_id)


def given_up() -> int:
    """How many endpoints were given up."""
    return db.session.scalar(select(func.count()).where(Webhook.on.is_(False))) or 0


def unrestricted_plan(code: str) -> Plan | None:
    """The plan with this code, if it is not restricted: of others nothing is ever told."""
    return db.session.scalar(select(Plan).where(Plan.code == code.upper(), ~Plan.restricted))


def newest_seq() -> int:
    """How far the history goes."""
    return db.session.scalar(select(func.max(HistoryEntry.seq))) or 0


def due_webhooks(now: datetime) -> Sequence[int]:
    """The numbers of endpoints to be told something now, if there is something to tell."""
    newest = select(func.max(HistoryEntry.seq)).scalar_subquery()
    found = select(Webhook.id).where(Webhook.on, Webhook.next_at <= now, _is_free(now))
    found = found.where(Webhook.seen_seq < newest)
    return db.session.scalars(found.order_by(Webhook.id)).all()


def go_back_to(newest: int) -> None:
    """Let no endpoint have been told more than the history holds, as after a restore: it would miss
    what comes next. The caller commits."""
    db.session.execute(
        update(Webhook)
        .where(Webhook.seen_seq > newest)
        .values(seen_seq=newest)
        .execution_options(synchronize_session=False)
    )


def claim(webhook_id: int, *, now: datetime, until: datetime) -> Webhook | None:
    """Take an endpoint in hand until then; None when another has it. The caller commits."""
    free = and_(Webhook.id == webhook_id, Webhook.on, Webhook.next_at <= now, _is_free(now))
    taken = db.session.execute(
        update(Webhook)
        .where(free)
        .values(lease_until=until, epoch=Webhook.epoch + 1)
        .returning(Webhook.id)
        .execution_options(synchronize_session=False)
    )
    return (
        db.session.get_one(Webhook, webhook_id, populate_existing=True) if taken.scalar() else None
    )


def note(webhook_id: int, epoch: int, **values: Any) -> bool:
    """Note something about an endpoint in hand; False when another has taken it over. The caller
    commits."""
    noted = db.session.execute(
        update(Webhook)
        .where(Webhook.id == webhook_id, Webhook.epoch == epoch)
        .values(**values)
        .returning(Webhook.id)
        .execution_options(synchronize_session=False)
    )
    return noted.scalar() is not None


def events_for(webhook: Webhook, up_to: int, most: int) -> list[Event]:
    """What this endpoint is to be told next, in the order in which it happened; one statement. What
    is about a restricted plan, or about none, is left out."""
    kinds = [Happened(word) for word in words_of(webhook.events)]
    found = (
        select(HistoryEntry.seq, HistoryEntry.kind, HistoryEntry.at, Plan.code, Action.number)
        .join(Plan, Plan.id == HistoryEntry.plan_id)
        .outerjoin(Action, Action.id == HistoryEntry.action_id)
        .where(HistoryEntry.seq > webhook.seen_seq, HistoryEntry.seq <= up_to)
        .where(HistoryEntry.kind.in_(kinds), ~Plan.restricted)
    )
    if webhook.plan_id is not None:
        found = found.where(HistoryEntry.plan_id == webhook.plan_id)
    return [
        Event(row.seq, row.kind, row.at, row.code, row.number and f"{row.code}-{row.number}")
        for row in db.session.execute(found.order_by(HistoryEntry.seq).limit(most))
    ]


def _is_free(now: datetime) -> Any:
    return or_(Webhook.lease_until.is_(None), Webhook.lease_until < now)
