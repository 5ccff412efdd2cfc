"""The open actions of a morning, a share of the owners at a time: however many there are, no more
than a few thousand are held together with what was planned about them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Select, func, select

from tracker.extensions import db
from tracker.services.planning.facts import LOST, USED_UP, Facts, is_timed, keys_of
from tracker.store.actions import Action
from tracker.store.outbox import Notification, NotificationAction, Occasion, OccasionSkip
from tracker.store.snapshots import OpenAction, open_actions_by_owner

AT_LEAST = 6_000
"""Actions in a share, unless they are the last."""


def shares(facts: Facts, *, of: Collection[int] | Select[int] | None = None) -> Iterator[Facts]:
    """The facts again and again, each time with all actions of some more owners; `of` leaves out
    everybody else. One statement, and three for each share."""
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
        told=_told_lately(owners, facts),
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


def _told_lately(owners: Collection[int], facts: Facts) -> dict[int, int]:
    """How many timed letters of the last seven days, today's included, are about each action."""
    week = Notification.local_date.between(facts.today - timedelta(days=6), facts.today)
    found = (
        select(NotificationAction.action_id, func.count(Notification.id.distinct()).label("times"))
        .join(Notification, Notification.id == NotificationAction.notification_id)
        .join(Action, Action.id == NotificationAction.action_id)
        .where(Action.open, Action.owner_id.in_(owners))
        .where(is_timed(), week, Notification.state.not_in(LOST))
        .group_by(NotificationAction.action_id)
    )
    return {row.action_id: row.times for row in db.session.execute(found)}
