"""Frozen reports that were sent to named readers without an account.

No row holds a link: only what it is made from, with a key that is not in the database.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from tracker.extensions import Base, db
from tracker.store.board_reports import BoardReport
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person


class ReportShare(Base):
    """That one person may read one report through the link in their email, and until when."""

    __tablename__ = "report_share"
    __table_args__ = (UniqueConstraint("report_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("board_report.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(32))
    """What the link is made from; another one makes the link that was sent before worthless."""
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ends_on: Mapped[date]
    """The last day on which the link works."""
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When the code was first typed and the report seen."""

    report: Mapped[BoardReport] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    sent_by: Mapped[Person] = relationship(foreign_keys=[sent_by_id])

    def works(self, today: date) -> bool:
        """Whether the link opens the report: not taken back, not over, its reader turned on, and
        the plan not restricted since."""
        is_on = self.taken_back_at is None and today <= self.ends_on
        return is_on and self.person.active and not self.report.plan.restricted


def get_share(share_id: int) -> ReportShare | None:
    """The share with this number, with its reader, report and plan."""
    return db.session.get(
        ReportShare,
        share_id,
        options=[
            joinedload(ReportShare.person),
            joinedload(ReportShare.report).joinedload(BoardReport.plan),
            joinedload(ReportShare.sent_by),
        ],
    )


def shares_of(report_id: int) -> Sequence[ReportShare]:
    """Everybody a report was sent to, by name; one statement."""
    found = select(ReportShare).join(ReportShare.person).where(ReportShare.report_id == report_id)
    found = found.options(
        joinedload(ReportShare.person),
        joinedload(ReportShare.sent_by),
        joinedload(ReportShare.report).joinedload(BoardReport.plan),
    )
    return db.session.scalars(found.order_by(Person.name, ReportShare.id)).all()


def share_with(report_id: int, person_id: int) -> ReportShare | None:
    """The share of this report with this person, or None."""
    return db.session.scalar(
        select(ReportShare).where(
            ReportShare.report_id == report_id, ReportShare.person_id == person_id
        )
    )
