"""Reports to a board that are frozen, for tests of what comes after."""

from datetime import datetime

from sqlalchemy import select

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tracker.extensions import db
from tracker.services.board_reports import keeping
from tracker.store.board_reports import BoardReport
from tracker.store.plans import Plan


def frozen(cast: Cast, *, now: datetime) -> BoardReport:
    """The demonstration's report as at today, frozen by Sam."""
    plan = db.session.scalars(select(Plan).where(Plan.code == "SLAC")).one()
    asked = keeping.Asked(now.date(), None, by_name=False, may_be_restricted=False)
    begun = keeping.begin(plan, asked, sent=sent_by(cast.sam), now=now, today=now.date())
    keeping.write(begun, {}, version=1, freezes=True, sent=sent_by(cast.sam), now=now)
    return begun
