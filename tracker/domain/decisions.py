"""Who decides what an owner has asked for, and who is told when nobody does."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from tracker.domain.ladder import Ladder

ASKED_AT_ONCE = 2
"""Letters a day that ask one person to decide; what comes after them waits for the next morning."""
MOVES_BEFORE_DIRECTOR = 1
"""New due dates agreed already, after which the next one up decides about another. Committees cap
how often a date may slide without somebody senior answering for it (`domain.md` 2.7)."""
MOVES_BEFORE_BOARD = 2
"""New due dates agreed already, after which another is listed for the board as well."""

REPEAT = "repeat|"
"""How the keys of later requests for a decision begin; the first is not a timed letter."""


def decided_by(
    owner_id: int,
    manager_id: int,
    lead_id: int,
    ladder: Ladder,
    *,
    moves: int = 0,
    urgent: bool = False,
    never: AbstractSet[int | None] = frozenset(),
) -> int:
    """The number of who decides about an action: its manager, or the next one up when the manager
    owns it or is turned off; with nobody above, whoever runs the plan (`lead_id`).

    A due date that has been moved before (`moves` times), or that of an action which answers an
    `urgent` area, is decided one rung higher, by the same person where there is nobody higher.
    `never` are others who may not decide, such as whoever
    asked, and are passed over as the owner is. Never the owner or one of those, unless they run the
    plan and nobody is above.
    """
    parties = {owner_id, *never}
    first = _clear_of(parties, ladder.first_active(manager_id), ladder)
    if first is None:
        return lead_id
    if moves < MOVES_BEFORE_DIRECTOR and not urgent:
        return first
    return _clear_of(parties, ladder.above(first), ladder) or first


def rungs_above(
    decider_id: int, ladder: Ladder, *, never: AbstractSet[int | None] = frozenset()
) -> Iterator[int]:
    """Those above whoever decides, who may decide as well, the next one first, without any of
    `never`."""
    passed = {decider_id}
    rung = ladder.above(decider_id)
    while rung is not None and rung not in passed:
        passed.add(rung)
        if rung not in never:
            yield rung
        rung = ladder.above(rung)


def repeat_key(what: str, number: int, *, above: int | None = None) -> str:
    """The key under which somebody is told again of a request or a submission (`what`): whoever
    decides it, or the person `above` them."""
    return f"{REPEAT}{what}:{number}" + (f"|above:{above}" if above is not None else "")


def is_for_the_board(moves: int) -> bool:
    """True when a request is listed for the board: the date has been moved twice already."""
    return moves >= MOVES_BEFORE_BOARD


def _clear_of(parties: AbstractSet[int | None], person: int | None, ladder: Ladder) -> int | None:
    """The person, or the first above them who is none of the parties."""
    passed: set[int] = set()
    while person is not None and person in parties:
        if person in passed:
            return None
        passed.add(person)
        person = ladder.above(person)
    return person
