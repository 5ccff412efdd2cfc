"""The whole plan on paper: every action, who is away, and the reviews that go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from tests.web.walk.meetings import CHOICES, Meetings
from tests.web.walk.office import OFFICERS, PARTNERS, PERFORMANCE, REVIEWERS, Office, Spell
from tests.web.walk.paper import Paper
from tests.web.walk.rules import RULES, Tried

REVIEWS = {f"review_{choice}": choice for choice in CHOICES if choice != "hold"}
SEVERAL = {f"several_{choice}": choice for choice in ("chase", "give", "escalate", "hold")}
OF_PEOPLE = ("cover", "cover_deciding", "send_away", "come_back", "call_back", "move", "finish")
COLOURS = "colours"
STEPS = (*RULES, *REVIEWS, *SEVERAL, *OF_PEOPLE, COLOURS)
MOVABLE = OFFICERS | PARTNERS


class Outcome(Enum):
    """What the rules make of a step."""

    REFUSED = "refused"
    UNCHANGED = "allowed, and nothing is other than it was"
    DONE = "done"


@dataclass
class Book:
    """Everything on paper. A step is judged first and then taken."""

    papers: dict[str, Paper]
    office: Office
    ended: dict[str, str]
    """Whose the actions are that were over before the walk began, by number."""
    meetings: Meetings = field(default_factory=Meetings)
    colours: Mapping[str, str] = field(default_factory=dict)
    """What the plan lays down about its colours; nothing at first."""

    def begin(self, today: date) -> None:
        """A new day."""
        self.office.today = today
        for paper in self.papers.values():
            paper.begin(today)

    def judged(self, tried: Tried) -> Outcome:
        """What comes of it if they try this now."""
        if tried.step in RULES:
            return self._judged_by_rule(tried)
        if tried.step in REVIEWS:
            return self._decided([tried], REVIEWS[tried.step])
        if tried.step in SEVERAL:
            return self._decided(both(tried), SEVERAL[tried.step])
        judge: Callable[[Tried], Outcome] = getattr(self, f"_judged_{_kind(tried.step)}")
        return judge(tried)

    def take(self, tried: Tried) -> list[str]:
        """Take a step that may be taken; returns the numbers of the actions it is about."""
        if tried.step in RULES:
            RULES[tried.step].takes(self.papers[tried.number], tried, self.office)
            about = [tried.number]
        elif tried.step in REVIEWS | SEVERAL:
            about = self._decide(tried)
        else:
            take: Callable[[Tried], list[str]] = getattr(self, f"_take_{_kind(tried.step)}")
            about = take(tried)
        for number in about:
            self.papers[number].said.append(f"{self.office.today} {tried}")
        return about

    def stands_for(self, tried: Tried) -> str | None:
        """In whose place a step is taken, empty in one's own right; None where several are."""
        if tried.step in RULES:
            rule = RULES[tried.step]
            return rule.stands_for(self.papers[tried.number], tried, self.office)
        if tried.step in REVIEWS:
            choice = REVIEWS[tried.step]
            if choice not in {"date", "agree", "refuse"}:
                return ""
            paper = self.meetings.undone(self.papers[tried.number], tried)
            return RULES["another"].stands_for(paper, tried, self.office)
        if _kind(tried.step) in {"away", "back"}:
            return self._away(tried)
        return "" if tried.step in {"finish", "move", COLOURS} else None

    def sees(self, who: str, number: str) -> bool:
        """Whether somebody of a role that owns actions sees this one."""
        owner = self.papers[number].owner
        if who in REVIEWERS or who == owner or self.office.covers(who, owner):
            return True
        owners = {paper.owner for paper in self.papers.values()} | set(self.ended.values())
        return who in OFFICERS and who in owners

    # ---- on an action's own pages ---------------------------------------------------------------

    def _judged_by_rule(self, tried: Tried) -> Outcome:
        paper, rule = self.papers[tried.number], RULES[tried.step]
        if not self.sees(tried.who, tried.number) or not rule.may(paper, tried, self.office):
            return Outcome.REFUSED
        same = tried.step == "name" and tried.to == paper.signatory
        return Outcome.UNCHANGED if same else Outcome.DONE

    # ---- in a review ----------------------------------------------------------------------------

    def _decided(self, tries: list[Tried], choice: str) -> Outcome:
        papers = [self.papers[one.number] for one in tries]
        after = [
            self.meetings.decided(paper, one, choice, self.office)
            for paper, one in zip(papers, tries, strict=True)
        ]
        if any(one is None for one in after):
            return Outcome.REFUSED
        same = all(one is paper for one, paper in zip(after, papers, strict=True))
        return Outcome.UNCHANGED if same else Outcome.DONE

    def _decide(self, tried: Tried) -> list[str]:
        choice = (REVIEWS | SEVERAL)[tried.step]
        tries = [tried] if tried.step in REVIEWS else both(tried)
        for one in tries:
            paper = self.papers[one.number]
            after = self.meetings.decided(paper, one, choice, self.office)
            self.meetings.hold(paper, one, choice)
            self.papers[one.number] = after or paper
        return [one.number for one in tries]

    def _judged_finish(self, tried: Tried) -> Outcome:
        if tried.who not in REVIEWERS:
            return Outcome.REFUSED
        if tried.who not in self.meetings.held:
            return Outcome.UNCHANGED
        over = self.meetings.is_over(tried.who, self.papers, self.office)
        return Outcome.DONE if over else Outcome.REFUSED

    def _take_finish(self, tried: Tried) -> list[str]:
        self.meetings.held.pop(tried.who, None)
        return []

    # ---- of people ------------------------------------------------------------------------------

    def spell(self, tried: Tried) -> Spell:
        """The days away that somebody sets."""
        first = self.office.today + timedelta(days=tried.nth % 3)
        last = first + timedelta(days=2 + tried.nth % 19)
        away = self._away(tried)
        decides = tried.step == "cover_deciding" and away in REVIEWERS
        return Spell(away, tried.to, first, last, decides)

    def set_before(self, tried: Tried) -> Spell | None:
        """The first of the days away of whoever is to come back; None when nothing is set."""
        return next(iter(self.office.spells_of(self._away(tried))), None)

    def _away(self, tried: Tried) -> str:
        return tried.other if tried.step in {"send_away", "call_back"} else tried.who

    def _judged_away(self, tried: Tried) -> Outcome:
        theirs = tried.step != "send_away" or tried.who == PERFORMANCE
        may = theirs and self.office.may_be_away(self.spell(tried))
        return Outcome.DONE if may else Outcome.REFUSED

    def _take_away(self, tried: Tried) -> list[str]:
        self.office.spells.append(self.spell(tried))
        self.office.spells.sort(key=lambda one: one.first)
        return []

    def _judged_back(self, tried: Tried) -> Outcome:
        theirs = tried.step != "call_back" or tried.who == PERFORMANCE
        may = theirs and self.set_before(tried) is not None
        return Outcome.DONE if may else Outcome.REFUSED

    def _take_back(self, tried: Tried) -> list[str]:
        ended = self.set_before(tried)
        self.office.spells = [one for one in self.office.spells if one is not ended]
        return []

    def _judged_move(self, tried: Tried) -> Outcome:
        if tried.who != PERFORMANCE:
            return Outcome.REFUSED
        if not self._open_of(tried.other):
            return Outcome.UNCHANGED
        return Outcome.REFUSED if tried.to == tried.other else Outcome.DONE

    def _take_move(self, tried: Tried) -> list[str]:
        moved = self._open_of(tried.other)
        for number in moved:
            self.papers[number].hand_to(tried.to)
        return moved

    # ---- of the plan ----------------------------------------------------------------------------

    def _judged_colours(self, tried: Tried) -> Outcome:
        if tried.who != PERFORMANCE:
            return Outcome.REFUSED
        return Outcome.UNCHANGED if self.colours == colours_by(tried) else Outcome.DONE

    def _take_colours(self, tried: Tried) -> list[str]:
        self.colours = colours_by(tried)
        return []

    def _open_of(self, owner: str) -> list[str]:
        return [n for n, one in self.papers.items() if one.owner == owner and not one.is_over]


def colours_by(tried: Tried) -> Mapping[str, str]:
    """What somebody lays down about the plan's colours, as its form has it."""
    nth = tried.nth
    return {
        "red_after": str(nth % 40),
        "silent_after": str(7 + nth % 50),
        "unspoken_before": str(1 + nth % 60) if nth % 3 else "",
        "expected_late": ("amber", "red")[nth % 2],
        "completed": ("blue", "green")[nth // 2 % 2],
        "red_name": f"Said in step {nth}" if nth % 4 else "",
    }


def both(tried: Tried) -> list[Tried]:
    """What is tried with two actions, one by one."""
    return [tried, Tried(tried.other, tried.step, tried.who, tried.to, tried.number, tried.nth)]


def _kind(step: str) -> str:
    """'away' for every way of setting days away, 'back' for both of ending them."""
    if step in {"cover", "cover_deciding", "send_away"}:
        return "away"
    return "back" if step in {"come_back", "call_back"} else step
