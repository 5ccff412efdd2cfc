"""Inspection reports as they were taken in: judgements, areas for development and strengths.

The wording as printed is never edited; the council's own wording stands beside it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from tracker.domain.duties import duty_by
from tracker.domain.reports import LONGEST_GRADE, HeaderValue
from tracker.domain.response_dates import ResponseDue
from tracker.domain.responses import Area, Response
from tracker.extensions import Base
from tracker.store.columns import UtcDateTime, word
from tracker.store.people import Person


class Report(Base):
    """One report from an inspectorate, or a council's paper about it."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    inspectorates: Mapped[str] = mapped_column(String(300), default="")
    framework: Mapped[str] = mapped_column(String(300), default="")
    body_inspected: Mapped[str] = mapped_column(String(300), default="")
    inspection_from: Mapped[date | None]
    inspection_to: Mapped[date | None]
    published_on: Mapped[date | None]
    report_date: Mapped[date | None]
    report_to: Mapped[str] = mapped_column(String(300), default="")
    reporting_officer: Mapped[str] = mapped_column(String(300), default="")
    wards: Mapped[str] = mapped_column(String(300), default="")
    filename: Mapped[str] = mapped_column(String(300), default="")
    source_text: Mapped[str] = mapped_column(Text)
    source_sha256: Mapped[str] = mapped_column(String(64))
    header: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The header values as read, each with the line it came from."""
    response_duty: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """The duty to answer and its version, as `domain.duties.duty_by` knows it; empty for none."""
    response_start_on: Mapped[date | None]
    response_stated_on: Mapped[date | None]
    """The date the letter gives, which wins."""
    response_proposed_on: Mapped[date | None]
    """The date the duty gave when the report was taken in."""
    taken_in_at: Mapped[datetime] = mapped_column(UtcDateTime())
    taken_in_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    judgements: Mapped[list["Judgement"]] = relationship(order_by="Judgement.position")
    findings: Mapped[list["Finding"]] = relationship(
        order_by="Finding.position", back_populates="report"
    )
    strengths: Mapped[list["Strength"]] = relationship(order_by="Strength.position")

    @property
    def response(self) -> ResponseDue:
        """When the answer to it is due."""
        return ResponseDue(
            duty_by(self.response_duty), self.response_start_on, self.response_stated_on
        )

    @property
    def stated_where(self) -> HeaderValue | None:
        """The date the letter gives as it was read, with its line."""
        read = self.header.get("response_due")
        return HeaderValue(**read) if read else None


class Judgement(Base):
    """A graded area. The same area may occur in two groups, so a grade needs its group."""

    __tablename__ = "judgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    position: Mapped[int]
    group: Mapped[str] = mapped_column("group_name", String(300), default="")
    area: Mapped[str] = mapped_column(String(500))
    grade: Mapped[str] = mapped_column(String(LONGEST_GRADE))
    """A word, or the paragraph of an area's SEND inspection in the place of one."""


class Finding(Base):
    """An area for development: what the inspectors asked for, and the council's words for it."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    """Its number in the plan: '4' for the fourth area."""
    wording: Mapped[str] = mapped_column(Text)
    """As printed; kept for ever."""
    title: Mapped[str] = mapped_column(String(200))
    """The council's own short wording, safe in a list and in email."""
    reference: Mapped[str] = mapped_column(String(60), default="")
    heading: Mapped[str] = mapped_column(String(300), default="")
    section: Mapped[str] = mapped_column(String(60), default="")
    addressee: Mapped[str] = mapped_column(String(300), default="")
    urgency: Mapped[str] = mapped_column(String(60), default="")
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is a priority area: a new date of an action that answers it is decided one rung
    higher. Read from the report's own words, and changed by a performance officer."""
    page: Mapped[int | None]
    line: Mapped[int | None]
    response: Mapped[Response | None] = mapped_column(word(Response))
    response_reason: Mapped[str] = mapped_column(Text, default="")
    responded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who decided it; who wrote it down is in the history."""
    responded_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    report: Mapped[Report] = relationship(back_populates="findings")
    responded_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict

    @property
    def area(self) -> Area:
        """The area as plans are counted."""
        return Area(self.id, self.number, self.title, self.response, self.responded_on)

    @validates("wording")
    def _keep_wording(self, _key: str, wording: str) -> str:
        if self.wording is not None and self.wording != wording:
            raise ValueError("the inspectors' wording is never edited")
        return wording


class Strength(Base):
    """Something the inspectors praised; it never becomes an action."""

    __tablename__ = "strength"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    position: Mapped[int]
    group: Mapped[str] = mapped_column("group_name", String(300), default="")
    text: Mapped[str] = mapped_column(Text)
