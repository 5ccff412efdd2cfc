"""Who decides about what an owner has asked for, and who may."""

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from tracker.domain.access import REVIEWERS, may_decide, with_other_accounts
from tracker.domain.decisions import decided_by, is_for_the_board, rungs_above
from tracker.domain.wording import listed
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.cover import covers_on, decided_for
from tracker.store.decisions import DateRequest, Submission, SubmissionState
from tracker.store.doors import decides_for
from tracker.store.ladders import the_ladder
from tracker.store.people import Person, second_accounts
from tracker.store.review_facts import Slips, slips_of


@dataclass(frozen=True)
class Decider:
    """Who decides one thing that was asked about an action.

    `asker_id` is who asked or sent it in and `cover_id` who covers for the owner today, neither of
    whom ever decides about it; `moves` is how often the due date has been moved already, when it is
    a new date that is asked for. `raised_by` are the numbers of the urgent areas for which it is
    decided one rung higher than it would be without them. `barred` are those who never decide and
    their other accounts.
    """

    person: Person
    action: Action
    asker_id: int | None
    cover_id: int | None
    moves: int = 0
    raised_by: tuple[str, ...] = ()
    barred: frozenset[int] = frozenset()

    @property
    def is_for_the_board(self) -> bool:
        """True when a request for a new date is listed for the board as well."""
        return is_for_the_board(self.moves)

    @property
    def why_raised(self) -> str:
        """'Area 3 is a priority area, so a new date is decided one rung up, by Alan Mercer.'; empty
        unless it is."""
        if not self.raised_by:
            return ""
        one = len(self.raised_by) == 1
        which = f"{'Area' if one else 'Areas'} {listed(list(self.raised_by))}"
        what = "is a priority area" if one else "are priority areas"
        return f"{which} {what}, so a new date is decided one rung up, by {self.person.name}."

    def is_open_to(self, by: Person, decides: AbstractSet[int]) -> bool:
        """Whether this person, who may take the decisions of `decides`, may take this one."""
        return may_decide(
            by.id, decider_id=self.person.id, decides_for=decides, parties=self.barred
        )

    def has_second(self, by: Person) -> bool:
        """True when this is the named second signatory, and has no part in the action."""
        named = self.action.signatory_id == by.id and by.id not in self.barred
        return named and by.active and by.role in REVIEWERS

    def next_above(self, *, besides: int | None = None) -> Person | None:
        """Who is told first when nobody decides: the next one above who may decide, other than
        `besides`, who is told already. One statement for each rung not read before."""
        never = self.barred | {besides}
        rungs = rungs_above(self.person.id, the_ladder(), never=never)
        above = (db.session.get_one(Person, number) for number in rungs)
        return next((person for person in above if person.role in REVIEWERS), None)

    def stood_in_for(self, by: Person, today: date) -> Person | None:
        """For whom this person, who may decide, does so; None when it is in their own right. Both
        names are written down."""
        return decided_for(by, concerned={self.person.id}, on=today)

    def why_not(self, by: Person, today: date, *, asked: str, about: str) -> str | None:
        """Why this person cannot decide today, as a sentence; None when they can.

        The decider can, those above them, and whoever covers for any of these with the right to
        decide. `asked` says what the asker did, `about` what it is about.
        """
        if self.is_open_to(by, decides_for(by, today)):
            return None
        where = f"It is with {self.person.name} to decide"
        owner, number = self.action.owner, self.action.number
        if by.id == owner.id:
            return f"You own action {number}. {where}."
        if by.id == self.asker_id:
            return f"You {asked}. {where}."
        if by.id == self.cover_id:
            return f"You cover for {owner.name}, who owns action {number}. {where}."
        if by.id in self.barred:
            return (
                f"Your account has the same name or mailbox as somebody with a part in action"
                f" {number}. {where}."
            )
        return f"{where} about {about} {number}."


