"""Which rules caused a letter, in words: from the occasions it used and the steps it speaks of."""

from collections.abc import Mapping, Sequence

from tracker.domain.occasions import rule_of
from tracker.domain.reminders import Why
from tracker.domain.reviews import Says
from tracker.store.outbox import Notification, NotificationAction, Occasion

STEP_WORDS = {
    Why.OVERDUE.value: "overdue",
    Why.DUE_TODAY.value: "due today",
    Why.DUE_SOON.value: "due soon",
    Why.UPDATE_REQUEST.value: "without an update",
    Says.GIVEN: "given to them",
    Says.CHASE: "an update was asked for",
    Says.BY_HAND: "escalated in a review",
    Says.RESTS: "put on hold, taken up again or dropped",
}
"""What a letter says of one of its actions, by the step it was planned at."""


def rules_of(
    letter: Notification,
    occasions: Sequence[Occasion],
    steps: Sequence[NotificationAction],
    *,
    about: int | None = None,
) -> list[str]:
    """Why this letter was planned: one sentence for each rule, without repeats.

    An agenda also repeats what an earlier letter has told already: that uses no occasion again and
    is said from its step. `about` leaves out the rules about other actions.
    """
    wanted = (about, None)
    used = [one for one in occasions if about is None or one.action_id in wanted]
    found = [_rule(one.dedupe_key) for one in used]
    fresh = {one.action_id for one in occasions}
    repeated = [
        one.step
        for one in steps
        if letter.facts.get("agenda")
        and one.action_id not in fresh
        and about in (one.action_id, None)
    ]
    found += [f"Still {step_words(step)}: the weekly agenda repeats it" for step in repeated]
    return list(dict.fromkeys(found or [_rule(letter.dedupe_key)]))


def rules_by_letter(
    letters: Sequence[Notification],
    occasions: Mapping[str, Sequence[Occasion]],
    steps: Mapping[str, Sequence[NotificationAction]],
    *,
    about: int | None = None,
) -> dict[str, list[str]]:
    """`rules_of` for many letters."""
    return {
        one.id: rules_of(one, occasions.get(one.id, ()), steps.get(one.id, ()), about=about)
        for one in letters
    }


def step_words(step: str) -> str:
    """'overdue', 'given to them'; a step without words of its own is said as it is named."""
    return STEP_WORDS.get(step) or step.replace("_", " ")


def _rule(key: str) -> str:
    return rule_of(key) or f"Rule ‘{key.partition('|')[0]}’"
