"""The workflow as somebody who knows only its rules would keep it on paper, for random walks.

It shares nothing with the product but the words of a form: who may do what, and what comes of it,
is written down here a second time.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

ABOVE = {"jean": "alan", "alan": ""}
SPEAKS_FOR_ALL = "sam"
WITH_OWNER = {"not_started", "on_track", "at_risk", "off_track", "returned"}
OVER = {"completed", "check_due", "embedded", "no_longer_needed"}
PEOPLE = ("priya", "tom", "helen", "jean", "alan", "sam", "margaret", "chris")
STEPS = (
    *("on_track", "at_risk", "off_track"),
    *("send", "take_back", "sign_off", "return", "check", "lasted", "not_lasted"),
    *("ask", "withdraw", "agree", "another", "refuse"),
    *("hold", "resume", "drop"),
)


@dataclass
class Paper:
    """One action as it is kept on paper."""

    owner: str
    state: str
    last: str | None
    due: date
    first_due: date
    manager: str = "jean"
    moves: int = 0
    asked: tuple[str, date] | None = None
    sender: str | None = None
    check_on: date | None = None
    until: date | None = None
    said: list[str] = field(default_factory=list)

    def may(self, who: str, step: str, today: date) -> bool:
        """Whether this person may take this step now."""
        return self._may_be_done(step, today) and who in self._those_who_may(step)

    def do(self, who: str, step: str, today: date) -> None:
        """Take a step that may be taken."""
        self.said.append(f"{today} {who} {step}")
        getattr(self, f"_{step}", self._say)(who, step, today)

    def begin(self, today: date) -> None:
        """What the morning of a day does by itself."""
        if self.state == "completed" and self.check_on and self.check_on <= today:
            self.state = "check_due"
        if self.until and self.until <= today:
            self._resume("", "", today)

    def _may_be_done(self, step: str, today: date) -> bool:
        if step in {"on_track", "at_risk", "off_track", "send"}:
            return self.state in WITH_OWNER
        if step in {"take_back", "sign_off", "return", "check"}:
            return self.state == "submitted"
        if step in {"lasted", "not_lasted"}:
            return self.state == "check_due"
        if step in {"ask", "withdraw"}:  # what waits is asked for anew
            return self.state in WITH_OWNER and (step == "ask" or self.asked is not None)
        if step in {"agree", "another", "refuse"}:
            waits = self.asked is not None and self.state not in OVER
            return waits and not (step == "agree" and self.asked and self.asked[1] < today)
        if step == "resume":
            return self.state == "on_hold"
        return self.state in WITH_OWNER | {"on_hold"}

    def _those_who_may(self, step: str) -> set[str]:
        if step in {"on_track", "at_risk", "off_track", "send", "take_back", "ask", "withdraw"}:
            return {self.owner, SPEAKS_FOR_ALL}
        if step in {"agree", "another", "refuse"}:
            asker = self.asked[0] if self.asked else ""
            return self._deciders({self.owner, asker}, higher=self.moves > 0)
        sender = None if step in {"hold", "resume", "drop"} else self.sender
        return self._deciders({self.owner, sender or ""}, higher=False)

    def _deciders(self, parties: set[str], *, higher: bool) -> set[str]:
        line = [self.manager]
        while ABOVE[line[-1]]:
            line.append(ABOVE[line[-1]])
        clear = [one for one in line if one not in parties]
        return set(clear[1:] or clear) if higher else set(clear)

    def _say(self, _who: str, step: str, _today: date) -> None:
        self.state = self.last = step

    def _send(self, who: str, _step: str, _today: date) -> None:
        self.state, self.sender = "submitted", who

    def _take_back(self, _who: str, _step: str, _today: date) -> None:
        self.state = self.last or "not_started"

    def _sign_off(self, _who: str, _step: str, _today: date) -> None:
        self.state, self.asked, self.check_on = "completed", None, None

    def _check(self, _who: str, _step: str, today: date) -> None:
        self.state, self.asked, self.check_on = "completed", None, today + timedelta(days=30)

    def _return(self, _who: str, _step: str, _today: date) -> None:
        self.state = "returned"

    def _lasted(self, _who: str, _step: str, _today: date) -> None:
        self.state, self.check_on = "embedded", None

    def _not_lasted(self, _who: str, _step: str, today: date) -> None:
        self.state, self.check_on, self.due = "off_track", None, today + timedelta(days=40)

    def _ask(self, who: str, _step: str, today: date) -> None:
        self.asked = who, wanted(self.due, today)

    def _withdraw(self, _who: str, _step: str, _today: date) -> None:
        self.asked = None

    def _agree(self, _who: str, _step: str, _today: date) -> None:
        assert self.asked
        self.due, self.asked, self.moves = self.asked[1], None, self.moves + 1

    def _another(self, _who: str, _step: str, today: date) -> None:
        self.due = wanted(self.due, today) + timedelta(days=3)
        self.asked, self.moves = None, self.moves + 1

    def _refuse(self, _who: str, _step: str, _today: date) -> None:
        self.asked = None

    def _hold(self, _who: str, _step: str, today: date) -> None:
        self.state, self.until, self.asked = "on_hold", today + timedelta(days=20), None

    def _resume(self, _who: str, _step: str, _today: date) -> None:
        self.state, self.until = self.last or "not_started", None

    def _drop(self, _who: str, _step: str, _today: date) -> None:
        self.state, self.until, self.asked = "no_longer_needed", None, None


def wanted(due: date, today: date) -> date:
    """The date an owner asks for."""
    return max(due, today) + timedelta(days=14)


def form_for(paper: Paper, step: str, today: date) -> tuple[str, dict[str, str]]:
    """The page of a step, under its action's address, and what is filled in."""
    if step in {"on_track", "at_risk", "off_track"}:
        in_time = step == "on_track" and paper.due >= today
        expected = date_in("expected", paper.due if in_time else today + timedelta(days=20))
        return "update", {"answer": step, "note": "It goes on.", **expected}
    if step == "send":
        how = {"what": "It is done.", "how": "Audited.", **date_in("finished", today)}
        return "sign-off", how
    if step == "take_back":
        return "sign-off", {"take_back": "y"}
    if step in {"sign_off", "return", "check"}:
        more = {"check_in": "30", "measure": "Ten in a row"} if step == "check" else {}
        return "sign-off/decide", {"verdict": step, "reason": "Show more."} | more
    if step in {"lasted", "not_lasted"}:
        due = date_in("due", today + timedelta(days=40)) if step == "not_lasted" else {}
        return "recheck", {"found": step, "note": "Ten of ten."} | due
    if step == "ask":
        to = date_in("other", wanted(paper.due, today))
        return "new-date", {"when": "other", "code": "staffing", "reason": "Posts.", **to}
    if step == "withdraw":
        return "new-date", {"withdraw": "y"}
    if step in {"agree", "another", "refuse"}:
        on = date_in("on", wanted(paper.due, today) + timedelta(days=3))
        return "new-date/decide", {"verdict": step, "reason": "So it is."} | (
            on if step == "another" else {}
        )
    until = date_in("until", today + timedelta(days=20)) if step == "hold" else {}
    return "hold", {"choice": step, "reason": "So it is."} | until


def date_in(name: str, on: date) -> dict[str, str]:
    """A date as the three boxes of a form."""
    return {
        f"{name}-day": str(on.day),
        f"{name}-month": str(on.month),
        f"{name}-year": str(on.year),
    }
