"""Reading a file in a child process that can be lost: bounded memory, time and output.

Files come from outside, and parsers can be made to loop or to swallow memory. The web process
must not pay for that, so the child gets limits, an empty folder, no settings, and is killed past
its time.
"""

import gc
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from tracker.domain.errors import RuleBroken
from tracker.domain.reports import ImportedReport, as_json, from_json
from tracker.domain.sheets import Sheet, sheets_as_json, sheets_from_json

FAILED = "We could not read this file. Paste the text instead"
UNREAD = "We could not read this file. Save it as CSV and try again"
UNCLEAR = "We could not look through this file. Save it as PDF and try again"

_OUTPUT = 16 * 1024 * 1024
_PACKAGE = Path(__file__).resolve().parents[1]
_REFUSED = 3
"""The child's exit code when its answer is a sentence for the person."""

_SELDOM = 100_000, 20, 100
"""How many new objects are waited for before lost circles are looked for: a child makes hundreds of
thousands that are no circles, and ends."""

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
    told, code = _ask(["report", filename], data, seconds=seconds, memory_mb=memory_mb)
    found = _told(told, code)
    try:
        return from_json(found)
    except (ValueError, KeyError, TypeError) as unclear:
        raise RuleBroken(FAILED, field="report") from unclear


def sheets_limited(
    filename: str, data: bytes, *, seconds: float = 30, memory_mb: int = 512
) -> tuple[Sheet, ...]:
    """What `sheets.read_sheets` finds, found by a child process within these limits; every failure
    is a RuleBroken, as with `read_limited`."""
    job = ["sheets", filename]
    told, code = _ask(job, data, seconds=seconds, memory_mb=memory_mb, failed=UNREAD)
    found = _told(told, code, failed=UNREAD)
    try:
        return sheets_from_json(found["sheets"])
    except (ValueError, KeyError, TypeError) as unclear:
        raise RuleBroken(UNREAD, field="report") from unclear


def guard_limited(
    file: BinaryIO, ending: str, *, seconds: float = 20, memory_mb: int = 512
) -> None:
    """Raise RuleBroken for a file on disk that `guard.check` refuses, or that a child process
    cannot look through within these limits."""
    told, code = _ask(["guard", ending], file, seconds=seconds, memory_mb=memory_mb)
    _told(told, code, failed=UNCLEAR, field="file")


def personal_detail_limited(
    file: BinaryIO, ending: str, today: date, *, seconds: float = 15, memory_mb: int = 512
) -> tuple[str, ...]:
    """What personal detail the words in a file on disk seem to hold; nothing when a child process
    cannot read them within these limits. The words themselves do not leave the child."""
    job = ["look", ending, today.isoformat()]
    try:
        told, code = _ask(job, file, seconds=seconds, memory_mb=memory_mb)
        return tuple(_told(told, code)["seen"])
    except RuleBroken:
        return ()


def _ask(
    job: list[str],
    source: bytes | BinaryIO,
    *,
    seconds: float,
    memory_mb: int,
    failed: str = FAILED,
) -> tuple[bytes, int]:
    """What a child says about a file, and its exit code. An open file is handed on unread;
    `failed` is what to say of bytes that took too long."""
    data = source if isinstance(source, bytes) else None
    with (
        tempfile.TemporaryDirectory(prefix="reading-") as empty,
        subprocess.Popen(  # noqa: S603  our own interpreter and our own words
            _command(job, seconds, memory_mb),
            stdin=subprocess.PIPE if isinstance(source, bytes) else source,
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
            words, field = (failed, "report") if data is not None else (UNCLEAR, "file")
            raise RuleBroken(words, field=field) from late
        finally:
            _end(child)
    return told, child.returncode


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and all it may have started; nothing when it has ended already."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def answer() -> None:
    """What the child does: read the file on standard input, write JSON on standard output."""
    seconds, memory_mb, job, *rest = sys.argv[2:]
    _limit(float(seconds), int(memory_mb))
    gc.set_threshold(*_SELDOM)
    try:
        told = _JOBS[job](*rest)
    except RuleBroken as refused:
        print(json.dumps({"message": refused.message, "field": refused.field}))
        sys.exit(_REFUSED)
    json.dump(told, sys.stdout)


def _report(filename: str) -> dict[str, Any]:
    from tracker.importers.readers import read_report  # noqa: PLC0415  the limits come first

    return as_json(read_report(filename, sys.stdin.buffer.read()))


def _sheets(filename: str) -> dict[str, Any]:
    from tracker.importers import sheets  # noqa: PLC0415  as above

    return {"sheets": sheets_as_json(sheets.read_sheets(filename, sys.stdin.buffer.read()))}


def _guard(ending: str) -> dict[str, Any]:
    from tracker.importers import guard  # noqa: PLC0415  as above

    guard.check(_whole_file(), ending)
    return {"checked": True}


def _look(ending: str, today: str) -> dict[str, Any]:
    from tracker.domain.personal import personal_detail_in  # noqa: PLC0415  as above
    from tracker.importers import words  # noqa: PLC0415  as above

    text = words.of(_whole_file(), ending)
    return {"seen": personal_detail_in(text, date.fromisoformat(today))}


def _whole_file() -> BinaryIO:
    """Standard input from its beginning: whoever handed it on may have read in it."""
    sys.stdin.buffer.seek(0)
    return sys.stdin.buffer


_JOBS: dict[str, Callable[..., dict[str, Any]]] = {
    "report": _report,
    "sheets": _sheets,
    "guard": _guard,
    "look": _look,
}


def _command(job: list[str], seconds: float, memory_mb: int) -> list[str]:
    limits = [str(seconds), str(memory_mb)]
    return [sys.executable, "-I", "-c", _CHILD, str(_PACKAGE), *limits, *job]


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


def _told(told: bytes, code: int, *, failed: str = FAILED, field: str = "report") -> Any:
    try:
        found = json.loads(told) if len(told) <= _OUTPUT else None
        if code == _REFUSED and found:
            raise RuleBroken(found["message"], field=found["field"])
    except (ValueError, KeyError, TypeError) as unclear:
        raise RuleBroken(failed, field=field) from unclear
    if code == 0 and found:
        return found
    raise RuleBroken(failed, field=field)
