"""Proof that a worker is dead: a lock that the system lets go when the process dies.

Beside the lock each worker leaves word of what it is doing, so that a letter is blamed for its
worker's death only when the worker died writing it. That word is not synced: it has to outlive
the process, not the machine.
"""

import fcntl
import hashlib
import os
import secrets
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker.store.outbox_recovery import Deaths

_WIDTH = 60
WRITING = "writing"
SENDING = "sending"


class FileLiveness:
    """A locked file for each worker, in a folder on this machine: for SQLite."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None
        self.worker = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"

    def keep(self) -> None:
        """Hold the lock from now on; called again, make sure it is still held."""
        while self._file is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._path(self.worker)
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(file, path):
                self._file = file
            else:  # swept away between opening and locking
                os.close(file)

    def let_go(self) -> None:
        """Leave in good order; this worker must hold no letter."""
        if self._file is not None:
            self._path(self.worker).unlink(missing_ok=True)
            os.close(self._file)
            self._file = None

    def say(self, doing: str, letter_id: str) -> None:
        """Leave word of what this worker is doing."""
        if self._file is not None:
            os.pwrite(self._file, f"{doing} {letter_id}".ljust(_WIDTH).encode(), 0)

    @contextmanager
    def deaths(self, session: Session, workers: Collection[str]) -> Iterator[Deaths]:
        """Which of these workers are dead for certain, and stay so inside the block."""
        del session
        locks = {worker: lock for worker in workers if (lock := self._lock_of(worker)) is not None}
        try:
            yield self._explain(frozenset(locks))
        finally:
            for lock in locks.values():
                os.close(lock)

    def sweep(self, *, keep: Collection[str]) -> None:
        """Remove what dead workers left behind, save those still holding letters."""
        for path in self._folder.glob("*.alive"):
            if path.stem in keep or path.stem == self.worker:
                continue
            lock = self._lock_of(path.stem)
            if lock is not None:
                path.unlink(missing_ok=True)
                os.close(lock)

    def _lock_of(self, worker: str) -> int | None:
        """The dead worker's lock; None while it lives, or when there is no file to tell by."""
        try:
            file = os.open(self._path(worker), os.O_RDWR)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        return file

    def _explain(self, dead: frozenset[str]) -> Deaths:
        words = {worker: said for worker in dead if (said := self._last_words(worker)) is not None}
        blamed = (said.split()[1] for said in words.values() if said.startswith(WRITING))
        return Deaths(dead, frozenset(words), frozenset(blamed))

    def _last_words(self, worker: str) -> str | None:
        try:
            return self._path(worker).read_text()
        except FileNotFoundError:
            return None

    def _path(self, worker: str) -> Path:
        return self._folder / f"{worker}.alive"


class DatabaseLiveness(FileLiveness):
    """A lock held in PostgreSQL by a connection of the worker's own, for any number of machines.

    The file remains for the last words, which only workers of the same machine can read.
    """

    def __init__(self, folder: Path, engine: Engine) -> None:
        super().__init__(folder)
        self._engine = engine
        self._connection: Connection | None = None

    def keep(self) -> None:
        """Hold the lock from now on; taken again when the database has been away."""
        super().keep()
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return
        except DBAPIError:
            self._drop()
        self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._connection.detach()
        self._connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _key(self.worker)})

    def let_go(self) -> None:
        """Leave in good order; this worker must hold no letter."""
        super().let_go()
        self._drop()

    @contextmanager
    def deaths(self, session: Session, workers: Collection[str]) -> Iterator[Deaths]:
        """Which of these workers have no connection to the database any more."""
        free = text("SELECT pg_try_advisory_xact_lock(:key)")
        dead = {w for w in sorted(workers) if session.scalar(free, {"key": _key(w)})}
        yield self._explain(frozenset(dead))

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(DBAPIError):
                self._connection.close()
            self._connection = None


def _key(worker: str) -> int:
    return int.from_bytes(hashlib.sha256(worker.encode()).digest()[:8], "big", signed=True)


def _is_at(file: int, path: Path) -> bool:
    try:
        return os.fstat(file).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False