def sign_off_decider(action: Action, today: date, *, sent_by_id: int | None = None) -> Decider:
    """Who decides about the sign-off of this action, sent in or to be sent in by `sent_by_id`."""
    return sign_off_deciders([(action, sent_by_id)], today)[action.id]


def date_decider(action: Action, asker_id: int | None, today: date) -> Decider:
    """Who decides about a new date for this action when this person asks for it, or nobody has."""
    return date_deciders([(action, asker_id)], today)[action.id]


def sign_off_deciders(sent: Iterable[tuple[Action, int | None]], today: date) -> dict[int, Decider]:
    """Who decides about the sign-off of each of these actions, by the action's number; each comes
    with the number of who sent it in. Two statements, and one for each rung not read before."""
    return _deciders(list(sent), today, {})


def date_deciders(asked: Iterable[tuple[Action, int | None]], today: date) -> dict[int, Decider]:
    """As `sign_off_deciders`, about new dates and who asks for them, with one statement more."""
    asking = list(asked)
    return _deciders(asking, today, slips_of(tuple(action.id for action, _asker in asking)))


def names_of_sign_off_deciders(action_ids: Collection[int], today: date) -> dict[int, str]:
    """The names of those who decide about the sign-off of these actions, by the action's number."""
    if not action_ids:
        return {}
    waiting = and_(Submission.action_id == Action.id, Submission.state == SubmissionState.WAITING)
    found = (
        select(Action, Submission.sent_by_id)
        .outerjoin(Submission, waiting)
        .where(Action.id.in_(action_ids))
        .options(joinedload(Action.plan))
    )
    sent = [(action, sent_by_id) for action, sent_by_id in db.session.execute(found)]
    return {number: one.person.name for number, one in sign_off_deciders(sent, today).items()}


def why_not_sign_off(
    action: Action, by: Person, today: date, *, submission: Submission | None
) -> str | None:
    """Why this person may not judge the owner's work on the action, as a sentence; None when they
    may. Never the owner, whoever sent in this `submission`, or whoever covers for the owner. What
    was sent in is also judged by the second signatory, where one is named."""
    sent_by_id = submission.sent_by_id if submission else None
    decider = sign_off_decider(action, today, sent_by_id=sent_by_id)
    if submission is not None and decider.has_second(by):
        return None
    return decider.why_not(by, today, asked="sent this in", about="action")


def why_not_decide_date(request: DateRequest, by: Person, today: date) -> str | None:
    """Why this person cannot decide about this new date today, as a sentence; None when they can.

    As `why_not_sign_off`, one rung higher when the date has been moved before or the action answers
    an urgent area.
    """
    decider = date_decider(request.action, request.asked_by_id, today)
    return decider.why_not(by, today, asked="asked for this", about="the new date of action")


def why_not_move_date(action: Action, by: Person, today: date) -> str | None:
    """As `why_not_decide_date`, where nobody has asked for the new date."""
    decider = date_decider(action, None, today)
    return decider.why_not(by, today, asked="asked for this", about="the new date of action")


def _deciders(
    asked: Iterable[tuple[Action, int | None]], today: date, slips: Mapping[int, Slips]
) -> dict[int, Decider]:
    if not asked:
        return {}
    covers, ladder, accounts, found = covers_on(today), the_ladder(), second_accounts(), {}
    for action, asker_id in asked:
        cover = covers.get(action.owner_id)
        cover_id = cover.covered_by_id if cover else None
        parties = {action.owner_id, asker_id, cover_id}
        barred = with_other_accounts(parties, accounts)
        known = slips.get(action.id, Slips())
        decides = partial(
            decided_by,
            action.owner_id,
            action.manager_id,
            action.plan.lead_id,
            ladder,
            moves=known.moves,
            never=barred,
        )
        number = decides(urgent=bool(known.urgent))
        raised_by = known.urgent if known.urgent and number != decides() else ()
        person = db.session.get_one(Person, number)
        found[action.id] = Decider(
            person, action, asker_id, cover_id, known.moves, raised_by, barred
        )
    return found
