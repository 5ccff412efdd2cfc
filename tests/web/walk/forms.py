"""The form of each step: under which address it is sent, and what is filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tests.web.walk.book import COLOURS, REVIEWS, SEVERAL, Book, colours_by
from tests.web.walk.paper import Paper, instead, rests_until, wanted
from tests.web.walk.product import Desk
from tests.web.walk.rules import Tried

Fields = Mapping[str, str | list[str]]
UPDATES = ("on_track", "at_risk", "off_track", "no_change", "tick", "untick")
NO_VERSION = frozenset(
    {"not_mine", "comment", "prove", "unprove", "add_milestone", "read", "finish", "move", COLOURS}
    | {"cover", "cover_deciding", "send_away", "come_back", "call_back"}
)
"""Steps whose forms name no version of an action: they take nobody else's words away."""


@dataclass(frozen=True)
class Form:
    """What a browser sends for a step that somebody tries."""

    address: str
    fields: Fields


def form_for(tried: Tried, book: Book, desk: Desk, *, stale: bool = False) -> Form:
    """The form of a step as its page would have it now; `stale` has it as it was one version ago."""
    if tried.step in REVIEWS:
        return _review(tried, book, desk, stale=stale)
    if tried.step in SEVERAL:
        return _several(tried, book, desk, stale=stale)
    if tried.step == COLOURS:
        version = {"version": str(desk.colours_version())}
        return Form("/plans/SLAC/colours", version | colours_by(tried))
    if tried.number == "":
        return Form(*_of_people(tried, book, desk))
    paper, today = book.papers[tried.number], book.office.today
    page, fields = _fill(tried)(tried, paper, today, desk)
    version = str(desk.version(tried.number) - stale)
    seen = {"version": version, "seen": "999999999"}
    return Form(f"/actions/SLAC-{tried.number}/{page}", seen | dict(fields))


Filled = tuple[str, Fields]


def _fill(tried: Tried) -> Callable[[Tried, Paper, date, Desk], Filled]:
    if tried.step in UPDATES:
        return _update
    return _FILL[tried.step]


def _update(tried: Tried, paper: Paper, today: date, desk: Desk) -> Filled:
    if tried.step == "no_change":
        return "update", {"answer": "no_change"}
    ticks = tried.step in {"tick", "untick"}
    fields: dict[str, str | list[str]] = {
        "answer": "at_risk" if ticks else tried.step,
        "note": tried.words,
    }
    in_time = tried.step == "on_track" and paper.due >= today
    fields |= date_in("expected", paper.due if in_time else today + timedelta(days=20))
    if ticks:
        fields["milestones_shown"] = "y"
        numbers = desk.milestones(tried.number).values() if tried.step == "tick" else ()
        fields["milestones"] = [str(one) for one in numbers]
    return "update", fields


def _send(tried: Tried, _paper: Paper, today: date, _desk: Desk) -> Filled:
    return "sign-off", {"what": tried.words, "how": "Audited.", **date_in("finished", today)}


def _take_back(_tried: Tried, _paper: Paper, _today: date, _desk: Desk) -> Filled:
    return "sign-off", {"take_back": "y"}


def _judge(tried: Tried, _paper: Paper, _today: date, _desk: Desk) -> Filled:
    more = {"check_in": "30", "measure": "Ten in a row"} if tried.step == "check" else {}
    return "sign-off/decide", {"verdict": tried.step, "reason": tried.words} | more


def _recheck(tried: Tried, _paper: Paper, today: date, _desk: Desk) -> Filled:
    due = date_in("due", today + timedelta(days=40)) if tried.step == "not_lasted" else {}
    return "recheck", {"found": tried.step, "note": tried.words} | due


def _ask(tried: Tried, paper: Paper, today: date, _desk: Desk) -> Filled:
    to = date_in("other", wanted(paper.due, today))
    return "new-date", {"when": "other", "code": "staffing", "reason": tried.words, **to}


def _withdraw(_tried: Tried, _paper: Paper, _today: date, _desk: Desk) -> Filled:
    return "new-date", {"withdraw": "y"}


def _settle(tried: Tried, paper: Paper, today: date, _desk: Desk) -> Filled:
    on = date_in("on", instead(paper.due, today)) if tried.step == "another" else {}
    return "new-date/decide", {"verdict": tried.step, "reason": tried.words} | on


def _rest(tried: Tried, _paper: Paper, today: date, _desk: Desk) -> Filled:
    until = date_in("until", rests_until(today)) if tried.step == "hold" else {}
    return "hold", {"choice": tried.step, "reason": tried.words} | until


def _not_mine(tried: Tried, _paper: Paper, _today: date, _desk: Desk) -> Filled:
    return "not-mine", {"whose": "", "words": tried.words}


def _name(tried: Tried, _paper: Paper, _today: date, desk: Desk) -> Filled:
    return "signatory", {"person": desk.id_of(tried.to)}


