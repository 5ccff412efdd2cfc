"""Whether the wall clock can be trusted to say how long a letter has been in somebody's hand."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta


class SteadyClock:
    """Compares the wall clock with one that no step touches.

    After a step the ages of leases are not what they seem, until every lease from before it is over
    (`settled` later). A worker that is proved dead needs no such age.
    """

    def __init__(
        self, settled: timedelta, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._settled = settled.total_seconds()
        self._monotonic = monotonic
        self._apart: float | None = None
        self._doubted_until = 0.0

    def is_trusted(self, now: datetime) -> bool:
        """False for a while after the wall clock was put forward or back by more than a minute."""
        here = self._monotonic()
        apart = now.timestamp() - here
        if self._apart is not None and abs(apart - self._apart) > STEP:
            self._doubted_until = here + self._settled
        self._apart = apart
        return here >= self._doubted_until


STEP = 60
"""Seconds by which a clock may be set right without anybody being misjudged."""
