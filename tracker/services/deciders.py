"""Who decides about an action, and who may."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from tracker.domain.access import may_decide
from tracker.domain.decisions import decided_by, is_for_the_board
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.cover import covers_on
from tracker.store.decisions import DateRequest
from tracker.store.doors import decides_for
from tracker.store.ladders import the_ladder
from tracker.store.people import Person
from tracker.store.review_facts import dates_agreed


@dataclass(frozen=True)
class DateDecider:
    """Who decides about one new due date.

    `moves` is how often the date has been moved already; `asker_id` who asks and `cover_id` who
    covers for the owner today, neither of whom ever decides.
    """

    person: Person
    moves: int
    owner_id: int
    asker_id: int
    cover_id: int | None

    @property
    def is_for_the_board(self) -> bool:
        """True when the request is listed for the board as well."""
        return is_for_the_board(self.moves)

    def is_open_to(self, by: Person, decides: AbstractSet[int]) -> bool:
        """Whether this person, who may take the decisions of `decides`, may take this one."""
        parties = {self.owner_id, self.asker_id, self.cover_id}
        return may_decide(by.id, decider_id=self.person.id, decides_for=decides, parties=parties)


def decider_of(action: Action) -> Person:
    """Who decides about this action (`domain.decisions.decided_by`)."""
    number = decided_by(action.owner_id, action.manager_id, action.plan.lead_id, the_ladder())
    return db.session.get_one(Person, number)


def date_deciders(asked: Iterable[tuple[Action, int]], today: date) -> dict[int, DateDecider]:
    """Who decides about a new date for each of these actions, by the action's number; each comes
    with the number of who asks. Two statements, and one for each rung not read before."""
    asking = list(asked)
    if not asking:
        return {}
    moves, covers = dates_agreed([action.id for action, _asker in asking]), covers_on(today)
    found = {}
    for action, asker_id in asking:
        cover = covers.get(action.owner_id)
        cover_id = cover.covered_by_id if cover else None
        number = decided_by(
            action.owner_id,
            action.manager_id,
            action.plan.lead_id,
            the_ladder(),
            moves=moves.get(action.id, 0),
            never={asker_id, cover_id},
        )
        person = db.session.get_one(Person, number)
        found[action.id] = DateDecider(
            person, moves.get(action.id, 0), action.owner_id, asker_id, cover_id
        )
    return found


def date_decider(action: Action, asker_id: int, today: date) -> DateDecider:
    """Who decides about a new date for this action when this person asks for it."""
    return date_deciders([(action, asker_id)], today)[action.id]


def why_not_decide(
    action: Action, by: Person, today: date, *, asked_by_id: int | None = None
) -> str | None:
    """Why this person cannot decide about the action today, as a sentence; None when they can.

    Its decider can, those above them, and whoever covers for any of these with the right to decide.
    Never its owner, nor whoever sent it for sign-off (`asked_by_id`). Fewer may judge the owner's
    work: `sign_off.why_not_judge`. New dates have `why_not_decide_date`.
    """
    decider = decider_of(action)
    stands_for = decides_for(by, today)
    parties = {action.owner_id, asked_by_id}
    if may_decide(by.id, decider_id=decider.id, decides_for=stands_for, parties=parties):
        return None
    if by.id == action.owner_id:
        return f"You own action {action.number}. It is with {decider.name} to decide."
    if by.id == asked_by_id:
        return f"You sent this in. It is with {decider.name} to decide."
    return f"It is with {decider.name} to decide about action {action.number}."


def why_not_decide_date(request: DateRequest, by: Person, today: date) -> str | None:
    """Why this person cannot decide about this new date today, as a sentence; None when they can.

    As `why_not_decide`, one rung higher when the date has been moved before; and never whoever
    covers for the owner.
    """
    action = request.action
    decider = date_decider(action, request.asked_by_id, today)
    if decider.is_open_to(by, decides_for(by, today)):
        return None
    where = f"It is with {decider.person.name} to decide"
    if by.id == action.owner_id:
        return f"You own action {action.number}. {where}."
    if by.id == request.asked_by_id:
        return f"You asked for this. {where}."
    if by.id == decider.cover_id:
        return f"You cover for {action.owner.name}, who owns action {action.number}. {where}."
    return f"{where} about the new date of action {action.number}."
