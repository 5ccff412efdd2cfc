"""Each step on an action's own pages: when it may be taken, by whom, and what it comes to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests.web.walk.office import OWNERS, PERFORMANCE, REVIEWERS, Office
from tests.web.walk.paper import OVER, SIGNED_OFF, WITH_OWNER, Paper, instead, rests_until, wanted


@dataclass(frozen=True)
class Tried:
    """Somebody tries a step: on which action, with whom or what, and as which step of the walk."""

    number: str
    step: str
    who: str
    to: str = ""
    """Whoever is given it, named or covers."""
    other: str = ""
    """A second action, where a step takes several."""
    nth: int = 0

    @property
    def words(self) -> str:
        """What they write, which nobody else writes."""
        return f"Said in step {self.nth}."


@dataclass(frozen=True)
class Rule:
    """One step: whether it may be taken, what it comes to, and in whose place it is taken, empty in
    one's own right."""

    may: Callable[[Paper, Tried, Office], bool]
    takes: Callable[[Paper, Tried, Office], None]
    stands_for: Callable[[Paper, Tried, Office], str]


def _speaks(paper: Paper, tried: Tried, office: Office) -> bool:
    return paper.state in WITH_OWNER and office.speaks_for(tried.who, paper.owner)


def _behalf(paper: Paper, tried: Tried, _office: Office) -> str:
    return paper.stands_in(tried.who)


def _own(_paper: Paper, _tried: Tried, _office: Office) -> str:
    return ""


def _cover(paper: Paper, tried: Tried, _office: Office) -> str:
    return paper.covered_by(tried.who)


# ---- the owner's word ---------------------------------------------------------------------------


def _may_say(paper: Paper, tried: Tried, office: Office) -> bool:
    if tried.step != "no_change":
        return _speaks(paper, tried, office)
    enough = paper.last is None or paper.no_changes >= 2 or paper.state == "returned"
    return _speaks(paper, tried, office) and not enough


def _say(paper: Paper, tried: Tried, _office: Office) -> None:
    if tried.step in {"tick", "untick"}:
        paper.milestones = dict.fromkeys(paper.milestones, tried.step == "tick")
    answer = "at_risk" if tried.step in {"tick", "untick"} else tried.step
    words = "" if tried.step == "no_change" else tried.words
    paper.say(tried.who, answer, words, tried.nth)


def _send(paper: Paper, tried: Tried, office: Office) -> None:
    paper.send(tried.who, tried.words, office.today, tried.nth)


def _may_take_back(paper: Paper, tried: Tried, office: Office) -> bool:
    return paper.state == "submitted" and office.speaks_for(tried.who, paper.owner)


def _take_back(paper: Paper, _tried: Tried, _office: Office) -> None:
    paper.state, paper.sent_on = paper.last or "not_started", None


def _ask(paper: Paper, tried: Tried, office: Office) -> None:
    paper.asked = tried.who, wanted(paper.due, office.today)


def _may_withdraw(paper: Paper, tried: Tried, office: Office) -> bool:
    return paper.asked is not None and _speaks(paper, tried, office)


def _withdraw(paper: Paper, _tried: Tried, _office: Office) -> None:
    paper.asked = None


def _may_disown(paper: Paper, tried: Tried, _office: Office) -> bool:
    return paper.owner == tried.who and paper.state not in OVER


def _nothing(_paper: Paper, _tried: Tried, _office: Office) -> None:
    """It changes nothing about the action."""


# ---- the decisions ------------------------------------------------------------------------------


def _may_judge(paper: Paper, tried: Tried, office: Office) -> bool:
    if paper.state != ("check_due" if "lasted" in tried.step else "submitted"):
        return False
    second = tried.who == paper.signatory
    if second and tried.who not in paper.parties(office, paper.sender):
        return True
    return paper.is_decided_by(tried.who, office, asker=paper.sender)


def _judges_for(paper: Paper, tried: Tried, office: Office) -> str:
    if tried.who == paper.signatory:
        return ""
    return paper.decides_for(tried.who, office, asker=paper.sender) or ""


def _judge(paper: Paper, tried: Tried, office: Office) -> None:
    if tried.step == "return":
        paper.state, paper.sent_on = "returned", None
    elif tried.step == "lasted":
        paper.state, paper.check_on = "embedded", None
    elif tried.step == "not_lasted":
        paper.state, paper.check_on = "off_track", None
        paper.last = "off_track"  # until its owner says how it goes
        paper.due, paper.sent_on = office.today + timedelta(days=40), None
    else:
        paper.state, paper.asked = "completed", None
        paper.check_on = office.today + timedelta(days=30) if tried.step == "check" else None


def _may_settle(paper: Paper, tried: Tried, office: Office) -> bool:
    if paper.asked is None or paper.state in OVER:
        return False
    asker, to = paper.asked
    passed = tried.step == "agree" and to < office.today
    higher = paper.moves > 0
    return not passed and paper.is_decided_by(tried.who, office, asker=asker, higher=higher)


def _settles_for(paper: Paper, tried: Tried, office: Office) -> str:
    asker = paper.asked[0] if paper.asked else ""
    return paper.decides_for(tried.who, office, asker=asker, higher=paper.moves > 0) or ""


