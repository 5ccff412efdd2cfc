"""BK-05: back up, lose everything, restore on a new machine with the runbook and the keys alone."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.warm import WarmTracker

KEYS = {"TRACKER_SECRET_KEY": "s" * 32, "TRACKER_BACKUP_KEY": "b" * 32}


class Machine:
    """A machine with the program and some settings; nothing else is on it."""

    def __init__(self, folder: Path, warm: WarmTracker, **settings: str) -> None:
        self.folder = folder
        self._warm = warm
        self._environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("TRACKER_")},
            "TRACKER_INSTANCE": str(folder),
            "TRACKER_CLOCK": "2011-07-04T08:00",
            **settings,
        }

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return self._warm.run(tuple(str(word) for word in words), self._environment)

    def files(self) -> list[str]:
        """The names of its files of evidence."""
        return sorted(path.name for path in (self.folder / "evidence").glob("*"))


@pytest.fixture
def machine(tmp_path: Path, warm: WarmTracker) -> Callable[..., Machine]:
    """`machine("second", **settings)` is a new machine."""
    return lambda name, **settings: Machine(tmp_path / name, warm, **settings)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where backups are put."""
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


def test_bk05_a_drill(machine: Callable[..., Machine], tmp_path: Path, shelf: Path) -> None:
    first = machine("first", **KEYS)
    assert first.run("backup", shelf).stderr == (
        "Error: The database is not ready. Run: tracker db upgrade\n"
    )
    first.run("demo")
    took = first.run("backup", shelf)
    (path,) = shelf.iterdir()
    assert (took.returncode, took.stdout) == (0, f"{path}\n")
    assert "Taken and tried: " in took.stderr

    stranger = machine("stranger", TRACKER_SECRET_KEY="x" * 32)
    assert "The backup cannot be opened" in stranger.run("restore", path).stderr
    second = machine("second", **KEYS)
    came = second.run("restore", path)

    assert came.returncode == 0
    assert "Restored as it was at 2011-07-04T07:00:00+00:00" in came.stderr
    assert "may have been sent already" in came.stderr
    said = second.run("check").stdout
    assert "WRONG hold: all mail is held since 8am on 4 July 2011." in said
    assert "The history is whole" in second.run("audit", "verify").stdout
    assert second.files() == first.files() != []
    again = second.run("restore", path)
    assert (again.returncode, "That database is not empty" in again.stderr) == (1, True)
    elsewhere = second.run("db", "copy", "--to", f"sqlite:///{tmp_path / 'third.sqlite'}")
    assert elsewhere.returncode == 0
    assert "All rows are there, and they are the same." in elsewhere.stderr
    assert second.run("db", "copy", "--to", "mysql://there").stderr == (
        "Error: The address must begin with sqlite:/// or postgresql+psycopg://.\n"
    )


def test_a_backup_before_the_first_entry_says_that_there_is_none(
    machine: Callable[..., Machine], shelf: Path
) -> None:
    new = machine("new", **KEYS)
    new.run("db", "upgrade")

    took = new.run("backup", shelf)

    assert took.returncode == 0
    assert "Nothing has been written to the history yet.\n" in took.stderr
    assert "as far as" not in took.stderr
