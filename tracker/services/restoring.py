"""Restoring a backup into an empty database, whole or not at all, and what a restore does to mail.

What was sent after the backup was taken is not known to it. So what the rules would have sent by
now is planned first; then a new generation begins, and all mail is held: every letter from before
it waits for an administrator's word, and none of them can go by itself.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import filling, holding
from tracker.services.evidence_arriving import folder
from tracker.services.killpoints import kp
from tracker.services.morning import plan_what_was_due
from tracker.services.unpacking import unpack
from tracker.store.backup_files import Manifest
from tracker.store.instance import end_ways_in, undecided


@dataclass(frozen=True)
class Restored:
    """What was restored, what is wrong with its history, and how many letters wait for a word."""

    manifest: Manifest
    faults: tuple[str, ...]
    waiting: int


def restore(path: Path, *, now: datetime, despite_faults: bool = False) -> Restored:
    """Restore a backup into the empty database of the running application, and its files into the
    folder of evidence.

    Raises RuleBroken, and leaves no row there, when it cannot be opened, anything differs, or its
    history is not whole and that was not to be accepted.
    """
    filling.make_ready()
    try:
        connection = db.session.connection()
        manifest = unpack(path, connection, folder().put_back)
        faults = filling.history_faults(connection)
        if faults and not despite_faults:
            raise RuleBroken(
                f"{' '.join(faults)} Nothing was changed. If the backup is wanted all the same: "
                "--despite-faults"
            )
        kp("restore.checked")
        restored(now=now)
        kp("restore.committed")
        waiting = undecided(db.session())
    except OSError as refused:
        raise RuleBroken(f"Nothing was restored: {refused.strerror or refused}.") from refused
    finally:
        db.session.rollback()
    return Restored(manifest, faults, waiting)


def restored(*, now: datetime) -> None:
    """Treat the database of the running application as restored just now: nobody is signed in, no
    token, address of a calendar or link to a report works any longer, and all mail is held."""
    end_ways_in(db.session(), now=now)
    plan_what_was_due(now)
    holding.restored(now=now)
