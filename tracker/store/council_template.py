"""The council's own Word template, into which papers are written; one, or none."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, deferred, joinedload, mapped_column, relationship

from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person


class CouncilTemplate(Base):
    """The template as it was uploaded and checked."""

    __tablename__ = "council_template"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    data: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    put_at: Mapped[datetime] = mapped_column(UtcDateTime())
    put_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    put_by: Mapped[Person] = relationship()


def council_template() -> CouncilTemplate | None:
    """What is known of the template, without its bytes; None when there is none."""
    return db.session.scalar(select(CouncilTemplate).options(joinedload(CouncilTemplate.put_by)))


def template_bytes() -> bytes | None:
    """The bytes of the template; None when there is none."""
    return db.session.scalar(select(CouncilTemplate.data))
