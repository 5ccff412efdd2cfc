"""Taking a backup: consistent while everybody works, sealed, and tried by restoring it.

The rows are those of one moment. The files of evidence are copied after it: a row never comes
before its file, and a file that goes meanwhile goes after its row. Nothing bears a backup's name
before all of it was read back from the disk and restored into a database of its own.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DatabaseError

from tracker.domain.backups import ENDING, Keeping, name_for, not_kept, taken_at
from tracker.domain.chain import anchor_of
from tracker.domain.errors import RuleBroken
from tracker.extensions import Base, db
from tracker.services import filling
from tracker.services.evidence_arriving import folder
from tracker.services.installation import settings
from tracker.services.killpoints import kp
from tracker.services.unpacking import unpack
from tracker.store import chain, engine, loading, schema
from tracker.store.backup_files import Announcement, BackupWriter, Manifest, writing
from tracker.store.evidence import files_that_stand, spoken_of
from tracker.store.evidence_files import PIECE, Kept
from tracker.store.one_moment import one_moment
from tracker.store.portable import Telling, Told, batches, lines_of, tables
from tracker.store.runs import BACKUP, beat

_TRIAL = "trying-backup-"
_LEFT_OVER_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Taken:
    """A backup that was taken: where it lies, what it holds, what is wrong with what it was taken
    of, and how many older ones went."""

    path: Path
    manifest: Manifest
    faults: tuple[str, ...]
    dropped: int

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(table.rows for table in self.manifest.tables.values())


def take(where: Path, keeping: Keeping, *, now: datetime) -> Taken:
    """Take a backup into a folder, or as a file that is not there yet.

    When the database or a file of evidence is not whole the backup is taken all the same, no older
    one goes, and it does not count as a good one. Raises RuleBroken when none could be taken; the
    older ones are then as they were.
    """
    path = where / name_for(now) if where.is_dir() else where
    if path.suffix != ENDING:
        raise RuleBroken(f"{where} is no folder. Make it, or name a file that ends with {ENDING}.")
    if path.exists():
        raise RuleBroken(f"{path} is there already. Nothing was changed.")
    with _alone():
        with _reasons_said():
            _clear_up(path.parent, now)
            manifest, faults = _laid_down(path, now)
        if faults:
            return Taken(path, manifest, tuple(faults), dropped=0)
        dropped = _drop_old(path.parent, keeping) if where.is_dir() else 0
        beat(BACKUP, now=now)
        db.session.commit()
    return Taken(path, manifest, (), dropped)


def _laid_down(path: Path, now: datetime) -> tuple[Manifest, list[str]]:
    """Have a backup at this path, or nothing there; returns what it holds, and what is wrong with
    what it was taken of."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        manifest, faults = _written(part, now)
        kp("backup.written")
        faults += _tried(part)
        kp("backup.tried")
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    _keep_name(path.parent)
    kp("backup.named")
    return manifest, faults


# ---- writing -------------------------------------------------------------------------------------


def _written(part: Path, now: datetime) -> tuple[Manifest, list[str]]:
    """Write all of it; returns what it must hold, and what is wrong with what was there."""
    this = Announcement(
        taken_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        installation=settings().name,
        program=version("action-plan-tracker"),
        revision=schema.newest(),
    )
    with writing(part, settings().backup_secrets[0]) as archive:
        archive.announce(this)
        with one_moment(db.engine) as connection:
            faults = [f"The database is damaged: {words}." for words in loading.damage(connection)]
            told = _write_rows(archive, connection)
            wanted = files_that_stand(connection)
            head = chain.stored_head(connection)
        files, missing = _write_files(archive, wanted)
        faults += [f"A file of evidence is missing or was altered: {name}." for name in missing]
        history = str(anchor_of(head.seq, head.last)) if head else ""
        manifest = Manifest(this, history, told, files, missing)
        archive.manifest(manifest)
    return manifest, faults


def _write_rows(archive: BackupWriter, connection: Connection) -> dict[str, Told]:
    all_told = {}
    for table in tables():
        telling = Telling()
        for lines in batches(lines_of(connection, table)):
            for line in lines:
                telling.take(line)
            archive.rows(table, lines)
            kp("backup.rows")
        all_told[table.name] = telling.told()
    return all_told


def _write_files(
    archive: BackupWriter, wanted: Mapping[str, str]
) -> tuple[dict[str, Kept], list[str]]:
    """Write the files that rows speak of; returns them, and those that are not as they should be.

    `wanted` are their hashes. One that goes meanwhile because its row went is not missed.
    """
    files, missing = {}, []
    for stored, sha256 in wanted.items():
        try:
            kept = folder().described(stored)
            with folder().opened(stored) as file:
                archive.evidence(stored, file, kept.size)
        except FileNotFoundError:
            if stored in spoken_of([stored]):
                missing.append(stored)
            db.session.rollback()
            continue
        files[stored] = kept
        if sha256 and kept.sha256 != sha256:
            missing.append(stored)
        kp("backup.files")
    return files, missing


# ---- trying it -----------------------------------------------------------------------------------


def _tried(part: Path) -> list[str]:
    """Restore a backup into a database of its own, and forget that again; returns what is wrong
    with its history. Raises RuleBroken when it does not come back as it was written."""
    for left_over in settings().instance.glob(f"{_TRIAL}*"):
        shutil.rmtree(left_over, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_TRIAL, dir=settings().instance) as place:
        address = f"sqlite:///{Path(place) / 'trial.sqlite'}"
        trial = create_engine(address, **engine.engine_options(address))
        engine.prepare(trial)
        try:
            Base.metadata.create_all(trial)
            with trial.connect() as connection:
                unpack(part, connection, _looked_through)
                return list(filling.history_faults(connection))
        finally:
            trial.dispose()


def _looked_through(stored: str, content: IO[bytes]) -> Kept:
    hashed, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        hashed.update(piece)
        size += len(piece)
    return Kept(stored, size, hashed.hexdigest())


# ---- around it -----------------------------------------------------------------------------------


@contextmanager
def _alone() -> Iterator[None]:
    """Let one backup be taken at a time on this machine; raises RuleBroken while another is."""
    settings().instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings().instance / "backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuleBroken("Another backup is being taken. Nothing was changed.") from None
        yield


@contextmanager
def _reasons_said() -> Iterator[None]:
    """Why no backup could be taken, in a sentence; older ones are as they were."""
    try:
        yield
    except OSError as refused:
        raise RuleBroken(f"No backup was taken: {refused.strerror or refused}.") from refused
    except DatabaseError as refused:
        reason = str(refused.orig).splitlines()[0]
        raise RuleBroken(f"No backup was taken: the database says: {reason}.") from refused


def _clear_up(where: Path, now: datetime) -> None:
    """Delete what backups that were cut short have left a day ago or longer; another machine may be
    at work in the same folder."""
    for part in where.glob(".*.part"):
        if part.stat().st_mtime < (now - _LEFT_OVER_AFTER).timestamp():
            part.unlink(missing_ok=True)


def _keep_name(where: Path) -> None:
    """Return when the disk has the name as well."""
    opened = os.open(where, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _drop_old(where: Path, keeping: Keeping) -> int:
    """Delete the backups in a folder that are not kept any longer; returns how many."""
    there = {
        instant: path for path in where.iterdir() if (instant := taken_at(path.name)) is not None
    }
    going = not_kept(there.keys(), keeping)
    for instant in going:
        there[instant].unlink(missing_ok=True)
    return len(going)
