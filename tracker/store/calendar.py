"""The days on which the council itself is closed, beside the bank holidays."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime


class ClosedDay(Base):
    """A day on which this council sends nothing, such as those between Christmas and New Year.

    It never moves an agreed date, and it does not count against the working days of a statute
    (`domain.md` 2.3).
    """

    __tablename__ = "closed_day"

    on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime())
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


def closure_days() -> dict[date, str]:
    """Every day the council has closed, with its name, in order."""
    found = db.session.execute(select(ClosedDay.on, ClosedDay.name).order_by(ClosedDay.on))
    return {row.on: row.name for row in found}
