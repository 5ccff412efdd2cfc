"""Findings that the same body has had before, each with what was done about it then.

Only what a person may see is compared and shown: a finding of a plan that is hidden from them
leaves no trace, not even in what counts as a rare word.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tracker.domain.bodies import body_key
from tracker.domain.drafts import Draft
from tracker.domain.seen_before import Likeness, likely_repeats
from tracker.services.installation import settings
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding
from tracker.store.seen_before import (
    EarlierFinding,
    bodies_inspected,
    earlier_wordings,
    what_was_done,
)


@dataclass(frozen=True)
class SeenBefore:
    """An earlier finding beside a new one, and why it stands there."""

    earlier: EarlierFinding
    likeness: Likeness


def seen_before_draft(
    draft: Draft, *, seen_by: Person, today: date
) -> Mapping[str, list[SeenBefore]]:
    """What the areas of a report being taken in may repeat, by their keys; areas that resemble
    nothing are not among them. Six statements, whatever there is."""
    wordings = {area.key: area.wording for area in draft.areas}
    body = draft.header.get("body_inspected", "")
    return _compared(wordings, body, seen_by=seen_by, today=today)


def seen_before_area(
    area: Finding, plan: Plan, *, seen_by: Person, today: date
) -> list[SeenBefore]:
    """What an area of a plan may repeat of plans that were started before it. Six statements,
    whatever there is, and one for the plan's report where it is not loaded."""
    body = plan.report.body_inspected if plan.report else ""
    found = _compared({"": area.wording}, body, seen_by=seen_by, today=today, before=plan)
    return found.get("", [])


def _compared(
    wordings: Mapping[str, str],
    body: str,
    *,
    seen_by: Person,
    today: date,
    before: Plan | None = None,
) -> Mapping[str, list[SeenBefore]]:
    council = settings().council_name
    same = body_key(body, council=council)
    names = bodies_inspected(seen_by, before=before)
    bodies = [name for name in names if body_key(name, council=council) == same]
    earlier = earlier_wordings(seen_by, bodies, before=before)
    repeats = dict(zip(wordings, likely_repeats([*wordings.values()], earlier), strict=True))
    ids = {one.id for likenesses in repeats.values() for one in likenesses}
    done = what_was_done(ids, seen_by=seen_by, on=today)
    return {
        key: [SeenBefore(done[one.id], one) for one in likenesses if one.id in done]
        for key, likenesses in repeats.items()
        if likenesses
    }
