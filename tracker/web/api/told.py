"""From what is stored to what is told, for one reader on one day."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from tracker.domain.actions import is_overdue
from tracker.domain.colours import Scheme, rating
from tracker.store.actions import Action, Evidence, Update
from tracker.store.deliveries import Logged, status_of
from tracker.store.instance import MailHold
from tracker.store.overview import Counts
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding
from tracker.web.api import models

T = TypeVar("T")


def cut(rows: Sequence[T], most: int, cursor: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """As many rows as were asked for, and the cursor of the next page where there is one more."""
    page = rows[:most]
    return page, cursor(page[-1]) if len(rows) > most else None


def who(person: Person) -> models.Who:
    """A person by number and name."""
    return models.Who(id=person.id, name=person.name_and_body)


def plan(one: Plan, counts: Counts) -> models.Plan:
    """A plan with what its reader sees of its numbers."""
    report = one.report
    return models.Plan(
        code=one.code,
        title=one.title,
        state=one.state,
        restricted=one.restricted,
        report_title=report.title if report else None,
        inspecting_bodies=report.inspectorates if report else None,
        report_date=report.report_date if report else None,
        lead=who(one.lead),
        started_at=one.started_at,
        next_review_on=one.next_review_on,
        next_board_on=one.next_board_on,
        actions=counts.actions,
        done=counts.done,
        overdue=counts.overdue,
    )


def area(one: Finding, *, with_words: bool) -> models.Area:
    """An area; why it was answered so only for those who read what people wrote."""
    return models.Area(
        number=one.number,
        title=one.title,
        wording=one.wording,
        reference=one.reference,
        priority=one.urgent,
        response=one.response,
        response_reason=one.response_reason if with_words else None,
        responded_on=one.responded_on,
    )


def action(one: Action, today: date, scheme: Scheme) -> models.Action:
    """An action as it stands today, by the scheme of its plan."""
    colour, reason = rating(one.standing, today, scheme)
    return models.Action(
        ref=one.ref,
        plan=one.plan.code,
        number=one.number,
        title=one.title,
        owner=who(one.owner),
        manager=who(one.manager),
        progress=one.progress,
        rag=models.Rating(colour=colour, name=scheme.shown(colour), reason=reason),
        overdue=is_overdue(one.standing, today),
        starts_on=one.starts_on,
        original_due_on=one.original_due_on,
        due_on=one.due_on,
        expected_on=one.expected_on,
        held_until=one.held_until,
        completed_on=one.completed_on,
        given_at=one.given_at,
        last_update_at=one.last_update_at,
        areas=[finding.number for finding in one.findings],
    )


def update(one: Update, *, with_words: bool) -> models.Update:
    """An update; its words only for those who read what people wrote."""
    return models.Update(
        id=one.id,
        posted_at=one.posted_at,
        by=who(one.by),
        on_behalf_of=who(one.on_behalf_of) if one.on_behalf_of else None,
        answer=one.answer,
        progress=one.progress,
        expected_on=one.expected_on,
        note=one.note if with_words else None,
    )


def evidence(one: Evidence, *, with_words: bool) -> models.Evidence:
    """A piece of evidence; its name and hash only for those who may open it."""
    return models.Evidence(
        id=one.id,
        name=one.name if with_words else None,
        about=one.about if with_words else None,
        kind=one.kind,
        size=one.size,
        sha256=one.sha256 or None if with_words else None,
        shows=one.shows,
        virus_check=one.scan,
        added_at=one.added_at,
        added_by=who(one.added_by),
        valid_until=one.valid_until,
    )


def delivery(one: Logged, hold: MailHold) -> models.Delivery:
    """A letter of the log; of what it is about only what its reader may see."""
    letter = one.letter
    return models.Delivery(
        id=letter.id,
        kind=letter.kind,
        status=status_of(letter, hold),
        to=models.Who(id=one.recipient.id, name=one.recipient.name),  # the log loads no bodies
        about=[about.ref for about in one.about],
        due_at=letter.next_at,
        attempts=letter.attempts,
        finished_at=letter.finished_at,
    )
