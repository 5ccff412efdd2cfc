"""Every table of the store in one place, for creating them and for comparing with migrations."""

from tracker.extensions import Base
from tracker.store import (
    actions,
    bounces,
    calendar,
    comments,
    cover,
    decisions,
    emailed_links,
    history,
    imports,
    measures,
    opened_plans,
    outbox,
    people,
    plans,
    rechecks,
    reports,
    rules,
    runs,
    sessions,
    wordings,
)

ROOMS = (
    actions,
    bounces,
    calendar,
    comments,
    cover,
    decisions,
    emailed_links,
    history,
    imports,
    measures,
    opened_plans,
    outbox,
    people,
    plans,
    rechecks,
    reports,
    rules,
    runs,
    sessions,
    wordings,
)
METADATA = Base.metadata
