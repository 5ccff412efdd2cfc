"""Opening a plan to an administrator who needs to read it, for a while and not in secret.

Administrators run the service without reading any plan (`reliability.md` P24). Where a problem
cannot be solved otherwise, one may open a plan: with a reason, for some hours, to read and not to
change. Its lead is told, the history says so, and it ends by itself.
"""

from collections.abc import Iterator

from tracker.domain.errors import RuleBroken

HOURS = (1, 4, 24)
"""For how long a plan may be opened."""
LEAST_REASON = 20
LONGEST_REASON = 500


def faults_of(code: str, reason: str, hours: int | None) -> Iterator[RuleBroken]:
    """What is wrong with what was asked for, each beside its field."""
    if not code.strip():
        yield RuleBroken("Enter the code of the plan", field="code")
    words = " ".join(reason.split())
    if not words:
        yield RuleBroken("Say why you have to read this plan", field="reason")
    elif len(words) < LEAST_REASON:
        yield RuleBroken(
            f"Say why in at least {LEAST_REASON} characters: its lead is told to read it",
            field="reason",
        )
    elif len(reason) > LONGEST_REASON:
        yield RuleBroken(f"Reason must be {LONGEST_REASON} characters or less", field="reason")
    if hours not in HOURS:
        yield RuleBroken("Select for how long", field="hours")
