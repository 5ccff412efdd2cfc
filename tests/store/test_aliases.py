"""Statements that threads make of one alias at the same time are whole."""

import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tracker.store import ladders
from tracker.store.aliases import shared_alias
from tracker.store.people import Person, Team

AT_ONCE = 4


@pytest.fixture
def often_interrupted() -> Iterator[None]:
    """Threads give way to each other all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("often_interrupted")
def test_the_first_use_of_an_alias_may_be_made_by_several_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(20):
        monkeypatch.setattr(ladders, "_HEAD", shared_alias(Person))
        monkeypatch.setattr(ladders, "_UNIT", shared_alias(Team))
        together = Barrier(AT_ONCE)

        def ask(wait: Barrier = together) -> str:
            wait.wait()
            return str(ladders.below(Person.id == 1))

        with ThreadPoolExecutor(AT_ONCE) as threads:
            asked = [threads.submit(ask) for _ in range(AT_ONCE)]

        assert len({one.result() for one in asked}) == 1


def test_no_alias_of_this_room_is_kept_in_another_way() -> None:
    kept = re.compile(r"^\w.*\baliased\(", re.MULTILINE)

    assert [
        one.name
        for one in Path(ladders.__file__).parent.glob("*.py")
        if kept.search(one.read_text())
    ] == []
