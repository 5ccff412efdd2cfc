"""Asking a scanner, which is played here: what it says, and what it means when it says nothing."""

import io
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.importers.scanner import Scanner
from tracker.importers.clamd import NoAnswer, is_clean


@pytest.fixture
def scanner() -> Iterator[Scanner]:
    """A scanner on this machine that finds nothing."""
    with Scanner() as playing:
        yield playing


def test_a_file_goes_in_pieces_and_comes_back_clean(scanner: Scanner) -> None:
    data = bytes(range(256)) * 1024

    assert is_clean(io.BytesIO(data), scanner.where)
    assert scanner.seen == [data]


def test_a_virus_is_a_virus(scanner: Scanner) -> None:
    scanner.says = b"stream: Eicar-Signature FOUND\0"

    assert not is_clean(io.BytesIO(b"virus"), scanner.where)


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK OK\0", b"x" * 9000]
)
def test_anything_else_is_no_answer(scanner: Scanner, answer: bytes) -> None:
    scanner.says = answer

    with pytest.raises(NoAnswer):
        is_clean(io.BytesIO(b"file"), scanner.where)


def test_a_scanner_that_hangs_is_not_waited_for(scanner: Scanner) -> None:
    scanner.hangs = True

    with pytest.raises(NoAnswer):
        is_clean(io.BytesIO(b"file"), scanner.where, seconds=0.2)


def test_a_scanner_that_is_away_is_no_answer(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        for where in (f"127.0.0.1:{port}", "127.0.0.1:99999", str(tmp_path / "no-socket")):
            with pytest.raises(NoAnswer):
                is_clean(io.BytesIO(b"file"), where)


def test_a_scanner_may_listen_on_a_path(tmp_path: Path) -> None:
    with Scanner(str(tmp_path / "clamd")) as playing:
        assert is_clean(io.BytesIO(b"file"), playing.where)
