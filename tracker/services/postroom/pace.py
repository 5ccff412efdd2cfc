"""How many letters a post room takes in hand at once."""

import time
from collections.abc import Callable

AT_A_TIME = 2
"""Seconds in which what is in hand should have gone, so that it says what is true now."""
SLOW = 5
"""Seconds after which what was written has to be written again."""


class Pace:
    """One letter at first, then as many as go in a moment at the pace of the last ones.

    With a mail server that takes its time others may so send what this post room has not begun.
    """

    def __init__(self, most: int, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._monotonic = monotonic
        self._began = self._written = monotonic()
        self.most = 1

    def begin(self) -> None:
        """Letters are in hand."""
        self._began = self._written = self._monotonic()

    def is_slow(self) -> bool:
        """True when what is in hand was written too long ago; then it counts as written now."""
        now = self._monotonic()
        if now - self._written <= SLOW:
            return False
        self._written = now
        return True

    def end(self, letters: int) -> None:
        """So many of them went."""
        if letters:
            each = max((self._monotonic() - self._began) / letters, AT_A_TIME / self._most)
            self.most = max(1, min(2 * self.most, int(AT_A_TIME / each)))
