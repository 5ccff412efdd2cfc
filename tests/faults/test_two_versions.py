"""DB-10: two versions on one database while it is upgraded. The new one waits for its tables; the old
one goes on, or says that it cannot; nothing is lost and nothing is half done."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import flask_migrate
import pytest
from flask import Flask

from tests.faults.kills import ROOT
from tests.faults.moved_clock import AHEAD
from tests.faults.next_version import FOLDER
from tests.faults.visitors import Answer, Browser, Visitor, check_saved
from tests.ports import free_port
from tests.test_config import REAL
from tracker import clock
from tracker.extensions import db
from tracker.store import schema

BEGINS = "2011-07-04T08:00"
ADDS = """
    op.create_table("of_the_next", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("action", sa.Column("of_the_next", sa.String(20)))
"""
BREAKS = """
    op.alter_column("comment", "text", new_column_name="words")
"""

pytestmark = [pytest.mark.kills, pytest.mark.long]


class Council:
    """One database, and processes of both versions on it."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self._migrations = folder / "migrations"
        shutil.copytree(schema.MIGRATIONS, self._migrations)
        address = db.engine.url.render_as_string(hide_password=False)
        ahead = (clock.at(BEGINS) - datetime.now(UTC)).total_seconds()
        clean = {name: text for name, text in os.environ.items() if not name.startswith("TRACKER_")}
        self._environment = (
            clean
            | REAL
            | {
                "TRACKER_DATABASE_URL": address,
                "TRACKER_INSTANCE": str(folder),
                "TRACKER_TRUSTED_PROXIES": "1",
                "PYTHONPATH": str(ROOT),
                AHEAD: str(ahead),
                FOLDER: str(self._migrations),
            }
        )

    def needs_next(self, does: str) -> None:
        """Have the next version need one migration more."""
        newest = max(path.name[:4] for path in self._migrations.glob("versions/0*.py"))
        name = f"{int(newest) + 1:04}"
        (self._migrations / f"versions/{name}_next.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n\n"
            f"revision = {name!r}\ndown_revision = {newest!r}\n\n\n"
            f"def upgrade() -> None:{does}"
        )

    def pages(self, module: str) -> tuple[str, int]:
        """Start the pages of a version; returns where."""
        port = free_port()
        words = ("-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}")
        with (self._folder / f"{module}.log").open("wb") as log:
            process = self._start("gunicorn", *words, f"{module}:application()", into=log)
        self._processes.append(process)
        return "127.0.0.1", port

    def run_next(self, *words: str) -> tuple[int, str]:
        """A command of the next version: its exit code and what it said."""
        process = self._start("tests.faults.next_version", *words, into=subprocess.PIPE)
        _out, said = process.communicate(timeout=120)
        return process.returncode, said.decode()

    def close(self) -> None:
        """End every process."""
        for process in self._processes:
            process.terminate()
            process.wait(60)

    def _start(self, module: str, *words: str, into: int | BinaryIO) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=self._environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=into,
        )


@pytest.fixture
def council(northbank: Flask, tmp_path: Path) -> Iterator[Council]:
    """The demonstration's council, at the tables of this version."""
    flask_migrate.stamp(directory=schema.folder())
    db.session.remove()
    running = Council(northbank, tmp_path)
    yield running
    running.close()
    db.session.execute(db.text("DROP TABLE alembic_version"))
    db.session.commit()


def ask(where: tuple[str, int], path: str) -> Answer:
    """What a version answers, once its process does."""
    end = time.monotonic() + 60
    while not (answer := Browser(where).ask("GET", path)).status:
        assert time.monotonic() < end
        time.sleep(0.1)
    return answer


def work_on(people: list[Visitor], *, forms: int = 4) -> None:
    """Wait until so many more forms are saved."""
    end = time.monotonic() + 60
    wanted = saved(people) + forms
    while saved(people) < wanted:
        assert [one.went_wrong for one in people if one.went_wrong] == []
        assert time.monotonic() < end
        time.sleep(0.05)


def saved(people: list[Visitor]) -> int:
    return sum(len(one.told.saved) + len(one.told.commented) for one in people)


def test_db10_old_and_new_on_one_database_lose_nothing_while_it_is_upgraded(
    council: Council,
) -> None:
    council.needs_next(ADDS)
    old, new = (council.pages(f"tests.faults.{one}") for one in ("moved_clock", "next_version"))
    stop = threading.Event()
    people = [
        Visitor(f"{name}@northbank.example", old, nullcontext, stop)
        for name in ("priya.nair", "tom.ashworth")
    ]
    early = ask(new, "/readyz"), ask(new, "/sign-in")
    refused = council.run_next("scheduler")
    for one in people:
        one.start()
    try:
        work_on(people)
        assert council.run_next("db", "upgrade")[0] == 0
        work_on(people)
        late = ask(new, "/readyz"), ask(new, "/sign-in"), ask(old, "/readyz")

        council.needs_next(BREAKS)
        assert council.run_next("db", "upgrade")[0] == 0
        work = {one: one.told.answers[503] for one in people}
        end = time.monotonic() + 60
        while not all(one.told.answers[503] > before for one, before in work.items()):
            assert [one.went_wrong for one in people if one.went_wrong] == []
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        for one in people:
            one.closed.set()
            one.join(60)

    assert [answer.status for answer in early] == [503, 503]
    assert "tracker db upgrade" in early[0].text
    assert "is being upgraded" in early[1].text
    assert refused == (1, "Error: The database is not ready. Run: tracker db upgrade\n")
    assert [answer.status for answer in late] == [200, 200, 200]
    assert {status for one in people for status in one.told.answers} <= {200, 302, 303, 503}
    db.engine.dispose()  # SQLite would look for the column in the tables as it knew them
    db.session.execute(db.text("ALTER TABLE comment RENAME COLUMN words TO text"))
    db.session.commit()
    check_saved([one.told for one in people])
