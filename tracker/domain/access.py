"""Who people are and what their role lets them do. Which rows they may see is asked in `store`."""

from collections.abc import Iterable, Mapping
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
    READER = "reader"


ROLE_WORDS = {
    Role.OFFICER: "Officer",
    Role.MANAGER: "Manager or director",
    Role.PERFORMANCE: "Performance officer",
    Role.BOARD: "Board member",
    Role.ADMINISTRATOR: "Administrator",
    Role.PARTNER: "Partner agency officer",
    Role.READER: "Reader without an account",
}

WRITTEN_TO = frozenset(Role)
"""Roles whose people may be sent letters."""
EVERYONE = WRITTEN_TO - {Role.READER}
"""Roles with an account. A reader is sent single reports, and can never sign in."""
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


Accounts = Mapping[int, AbstractSet[int]]
"""For people who seem to have more than one account, the numbers of their other accounts."""


def mailbox(email: str) -> str:
    """The address a message to it is delivered to: without a tag after '+', in lower case
    (subaddresses, RFC 5233)."""
    name, _, host = email.strip().lower().partition("@")
    return f"{name.partition('+')[0]}@{host}"


def accounts_by_person(people: Iterable[tuple[int, str, str]]) -> Accounts:
    """Which accounts seem to be the same human being's: those with the same name or the same
    mailbox. `people` are numbers with names and addresses.

    Nobody signs off their own work (`domain.md` 2), and a second account must not be a way round
    that. Two people of one name are taken for one as well: then somebody else decides, until an
    administrator tells their names apart.
    """
    alike: dict[str, set[int]] = {}
    for number, name, email in people:
        for key in (" ".join(name.casefold().split()), mailbox(email)):
            alike.setdefault(key, set()).add(number)
    others: dict[int, set[int]] = {}
    for numbers in alike.values():
        for number in numbers:
            others.setdefault(number, set()).update(numbers - {number})
    return {number: found for number, found in others.items() if found}


def with_other_accounts(parties: AbstractSet[int | None], accounts: Accounts) -> frozenset[int]:
    """These people and every other account that seems to be theirs."""
    known = {number for number in parties if number is not None}
    return frozenset(known.union(*(accounts.get(number, ()) for number in known)))


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
