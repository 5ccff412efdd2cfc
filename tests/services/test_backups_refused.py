"""What is refused, what is dropped, and when it is an alarm; the same on both databases."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.services.elsewhere import application, everything, rows_in
from tracker.domain.backups import Keeping
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import backups, checks, restoring
from tracker.store.runs import BACKUP, last_beat

pytestmark = pytest.mark.usefixtures("with_files")


@pytest.fixture
def engine_name() -> str:
    """SQLite alone."""
    return "sqlite"


def taken(shelf: Path, now: datetime) -> Path:
    """A backup of all that is there."""
    return backups.take(shelf, Keeping(), now=now).path


def spoilt(path: Path, how: str) -> None:
    """Have a backup that is not as it was written."""
    held = bytearray(path.read_bytes())
    if how == "cut short":
        del held[-1:]
    else:
        at = {"beginning": 40, "middle": len(held) // 2, "end": len(held) - 1}[how]
        held[at] ^= 1
    path.write_bytes(held)


def test_bk06_a_backup_that_is_not_as_it_was_is_refused_and_nothing_is_there(
    northbank: Flask, tmp_path: Path, shelf: Path, now: datetime
) -> None:
    path = backups.take(shelf, Keeping(), now=now).path
    whole = path.read_bytes()
    with application(f"sqlite:///{tmp_path / 'new.sqlite'}", tmp_path / "elsewhere") as other:
        for how in ("beginning", "middle", "end", "cut short", "another key"):
            path.write_bytes(whole)
            if how == "another key":
                use(other, secret_key="another key, of enough length as well")
            else:
                spoilt(path, how)
            expected = "cannot be opened" if how in {"beginning", "another key"} else "is damaged"
            with other.app_context():
                with pytest.raises(RuleBroken, match=expected):
                    restoring.restore(path, now=now)
                assert rows_in(everything()) == 0


def test_an_older_key_opens_what_it_sealed(
    northbank: Flask, tmp_path: Path, shelf: Path, now: datetime
) -> None:
    use(northbank, backup_keys=("the first key",))
    path = taken(shelf, now)
    with application(f"sqlite:///{tmp_path / 'new.sqlite'}", tmp_path / "elsewhere") as other:
        use(other, backup_keys=("the second key", "the first key"))
        with other.app_context():
            assert restoring.restore(path, now=now).faults == ()


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """A disk on which no file can grow any further."""
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, usual[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)


def test_bk03_where_there_is_no_room_older_backups_stay_and_nothing_bears_a_good_name(
    northbank: Flask, shelf: Path, now: datetime
) -> None:
    older = taken(shelf, now)
    with no_file_larger_than(4096), pytest.raises(RuleBroken, match="No backup was taken: "):
        taken(shelf, now + timedelta(minutes=1))
    with pytest.raises(RuleBroken, match=r"gone is no folder\. Make it"):
        taken(shelf / "gone", now + timedelta(minutes=1))
    with pytest.raises(RuleBroken, match="No backup was taken: No such file"):
        taken(shelf / "gone" / "a.backup", now + timedelta(minutes=1))

    assert list(shelf.iterdir()) == [older]
    assert last_beat(BACKUP) == now


def test_a_newer_backup_of_the_same_hour_takes_the_place_of_the_older(
    northbank: Flask, shelf: Path, now: datetime
) -> None:
    (shelf / "notes.txt").touch()
    taken(shelf, now)
    newer = backups.take(shelf, Keeping(), now=now + timedelta(minutes=1))

    assert newer.dropped == 1
    assert set(shelf.iterdir()) == {newer.path, shelf / "notes.txt"}


def test_bk08_in_production_an_old_backup_is_an_alarm(
    northbank: Flask, shelf: Path, now: datetime
) -> None:
    def said(at: datetime) -> tuple[bool, str]:
        found = {one.part: (one.well, one.words) for one in checks.reminders(now=at)}
        db.session.rollback()
        return found["backup"]

    assert said(now) == (True, "none was ever taken. Run: tracker backup FOLDER")
    use(northbank, env="production")
    assert said(now) == (False, "none was ever taken. Run: tracker backup FOLDER")
    taken(shelf, now)
    assert said(now + timedelta(hours=26)) == (
        True,
        "the last good one was taken at 8am on 4 July 2011",
    )
    assert not said(now + timedelta(hours=27))[0]
    use(northbank, backup_hours=0)
    assert said(now + timedelta(hours=27))[0]


def use(app: Flask, **changes: object) -> None:
    """Run with other settings from here on."""
    app.extensions["settings"] = replace(app.extensions["settings"], **changes)
