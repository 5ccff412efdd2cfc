"""The history of everything that happened; rows are added and never altered."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.extensions import Base
from tracker.store.append_only import refuse_after_making, refusing
from tracker.store.columns import UtcDateTime, word
from tracker.store.people import Person


class Happened(enum.StrEnum):
    """What kind of thing happened."""

    PLAN_STARTED = "plan_started"
    GIVEN = "given"
    TAKEN_IN_DONE = "taken_in_done"
    RETITLED = "retitled"
    MANAGER_CHANGED = "manager_changed"
    SIGNATORY_NAMED = "signatory_named"
    UPDATED = "updated"
    MILESTONE_DONE = "milestone_done"
    MILESTONE_REOPENED = "milestone_reopened"
    DATE_ASKED = "date_asked"
    DATE_REQUEST_CHANGED = "date_request_changed"
    DATE_WITHDRAWN = "date_withdrawn"
    DATE_MOVED = "date_moved"
    DATE_REFUSED = "date_refused"
    SUBMITTED = "submitted"
    SIGNED_OFF = "signed_off"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    CHECK_DUE = "check_due"
    EMBEDDED = "embedded"
    REOPENED = "reopened"
    HELD = "held"
    RESUMED = "resumed"
    DROPPED = "dropped"
    CHASED = "chased"
    LEFT = "left"
    NOT_MINE = "not_mine"
    REVIEW_CLOSED = "review_closed"
    PERSON_ADDED = "person_added"
    PERSON_CHANGED = "person_changed"
    PERSON_TURNED_OFF = "person_turned_off"
    PERSON_TURNED_ON = "person_turned_on"
    TEAM_ADDED = "team_added"
    TEAM_CHANGED = "team_changed"
    COVER_SET = "cover_set"
    COVER_ENDED = "cover_ended"
    LEAVING = "leaving"
    ESCALATED = "escalated"
    REPLIED = "replied"
    COMMENTED = "commented"
    RULES_CHANGED = "rules_changed"
    COLOURS_CHANGED = "colours_changed"
    WORDING_CHANGED = "wording_changed"
    CALENDAR_CHANGED = "calendar_changed"
    PLAN_CHANGED = "plan_changed"
    PLAN_OPENED = "plan_opened"
    PLAN_SHUT = "plan_shut"
    REPORT_FROZEN = "report_frozen"
    REPORT_PUBLISHED = "report_published"
    REPORT_SENT = "report_sent"
    REPORT_TAKEN_BACK = "report_taken_back"
    BOARD_DECIDED = "board_decided"
    TEMPLATE_CHANGED = "template_changed"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_REMOVED = "evidence_removed"
    EVIDENCE_INFECTED = "evidence_infected"
    MEASURE_SET = "measure_set"
    READING_ADDED = "reading_added"
    MILESTONE_ADDED = "milestone_added"
    MILESTONE_CHANGED = "milestone_changed"
    MILESTONE_REMOVED = "milestone_removed"
    RESPONDED = "responded"
    AREAS_CHANGED = "areas_changed"
    ADDRESS_CLEARED = "address_cleared"
    LETTER_SENT_AGAIN = "letter_sent_again"
    LETTER_SETTLED = "letter_settled"
    WEBHOOK_CHANGED = "webhook_changed"
    MAIL_HELD = "mail_held"
    MAIL_RELEASED = "mail_released"
    SIGNED_IN = "signed_in"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  a word, not a password


class HistoryEntry(Base):
    """Who did what, when, and what it changed; sealed into the chain by `store.chain`."""

    __tablename__ = "history_entry"
    __table_args__ = (
        Index("ix_history_entry_action_id_id", "action_id", "id"),
        Index("uq_history_entry_seq", "seq", unique=True),
        Index("ix_history_entry_at_id", "at", "id"),
        Index("ix_history_entry_plan_id_kind", "plan_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime())
    kind: Mapped[Happened] = mapped_column(word(Happened))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    seq: Mapped[int]
    follows: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))

    actor: Mapped[Person | None] = relationship(foreign_keys=[actor_id])
    acting_for: Mapped[Person | None] = relationship(foreign_keys=[acting_for_id])


class HistoryHead(Base):
    """How far the history goes, in one row: what is cut off its end is missed."""

    __tablename__ = "history_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    last: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))


APPEND_ONLY = refusing("history_entry", "history_is_never_altered", "the history is never altered")
refuse_after_making(Base.metadata.tables[HistoryEntry.__tablename__], APPEND_ONLY)
