"""Who people are and what their role lets them do. Which rows they may see is asked in `store`."""

from collections.abc import Set as AbstractSet
from enum import StrEnum


class Role(StrEnum):
    """The part a person plays; each has exactly one."""

    OFFICER = "officer"
    MANAGER = "manager"
    PERFORMANCE = "performance"
    BOARD = "board"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"


ROLE_WORDS = {
    Role.OFFICER: "Officer",
    Role.MANAGER: "Manager or director",
    Role.PERFORMANCE: "Performance officer",
    Role.BOARD: "Board member",
    Role.ADMINISTRATOR: "Administrator",
    Role.PARTNER: "Partner agency officer",
}

EVERYONE = frozenset(Role)
OWNERS = frozenset({Role.OFFICER, Role.MANAGER, Role.PERFORMANCE, Role.PARTNER})
"""Roles whose people may own actions."""
REVIEWERS = frozenset({Role.MANAGER, Role.PERFORMANCE})
"""Roles that review overdue actions."""
PLAN_READERS = frozenset({Role.OFFICER, Role.MANAGER, Role.PERFORMANCE, Role.BOARD})
"""Roles that may open a plan. A partner sees only actions; an administrator runs the service
without reading plans (`reliability.md` P24)."""
LET_IN = frozenset({Role.ADMINISTRATOR})
"""Roles that read a plan only while it is open to them (`break_glass.py`)."""
PLAN_MAKERS = frozenset({Role.PERFORMANCE})
SERVICE_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.PERFORMANCE})
"""Roles that see to it that letters are planned and leave."""
PEOPLE_KEEPERS = frozenset({Role.ADMINISTRATOR})
RULE_KEEPERS = frozenset({Role.PERFORMANCE, Role.ADMINISTRATOR})
"""Roles that lay down the council's own reminder rules and the days on which it is closed."""


def may_decide(
    person_id: int,
    *,
    decider_id: int,
    decides_for: AbstractSet[int],
    parties: AbstractSet[int | None],
) -> bool:
    """Whether this person may decide what waits for `decider_id`.

    `decides_for` are those whose decisions they may take (`store.doors.decides_for`); `parties` are
    the owner, whoever asked or sent it in and whoever covers for the owner, who never decide about
    it, whomever they stand in for.
    """
    return person_id not in parties and decider_id in decides_for
