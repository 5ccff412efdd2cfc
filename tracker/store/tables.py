"""Every table of the store in one place, for creating them and for comparing with migrations."""

from tracker.extensions import Base
from tracker.store import (
    actions,
    decisions,
    history,
    imports,
    outbox,
    people,
    plans,
    reports,
    runs,
    sessions,
)

ROOMS = (
    actions,
    decisions,
    history,
    imports,
    outbox,
    people,
    plans,
    reports,
    runs,
    sessions,
)
METADATA = Base.metadata
