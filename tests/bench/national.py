"""A morning of a nation, planned over 400,000 actions of 60,000 people, and how planning grows from
a thousand actions to a hundred thousand; on PostgreSQL.

Run as a program with an address, a folder and an instant, it plans what is due then and prints how
long that took its own processor and the database's, the most memory it held, and its statements.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from sqlalchemy import event, text

from tests.bench.council import Size, lay
from tests.bench.table import Row, timed
from tests.databases import create_database, postgresql_server
from tracker import clock, create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.services import morning

ROOT = Path(__file__).resolve().parents[2]
FEW, SOME, MANY = 1_000, 10_000, 100_000
NATION = Size(actions=400_000, people=60_000, plans=500)
LAID = "2011-07-04T08:00"
SLOTS = ("2011-07-05T07:00", "2011-07-05T08:00")


@dataclass(frozen=True)
class Planned:
    """What planning took: seconds of the clock, of this process and of the database, MiB at most,
    and how many statements; and to how many letters it came."""

    letters: int
    wall: float
    own: float
    database: float
    memory: float
    statements: int

    @property
    def processor(self) -> float:
        """Seconds of a processor, the database's included."""
        return self.own + self.database


def national(size: Size = NATION) -> list[Row]:
    """Planning both slots of a morning: under 60 seconds and 512 MiB (`performance.md` 7, row 20)."""
    with postgresql_server() as server:
        slots, laid = _morning(server, size)
    name = f"a morning of {size.actions:,} actions, {size.people:,} people, PostgreSQL"
    together = Row(f"{name} (60 s or less)", sum(one.wall for one in slots), "s")
    return [
        together,
        Row("  processor, the database’s included", sum(one.processor for one in slots), "s"),
        Row("  memory at most (512 MiB or less)", max(one.memory for one in slots), "MiB"),
        Row("  statements", sum(one.statements for one in slots), "statements"),
        Row("  letters planned", sum(one.letters for one in slots), "letters"),
        Row("  laying the actions before it", laid, "s"),
    ]


def growth() -> list[Row]:
    """How much dearer planning is with many actions: rows 13 and 17 of `performance.md` 7."""
    with postgresql_server() as server:
        few, some, many = (_morning(server, Size(number))[0] for number in (FEW, SOME, MANY))
    most = max(one.memory for one in many)
    least = max(one.memory for one in few)
    took, before = (sum(one.processor for one in slots) for slots in (many, some))
    return [
        Row(f"planning {MANY:,} actions, beside {SOME:,}", took, "s", before, 15, 12, least=True),
        Row(f"  memory beside that of {FEW:,}", most, "MiB", least, 1.5, 1.2, least=True),
    ]


def _morning(server: str, size: Size) -> tuple[list[Planned], float]:
    """What the slots of a morning took, and the seconds of laying its actions before."""
    with TemporaryDirectory() as folder, timed() as laying:
        address = create_database(server, "laid")
        _lay(address, Path(folder), size)
    with TemporaryDirectory() as folder:
        return [_in_its_own_process(address, folder, at) for at in SLOTS], laying.seconds


def _lay(address: str, folder: Path, size: Size) -> None:
    app = create_app(_settings(address, folder))
    with app.app_context():
        db.create_all()
        lay(size, now=clock.at(LAID), searchable=False)
        db.session.remove()
        db.engine.dispose()


def _in_its_own_process(address: str, folder: str, at: str) -> Planned:
    """The most memory that was held is known of a whole process only."""
    command = [sys.executable, "-m", "tests.bench.national", address, folder, at]
    ran = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return Planned(**json.loads(ran.stdout.splitlines()[-1]))


def _plan(address: str, folder: Path, at: str) -> Planned:
    app = create_app(_settings(address, folder))
    sent = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *about: sent.append(about[2]))
        behind = _backend()
        own, database = process_time(), _used_by(behind)
        sent.clear()
        with timed() as took:
            letters = morning.plan_due(clock.at(at))
        return Planned(
            letters=letters,
            wall=took.seconds,
            own=process_time() - own,
            database=_used_by(behind) - database,
            memory=_most_memory(),
            statements=len(sent),
        )


def _backend() -> int:
    """The process of PostgreSQL that serves this connection, which is kept for the planning."""
    number = db.session.scalar(text("SELECT pg_backend_pid()"))
    db.session.rollback()
    return int(number or 0)


def _used_by(process: int) -> float:
    """Seconds of a processor that another process has used so far (proc(5), /proc/pid/stat)."""
    after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / 100


def _most_memory() -> float:
    """MiB this process has held at most (proc(5), VmHWM); what getrusage says of a new process is
    never less than what its parent held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _settings(address: str, folder: Path) -> Settings:
    secret = "for measuring, and nothing else, here"
    return Settings(secret_key=secret, instance=folder, database_url=address, mail_port=1)


if __name__ == "__main__":
    print(json.dumps(asdict(_plan(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))))
