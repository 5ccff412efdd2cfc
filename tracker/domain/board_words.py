"""How a plan stands and what has changed, in a sentence each."""

from tracker.domain.board_report import ReportFacts
from tracker.domain.wording import count, day


def headline(facts: ReportFacts) -> str:
    """'2 of 13 actions are completed. 4 are overdue, 1 for more than a month.'"""
    now, long_late = facts.now, len(facts.long_overdue)
    if not now.actions:
        return "The plan has no actions yet."
    done = f"{now.completed} of {count(now.actions, 'action')} {are(now.completed)} completed."
    if not now.overdue:
        return f"{done} None is overdue."
    longer = f", {long_late} for more than a month" if long_late else ""
    return f"{done} {now.overdue} {are(now.overdue)} overdue{longer}."


def compared(facts: ReportFacts) -> str:
    """'2 more are completed than on 6 June 2011, and 3 more are overdue.' Empty where there is
    nothing to compare with."""
    now, then = facts.now, facts.then
    if then is None or facts.since is None:
        return ""
    completed = _more(now.completed - then.completed, "completed")
    overdue = _more(now.overdue - then.overdue, "overdue")
    added = now.actions - then.actions
    new = f" {count(added, 'action')} {were(added)} added since." if added > 0 else ""
    return f"{completed} than on {day(facts.since)}, and {overdue[:1].lower()}{overdue[1:]}.{new}"


def _more(change: int, what: str) -> str:
    if not change:
        return f"No more and no fewer are {what}"
    return f"{abs(change)} {'more' if change > 0 else 'fewer'} {are(abs(change))} {what}"


def are(number: int) -> str:
    """'is' or 'are'."""
    return "is" if number == 1 else "are"


def were(number: int) -> str:
    """'was' or 'were'."""
    return "was" if number == 1 else "were"
