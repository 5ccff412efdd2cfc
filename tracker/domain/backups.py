"""Which backups are kept, and what they are called."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

ENDING = ".backup"
_NAME = re.compile(r"tracker-(\d{8}T\d{6}Z)\.backup")
_INSTANT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Keeping:
    """For how many hours, days and weeks the newest backup of each is kept. Only those count of
    which there is one, so that nothing goes by the mere passing of time."""

    hours: int = 24
    days: int = 14
    weeks: int = 12


def name_for(taken_at: datetime) -> str:
    """What a backup of this instant is called."""
    return f"tracker-{taken_at.astimezone(UTC):{_INSTANT}}{ENDING}"


def taken_at(name: str) -> datetime | None:
    """When the backup of this name was taken; None for a name that is none of ours."""
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found[1], _INSTANT).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def not_kept(taken: Collection[datetime], keeping: Keeping) -> set[datetime]:
    """Which of the backups taken at these instants may go; never the newest."""
    newest_first = sorted(taken, reverse=True)
    kept = set(newest_first[:1])
    for most, span in (
        (keeping.hours, _hour),
        (keeping.days, _day),
        (keeping.weeks, _week),
    ):
        kept |= _newest_of_each(newest_first, span, most)
    return set(taken) - kept


def _newest_of_each(
    newest_first: list[datetime], span: Callable[[datetime], object], most: int
) -> set[datetime]:
    found: dict[object, datetime] = {}
    for instant in newest_first:
        found.setdefault(span(instant), instant)
    return set(list(found.values())[:most])


def _hour(instant: datetime) -> object:
    return instant.date(), instant.hour


def _day(instant: datetime) -> object:
    return instant.date()


def _week(instant: datetime) -> object:
    return instant.isocalendar()[:2]
