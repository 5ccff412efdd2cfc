"""Running the planner by hand."""

from datetime import datetime

from tracker.extensions import db
from tracker.services.forms import SentForm, take_once
from tracker.services.morning import plan_due

HAS_RUN = "The planner has run."


def run_now(*, sent: SentForm, now: datetime) -> int:
    """Plan what is due now, as the scheduler would; returns how many letters that came to.

    What the scheduler has planned, or plans at the same moment, is not planned twice.
    """
    take_once(
        sent.request_id,
        by=sent.by,
        route="scheduler.run",
        answer=sent.answer,
        message=HAS_RUN,
        now=now,
    )
    planned = plan_due(now)
    db.session.commit()
    return planned
