"""A file on its way in as evidence: written down, looked through, checked for viruses.

None of this holds the database, because any of it may take its time.
"""

import logging
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import IO, Any, BinaryIO

from itsdangerous import BadSignature, URLSafeSerializer

from tracker.domain.errors import RuleBroken
from tracker.domain.evidence import INFECTED, Scan, ending_of, safe_name
from tracker.extensions import db
from tracker.importers.clamd import NoAnswer, is_clean
from tracker.importers.limited import guard_limited, personal_detail_limited
from tracker.services.installation import settings
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.evidence_bucket import EvidenceBucket
from tracker.store.evidence_files import (
    DiskFull,
    EvidenceFolder,
    EvidenceStore,
    Kept,
    StoreAway,
    TooLarge,
)
from tracker.store.history import Happened
from tracker.store.people import Person

log = logging.getLogger(__name__)

NO_ROOM = (
    "There is no room for more files at the moment. Nothing was saved. Tell the performance team"
)
NOT_NOW = "Files cannot be kept at the moment. Nothing was saved. Try again in a few minutes"
AGAIN = "Select the file again: it is not kept any more"

_MEGABYTE = 1024 * 1024
_SIGNED_FOR = "a file of evidence that waits for its author's word"


@dataclass(frozen=True)
class Arrived:
    """A file in quarantine that may be taken, and what personal detail it seems to hold."""

    kept: Kept
    name: str
    personal: tuple[str, ...]

    @property
    def ending(self) -> str:
        """'.pdf'."""
        return ending_of(self.name)


def folder() -> EvidenceStore:
    """Where this installation keeps the files of evidence."""
    held = settings()
    if held.evidence_store:
        return EvidenceBucket(held.evidence_store, held.evidence_endpoint)
    return EvidenceFolder(held.instance)


def receive(
    source: IO[bytes], sent_name: str, *, action: Action, by: Person, now: datetime, today: date
) -> Arrived:
    """Take a file into quarantine and look through it.

    Raises RuleBroken, naming the field `file`, for one that is too large, of no kind that is taken,
    not what its name says, or dangerous; nothing of it is kept then.
    """
    action_id, by_id = action.id, by.id
    db.session.rollback()
    name = safe_name(sent_name)
    ending = ending_of(name)
    kept = _take_in(source)
    try:
        with folder().in_quarantine(kept.stored) as file:
            guard_limited(file, ending)
            seen = personal_detail_limited(file, ending, today)
    except RuleBroken as refused:
        drop(kept.stored)
        if refused.message == INFECTED:
            note_infected(action_id, by_id, now=now)
        raise
    except StoreAway as away:
        raise RuleBroken(NOT_NOW, field="file") from away
    return Arrived(kept, name, seen)


def _take_in(source: IO[bytes]) -> Kept:
    most = settings().upload_mb
    reserve = settings().disk_reserve_mb * _MEGABYTE
    try:
        return folder().take_in(source, most=most * _MEGABYTE, reserve=reserve)
    except TooLarge as refused:
        words = f"The selected file must be {most}MB or smaller"
        raise RuleBroken(words, field="file") from refused
    except StoreAway as away:
        raise RuleBroken(NOT_NOW, field="file") from away
    except (DiskFull, OSError) as refused:
        raise RuleBroken(NO_ROOM, field="file") from refused


def drop(stored: str) -> None:
    """Delete a file that nothing speaks of; one that cannot be reached now is swept up later."""
    try:
        folder().drop(stored)
    except StoreAway as away:
        log.warning("a file was not deleted: %s", away)


def scanned(file: BinaryIO) -> Scan:
    """How an open file stands with the virus check: it waits when the scanner does not answer."""
    where = settings().clamav
    if not where:
        return Scan.UNSCANNED
    try:
        return Scan.CLEAN if is_clean(file, where) else Scan.INFECTED
    except NoAnswer:
        return Scan.WAITING


def note_infected(
    action_id: int, by_id: int | None, *, now: datetime, evidence_id: int = 0
) -> None:
    """Write into the history that a virus was found in a file for this action."""
    action = db.session.get_one(Action, action_id)
    by = db.session.get_one(Person, by_id) if by_id else None
    facts: dict[str, Any] = {"evidence": evidence_id} if evidence_id else {}
    record(Happened.EVIDENCE_INFECTED, at=now, actor=by, action=action, **facts)
    db.session.commit()


def receipt_for(arrived: Arrived, *, action: Action, by: Person) -> str:
    """What a form carries while its author thinks again, in place of the file."""
    return str(_signer().dumps([asdict(arrived), action.id, by.id]))


def arrived_before(receipt: str, *, action: Action, by: Person) -> Arrived:
    """The file that a receipt of this person for this action stands for.

    Raises RuleBroken when it stands for none, or the file is gone.
    """
    try:
        told, action_id, by_id = _signer().loads(receipt)
        if (action_id, by_id) != (action.id, by.id):
            raise RuleBroken(AGAIN, field="file")
        arrived = Arrived(Kept(**told["kept"]), told["name"], tuple(told["personal"]))
        folder().in_quarantine(arrived.kept.stored).close()
    except (BadSignature, FileNotFoundError) as gone:
        raise RuleBroken(AGAIN, field="file") from gone
    except StoreAway as away:
        raise RuleBroken(NOT_NOW, field="file") from away
    return arrived


def _signer() -> URLSafeSerializer:
    held = settings()
    return URLSafeSerializer([*held.secret_key_fallbacks, held.secret_key], salt=_SIGNED_FOR)
