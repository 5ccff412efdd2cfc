"""Reading a chain: however long it is and however much is broken in it, what is said stays short."""

import tracemalloc
from collections.abc import Iterator

import pytest

from tracker.domain.chain import FIRST, Entry, Head, anchor_from, anchor_of, key_from, sealed
from tracker.domain.chain import sealed_head as head_seal
from tracker.domain.inspection import MANY, MOST, Inspection

KEY = key_from("a secret")


def chain(length: int, *, altered: frozenset[int] = frozenset()) -> Iterator[Entry]:
    """A history of this length, with the entries of these numbers altered."""
    follows = FIRST
    for seq in range(1, length + 1):
        fields = {"id": seq, "at": "2011-07-04T08:00:00.000000+00:00", "kind": "given"}
        mac = sealed(fields, seq, follows, key=KEY)
        if seq in altered:
            fields = {**fields, "kind": "left"}
        yield Entry(fields, seq, follows, mac)
        follows = mac


def head_of(length: int) -> Head:
    """The head that belongs to it."""
    *_before, last = chain(length)
    return Head(length, last.mac, head_seal(length, last.mac, key=KEY))


def faults(length: int, altered: frozenset[int], key: bytes = KEY) -> list[str]:
    inspection = Inspection(head_of(length), [key])
    for entry in chain(length, altered=altered):
        inspection.read(entry)
    return list(inspection.faults())


def test_a_few_altered_in_a_row_are_each_named_and_many_as_one() -> None:
    few = frozenset(range(20, 20 + MANY - 1))
    many = frozenset(range(40, 40 + MANY))

    said = faults(100, few | many)

    assert said[:-1] == [f"Entry {seq} (id {seq}) was altered." for seq in sorted(few)]
    assert said[-1].startswith(f"Entries 40 to {39 + MANY} do not fit the key: ")


def test_of_more_faults_than_anybody_reads_the_number_is_told() -> None:
    said = faults(1000, frozenset(range(1, 1000, 2)))

    assert len(said) == MOST + 1
    assert said[-1] == f"And {500 - MOST} more."


@pytest.mark.parametrize("length", [1, 3, 5000])
def test_another_key_is_said_in_one_sentence(length: int) -> None:
    (said,) = faults(length, frozenset(), key_from("another"))

    assert said.startswith("Nothing in the history fits the key: either it was changed and ")


def test_a_long_history_takes_no_more_room_than_a_short_one() -> None:
    def room(length: int) -> int:
        head, entries = head_of(length), chain(length)
        tracemalloc.start()
        inspection = Inspection(head, [KEY])
        for entry in entries:
            inspection.read(entry)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert list(inspection.faults()) == []
        return peak

    room(100)
    assert room(4000) < 2 * room(400) + 10_000


@pytest.mark.parametrize("text", ["", "12", "12-", "x-9f3ac2d17b60e854", "12-9F3AC2D17B60E854"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{text}$"):
        anchor_from(text)


def test_an_anchor_is_read_as_it_was_written() -> None:
    noted = anchor_of(12, "9f3ac2d17b60e854" * 4)

    assert str(noted) == "12-9f3ac2d17b60e854"
    assert anchor_from(f" {noted}\n") == noted
