"""Who decides what an owner has asked for."""

from tracker.domain.ladder import Ladder

ASKED_AT_ONCE = 2
"""Letters a day that ask one person to decide; what comes after them waits for the next morning."""


def decided_by(owner_id: int, manager_id: int, lead_id: int, ladder: Ladder) -> int:
    """The number of who decides about an action: its manager, or the next one up when the manager
    owns it or is turned off; with nobody above, whoever runs the plan (`lead_id`).

    Never the owner, unless the owner runs the plan and nobody is above.
    """
    manager = ladder.first_active(manager_id)
    if manager == owner_id:
        manager = ladder.above(owner_id)
    return lead_id if manager is None else manager
