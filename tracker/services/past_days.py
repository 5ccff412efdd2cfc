"""Counting the days that are over, once."""

from datetime import datetime

from tracker.domain.wording import local_day
from tracker.extensions import db
from tracker.store.plan_days import keep_plan_days


def count_past_days(*, now: datetime) -> None:
    """Count how each plan stood on past days that dashboards look back to, where it is not known
    yet. Any number of schedulers may do it at once."""
    keep_plan_days(local_day(now))
    db.session.commit()
