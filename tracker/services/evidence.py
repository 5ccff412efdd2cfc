"""Adding evidence to an action, and removing it."""

from datetime import date, datetime
from typing import BinaryIO

from tracker.domain.access import Role
from tracker.domain.actions import is_signed_off
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.evidence import (
    FORMATS,
    INFECTED,
    LINK,
    LONGEST_REASON,
    MOST_BY_PERSON_A_DAY,
    MOST_BYTES_IN_PLAN,
    MOST_BYTES_ON_ACTION,
    MOST_ON_ACTION,
    Described,
    Scan,
    faults_described,
    host_of,
    safe_link,
)
from tracker.extensions import db
from tracker.services.actions import is_shut, why_not_update, why_over
from tracker.services.evidence_arriving import (
    AGAIN,
    NOT_NOW,
    Arrived,
    drop,
    folder,
    note_infected,
    scanned,
)
from tracker.services.forms import SentForm, taking_effect
from tracker.services.killpoints import kp
from tracker.services.record import record
from tracker.store.actions import Action, Evidence
from tracker.store.evidence import room_taken
from tracker.store.evidence_files import StoreAway
from tracker.store.history import Happened
from tracker.store.people import Person

ADD_ROUTE = "evidence.add"
REMOVE_ROUTE = "evidence.remove"


def why_not_add(action: Action, by: Person, today: date) -> str | None:
    """Why this person cannot add evidence now, as a sentence; None when they can.

    Whoever may update the action can, and until the plan is closed its accountable manager and
    performance officers: what shows that something has worked often comes late.
    """
    if is_shut(action):
        return why_over(action)
    if by.role is Role.PERFORMANCE or by.id == action.manager_id:
        return None
    return why_not_update(action, by, today)


def why_not_remove(evidence: Evidence, action: Action, by: Person) -> str | None:
    """Why this person cannot remove this evidence now, as a sentence; None when they can."""
    if is_shut(action):
        return why_over(action)
    if by.role is Role.PERFORMANCE or by.id == action.plan.lead_id:
        return None
    if by.id != evidence.added_by_id:
        return f"{evidence.added_by.name} added this. Only they or the performance team remove it."
    if is_signed_off(action.progress):
        return f"{why_over(action)} Ask the performance team to remove what showed it."
    return None


def add_link(
    action: Action, link: str, said: Described, *, sent: SentForm, now: datetime, today: date
) -> str:
    """Add a link; returns what the page says. It is led to and never fetched.

    Raises RuleBroken when it breaks a rule, and AlreadyDone when this form has taken effect before.
    """
    address = safe_link(link)
    added = Evidence(name=host_of(address), kind=LINK, size=0, link=address)
    message = f"Link added to action {action.number}"
    with taking_effect(sent, route=ADD_ROUTE, message=message, now=now):
        _add(action, added, said, by=sent.by, now=now, today=today)
        db.session.commit()
    return message


def add_file(
    action: Action, arrived: Arrived, said: Described, *, sent: SentForm, now: datetime, today: date
) -> str:
    """Take a file that has arrived out of quarantine and add it; returns what the page says.

    The file is on the disk before any row speaks of it; cut short in between it is left over and
    swept away later. Raises RuleBroken when it breaks a rule or holds a virus, and AlreadyDone when
    this form has taken effect before.
    """
    action_id, number, by_id = action.id, action.number, sent.by.id
    db.session.rollback()
    scan = _scan(arrived, action_id, by_id, now=now)
    added = Evidence(
        name=arrived.name,
        kind=FORMATS[arrived.ending].words,
        size=arrived.kept.size,
        stored=arrived.kept.stored,
        sha256=arrived.kept.sha256,
        scan=scan,
    )
    waits = ". It can be opened once it has passed the virus check"
    message = f"File added to action {number}{waits if scan is Scan.WAITING else ''}"
    try:
        folder().let_out(arrived.kept.stored)
    except FileNotFoundError as gone:
        raise RuleBroken(AGAIN, field="file") from gone
    except StoreAway as away:
        raise RuleBroken(NOT_NOW, field="file") from away
    kp("evidence.let_out")
    try:
        with taking_effect(sent, route=ADD_ROUTE, message=message, now=now):
            _add(action, added, said, by=sent.by, now=now, today=today)
            db.session.commit()
    except (Crossed, RuleBroken, AlreadyDone):
        drop(arrived.kept.stored)
        raise
    return message


