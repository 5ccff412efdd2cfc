"""Reading a file in a child process that can be lost: bounded memory, time and output.

Files come from outside, and parsers can be made to loop or to swallow memory. The web process
must not pay for that, so the child gets limits, an empty folder, no settings, and is killed past
its time.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tracker.domain.errors import RuleBroken
from tracker.domain.reports import ImportedReport, as_json, from_json

FAILED = "We could not read this file. Paste the text instead"

_OUTPUT = 16 * 1024 * 1024
_PACKAGE = Path(__file__).resolve().parents[1]
_REFUSED = 3
"""The child's exit code when its answer is a sentence for the person."""

# `tracker` itself builds the web application when it is imported. The child needs none of it, so
# the package is put in place bare, with only the path that its rooms are found by.
_CHILD = (
    "import sys, types; bare = types.ModuleType('tracker'); bare.__path__ = [sys.argv[1]]; "
    "sys.modules['tracker'] = bare; from tracker.importers import limited; limited.answer()"
)


def read_limited(
    filename: str, data: bytes, *, seconds: float = 30, memory_mb: int = 512
) -> ImportedReport:
    """What `read_report` finds, found by a child process within these limits.

    Every failure of the child is a RuleBroken: its own sentence when it has one, else that the
    file could not be read.
    """
    with (
        tempfile.TemporaryDirectory(prefix="reading-") as empty,
        subprocess.Popen(  # noqa: S603  our own interpreter and our own words
            _command(filename, seconds, memory_mb),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=empty,
            env=_environment(),
            start_new_session=True,
        ) as child,
    ):
        try:
            told, _ = child.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise RuleBroken(FAILED, field="report") from late
        finally:
            _end(child)
    return _told(told, child.returncode)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and all it may have started; nothing when it has ended already."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def answer() -> None:
    """What the child does: read the file on standard input, write JSON on standard output."""
    filename, seconds, memory_mb = sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    _limit(seconds, memory_mb)
    from tracker.importers import read_report  # noqa: PLC0415  the limits come first

    try:
        told = as_json(read_report(filename, sys.stdin.buffer.read()))
    except RuleBroken as refused:
        print(json.dumps({"message": refused.message, "field": refused.field}))
        sys.exit(_REFUSED)
    json.dump(told, sys.stdout)


def _command(filename: str, seconds: float, memory_mb: int) -> list[str]:
    limits = [str(seconds), str(memory_mb)]
    return [sys.executable, "-I", "-c", _CHILD, str(_PACKAGE), filename, *limits]


def _environment() -> dict[str, str]:
    """Nothing of ours: settings hold passwords that the child has no use for."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONUTF8": "1"}


def _limit(seconds: float, memory_mb: int) -> None:
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    cpu = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_OUTPUT, _OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def _told(told: bytes, code: int) -> ImportedReport:
    try:
        found = json.loads(told) if len(told) <= _OUTPUT else None
        if code == _REFUSED and found:
            raise RuleBroken(found["message"], field=found["field"])
        if code == 0 and found:
            return from_json(found)
    except (ValueError, KeyError, TypeError) as unclear:
        raise RuleBroken(FAILED, field="report") from unclear
    raise RuleBroken(FAILED, field="report")
