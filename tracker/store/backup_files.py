"""What is inside a backup: a compressed archive of rows and files of evidence, sealed as one.

It holds, in this order, what it is, the rows of every table in their portable form, the files of
evidence, and a manifest that says how many rows and which files there must be and what they hash
to. It is read from front to back once, and so is of any size.
"""

import gzip
import io
import json
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, BinaryIO

from sqlalchemy import Table

from tracker.store.evidence_files import Kept
from tracker.store.portable import Line, Told, tables
from tracker.store.sealed import Damaged, SealedReader, SealedWriter

_ROWS = "rows"
_EVIDENCE = "evidence"
_ANNOUNCEMENT = "announcement.json"
_MANIFEST = "manifest.json"
_EFFORT = 3
"""Of compressing: more takes twice the time for a tenth of the size."""


@dataclass(frozen=True)
class Announcement:
    """What a backup is, said before its rows: `revision` is the version of the tables and `program`
    that of the program."""

    taken_at: str
    installation: str
    program: str
    revision: str


@dataclass(frozen=True)
class Manifest:
    """What a backup must hold, besides what it is.

    `history` is how far the history goes, as an anchor; `missing` are the files of evidence that
    could not be had as they should be.
    """

    of: Announcement
    history: str
    tables: Mapping[str, Told]
    files: Mapping[str, Kept]
    missing: Sequence[str]


class BackupWriter:
    """Takes an announcement, then rows, then files, then the manifest."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self._parts = 0

    def announce(self, announcement: Announcement) -> None:
        """What it is."""
        self._add(_ANNOUNCEMENT, json.dumps(asdict(announcement), indent=1).encode())

    def rows(self, table: Table, lines: Sequence[Line]) -> None:
        """Some rows of a table."""
        self._parts += 1
        self._add(f"{_ROWS}/{table.name}/{self._parts:08}.jsonl", b"".join(lines))

    def evidence(self, stored: str, file: BinaryIO, size: int) -> None:
        """A file of evidence of this size; raises OSError when it is shorter."""
        self._archive.addfile(_member(f"{_EVIDENCE}/{stored}", size), file)

    def manifest(self, manifest: Manifest) -> None:
        """What all of it must come to; the last thing that is written."""
        self._add(_MANIFEST, json.dumps(asdict(manifest), indent=1).encode())

    def _add(self, name: str, content: bytes) -> None:
        self._archive.addfile(_member(name, len(content)), io.BytesIO(content))


class BackupReader:
    """Gives back what the writer took, in the same order. Raises Damaged for anything else."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self._next = archive.next()

    def announcement(self) -> Announcement:
        """What it is."""
        return Announcement(**json.loads(self._named(_ANNOUNCEMENT)))

    def rows(self) -> Iterator[tuple[Table, list[Line]]]:
        """The rows table by table, some at a time."""
        known = {table.name: table for table in tables()}
        while self._is_of(_ROWS):
            name = self._name.split("/")[1]
            if name not in known:
                raise Damaged
            yield known[name], self._content().read().splitlines(keepends=True)
            self._go_on()

    def evidence(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Each file of evidence: under which name it was stored, and what is in it."""
        while self._is_of(_EVIDENCE):
            yield self._name.split("/")[1], self._content()
            self._go_on()

    def manifest(self) -> Manifest:
        """What all of it must come to."""
        told = json.loads(self._named(_MANIFEST))
        told["of"] = Announcement(**told["of"])
        told["tables"] = {name: Told(**one) for name, one in told["tables"].items()}
        told["files"] = {name: Kept(**one) for name, one in told["files"].items()}
        return Manifest(**told)

    def _named(self, name: str) -> bytes:
        if self._name != name:
            raise Damaged
        content = self._content().read()
        self._go_on()
        return content

    @property
    def _name(self) -> str:
        return self._next.name if self._next else ""

    def _is_of(self, part: str) -> bool:
        return self._name.startswith(f"{part}/")

    def _content(self) -> IO[bytes]:
        content = self._archive.extractfile(self._next) if self._next else None
        if content is None:
            raise Damaged
        return content

    def _go_on(self) -> None:
        self._next = self._archive.next()


@contextmanager
def writing(path: Path, secret: str) -> Iterator[BackupWriter]:
    """A new file that only this user can read; the disk has it when this ends without an error."""
    with _new(path) as file:
        sealed = SealedWriter(file, secret)
        packed = gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=_EFFORT, mtime=0)
        with packed, tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive:
            yield BackupWriter(archive)
        sealed.close()


@contextmanager
def reading(path: Path, keys: Sequence[str]) -> Iterator[BackupReader]:
    """A backup, opened with whichever key fits; when this ends without an error it is whole to its
    last byte.

    Raises NotOpened when no key fits, and Damaged when anything is not as it was written.
    """
    with path.open("rb") as file:
        sealed = SealedReader(file, keys)
        packed = gzip.GzipFile(fileobj=sealed, mode="rb")
        with packed, tarfile.open(fileobj=packed, mode="r|") as archive:
            yield BackupReader(archive)
        while sealed.read(1 << 16):
            continue


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _new(path: Path) -> BinaryIO:
    path.touch(mode=0o600, exist_ok=False)
    return path.open("wb")
