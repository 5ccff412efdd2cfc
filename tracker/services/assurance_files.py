"""The archive of an assurance pack, and the manifest by which each of its files can be checked."""

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import datetime
from types import TracebackType
from typing import IO, Any

from tracker.domain.chain import Head
from tracker.domain.evidence import safe_name
from tracker.domain.wording import moment
from tracker.domain.workdays import LONDON
from tracker.services.evidence import opened
from tracker.store.actions import Evidence
from tracker.store.evidence_files import PIECE

MOST_BYTES = 500 * 1024 * 1024
"""Evidence in one pack; what goes beyond is told in the manifest."""

IN_PACK = "in the pack"
DIFFERS = "in the pack, but not as it was when it was added: its hash differs"
MISSING = "not in the pack: the file is not where it was kept"
NOT_OPENED = "not in the pack: the file has not passed the virus check"
TOO_MUCH = "not in the pack: with it the pack would be too large. Download it from the action"


@dataclass(frozen=True)
class Facts:
    """What a manifest says of the whole pack."""

    plan: str
    covers: str
    names: str
    made_at: datetime
    made_by: str
    head: Head | None
    """Where the history ended from which it was drawn."""


@dataclass(frozen=True)
class Listed:
    """What a manifest says of one file."""

    name: str
    state: str
    size: int
    sha256: str
    """Of what is in the pack; empty for what is not."""
    recorded_sha256: str = ""
    """Of a piece of evidence when it was added."""


class Archive:
    """A pack as it is written; its manifest is written last, when the block ends well."""

    def __init__(self, out: IO[bytes], facts: Facts) -> None:
        self._facts = facts
        self._time = facts.made_at.astimezone(LONDON).timetuple()[:6]
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self._listed: list[Listed] = []
        self._left = MOST_BYTES

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._write_manifest()
        self._zip.close()

    def add(self, name: str, data: bytes) -> None:
        """Put in a file that was made for the pack."""
        self._write(name, data)
        self._listed.append(Listed(name, IN_PACK, len(data), hashlib.sha256(data).hexdigest()))

    def add_evidence(self, ref: str, file: Evidence, name: str) -> None:
        """Put in a file of evidence under a name, hashed again on its way; or say why not."""
        stands_at = f"evidence/{ref}/{file.id}-{safe_name(name)}"
        state = self._why_not(file)
        source = None if state else opened(file)
        if source is None:
            told = Listed(stands_at, state or MISSING, 0, "", file.sha256)
        else:
            with source:
                size, sha256 = self._copy(source, stands_at)
            self._left -= size
            state = IN_PACK if sha256 == file.sha256 else DIFFERS
            told = Listed(stands_at, state, size, sha256, file.sha256)
        self._listed.append(told)

    def _why_not(self, file: Evidence) -> str:
        if not file.may_be_opened:
            return NOT_OPENED
        return TOO_MUCH if file.size > self._left else ""

    def _copy(self, source: IO[bytes], name: str) -> tuple[int, str]:
        size, hashed = 0, hashlib.sha256()
        with self._zip.open(self._part(name), "w", force_zip64=True) as part:
            while piece := source.read(PIECE):
                size += len(piece)
                hashed.update(piece)
                part.write(piece)
        return size, hashed.hexdigest()

    def _write(self, name: str, data: bytes) -> None:
        self._zip.writestr(self._part(name), data)

    def _part(self, name: str) -> zipfile.ZipInfo:
        year, month, day, hour, minute, second = self._time
        part = zipfile.ZipInfo(name, (year, month, day, hour, minute, second))
        part.compress_type = zipfile.ZIP_DEFLATED
        return part

    def _write_manifest(self) -> None:
        told = json.dumps(self._as_json(), indent=2, ensure_ascii=False).encode()
        self._write("manifest.json", told)
        words = self._in_words(hashlib.sha256(told).hexdigest())
        self._write("manifest.txt", "\r\n".join(words).encode())

    def _as_json(self) -> dict[str, Any]:
        facts = self._facts
        head = facts.head
        return {
            "plan": facts.plan,
            "covers": facts.covers,
            "names": facts.names,
            "made_at": facts.made_at.isoformat(timespec="seconds"),
            "made_by": facts.made_by,
            "history": {"entry": head.seq, "seal": head.last} if head else None,
            "files": [asdict(one) for one in self._listed],
        }

    def _in_words(self, sha256: str) -> list[str]:
        facts, head = self._facts, self._facts.head
        history = f"entry {head.seq}, seal {head.last}" if head else "none is kept"
        lines = [
            f"Assurance pack of the plan {facts.plan}",
            f"Covers: {facts.covers}",
            f"People are told by: {facts.names}",
            f"Made: {moment(facts.made_at)} by {facts.made_by}",
            f"Drawn from the history up to: {history}",
            "",
            "Each file has its SHA-256 hash. Work it out again to see that it is the file that was",
            "put in. Evidence is as it was added: no name is taken out of it.",
        ]
        for one in self._listed:
            lines += ["", one.name, f"  {one.state}"]
            if one.sha256:
                lines += [f"  {one.size:,} bytes", f"  SHA-256 {one.sha256}"]
            if one.recorded_sha256 and one.recorded_sha256 != one.sha256:
                lines.append(f"  SHA-256 when it was added {one.recorded_sha256}")
        return [*lines, "", "manifest.json", f"  SHA-256 {sha256}", ""]
