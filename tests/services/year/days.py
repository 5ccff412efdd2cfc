"""The model's own calendar."""

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta

from tests.services.year.people import BANK_HOLIDAYS_2026, CLOSED_2026


class Days:
    """Working days, by a list of them and nothing else."""

    def __init__(self) -> None:
        closed = BANK_HOLIDAYS_2026 | CLOSED_2026
        first = date(2025, 1, 1)
        days = (first + timedelta(days=n) for n in range(1200))
        self.open = [one for one in days if one.weekday() < 5 and one not in closed]

    def works(self, on: date) -> bool:
        """Whether the council is open."""
        place = bisect_right(self.open, on)
        return place > 0 and self.open[place - 1] == on

    def between(self, earlier: date, later: date) -> int:
        """How many are after the one and not after the other."""
        return max(0, bisect_right(self.open, later) - bisect_right(self.open, earlier))

    def after(self, on: date) -> date:
        """The next one."""
        return self.open[bisect_right(self.open, on)]

    def on_or_after(self, on: date) -> date:
        """The day, or the next one."""
        return on if self.works(on) else self.after(on)

    def of_week(self, on: date) -> list[date]:
        """Those of a week."""
        monday = on - timedelta(days=on.weekday())
        return [d for d in (monday + timedelta(days=n) for n in range(5)) if self.works(d)]

    def weekly(self, weekday: int, on: date) -> date | None:
        """The day of a weekly letter that should go on a weekday."""
        week = self.of_week(on)
        wanted = on + timedelta(days=weekday - on.weekday())
        return next((d for d in week if d >= wanted), week[-1] if week else None)

    def month_to_tell(self, day: int, today: date) -> str | None:
        """The month of which a board is to be told now, if any."""
        for one in (today, today.replace(day=1) - timedelta(days=1)):
            last = monthrange(one.year, one.month)[1]
            on = self.on_or_after(one.replace(day=min(day, last)))
            if on <= today < on + timedelta(days=14):
                return f"{one:%Y-%m}"
        return None
