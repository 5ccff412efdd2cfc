"""What is done about files of evidence behind the pages: late virus checks, and sweeping up."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import update

from tracker.domain.evidence import Scan
from tracker.extensions import db
from tracker.services.evidence_arriving import drop, folder, note_infected, scanned
from tracker.services.holding import mail_hold
from tracker.services.installation import settings
from tracker.store.actions import Evidence
from tracker.store.evidence import settle_scan, spoken_of, waiting_for_scan
from tracker.store.evidence_files import StoreAway

log = logging.getLogger(__name__)

LEFT_OVER_AFTER = timedelta(hours=24)
"""Longer than anybody thinks about a warning before they save."""

_AT_ONCE = 5


def scan_waiting(*, now: datetime) -> int:
    """Check files that came while the scanner did not answer; returns how many were settled.

    Where no scanner is set up any more they wait for none. The first that gets no answer is the
    last that is tried.
    """
    if not settings().clamav:
        return _wait_no_more()
    waiting = waiting_for_scan(_AT_ONCE)
    db.session.rollback()
    settled = 0
    for evidence_id, stored in waiting:
        try:
            with folder().opened(stored) as file:
                scan = scanned(file)
        except FileNotFoundError:
            continue
        except StoreAway as away:
            log.warning("files wait for the virus check: %s", away)
            break
        if scan is Scan.WAITING:
            break
        settled += _settle(evidence_id, stored, scan, now=now)
    return settled


def _wait_no_more() -> int:
    freed = db.session.scalars(
        update(Evidence)
        .where(Evidence.scan == Scan.WAITING)
        .values(scan=Scan.UNSCANNED)
        .returning(Evidence.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return len(freed)


def _settle(evidence_id: int, stored: str, scan: Scan, *, now: datetime) -> bool:
    """Write down how it came out, then let an infected file go."""
    if not settle_scan(evidence_id, scan):
        db.session.rollback()
        return False
    if scan is Scan.INFECTED:
        action_id = db.session.get_one(Evidence, evidence_id).action_id
        note_infected(action_id, None, now=now, evidence_id=evidence_id)
        drop(stored)
    db.session.commit()
    return True


def sweep(*, now: datetime) -> int:
    """Delete the files that no row speaks of a day after they were written; returns how many.

    Nothing goes while mail is held: the database may then be an older one, or another's, and what
    it does not speak of may still be wanted.
    """
    try:
        old = folder().older_than((now - LEFT_OVER_AFTER).timestamp())
    except StoreAway as away:
        log.warning("nothing is swept up: %s", away)
        return 0
    if not old or mail_hold().held:
        db.session.rollback()
        return 0
    left_over = set(old) - spoken_of(old)
    db.session.rollback()
    for stored in left_over:
        drop(stored)
    return len(left_over)
