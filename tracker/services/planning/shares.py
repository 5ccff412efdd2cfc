"""The open actions of a morning, a share of the owners at a time: however many there are, no more
than a few thousand are held together with what was planned about them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import Select, select

from tracker.services.planning.facts import USED_UP, Facts, keys_of
from tracker.store.actions import Action
from tracker.store.outbox import Occasion, OccasionSkip
from tracker.store.snapshots import OpenAction, open_actions_by_owner

AT_LEAST = 6_000
"""Actions in a share, unless they are the last."""


def shares(facts: Facts, *, of: Collection[int] | Select[int] | None = None) -> Iterator[Facts]:
    """The facts again and again, each time with all actions of some more owners; `of` leaves out
    everybody else. One statement, and two for each share."""
    held: list[OpenAction] = []
    for own in open_actions_by_owner(facts.said, of=of):
        held += own
        if len(held) >= AT_LEAST:
            yield _share(facts, held)
            held = []
    yield _share(facts, held)


def _share(facts: Facts, actions: list[OpenAction]) -> Facts:
    owners = {one.facts.owner_id for one in actions}
    return replace(
        facts,
        actions=actions,
        planned={**facts.planned, **_planned_about(owners)},
    )


def _planned_about(owners: Collection[int]) -> dict[str, date]:
    """Every key used so far of what these owners have open."""
    theirs = Action.open, Action.owner_id.in_(owners)
    used = (
        select(Occasion.dedupe_key, Occasion.local_date)
        .join(Action, Action.id == Occasion.action_id)
        .where(*theirs)
    )
    skipped = (
        select(OccasionSkip.dedupe_key, OccasionSkip.at)
        .join(Action, Action.id == OccasionSkip.action_id)
        .where(*theirs, OccasionSkip.kind.in_(USED_UP))
    )
    return keys_of(used, skipped)
