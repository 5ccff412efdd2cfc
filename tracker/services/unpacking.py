"""Opening a backup and putting all of it in its place, in one transaction that its caller ends."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from tracker.domain.errors import RuleBroken
from tracker.services import filling
from tracker.services.installation import settings
from tracker.store import schema
from tracker.store.backup_files import BackupReader, Manifest, reading
from tracker.store.evidence_files import Kept
from tracker.store.sealed import Damaged, NotOpened

Keep = Callable[[str, IO[bytes]], Kept]
"""What is done with a file of evidence of this name: returns what became of it."""

_NOT_OPENED = (
    "The backup cannot be opened: it is none of the tracker's, its beginning is damaged, or it was "
    "sealed with another key. Name that key in TRACKER_BACKUP_KEY, or the secret key of that time "
    "in TRACKER_SECRET_KEY_FALLBACKS. Nothing was changed."
)


def unpack(path: Path, connection: Connection, keep: Keep) -> Manifest:
    """Put the rows of a backup into an empty database and its files where `keep` puts them.

    Raises RuleBroken, and the caller must take the rows back, when the backup cannot be opened, is
    of another version, or anything in it or in what came of it is not as it was.
    """
    try:
        with reading(path, settings().backup_secrets) as archive:
            manifest, files = _unpacked(archive, connection, keep)
    except NotOpened:
        raise RuleBroken(_NOT_OPENED) from None
    except Damaged:
        raise RuleBroken(
            "The backup is damaged: it is not as it was written, or was cut short. Take another. "
            "Nothing was changed."
        ) from None
    faults = [*filling.compare(connection, manifest.tables), *_not_the_same(files, manifest)]
    if faults:
        raise RuleBroken(f"The backup does not come back as it was. {' '.join(faults)}")
    return manifest


def _unpacked(
    archive: BackupReader, connection: Connection, keep: Keep
) -> tuple[Manifest, Sequence[Kept]]:
    announced = archive.announcement()
    if announced.revision != schema.newest():
        raise RuleBroken(
            f"The backup holds the tables of version {announced.revision} and this program has "
            f"{schema.newest()}. Restore it with the program that took it, {announced.program}, "
            "then bring it up to date: tracker db upgrade. Nothing was changed."
        )
    filling.fill(connection, archive.rows())
    files = [keep(stored, content) for stored, content in archive.evidence()]
    return archive.manifest(), files


def _not_the_same(files: Sequence[Kept], manifest: Manifest) -> Iterator[str]:
    came = {kept.stored: kept for kept in files}
    for stored in sorted(came.keys() | manifest.files.keys()):
        if came.get(stored) != manifest.files.get(stored):
            yield f"The file of evidence {stored} is not the one that was there."
