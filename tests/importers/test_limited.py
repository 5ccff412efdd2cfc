"""Reading in a child process: the same report as here, and a sentence when the child fails."""

import pytest

from tests.importers.committee_paper import SAMPLES
from tests.importers.forms import as_docx, as_pdf
from tracker.domain.errors import RuleBroken
from tracker.importers import limited, read_report, read_text

PAPER = (SAMPLES / "committee-paper.txt").read_text()
FAILED = "We could not read this file. Paste the text instead"


def refusal(name: str, data: bytes, *, seconds: float = 30, memory_mb: int = 512) -> str:
    with pytest.raises(RuleBroken) as refused:
        limited.read_limited(name, data, seconds=seconds, memory_mb=memory_mb)
    assert refused.value.field == "report"
    return refused.value.message


def test_the_child_reads_what_we_would_have_read():
    files = {
        "paper.txt": PAPER.encode(),
        "paper.docx": as_docx(PAPER, lists=True),
        "paper.pdf": as_pdf(PAPER, ruled=True),
    }

    told = {name: limited.read_limited(name, data) for name, data in files.items()}

    assert told == {name: read_report(name, data) for name, data in files.items()}
    assert told["paper.txt"] == read_text(PAPER)


def test_the_childs_own_sentence_is_passed_on():
    assert refusal("report.pdf", b"") == "The selected file is empty"


def test_a_child_that_takes_too_long_is_ended():
    assert refusal("report.pdf", as_pdf(PAPER, ruled=True), seconds=0.05) == FAILED


def test_a_child_that_wants_too_much_memory_is_refused():
    assert refusal("report.txt", PAPER.encode() * 3000, memory_mb=48) == FAILED


def test_a_name_is_only_a_name():
    told = limited.read_limited("--help; rm -rf $HOME 'x'.txt", PAPER.encode())

    assert told == read_text(PAPER)


def test_the_child_loads_neither_the_web_nor_the_database():
    boot = limited._CHILD.replace("limited.answer()", "print(sorted(sys.modules))")
    told = limited.subprocess.run(
        [limited.sys.executable, "-I", "-c", boot, str(limited._PACKAGE)],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout

    assert [name for name in ("flask", "sqlalchemy", "apscheduler") if f"'{name}'" in told] == []
    assert "'tracker.importers.limited'" in told
