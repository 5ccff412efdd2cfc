"""The database going away under a post room: at the gate nothing is sent, at the mark it waits."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from tests.services.posting import Office, open_office
from tests.store.outbox_rows import facts, plan, planned
from tracker.extensions import db
from tracker.services.postroom.installed import liveness_for
from tracker.services.postroom.liveness import DatabaseLiveness, FileLiveness
from tracker.store.engine import SQLITE
from tracker.store.outbox import LetterState, Notification


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Iterator[Office]:
    with open_office(app, tmp_path / "postroom") as opened:
        yield opened


class Locked:
    """Somebody else holding the SQLite write lock, from a step of a conversation on: the first such
    step, or a later one by its number."""

    def __init__(self, office: Office, *, at: str, number: int = 1) -> None:
        db.session.execute(text("PRAGMA busy_timeout = 20"))
        db.session.rollback()
        self._path = db.engine.url.database
        self._at = at
        self._still_to_come = number
        self._other: Any = None
        office.server.decide = self._decide

    def _decide(self, step: str, _about: str) -> None:
        self._still_to_come -= step == self._at
        if self._still_to_come == 0 and self._other is None:
            self._other = SQLITE.connect(self._path, isolation_level=None, check_same_thread=False)
            self._other.execute("BEGIN IMMEDIATE")

    def let_go(self, _seconds: float = 0) -> None:
        """Finish, as the one who is waited for does in the end."""
        self._other.close()


on_sqlite = pytest.mark.parametrize("engine_name", ["sqlite"])
on_postgresql = pytest.mark.parametrize("engine_name", ["postgresql"])


@on_sqlite
def test_a_gate_that_cannot_commit_means_no_dot(office: Office) -> None:
    letter = planned("a")
    plan(letter)
    lock = Locked(office, at="data")
    room = office.room(pause=lock.let_go)

    assert room.deliver_due(office.now) == {"put back": 1}
    assert office.server.ids() == []
    assert facts(letter.id, "state", "attempts", "doubt_count") == (LetterState.READY, 0, 0)

    office.now.on(seconds=5)
    assert room.deliver_due(office.now) == {"sent": 1}
    assert facts(letter.id, "state", "doubt_count") == (LetterState.SENT, 0)


@on_sqlite
def test_an_answer_that_cannot_be_written_down_is_kept_until_it_can(office: Office) -> None:
    letter = planned("a")
    plan(letter)
    lock = Locked(office, at="dot")
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            lock.let_go()

    assert office.room(pause=pause).deliver_due(office.now) == {"sent": 1}
    assert waits == [0.2, 0.4, 0.8]
    assert len(office.server.ids()) == 1
    assert facts(letter.id, "state", "doubt_count") == (LetterState.SENT, 0)


@on_sqlite
def test_a_gate_that_cannot_commit_loses_no_answer_that_waited_for_it(office: Office) -> None:
    """The lock is taken while the second of two in hand is said, whose gate would hold the end of
    the first."""
    plan(*(planned(key) for key in "abc"))
    lock = Locked(office, at="data", number=3)
    room = office.room(pause=lock.let_go)

    assert room.deliver_due(office.now) == {"sent": 2, "put back": 1}
    assert len(office.server.ids()) == 2
    ends = [facts(one, "state", "attempts", "doubt_count") for one in ids_of_letters()]
    assert sorted(ends) == [(LetterState.READY, 0, 0), *[(LetterState.SENT, 0, 0)] * 2]

    office.now.on(seconds=5)
    assert room.deliver_due(office.now) == {"sent": 1}
    assert len(set(office.server.ids())) == len(office.server.ids()) == 3


def ids_of_letters() -> list[str]:
    found = list(db.session.scalars(select(Notification.id)))
    db.session.rollback()
    return found


@on_postgresql
@pytest.mark.parametrize("step", ["data", "dot"])
def test_db05_connections_cut_in_the_middle_of_a_letter_cost_nothing(
    office: Office, step: str
) -> None:
    letter, other = planned("a"), planned("b")
    plan(letter, other)
    cut = threading.Event()

    def decide(now_at: str, _about: str) -> None:
        if now_at == step and not cut.is_set():
            cut.set()
            with office.app.app_context():
                db.session.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
                db.session.commit()

    office.server.decide = decide

    assert office.room().deliver_due(office.now) == {"sent": 2}
    assert len(office.server.ids()) == 2
    assert {facts(one.id, "state", "doubt_count") for one in (letter, other)} == {
        (LetterState.SENT, 0)
    }


@on_postgresql
def test_a_worker_whose_lock_was_lost_takes_it_again(office: Office) -> None:
    living = DatabaseLiveness(office.folder, db.engine)
    living.keep()
    db.session.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    )
    living.keep()

    with DatabaseLiveness(office.folder, db.engine).deaths(db.session(), {living.worker}) as deaths:
        assert deaths.workers == frozenset()
    db.session.rollback()
    living.let_go()


@pytest.fixture
def a_worker(office: Office) -> FileLiveness:
    with office.app.app_context():
        return liveness_for(office.folder)


def test_a_living_worker_is_not_found_dead(a_worker: FileLiveness, office: Office) -> None:
    a_worker.keep()
    a_worker.keep()

    with liveness_for(office.folder).deaths(db.session(), {a_worker.worker}) as deaths:
        assert deaths.workers == frozenset()
    db.session.rollback()
    a_worker.let_go()


def test_a_worker_that_left_in_good_order_leaves_nothing_behind(
    a_worker: FileLiveness, office: Office
) -> None:
    a_worker.keep()
    assert [path.stem for path in office.folder.iterdir()] == [a_worker.worker]
    a_worker.let_go()

    assert list(office.folder.iterdir()) == []


def test_sweeping_leaves_the_living_and_those_with_letters(office: Office) -> None:
    living, dead, dead_with_letters = (FileLiveness(office.folder) for _ in range(3))
    living.keep()
    for gone in (dead, dead_with_letters):
        (office.folder / f"{gone.worker}.alive").touch()

    FileLiveness(office.folder).sweep(keep={dead_with_letters.worker})

    left = {path.stem for path in office.folder.iterdir()}
    assert left == {living.worker, dead_with_letters.worker}
    living.let_go()


def test_a_worker_whose_file_is_missing_is_not_proved_dead(office: Office) -> None:
    with FileLiveness(office.folder).deaths(db.session(), {"elsewhere-1-ab"}) as deaths:
        assert deaths.workers == frozenset()


@pytest.mark.parametrize(("doing", "blamed"), [("writing", {"a" * 32}), ("sending", set())])
def test_a_letter_is_blamed_only_for_a_death_while_it_was_written(
    office: Office, doing: str, blamed: set[str]
) -> None:
    dead = FileLiveness(office.folder)
    office.folder.mkdir(parents=True, exist_ok=True)
    (office.folder / f"{dead.worker}.alive").write_text(f"{doing} {'a' * 32}".ljust(60))

    with FileLiveness(office.folder).deaths(db.session(), {dead.worker}) as deaths:
        assert (deaths.workers, deaths.explained, deaths.blamed) == (
            {dead.worker},
            {dead.worker},
            blamed,
        )
