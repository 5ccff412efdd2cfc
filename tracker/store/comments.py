"""What people wrote about an action without answering how it is going."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Base
from tracker.store.actions import Action
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person


class Comment(Base):
    """Words about an action, such as a reply to a letter. They never change how it stands."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    text: Mapped[str] = mapped_column(Text)
    via: Mapped[str] = mapped_column(String(20), default="email")

    action: Mapped[Action] = relationship()
    by: Mapped[Person] = relationship()
