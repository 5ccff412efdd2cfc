"""What a letter would say in words somebody has typed, about invented people and actions."""

from datetime import datetime
from pathlib import Path

from tracker.delivery.render import Words
from tracker.services.installation import settings
from tracker.services.letters.kinds import BY_NAME, Wording
from tracker.services.letters.samples import sample_draft
from tracker.services.letters.write import LetterWriter


def preview(kind: str, wording: Wording, *, templates: Path, now: datetime) -> Words:
    """A sample of this kind in this wording, with ours where it is empty. No row is touched."""
    ours = BY_NAME[kind].ours
    draft, reader = sample_draft(kind, base=settings().base_url, now=now)
    shown = Wording(wording.opening or ours.opening, wording.closing or ours.closing)
    return LetterWriter(settings(), templates).words(draft, reader, shown)
