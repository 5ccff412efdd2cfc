"""BK-01 and BK-03: backups taken while everybody works, and killed anywhere. What bears a backup's
name is whole; what is restored or copied is whole or is not there."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, func, select, text

from tests import databases
from tests.faults.kills import Office, Staff, looking
from tests.faults.staff import BATCH, TOIL, Premises
from tracker.store import engine as opening
from tracker.store.outbox import Instance, Notification
from tracker.store.portable import tables
from tracker.store.runs import Heartbeat

pytestmark = pytest.mark.kills

LETTERS = 200 * BATCH
"""As many are planned; then the load stays and the rows are no more."""
ON_SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
"""For what is the same wherever the rows come from."""

Elsewhere = Callable[[], str]


@pytest.fixture
def elsewhere(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Elsewhere:
    """`elsewhere()` is the address of an empty database of the other kind, another each time."""
    numbers = count()
    if engine_name == "sqlite":
        server = request.getfixturevalue("postgresql")
        return lambda: databases.create_database(server, "tracker_elsewhere")
    return lambda: f"sqlite:///{tmp_path / f'{next(numbers)}.sqlite'}"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where backups are put."""
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


@contextmanager
def looked_at(address: str) -> Iterator[Connection]:
    """A connection to read from a database with."""
    engine = create_engine(address, **opening.engine_options(address))
    opening.prepare(engine)
    try:
        with looking(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def rows(address: str) -> int:
    """How many rows there are in a database, but for whose it is."""
    with looked_at(address) as connection:
        there = {name for (name,) in connection.execute(text(_NAMES[connection.dialect.name]))}
        return sum(
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables()
            if table.name in there and table.name != "instance"
        )


_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master",
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def do(office: Office, work: str, at: str = "", **details: object) -> None:
    """Have one process do something to its end, or to its death."""
    assert office.start(work, kill_at=at, **details).ended(within=120)


def named(shelf: Path) -> list[Path]:
    return sorted(path for path in shelf.iterdir() if not path.name.startswith("."))


def move_in(staff: Staff, address: str, folder: Path, office: Office) -> None:
    """Have the next jobs done on another database."""
    premises = Premises(address, str(folder), office.server.port, tables=False)
    staff.tell(premises, "open")


def check_restored(address: str) -> int:
    """A database that was restored is whole, and no letter in it can go; returns how many there
    are, which is as many as whole transactions make."""
    with looked_at(address) as connection:
        assert connection.scalar(select(Instance.held))
        current = connection.scalar(select(Instance.generation))
        ready = select(func.count()).where(Notification.generation == current)
        assert connection.scalar(ready) == 0
        letters = connection.scalar(select(func.count(Notification.id))) or 0
        assert letters % BATCH == 0
        if connection.dialect.name == "sqlite":
            assert connection.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
    return letters


@ON_SQLITE
def test_bk03_killed_anywhere_a_backup_is_whole_or_has_no_name(office: Office, shelf: Path) -> None:
    do(office, "plan", letters=2 * BATCH)
    for point in ("backup.rows:2", "backup.written", "filling.rows:2", "backup.tried"):
        do(office, "back up", point, where=str(shelf / "a.backup"))
        assert named(shelf) == []
    for part in shelf.iterdir():
        os.utime(part, (0, 0))
    assert len(list(shelf.iterdir())) == 4

    do(office, "back up", "backup.named", where=str(shelf / "b.backup"))

    assert list(shelf.iterdir()) == [shelf / "b.backup"]
    do(office, "back up", where=str(shelf / "c.backup"))
    assert not list(shelf.parent.glob("trying-backup-*"))


def test_killed_anywhere_a_restore_leaves_nothing_or_all_of_it_with_its_mail_held(
    office: Office, staff: Staff, shelf: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    do(office, "plan", letters=2 * BATCH)
    do(office, "back up", where=str(shelf / "a.backup"))
    address = elsewhere()
    move_in(staff, address, tmp_path / "there", office)
    for point in ("filling.rows:2", "restore.checked"):
        do(office, "bring back", point, where=str(shelf / "a.backup"))
        assert rows(address) == 0

    do(office, "bring back", "restore.committed", where=str(shelf / "a.backup"))

    assert check_restored(address) == 2 * BATCH


@ON_SQLITE
def test_killed_anywhere_a_copy_leaves_nothing_or_all_of_it_with_its_mail_held(
    office: Office, elsewhere: Elsewhere
) -> None:
    do(office, "plan", letters=2 * BATCH)
    address = elsewhere()
    for point in ("filling.rows:2", "copy.held"):
        do(office, "copy out", point, where=address)
        assert rows(address) == 0

    do(office, "copy out", where=address)

    assert check_restored(address) == 2 * BATCH


def turns(address: str) -> int:
    """How often somebody had worked at the moment of a backup."""
    with looked_at(address) as connection:
        told = connection.scalar(select(Heartbeat.result).where(Heartbeat.part == TOIL))
    return told["turn"] if told else 0


def under_load(office: Office, staff: Staff, shelf: Path, elsewhere: Elsewhere, many: int) -> None:
    """Take so many backups while letters are planned and sent, then restore each elsewhere."""
    address = office.engine.url.render_as_string(hide_password=False)
    for work in ("toil", "deliver", "recover"):
        office.start(work, letters=LETTERS)
    worked = []
    for number in range(many):
        before = turns(address)
        do(office, "back up", where=str(shelf / f"{number:02}.backup"))
        worked.append((before, turns(address)))
    for worker in office.workers:
        worker.bury()
    sent = office.server.ids()

    assert [len(named(shelf)), all(before < after for before, after in worked)] == [many, True]
    for path, (before, after) in zip(named(shelf), worked, strict=True):
        there = elsewhere()
        letters = restored(office, staff, path, there)
        assert before <= turns(there) <= after
        assert letters == min(turns(there) * BATCH, LETTERS)
    assert office.server.ids() == sent


def restored(office: Office, staff: Staff, path: Path, address: str) -> int:
    """Restore a backup in a new place and have the post go there; returns how many letters it
    holds."""
    move_in(staff, address, shelf_beside(path), office)
    do(office, "bring back", where=str(path))
    do(office, "one round")
    return check_restored(address)


def shelf_beside(path: Path) -> Path:
    """A folder for the installation that a backup is restored in."""
    return path.parent.with_name(f"there-{path.stem}")


def test_bk01_a_backup_under_load_comes_back_whole_and_sends_nothing(
    office: Office, staff: Staff, shelf: Path, elsewhere: Elsewhere
) -> None:
    under_load(office, staff, shelf, elsewhere, 1)


@pytest.mark.soak
def test_bk01_fifty_backups_under_load_come_back_whole_and_send_nothing(
    office: Office, staff: Staff, shelf: Path, elsewhere: Elsewhere
) -> None:
    under_load(office, staff, shelf, elsewhere, 50)
