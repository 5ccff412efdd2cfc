"""Keeping what somebody typed while their session ended underneath them."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from tracker.extensions import db
from tracker.store.sessions import KeptForm


def keep(
    key: str, *, path: str, fields: dict[str, list[str]], person_id: int, now: datetime
) -> None:
    """Keep the fields of a person's form under a key of the browser's, stored as a hash."""
    db.session.add(
        KeptForm(key_hash=_digest(key), person_id=person_id, path=path[:500], fields=fields, at=now)
    )
    db.session.commit()


def kept_fields(key: str, *, path: str, person_id: int) -> MultiDict[str, str] | None:
    """The fields kept under this key for this page, or None when there are none for this person."""
    kept = db.session.get(KeptForm, _digest(key))
    if kept is None or kept.path != path or kept.person_id != person_id:
        return None
    fields: dict[str, Any] = kept.fields
    return MultiDict((name, value) for name, values in fields.items() for value in values)


def forget(key: str) -> None:
    """Drop what is kept under this key."""
    db.session.execute(delete(KeptForm).where(KeptForm.key_hash == _digest(key)))
    db.session.commit()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
