"""The overdue review on paper: a decision about an action can change until the review ends."""

from dataclasses import dataclass, field

from tests.web.walk.office import OWNERS, REVIEWERS, Office, line_from
from tests.web.walk.paper import OVER, Chase, Paper, instead, rests_until
from tests.web.walk.rules import Tried, may_rest

CHOICES = ("chase", "give", "escalate", "leave", "date", "agree", "refuse", "hold")
"""What can be decided. 'date' is a day that whoever decides chooses themself."""
FOR_GOOD = frozenset({"date", "agree", "refuse", "hold"})


@dataclass(frozen=True)
class Held:
    """What was decided about an action, and whose it was and who had asked before."""

    choice: str
    to: str
    owner_before: str
    chased_before: Chase | None
    at: int

    def undone(self, paper: Paper) -> None:
        """Undo it, unless others have moved on from it."""
        if self.choice == "give" and paper.owner == self.to:
            paper.hand_to(self.owner_before)
            paper.chased = self.chased_before
        asked = self.choice in {"chase", "escalate"}
        if asked and paper.chased is not None and paper.chased[1] == self.at:
            paper.chased = self.chased_before

    def still_stands(self, paper: Paper, choice: str, to: str) -> bool:
        """True when deciding so again would add nothing to what is so already."""
        if self.choice != choice or choice in FOR_GOOD:
            return False
        if choice == "give":
            return self.to == to == paper.owner
        if choice == "chase":
            return paper.chased is not None and paper.answered < paper.chased[1]
        return True


@dataclass
class Meetings:
    """Each reviewer's review that goes on: what they hold decided, by action."""

    held: dict[str, dict[str, Held]] = field(default_factory=dict)

    def decided(self, paper: Paper, tried: Tried, choice: str, office: Office) -> Paper | None:
        """The paper as it is after a decision, the same one when that adds nothing, None when it
        cannot be decided so."""
        if tried.who not in REVIEWERS or not paper.is_overdue(office.today):
            return None
        before = self.held.get(tried.who, {}).get(tried.number)
        if before and before.still_stands(paper, choice, tried.to):
            return paper
        after = self.undone(paper, tried)
        return after if _carried_out(after, tried, choice, office) else None

    def hold(self, paper: Paper, tried: Tried, choice: str) -> None:
        """Note what has just been decided about an action that was as on this paper."""
        mine = self.held.setdefault(tried.who, {})
        before = mine.get(tried.number)
        if before and before.still_stands(paper, choice, tried.to):
            return
        undone = self.undone(paper, tried)
        mine[tried.number] = Held(choice, tried.to, undone.owner, undone.chased, tried.nth)

    def undone(self, paper: Paper, tried: Tried) -> Paper:
        """The paper as though this reviewer had not decided about it yet."""
        undone = paper.copy()
        before = self.held.get(tried.who, {}).get(tried.number)
        if before:
            before.undone(undone)
        return undone

    def is_over(self, who: str, papers: dict[str, Paper], office: Office) -> bool:
        """True when somebody's review goes on and nothing overdue is left to decide in it."""
        overdue = {number for number, one in papers.items() if one.is_overdue(office.today)}
        return who in self.held and overdue <= set(self.held[who])


def _carried_out(paper: Paper, tried: Tried, choice: str, office: Office) -> bool:
    """Do what is decided; False when it cannot be."""
    if choice == "leave":
        return True
    if choice == "chase":
        return _chased(paper, tried, office)
    if choice == "escalate":
        _chased(paper, tried, office)
        return _next_up(paper, tried.who) != ""
    if choice == "give":
        if tried.to == paper.owner or tried.to not in OWNERS:
            return False
        paper.hand_to(tried.to)
        return True
    if choice == "hold":
        if not may_rest(paper, tried, office):
            return False
        paper.hold(rests_until(office.today))
        return True
    return _moved(paper, tried, choice, office)


def _chased(paper: Paper, tried: Tried, office: Office) -> bool:
    """Ask the owner for an update, at most once a day and never oneself."""
    rests = paper.state in {"submitted", "on_hold"} | OVER
    today = paper.chased is not None and paper.chased[0] == office.today
    if rests or today or paper.owner == tried.who:
        return False
    paper.chased = office.today, tried.nth
    return True


def _next_up(paper: Paper, who: str) -> str:
    line = line_from(paper.manager)
    further = line[line.index(who) + 1 :] if who in line else line[1:]
    return next((one for one in further if one not in (paper.owner, who)), "")


def _moved(paper: Paper, tried: Tried, choice: str, office: Office) -> bool:
    asker = paper.asked[0] if paper.asked else ""
    if not paper.is_decided_by(tried.who, office, asker=asker, higher=paper.moves > 0):
        return False
    if choice == "date":
        paper.move_to(instead(paper.due, office.today))
    elif paper.asked is None or (choice == "agree" and paper.asked[1] < office.today):
        return False
    elif choice == "agree":
        paper.move_to(paper.asked[1])
    else:
        paper.asked = None
    return True
