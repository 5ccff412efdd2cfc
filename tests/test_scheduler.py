"""The scheduler looks after its post rooms."""

import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tracker import scheduler
from tracker.scheduler import HANGS_AFTER, Scheduler


class _Room:
    """A post room that hangs until the test is over, or works until it is told to stop."""

    def __init__(self, works: Callable[[threading.Event], object]) -> None:
        self.stirred_at = time.monotonic()
        self._works = works

    def run(self, _now: object, *, stop: threading.Event) -> None:
        self._works(stop)


@pytest.fixture
def rooms(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[_Room]]:
    """The post rooms opened so far; the first one hangs."""
    opened: list[_Room] = []
    over = threading.Event()

    def open_room(_write: object, _folder: object, **_more: object) -> _Room:
        room = _Room((lambda stop: stop.wait(60)) if opened else (lambda _stop: over.wait(60)))
        opened.append(room)
        return room

    monkeypatch.setattr(scheduler, "post_room", open_room)
    yield opened
    over.set()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_beside_a_post_room_that_hangs_another_one_is_opened_and_the_process_can_end(
    northbank: Flask, rooms: list[_Room], caplog: pytest.LogCaptureFixture
) -> None:
    work = Scheduler(northbank, plans=False)
    work.start()
    until(lambda: len(rooms) == 1)
    with caplog.at_level(logging.ERROR):
        work.look_after()
        assert not caplog.messages
        rooms[0].stirred_at -= HANGS_AFTER + 1
        work.look_after()
    until(lambda: len(rooms) == 2)
    work.look_after()

    assert caplog.messages == ["a post room hangs; opening another one"]
    work.stop()
    assert len(rooms) == 2