def _scan(arrived: Arrived, action_id: int, by_id: int, *, now: datetime) -> Scan:
    try:
        with folder().in_quarantine(arrived.kept.stored) as file:
            scan = scanned(file)
    except FileNotFoundError as gone:
        raise RuleBroken(AGAIN, field="file") from gone
    except StoreAway as away:
        raise RuleBroken(NOT_NOW, field="file") from away
    if scan is Scan.INFECTED:
        drop(arrived.kept.stored)
        note_infected(action_id, by_id, now=now)
        raise RuleBroken(INFECTED, field="file")
    return scan


def _add(
    action: Action, added: Evidence, said: Described, *, by: Person, now: datetime, today: date
) -> None:
    refused = why_not_add(action, by, today)
    if refused:
        raise RuleBroken(refused)
    for fault in faults_described(said, today=today):
        raise fault
    _refuse_too_much(action, added, by, now)
    added.action_id, added.added_at, added.added_by_id = action.id, now, by.id
    added.about, added.shows, added.valid_until = said.about, said.shows, said.valid_until
    db.session.add(added)
    db.session.flush()
    record(Happened.EVIDENCE_ADDED, at=now, actor=by, action=action, evidence=added.id)


def _refuse_too_much(action: Action, added: Evidence, by: Person, now: datetime) -> None:
    taken = room_taken(action, by.id, now)
    full = taken.pieces >= MOST_ON_ACTION or taken.size + added.size > MOST_BYTES_ON_ACTION
    if full:
        raise RuleBroken(
            f"Action {action.number} has as much evidence as it can hold. Remove what is not"
            " needed first, or add a link"
        )
    if taken.in_plan + added.size > MOST_BYTES_IN_PLAN:
        raise RuleBroken(
            f"Plan {action.plan.code} holds as many files as it can. Add a link, or ask the"
            " performance officer to remove what is not needed"
        )
    if taken.by_person >= MOST_BY_PERSON_A_DAY:
        raise RuleBroken("You have added as much as one person can in a day. Go on tomorrow")


def remove(
    action: Action, evidence: Evidence, reason: str, *, sent: SentForm, now: datetime
) -> str:
    """Remove a piece of evidence; its row and its place in the history stay, its file goes later.

    Returns what the page says. Raises RuleBroken when this person cannot or gives no reason, and
    AlreadyDone when this form has taken effect before.
    """
    message = f"Evidence removed from action {action.number}"
    with taking_effect(sent, route=REMOVE_ROUTE, message=message, now=now):
        refused = why_not_remove(evidence, action, sent.by)
        if refused:
            raise RuleBroken(refused)
        if not reason:
            raise RuleBroken("Say why you are removing it", field="reason")
        if len(reason) > LONGEST_REASON:
            words = f"The reason must be {LONGEST_REASON} characters or less"
            raise RuleBroken(words, field="reason")
        evidence.removed_at, evidence.removed_by_id = now, sent.by.id
        evidence.removed_because = reason
        record(
            Happened.EVIDENCE_REMOVED, at=now, actor=sent.by, action=action, evidence=evidence.id
        )
        db.session.commit()
    return message


def opened(evidence: Evidence) -> BinaryIO | None:
    """The file of this evidence, for the caller to close; None when there is none, it may not be
    opened, or it is not where files are kept. Raises StoreAway when that cannot be reached."""
    if not evidence.may_be_opened:
        return None
    try:
        return folder().opened(evidence.stored)
    except FileNotFoundError:
        return None
