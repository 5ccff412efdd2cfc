"""The way of an action from a draft to what has lasted, as a table of every move there is.

Three gates: its owner says that it is done, somebody else signs it off, and a later check finds
that it has lasted. Overdue is a condition of an action (`domain.actions.is_overdue`), no state.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.actions import PROGRESS_WORDS, Progress
from tracker.domain.errors import RuleBroken


class State(StrEnum):
    """Where an action is on its way. The owner's word on one in progress is its `Progress`."""

    DRAFT = "draft"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RETURNED = "returned"
    COMPLETED = "completed"
    CHECK_DUE = "check_due"
    EMBEDDED = "embedded"
    ON_HOLD = "on_hold"
    NOT_NEEDED = "no_longer_needed"


STATE_WORDS = {
    State.DRAFT: "Draft",
    State.NOT_STARTED: "Not started",
    State.IN_PROGRESS: "In progress: on track, at risk or off track",
    State.WAITING: "Waiting for sign-off",
    State.RETURNED: "Returned",
    State.COMPLETED: "Completed",
    State.CHECK_DUE: "Check-again due",
    State.EMBEDDED: "Embedded",
    State.ON_HOLD: "On hold",
    State.NOT_NEEDED: "No longer needed",
}


class Step(StrEnum):
    """What is done to an action; the words complete 'It cannot be …'."""

    START = "started"
    SAY = "updated"
    SEND = "sent for sign-off"
    TAKE_BACK = "taken back"
    RETURN = "returned"
    SIGN_OFF = "signed off"
    CHECK_COMES = "raised to be checked again"
    LASTED = "found to have lasted"
    NOT_LASTED = "opened again"
    HOLD = "put on hold"
    RESUME = "taken up again"
    DROP = "dropped"


class Who(StrEnum):
    """Who may make a move."""

    OWNER = "the owner, whoever covers for them, or a performance officer on their behalf"
    DECIDER = "whoever decides: never the owner, their cover, or whoever sent it in"
    PLANNER = "a performance officer"
    CLOCK = "the scheduler"


@dataclass(frozen=True)
class Move:
    """One line of the table. `letter` is the kind of letter it causes, `page` where it is made;
    both may be empty."""

    step: Step
    begins: frozenset[State]
    ends: State
    who: Who
    needs: str
    letter: str = ""
    page: str = ""


_WITH_OWNER = frozenset({State.NOT_STARTED, State.IN_PROGRESS, State.RETURNED})
_SIGN_OFF, _DECIDE = "/actions/<ref>/sign-off", "/actions/<ref>/sign-off/decide"
_CHECK, _HOLD = "/actions/<ref>/recheck", "/actions/<ref>/hold"

MOVES = (
    Move(
        Step.START,
        frozenset({State.DRAFT}),
        State.NOT_STARTED,
        Who.PLANNER,
        "an owner, an accountable manager and a due date",
        "new_action",
        "/plans/import",
    ),
    Move(
        Step.SAY,
        _WITH_OWNER,
        State.IN_PROGRESS,
        Who.OWNER,
        "how it is going, in words",
        page="/actions/<ref>/update",
    ),
    Move(
        Step.SEND,
        _WITH_OWNER,
        State.WAITING,
        Who.OWNER,
        "what was done, evidence or why there is none, and when it was finished",
        "sign_off_asked",
        _SIGN_OFF,
    ),
    Move(
        Step.TAKE_BACK,
        frozenset({State.WAITING}),
        State.IN_PROGRESS,
        Who.OWNER,
        "the owner’s last word, to which it goes back",
        page=_SIGN_OFF,
    ),
    Move(
        Step.TAKE_BACK,
        frozenset({State.WAITING}),
        State.NOT_STARTED,
        Who.OWNER,
        "that the owner had said nothing before",
        page=_SIGN_OFF,
    ),
    Move(
        Step.RETURN,
        frozenset({State.WAITING}),
        State.RETURNED,
        Who.DECIDER,
        "what more is needed",
        "returned",
        _DECIDE,
    ),
    Move(
        Step.SIGN_OFF,
        frozenset({State.WAITING}),
        State.COMPLETED,
        Who.DECIDER,
        "nothing more, or a day to check again and what to check",
        "signed_off",
        _DECIDE,
    ),
    Move(
        Step.CHECK_COMES,
        frozenset({State.COMPLETED}),
        State.CHECK_DUE,
        Who.CLOCK,
        "that the day to check again has come",
        "check_due",
    ),
    Move(
        Step.LASTED,
        frozenset({State.CHECK_DUE}),
        State.EMBEDDED,
        Who.DECIDER,
        "what the check showed",
        page=_CHECK,
    ),
    Move(
        Step.NOT_LASTED,
        frozenset({State.CHECK_DUE}),
        State.IN_PROGRESS,
        Who.DECIDER,
        "what the check showed and a new due date; it is off track until its owner says otherwise",
        "returned",
        _CHECK,
    ),
    Move(
        Step.HOLD,
        _WITH_OWNER | {State.ON_HOLD},
        State.ON_HOLD,
        Who.DECIDER,
        "a reason and a day on which it is taken up again by itself",
        "on_hold",
        _HOLD,
    ),
    *(
        Move(Step.RESUME, frozenset({State.ON_HOLD}), back, who, needs, letter, page)
        for back in (State.IN_PROGRESS, State.NOT_STARTED)
        for who, needs, letter, page in (
            (Who.DECIDER, "the owner’s last word, to which it goes back", "on_hold", _HOLD),
            (Who.CLOCK, "that the day to take it up again has come", "", ""),
        )
    ),
    Move(
        Step.DROP,
        _WITH_OWNER | {State.ON_HOLD},
        State.NOT_NEEDED,
        Who.DECIDER,
        "a reason",
        "on_hold",
        _HOLD,
    ),
)
"""Every move. What is not here cannot be done."""

_STATES = {
    Progress.NOT_STARTED: State.NOT_STARTED,
    Progress.ON_TRACK: State.IN_PROGRESS,
    Progress.AT_RISK: State.IN_PROGRESS,
    Progress.OFF_TRACK: State.IN_PROGRESS,
    Progress.SUBMITTED: State.WAITING,
    Progress.RETURNED: State.RETURNED,
    Progress.COMPLETED: State.COMPLETED,
    Progress.CHECK_DUE: State.CHECK_DUE,
    Progress.EMBEDDED: State.EMBEDDED,
    Progress.ON_HOLD: State.ON_HOLD,
    Progress.NO_LONGER_NEEDED: State.NOT_NEEDED,
}


def state_of(progress: Progress) -> State:
    """The state an action with this progress is in."""
    return _STATES[progress]


def moved(step: Step, progress: Progress, *, to: Progress) -> Progress:
    """`to`, when the table has this move from `progress`; raises RuleBroken when it has not."""
    begins, ends = state_of(progress), state_of(to)
    if not any(m.step is step and begins in m.begins and m.ends is ends for m in MOVES):
        words = PROGRESS_WORDS[progress].lower()
        raise RuleBroken(f"This action is {words}. It cannot be {step.value}.")
    return to
