"""Looking through evidence in a child process: within its limits, and never in this one."""

import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.importers import evidence_files as made
from tests.importers.test_limited import CATALOGUE, ONE_PAGE, pdf_of, stream
from tracker.domain.errors import RuleBroken
from tracker.importers.limited import guard_limited, personal_detail_limited
from tracker.importers.refusals import MACROS

TODAY = date(2011, 7, 4)
UNCLEAR = "We could not look through this file. Save it as PDF and try again"


@pytest.fixture
def on_disk(tmp_path: Path) -> Callable[[bytes], BinaryIO]:
    """A file with these bytes, open and read to its end."""

    def keep(data: bytes) -> BinaryIO:
        (tmp_path / "file").write_bytes(data)
        file = (tmp_path / "file").open("rb")
        file.read()
        return file

    return keep


def refusal(file: BinaryIO, ending: str, **limits: float) -> tuple[str, str | None]:
    with file, pytest.raises(RuleBroken) as refused:
        guard_limited(file, ending, **limits)  # type: ignore[arg-type]  # seconds, memory_mb
    return refused.value.message, refused.value.field


def test_the_child_lets_through_and_refuses_as_we_would(
    on_disk: Callable[[bytes], BinaryIO],
) -> None:
    with on_disk(made.WORDS) as good:
        guard_limited(good, ".docx")
    bad = made.with_parts({"word/vbaProject.bin": b"x"})

    assert refusal(on_disk(bad), ".docx") == (MACROS, "file")


def test_a_child_past_its_time_or_memory_is_a_refusal(on_disk: Callable[[bytes], BinaryIO]) -> None:
    assert refusal(on_disk(made.WORDS), ".docx", seconds=0.01) == (UNCLEAR, "file")
    assert refusal(on_disk(made.WORDS), ".docx", memory_mb=8) == (UNCLEAR, "file")


@pytest.mark.parametrize("ending", [".docx", ".pdf", ".txt"])
def test_personal_detail_in_a_file_is_seen(
    on_disk: Callable[[bytes], BinaryIO], ending: str
) -> None:
    said = "The child, NHS number 943 476 5919, was born on 3 May 2004."
    data = {
        ".docx": made.as_docx(said, lists=False),
        ".pdf": made.as_pdf(said, ruled=False),
        ".txt": said.encode(),
    }

    with on_disk(data[ending]) as file:
        seen = personal_detail_limited(file, ending, TODAY)

    assert seen == ("an NHS number", "a date of birth")


def test_a_pdf_that_unpacks_without_end_is_as_good_as_without_words(
    on_disk: Callable[[bytes], BinaryIO],
) -> None:
    packed = zlib.compress(bytes(1 << 28), 9)
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>"
    bomb = pdf_of(CATALOGUE, ONE_PAGE, page, stream(packed, b"/Filter /FlateDecode"))

    with on_disk(bomb) as file:
        guard_limited(file, ".pdf")
        assert personal_detail_limited(file, ".pdf", TODAY, memory_mb=256, seconds=10) == ()