def _comment(tried: Tried, _paper: Paper, _today: date, _desk: Desk) -> Filled:
    return "comment", {"text": tried.words}


def _prove(tried: Tried, _paper: Paper, _today: date, _desk: Desk) -> Filled:
    link = {"what": "link", "link": "https://www.northbank.example/report"}
    return "evidence/add", {"about": tried.words, "shows": "completion", **link}


def _unprove(tried: Tried, paper: Paper, _today: date, desk: Desk) -> Filled:
    newest = desk.evidence(tried.number, paper.evidence[-1][1]) if paper.evidence else 0
    return f"evidence/{newest}/remove", {"reason": tried.words}


def _add_milestone(tried: Tried, paper: Paper, _today: date, _desk: Desk) -> Filled:
    return "milestones", {"title": tried.words, "owner": "", **date_in("due", paper.due)}


def _remove_milestone(tried: Tried, paper: Paper, _today: date, desk: Desk) -> Filled:
    newest = next(reversed(paper.milestones), "")
    number = desk.milestones(tried.number)[newest] if newest else 0
    return f"milestones/{number}/remove", {}


def _measure(tried: Tried, _paper: Paper, _today: date, _desk: Desk) -> Filled:
    return "measure", {"words": tried.words}


def _read(tried: Tried, _paper: Paper, today: date, _desk: Desk) -> Filled:
    return "readings/add", {"value": str(tried.nth), **date_in("on", today)}


_FILL: dict[str, Callable[[Tried, Paper, date, Desk], Filled]] = {
    "send": _send,
    "take_back": _take_back,
    **dict.fromkeys(("sign_off", "return", "check"), _judge),
    **dict.fromkeys(("lasted", "not_lasted"), _recheck),
    "ask": _ask,
    "withdraw": _withdraw,
    **dict.fromkeys(("agree", "another", "refuse"), _settle),
    **dict.fromkeys(("hold", "resume", "drop"), _rest),
    "not_mine": _not_mine,
    "name": _name,
    "comment": _comment,
    "prove": _prove,
    "unprove": _unprove,
    "add_milestone": _add_milestone,
    "remove_milestone": _remove_milestone,
    "measure": _measure,
    "read": _read,
}


# ---- in a review --------------------------------------------------------------------------------


def _review(tried: Tried, book: Book, desk: Desk, *, stale: bool) -> Form:
    choice, paper = REVIEWS[tried.step], book.papers[tried.number]
    fields = {
        "version": str(desk.version(tried.number) - stale),
        "seen": desk.mark(tried.who, tried.number),
        "note": tried.words,
    }
    address = f"/review/SLAC-{tried.number}"
    if choice == "give":
        return Form(f"{address}/give", fields | {"to": desk.id_of(tried.to)})
    if choice == "date":
        on = date_in("on", instead(paper.due, book.office.today))
        return Form(f"{address}/date", fields | on | {"code": "staffing", "reason": tried.words})
    return Form(address, fields | {"choice": choice})


def _several(tried: Tried, book: Book, desk: Desk, *, stale: bool) -> Form:
    choice, numbers = SEVERAL[tried.step], (tried.number, tried.other)
    fields: dict[str, str | list[str]] = {
        "do": choice,
        "ref": [f"SLAC-{number}" for number in numbers],
    }
    for number in numbers:
        seen = f"{desk.version(number) - stale} {desk.mark(tried.who, number)}"
        fields[f"seen-SLAC-{number}"] = seen.strip()
    if choice == "give":
        fields["to"] = desk.id_of(tried.to)
    if choice == "hold":
        fields |= {"reason": tried.words, **date_in("until", rests_until(book.office.today))}
    return Form("/review/selected", fields)


# ---- of people ----------------------------------------------------------------------------------


def _of_people(tried: Tried, book: Book, desk: Desk) -> Filled:
    if tried.step == "finish":
        return "/review", {}
    if tried.step == "move":
        each = {f"action_{one}": "" for one in desk.open_of(tried.other)}
        return f"/people/{desk.id_of(tried.other)}/move", each | {"to_owner": desk.id_of(tried.to)}
    own = tried.step in {"cover", "cover_deciding", "come_back"}
    place = "/account/cover" if own else f"/people/{desk.id_of(tried.other)}/cover"
    if tried.step in {"come_back", "call_back"}:
        before = book.set_before(tried)
        return f"{place}/{desk.cover(before) if before else 0}/take-back", {}
    spell = book.spell(tried)
    return place, {
        "kind": "covered",
        "covered_by": desk.id_of(tried.to),
        "decides": "decide" if tried.step == "cover_deciding" else "update",
        "save": "yes",
        **date_in("first", spell.first),
        **date_in("last", spell.last),
    }


def date_in(name: str, on: date) -> dict[str, str]:
    """A date as the three boxes of a form."""
    return {
        f"{name}-day": str(on.day),
        f"{name}-month": str(on.month),
        f"{name}-year": str(on.year),
    }
