"""The command line as its own process, without waiting each time until Python has loaded it.

Run as a program this has loaded everything and opened nothing. Its standard input says in JSON, line
by line, which words to run the command with; for each line it forks a child that is `tracker` with
these words, and prints how it ended.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tracker.cli import main as tracker

ROOT = Path(__file__).resolve().parents[2]


class WarmTracker:
    """`tracker` run many times, each time as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._said, self._told = folder / "said", folder / "told"
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.journeys.warm"],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[:1]])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self, words: tuple[str, ...], environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        assert self._process.stdin
        assert self._process.stdout
        order = [words, environment, str(self._said), str(self._told)]
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        status = int(self._process.stdout.readline())
        return subprocess.CompletedProcess(
            ["tracker", *words], status, self._said.read_text(), self._told.read_text()
        )

    def close(self) -> None:
        """End the process that forks."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)


def _child(words: list[str], environment: dict[str, str], said: str, told: str) -> None:
    for number, path in ((1, said), (2, told)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["tracker", *words]
    status = 1
    try:
        tracker()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    """Fork a child for each line and print its status."""
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _child(*order)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
