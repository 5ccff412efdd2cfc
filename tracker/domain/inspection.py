"""Reading the chain of the history from end to end, and naming in words what is broken in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain as one_after_another

from tracker.domain.chain import (
    ANEW,
    FIRST,
    Anchor,
    Entry,
    Head,
    anchor_of,
    same,
    sealed,
    trusted,
)

MANY = 10
"""Broken entries in a row, from which on they are named as one."""
MOST = 200
"""Faults that are kept; of any more only their number."""
_TRIED = 1000


@dataclass
class _Broken:
    """Entries in a row that no key sealed as they are; all of them while they are few."""

    first: int
    last: int
    count: int = 0
    entries: list[Entry] = field(default_factory=list)
    linked: Entry | None = None
    """The last of them when what comes after it knows its seal: then only its words are other."""
    doubled: set[int] = field(default_factory=set)

    def take(self, entry: Entry) -> None:
        self.last = max(self.last, entry.seq)
        self.count += 1
        self.entries = [*self.entries, entry] if self.count < MANY else []


class Inspection:
    """One reading of the history: `read` each entry by number, then `faults`.

    It holds a few entries at most, however long the history is. After an entry that is broken it
    goes on from the next that is whole, so that each fault is named once.
    """

    def __init__(
        self, head: Head | None, keys: Sequence[bytes], anchor: Anchor | None = None
    ) -> None:
        self.count = 0
        self.last: Entry | None = None
        self.first_at: str | None = None
        self.last_at: str | None = None
        self._head = head
        self._head_whole = trusted(head, keys)
        self._keys = list(keys)
        self._anchor = anchor
        self._anchored = anchor is None
        self._expected = 1
        self._follows = FIRST
        self._whole_before: int | None = None
        self._run: _Broken | None = None
        self._before: Entry | None = None
        self._runs: list[_Broken] = []
        self._missing: list[tuple[int, int]] = []
        self._said: list[tuple[int, str]] = []
        self._unsaid = 0

    @property
    def anchor(self) -> Anchor | None:
        """What to note down for next time; None when there is no entry."""
        return anchor_of(self.last.seq, self.last.mac) if self.last else None

    def read(self, entry: Entry) -> None:
        """Take in the next entry; they come in the order of their numbers."""
        self.count += 1
        if self._anchor and entry.seq == self._anchor.seq:
            self._anchored |= entry.mac[: len(self._anchor.begins)] == self._anchor.begins
        if self._fits(entry, entry.seq):
            self._read_whole(entry)
        else:
            self._read_broken(entry)
        at = str(entry.fields["at"])
        self.first_at, self.last_at = min(at, self.first_at or at), max(at, self.last_at or at)
        self._before = self.last = entry

    def faults(self) -> Iterator[str]:
        """What is broken, in words, by number; call when every entry has been read."""
        if self.count and self._whole_before is None and self._head and not self._head_whole:
            yield (
                "Nothing in the history fits the key: either it was changed and the old one is not "
                "among the settings, or every entry was altered."
            )
            return
        end = self._head.seq if self._head and self._head_whole else None
        if end is not None and self._head:
            self._close_run(self._head.last, end + 1)
        else:
            self._close_run(None, self._expected)
        found = sorted(one_after_another(self._said, self._of_runs(end), self._of_gaps()))
        yield from (words for _seq, words in found)
        if self._unsaid:
            yield f"And {self._unsaid} more."
        yield from self._of_head()
        if not self._anchored and self._anchor:
            yield (
                f"Entry {self._anchor.seq} is not the one that was noted as the anchor: what came "
                "after it, or the whole history, was cut off or written anew."
            )

    def _fits(self, entry: Entry, seq: int) -> bool:
        for place, key in enumerate(self._keys):
            if same(sealed(entry.fields, seq, entry.follows, key=key), entry.mac):
                if place:  # the next entry was most likely sealed with the same key
                    self._keys.insert(0, self._keys.pop(place))
                return True
        return False

    def _read_whole(self, entry: Entry) -> None:
        if self._before and self._before.seq == entry.seq and self._run:
            self._run.doubled.add(entry.seq)
        unbroken = self._run is None and entry.seq == self._expected
        self._close_run(entry.follows, entry.seq)
        if entry.seq < self._expected:
            self._say(entry.seq, f"{_name(entry)} has a number that another entry has too.")
        elif entry.follows == ANEW:
            self._say(
                entry.seq,
                f"{_name(entry)} begins the chain anew: when it was written, the head was missing, "
                "altered or sealed with another key.",
            )
        elif unbroken and entry.follows != self._follows:
            self._say(
                entry.seq,
                f"{_name(entry)} was not written after the entry that is before it now: one of the "
                "two was exchanged.",
            )
        self._expected, self._follows = entry.seq + 1, entry.mac
        self._whole_before = entry.seq

    def _read_broken(self, entry: Entry) -> None:
        if self._run is None:
            self._run = _Broken(entry.seq, entry.seq)
        if self._before and self._before.seq == entry.seq:
            self._run.doubled.add(entry.seq)
        self._run.take(entry)

    def _close_run(self, follows: str | None, until: int) -> None:
        """End the broken entries before the number `until`, whose entry follows this seal, and note
        which numbers before it are missing."""
        run, self._run = self._run, None
        there: list[tuple[int, int]] = []
        if run:
            last = run.entries[-1] if run.entries else None
            if last and follows and follows in (last.mac, *self._seals(last)):
                run.linked = last
            if len(self._runs) < MOST:
                self._runs.append(run)
            else:
                self._unsaid += run.count
            there = [(e.seq, e.seq) for e in run.entries] or [(run.first, run.last)]
        for gap in _gaps(self._expected, until, there):
            if len(self._missing) < MOST:
                self._missing.append(gap)
            else:
                self._unsaid += 1

    def _seals(self, entry: Entry) -> Iterator[str]:
        for key in self._keys:
            yield sealed(entry.fields, entry.seq, entry.follows, key=key)

    def _of_runs(self, end: int | None) -> Iterator[tuple[int, str]]:
        """What is said of broken entries; one found to have had a missing number is no gap."""
        candidates = [entry.seq for run in self._runs for entry in run.entries]
        for low, high in self._missing:
            candidates += range(low, min(high + 1, low + _TRIED))
        for run in self._runs:
            if not run.entries:
                yield (
                    run.first,
                    f"Entries {run.first} to {run.last} do not fit the key: either it was changed "
                    "and the old one is not among the settings, or all of them were altered.",
                )
            for entry in run.entries:
                written = next(
                    (n for n in candidates[:_TRIED] if n != entry.seq and self._fits(entry, n)),
                    None,
                )
                if written is not None:
                    self._take_out(written)
                yield entry.seq, f"{_name(entry)} {_fate(entry, run, end, written)}"

    def _take_out(self, seq: int) -> None:
        self._missing = [
            part for low, high in self._missing for part in _gaps(low, high + 1, [(seq, seq)])
        ]

    def _of_gaps(self) -> Iterator[tuple[int, str]]:
        for low, high in self._missing:
            at_the_end = " at the end" if self._before is None or low > self._before.seq else ""
            if low == high:
                yield low, f"Entry {low} is missing{at_the_end}."
            else:
                yield low, f"Entries {low} to {high} are missing{at_the_end}."

    def _of_head(self) -> Iterator[str]:
        if self._head is None:
            if self.count:
                yield "The head of the history is missing: nobody can say whether its end is there."
        elif not self._head_whole:
            yield (
                "The head of the history was altered, or sealed with another key: nobody can say "
                "whether its end is there."
            )
        elif self._whole_before is not None and self._whole_before > self._head.seq:
            yield f"The head of the history was put back: it ends at entry {self._head.seq}."
        elif self._whole_before == self._head.seq and self._follows != self._head.last:
            yield "The head of the history does not belong to its last entry: one was exchanged."

    def _say(self, seq: int, words: str) -> None:
        if len(self._said) < MOST:
            self._said.append((seq, words))
        else:
            self._unsaid += 1


def _fate(entry: Entry, run: _Broken, end: int | None, written: int | None) -> str:
    if written is not None:
        return f"is out of order: it was written as entry {written}."
    if entry.seq in run.doubled or entry.seq < 1 or (end is not None and entry.seq > end):
        return "was put in: the tracker did not write it."
    if entry is run.linked or _known_to_next(entry, run):
        return "was altered."
    return "was altered or put in: the tracker did not write it as it is."


def _known_to_next(entry: Entry, run: _Broken) -> bool:
    """True when the broken entry after it knows its seal."""
    after = [one for one in run.entries if one.seq == entry.seq + 1]
    return any(one.follows == entry.mac for one in after)


def _name(entry: Entry) -> str:
    return f"Entry {entry.seq} (id {entry.fields['id']})"


def _gaps(low: int, until: int, there: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The numbers from `low` to before `until` that lie in none of these spans, as spans."""
    for first, last in sorted(there):
        if low < min(first, until):
            yield low, min(first, until) - 1
        low = max(low, last + 1)
    if low < until:
        yield low, until - 1
