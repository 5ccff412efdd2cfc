"""The council's own opening and closing sentences of its letters."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tracker.extensions import Base
from tracker.store.columns import UtcDateTime


class LetterWording(Base):
    """What one kind of letter opens and closes with here; no row, or an empty text, means ours."""

    __tablename__ = "letter_wording"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    opening: Mapped[str] = mapped_column(String(400), default="")
    closing: Mapped[str] = mapped_column(String(400), default="")
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict
