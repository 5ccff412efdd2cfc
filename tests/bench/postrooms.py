"""Four post rooms on PostgreSQL beside one: the same letters, each room a process of its own.

Run as a program with an address, a folder and the port of a mail server it says that it is ready,
waits for a line, sends what is due until nothing is, and prints how many letters that was.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.letters import NINE, council
from tests.bench.sink import sink
from tests.bench.table import Row, timed
from tests.databases import create_database, postgresql_server
from tracker import clock, create_app
from tracker.config import Settings
from tracker.services import morning
from tracker.services.installation import templates_folder
from tracker.services.letters.commission import writer
from tracker.services.postroom import post_room

ROOT = Path(__file__).resolve().parents[2]
LETTERS = 2_000
ROOMS = 4


def postrooms(number: int = LETTERS, rooms: int = ROOMS) -> list[Row]:
    """Letters a second of several rooms over one, goal 1.7 on two cores (`performance.md` 7, row
    21)."""
    with postgresql_server() as server, TemporaryDirectory() as folder:
        planned = create_database(server, "planned")
        with council(Path(folder), 1, number, planned) as now:
            letters = morning.plan_due(now)
        alone, together = (
            letters / _seconds(create_database(server, f"rooms_{n}", like="planned"), n, letters)
            for n in (1, rooms)
        )
    return [
        Row(f"one post room, {letters:,} letters, PostgreSQL", alone, "a second"),
        Row(f"{rooms} post rooms beside it", together, "a second", alone, floor=1.0, goal=1.7),
    ]


def _seconds(address: str, rooms: int, letters: int) -> float:
    """How long so many rooms take from when all are ready until nothing is due."""
    with (
        TemporaryDirectory() as folder,
        sink() as server,
        _rooms(rooms, address, Path(folder), server.port) as running,
        timed() as took,
    ):
        for room in running:
            _say(room, "go")
        sent = sum(int(_heard(room)) for room in running)
    assert sent == letters == server.took["letters"], (sent, letters, server.took)
    return took.seconds


@contextmanager
def _rooms(
    number: int, address: str, folder: Path, port: int
) -> Iterator[list[subprocess.Popen[str]]]:
    """So many rooms that are ready, each with a folder of its own, as on a machine of its own."""
    command = [sys.executable, "-m", "tests.bench.postrooms", address]
    running = [
        subprocess.Popen(
            [*command, str(folder / f"{n}"), str(port)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(number)
    ]
    try:
        for room in running:
            assert _heard(room) == "ready"
        yield running
    finally:
        for room in running:
            room.communicate(timeout=30)


def _say(room: subprocess.Popen[str], word: str) -> None:
    assert room.stdin
    print(word, file=room.stdin, flush=True)


def _heard(room: subprocess.Popen[str]) -> str:
    assert room.stdout
    return room.stdout.readline().strip()


def main(address: str, folder: Path, port: int) -> None:
    """One room, from ready to nothing due."""
    folder.mkdir(parents=True, exist_ok=True)
    app = create_app(
        Settings(
            secret_key="for measuring, and nothing else, here",
            instance=folder,
            database_url=address,
            mail_port=port,
            mail_hourly_limit=10_000_000,
        )
    )
    now = clock.at(NINE)
    with app.app_context():
        room = post_room(writer(templates_folder()), folder / "postroom")
        print("ready", flush=True)
        sys.stdin.readline()
        came = room.deliver_due(lambda: now)
        room.close()
        print(came.get("sent", 0), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
