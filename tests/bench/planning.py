"""A morning planned and sent over few and many actions: how long, how many statements, how much
memory. Each is done by a process of its own, so that memory is that of this run alone."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from tests.bench.laid import laid
from tests.bench.serving import as_installed
from tests.bench.sink import sink
from tests.bench.table import Row, timed
from tests.statements import counted
from tracker import clock, create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import morning
from tracker.services.installation import templates_folder
from tracker.services.letters.commission import ask_ahead, writer
from tracker.services.planning.shares import AT_LEAST
from tracker.services.postroom import post_room
from tracker.store.actions import Action

MORNING = "2011-07-05T09:00"
A_BATCH = 50
A_SHARE = 3
"""Statements for each share of the open actions that is planned at a time."""


@dataclass(frozen=True)
class Run:
    """What a run took: processor seconds to plan, and to read and group in the simplest way; what
    it sent to the database; its letters; and its memory at most, in MiB."""

    planned: float
    grouped: float
    plan_statements: int
    send_statements: int
    letters: int
    memory: float
    sent: float
    """Processor seconds to write and send them."""

    @property
    def worked(self) -> float:
        """Processor seconds of the whole morning."""
        return self.planned + self.sent

    @property
    def statements(self) -> int:
        """Statements of the whole run."""
        return self.plan_statements + self.send_statements

    @property
    def aimed_at(self) -> int:
        """How many they are to be: twelve, and four for each batch of letters."""
        return 12 + 4 * ceil(self.letters / A_BATCH)


def planning(sizes: Sequence[int]) -> list[Row]:
    """Rows 12, 13, 14 and 17, SQLite: 13 and 17 of the last size beside the one before and the
    first."""
    with TemporaryDirectory() as folder:
        runs = {size: run(Path(folder) / str(size), size) for size in sizes}
    few, before, many = sizes[0], sizes[-2], sizes[-1]
    least, most = runs[few], runs[many]
    beside = partial(Row, least=True)
    return [
        *(Row(f"planning {size:,} actions", runs[size].planned, "s") for size in sizes),
        beside(
            f"  beside {before:,}", most.planned, "s", runs[before].planned, 15, 12, number="13"
        ),
        beside("  beside one query, grouped", most.planned, "s", most.grouped, 10, 5, number="14"),
        beside(
            f"statements to plan, beside those for {few:,} and {A_SHARE} for each {AT_LEAST:,} more",
            most.plan_statements,
            "",
            least.plan_statements + A_SHARE * ceil((many - few) / AT_LEAST),
            1,
            1,
            number="12",
            counted=True,
        ),
        beside(
            f"statements to plan and send {most.letters}, beside 12 and 4 a batch",
            most.statements,
            "",
            most.aimed_at,
            goal=1,
            number="12",
            counted=True,
        ),
        beside(
            f"memory to plan and send, {many:,}, beside {few:,}",
            most.memory,
            "MiB",
            least.memory,
            1.5,
            1.2,
            number="17",
            counted=True,
        ),
    ]


def run(folder: Path, actions: int, *, with_past: bool = False) -> Run:
    """Lay so many actions in a new folder, and plan and send a morning of them in a process."""
    environment = laid(folder, actions, with_past=with_past)
    with sink() as taking:
        named = environment | {"TRACKER_MAIL_PORT": str(taking.port)}
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.planning"],
            env={**as_installed(), **named},
            check=True,
            capture_output=True,
        )
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Plan and send a morning where the environment says, and print what it took as JSON."""
    app = create_app(
        Settings(
            secret_key="for measuring, and nothing else, here",
            instance=Path(os.environ["TRACKER_INSTANCE"]),
            database_url=os.environ["TRACKER_DATABASE_URL"],
            mail_port=int(os.environ["TRACKER_MAIL_PORT"]),
            mail_hourly_limit=10_000_000,
        )
    )
    now = clock.at(MORNING)
    with app.app_context():
        with timed() as planned, counted() as to_plan:
            morning.plan_due(now)
        where = Path(app.instance_path) / "postroom"
        room = post_room(writer(templates_folder()), where, ask_ahead=ask_ahead)
        with timed() as sent, counted() as to_send:
            came = room.deliver_due(lambda: now)
        room.close()
        memory = _most_memory()
        with timed() as grouped:
            _grouped(now.date())
        db.session.rollback()
        statements = len(to_plan), len(to_send)
        took = Run(planned.cpu, grouped.cpu, *statements, sum(came.values()), memory, sent=sent.cpu)
    print(json.dumps(asdict(took)))


def _grouped(today: date) -> dict[int, list[tuple[int, str, str, date]]]:
    """The limit: every overdue action in one query, gathered by owner in memory."""
    overdue = select(Action.owner_id, Action.id, Action.number, Action.title, Action.due_on)
    overdue = overdue.where(Action.open, Action.due_on < today).order_by(Action.due_on, Action.id)
    by_owner = defaultdict(list)
    for owner, *facts in db.session.execute(overdue):
        by_owner[owner].append(tuple(facts))
    return dict(by_owner)


def _most_memory() -> float:
    """The MiB this process has had at most (proc(5), VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main()
