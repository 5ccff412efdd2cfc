"""The files of evidence under random names, and how they are kept in a folder, readable by nobody
else; `evidence_bucket.py` keeps them where several machines reach them.

What arrives is written into `quarantine/` and moved out of it, synced, before any row speaks of it.
A file that no row speaks of is left over from something cut short, or its row has been removed.
"""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

PIECE = 64 * 1024
_NAME = frozenset("0123456789abcdef")
_LENGTH = 32


class TooLarge(Exception):
    """More came than may be taken; nothing of it is kept."""


class DiskFull(Exception):
    """Less would stay free on the disk than must; nothing is kept."""


@dataclass(frozen=True)
class Kept:
    """A file as it was written: under which name, how large, and the hash of what is in it."""

    stored: str
    size: int
    sha256: str


class StoreAway(OSError):
    """The files cannot be reached at the moment; nothing was changed that anybody speaks of."""


class EvidenceStore(Protocol):
    """Where an installation keeps the files of evidence."""

    def take_in(self, source: IO[bytes], *, most: int, reserve: int) -> Kept:
        """Write what comes into quarantine, piece by piece.

        Raises TooLarge past `most` bytes and DiskFull when less than `reserve` would stay free.
        """

    def put_back(self, stored: str, source: IO[bytes]) -> Kept:
        """Write a file of a backup under its own name, out of quarantine. One that is there already
        stays as it is, and is told as what it is.

        Raises FileNotFoundError when the name is none of ours.
        """

    def described(self, stored: str) -> Kept:
        """A file that is there, read to its end; raises FileNotFoundError when it is not."""

    def in_quarantine(self, stored: str) -> BinaryIO:
        """A file in quarantine, open; raises FileNotFoundError when it is not there."""

    def let_out(self, stored: str) -> None:
        """Move a file out of quarantine; returns when it is safe there. It counts as new again.

        Raises FileNotFoundError when it is not there.
        """

    def opened(self, stored: str) -> BinaryIO:
        """A file that has left quarantine, open; raises FileNotFoundError when there is none."""

    def drop(self, stored: str) -> None:
        """Delete a file wherever it is; nothing when it is gone already."""

    def older_than(self, instant: float) -> list[str]:
        """The names of the files last written before this instant."""

    def check(self) -> None:
        """Raise OSError when files cannot be kept at the moment; changes nothing."""


class EvidenceFolder:
    """The folder of an installation's evidence, made when first needed."""

    def __init__(self, instance: Path) -> None:
        self._folder = instance / "evidence"
        self._quarantine = self._folder / "quarantine"

    def take_in(self, source: IO[bytes], *, most: int, reserve: int) -> Kept:
        """Write what comes into quarantine, piece by piece.

        Raises TooLarge past `most` bytes and DiskFull when less than `reserve` would stay free.
        """
        self._make()
        if shutil.disk_usage(self._folder).free < reserve + most:
            raise DiskFull
        return self._write(new_name(), source, most)

    def put_back(self, stored: str, source: IO[bytes]) -> Kept:
        """Write a file of a backup under its own name, out of quarantine. One that lies there
        already stays as it is, and is told as what it is.

        Raises FileNotFoundError when the name is none of ours.
        """
        if _named(self._folder, stored).is_file():
            return self.described(stored)
        self._make()
        _named(self._quarantine, stored).unlink(missing_ok=True)  # left by one that was cut short
        kept = self._write(stored, source, None)
        self.let_out(stored)
        return kept

    def described(self, stored: str) -> Kept:
        """A file that lies here, read to its end; raises FileNotFoundError when it does not."""
        with self.opened(stored) as file:
            return described(stored, file)

    def _make(self) -> None:
        for needed in (self._folder, self._quarantine):
            needed.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _write(self, stored: str, source: IO[bytes], most: int | None) -> Kept:
        path = self._quarantine / stored
        how = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            with os.fdopen(os.open(path, how, 0o600), "wb") as held:
                size, sha256 = copied(source, held, most)
                held.flush()
                os.fsync(held.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return Kept(stored, size, sha256)

    def in_quarantine(self, stored: str) -> BinaryIO:
        """A file in quarantine, open; raises FileNotFoundError when it is not there."""
        return _named(self._quarantine, stored).open("rb")

    def let_out(self, stored: str) -> None:
        """Move a file out of quarantine; returns when the disk has it. It counts as new again.

        Raises FileNotFoundError when it is not there.
        """
        held = _named(self._quarantine, stored)
        os.utime(held)
        held.rename(_named(self._folder, stored))
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def path_of(self, stored: str) -> Path:
        """Where a file that has left quarantine lies; raises FileNotFoundError when it does not."""
        path = _named(self._folder, stored)
        if not path.is_file():
            raise FileNotFoundError(stored)
        return path

    def opened(self, stored: str) -> BinaryIO:
        """A file that has left quarantine, open; raises FileNotFoundError when there is none."""
        return self.path_of(stored).open("rb")

    def drop(self, stored: str) -> None:
        """Delete a file wherever it lies; nothing when it is gone already."""
        for folder in (self._quarantine, self._folder):
            _named(folder, stored).unlink(missing_ok=True)

    def older_than(self, instant: float) -> list[str]:
        """The names of the files last written before this instant."""
        return [
            path.name
            for folder in (self._quarantine, self._folder)
            for path in _files_in(folder)
            if path.stat().st_mtime < instant
        ]

    def check(self) -> None:
        """Raise OSError when nothing can be written here; changes nothing."""
        there = self._folder if self._folder.is_dir() else self._folder.parent
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(f"{there.name} cannot be written")


def described(stored: str, file: BinaryIO) -> Kept:
    """What an open file is, read to its end."""
    hashed = hashlib.sha256()
    while piece := file.read(PIECE):
        hashed.update(piece)
    return Kept(stored, file.tell(), hashed.hexdigest())


def new_name() -> str:
    """A name that nobody can guess."""
    return secrets.token_hex(_LENGTH // 2)


def copied(source: IO[bytes], target: IO[bytes], most: int | None) -> tuple[int, str]:
    """Copy what comes, piece by piece; returns its size and hash. Raises TooLarge past `most`
    bytes."""
    hashed, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        size += len(piece)
        if most is not None and size > most:
            raise TooLarge
        hashed.update(piece)
        target.write(piece)
    return size, hashed.hexdigest()


def _files_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if path.is_file() and is_ours(path.name))


def is_ours(name: str) -> bool:
    """True for a name that `new_name` may have made."""
    return len(name) == _LENGTH and set(name) <= _NAME


def _named(folder: Path, stored: str) -> Path:
    """A name of ours in a folder; nothing else can be made a path of."""
    if not is_ours(stored):
        raise FileNotFoundError(stored)
    return folder / stored
