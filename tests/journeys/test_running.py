"""The whole product in one process, started, stopped and started again, as `make run` does it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ports import free_port

PATIENCE = 180
"""Seconds: most of it passes only where the machine is slow and busy, and that is no fault."""


def until(true: Callable[[], bool]) -> None:
    """Return as soon as something is true; fail when it is not within three minutes."""
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends, "it did not come about within three minutes"
        time.sleep(0.05)


class Running:
    """A running product: its address, its mailbox, and what it said."""

    def __init__(self, process: subprocess.Popen[str], address: str, mailbox: Path) -> None:
        self.process = process
        self.address = address
        self.mailbox = mailbox

    def letters(self) -> list[str]:
        """The addresses that letters have arrived for, sorted."""
        found = self.mailbox.glob("*.eml") if self.mailbox.is_dir() else iter(())
        return sorted(
            path.read_text().split("\n")[0].removeprefix("Delivered-To: ").strip() for path in found
        )

    def get(self, path: str) -> str:
        """The text of a page, whatever its status."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                words: str = answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                words = refused.read().decode()
        return words

    def stop(self) -> int:
        """SIGTERM, and the exit code it ended with."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], Running]]:
    """`start("2011-07-04T08:00")` starts the product at that time, always on the same database."""
    processes: list[subprocess.Popen[str]] = []

    def begin(clock: str, kill_at: str = "") -> Running:
        port = free_port()
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")
        }
        ours = {
            "TRACKER_INSTANCE": str(tmp_path),
            "TRACKER_CLOCK": clock,
            "TRACKER_MAIL_PORT": str(free_port()),
            "TRACKER_KILL_POINT": kill_at,
        }
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "from tracker.cli import main; main()",
                "run",
                "--demo",
                "--port",
                str(port),
            ],
            env=clean | ours,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        processes.append(process)
        assert process.stderr
        for line in process.stderr:
            if line.startswith("Stop it with"):
                return Running(process, f"http://127.0.0.1:{port}", tmp_path / "mailbox")
        raise AssertionError("it ended before it was ready")

    yield begin
    for process in processes:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


MONDAYS = ["dawn.okafor", "helen.pryce", "jean.talbot", "priya.nair", "ruth.calder"]


def test_the_first_page_is_served_and_mondays_letters_arrive_once(
    start: Callable[[str], Running],
) -> None:
    running = start("2011-07-04T08:00")
    assert "<h1" in running.get("/sign-in")
    until(lambda: len(running.letters()) == 5)
    assert "34 days overdue" in running.get("/mailbox")
    assert running.stop() == 0

    again = start("2011-07-04T09:00")
    until(lambda: '"ok"' in again.get("/healthz/reminders"))
    assert again.stop() == 0

    assert again.letters() == [f"{name}@northbank.example" for name in MONDAYS]


def test_after_a_week_down_everybody_gets_one_letter(start: Callable[[str], Running]) -> None:
    first = start("2011-07-01T17:00")
    until(lambda: '"ok"' in first.get("/healthz/reminders"))
    first.stop()
    before = first.letters()

    running = start("2011-07-11T09:30")
    until(lambda: len(running.letters()) >= len(before) + 8)
    assert running.stop() == 0

    after = list(running.letters())
    for address in before:
        after.remove(address)
    # A new date has waited for more than ten working days by then, so Alan Mercer is asked as well;
    # and Sam Whitlock has a report to make for the board.
    names = sorted([*MONDAYS, "marcus.bell", "alan.mercer", "sam.whitlock"])
    assert after == [f"{name}@northbank.example" for name in names]