def _settle(paper: Paper, tried: Tried, office: Office) -> None:
    if tried.step == "refuse":
        paper.asked = None
    elif tried.step == "another":
        paper.move_to(instead(paper.due, office.today))
    elif paper.asked:
        paper.move_to(paper.asked[1])


def may_rest(paper: Paper, tried: Tried, office: Office) -> bool:
    """Whether somebody may put it on hold, take it up again or end it."""
    if tried.step == "resume" and paper.state != "on_hold":
        return False
    resting = paper.state in WITH_OWNER | {"on_hold"}
    return resting and paper.is_decided_by(tried.who, office, asker="")


def _rests_for(paper: Paper, tried: Tried, office: Office) -> str:
    return paper.decides_for(tried.who, office, asker="") or ""


def _rest(paper: Paper, tried: Tried, office: Office) -> None:
    if tried.step == "hold":
        paper.hold(rests_until(office.today))
    elif tried.step == "resume":
        paper.take_up()
    else:
        paper.state, paper.until, paper.asked = "no_longer_needed", None, None


def _may_name(paper: Paper, tried: Tried, office: Office) -> bool:
    fit = tried.to not in {paper.manager} | paper.parties(office)
    theirs = tried.who == PERFORMANCE and tried.who not in paper.parties(office)
    may = theirs or paper.is_decided_by(tried.who, office, asker="")
    return fit and may and tried.who in REVIEWERS and paper.state not in OVER


def _name(paper: Paper, tried: Tried, _office: Office) -> None:
    paper.signatory = tried.to


# ---- what belongs to an action ------------------------------------------------------------------


def _may_comment(_paper: Paper, tried: Tried, _office: Office) -> bool:
    return tried.who in OWNERS


def _comment(paper: Paper, tried: Tried, _office: Office) -> None:
    paper.comments.append((tried.who, tried.words))


def _may_prove(paper: Paper, tried: Tried, office: Office) -> bool:
    if tried.who in (paper.manager, PERFORMANCE):
        return paper.state != "no_longer_needed"
    return _speaks(paper, tried, office)


def _prove(paper: Paper, tried: Tried, _office: Office) -> None:
    paper.evidence.append((tried.who, tried.words))


def _may_unprove(paper: Paper, tried: Tried, _office: Office) -> bool:
    if not paper.evidence or paper.state == "no_longer_needed":
        return False
    own = tried.who == paper.evidence[-1][0] and paper.state not in SIGNED_OFF
    return own or tried.who == PERFORMANCE


def _unprove(paper: Paper, _tried: Tried, _office: Office) -> None:
    paper.evidence.pop()


def _may_keep(paper: Paper, tried: Tried, office: Office) -> bool:
    """Whether somebody may change the milestones and the measure."""
    stays = paper.state in OVER | {"submitted"}
    return not stays and paper.is_seen_to_by(tried.who, office)


def _add_milestone(paper: Paper, tried: Tried, _office: Office) -> None:
    paper.milestones[tried.words] = False


def _may_remove_milestone(paper: Paper, tried: Tried, office: Office) -> bool:
    newest = next(reversed(paper.milestones), "")
    return bool(newest) and not paper.milestones[newest] and _may_keep(paper, tried, office)


def _remove_milestone(paper: Paper, _tried: Tried, _office: Office) -> None:
    paper.milestones.popitem()


def _measure(paper: Paper, tried: Tried, _office: Office) -> None:
    paper.measure = tried.words


def _may_read(paper: Paper, tried: Tried, office: Office) -> bool:
    return paper.state != "no_longer_needed" and paper.is_seen_to_by(tried.who, office)


def _read(paper: Paper, tried: Tried, _office: Office) -> None:
    paper.readings.append(tried.nth)


_SAY = Rule(_may_say, _say, _behalf)
_JUDGE, _SETTLE = Rule(_may_judge, _judge, _judges_for), Rule(_may_settle, _settle, _settles_for)
_REST = Rule(may_rest, _rest, _rests_for)

RULES = {
    **dict.fromkeys(("on_track", "at_risk", "off_track", "no_change", "tick", "untick"), _SAY),
    "send": Rule(_speaks, _send, _behalf),
    "take_back": Rule(_may_take_back, _take_back, _behalf),
    **dict.fromkeys(("sign_off", "return", "check", "lasted", "not_lasted"), _JUDGE),
    "ask": Rule(_speaks, _ask, _behalf),
    "withdraw": Rule(_may_withdraw, _withdraw, _behalf),
    **dict.fromkeys(("agree", "another", "refuse"), _SETTLE),
    **dict.fromkeys(("hold", "resume", "drop"), _REST),
    "not_mine": Rule(_may_disown, _nothing, _own),
    "name": Rule(_may_name, _name, _own),
    "comment": Rule(_may_comment, _comment, _own),
    "prove": Rule(_may_prove, _prove, _own),
    "unprove": Rule(_may_unprove, _unprove, _own),
    "add_milestone": Rule(_may_keep, _add_milestone, _cover),
    "remove_milestone": Rule(_may_remove_milestone, _remove_milestone, _cover),
    "measure": Rule(_may_keep, _measure, _cover),
    "read": Rule(_may_read, _read, _cover),
}
"""Every step that one form of an action's own takes."""
