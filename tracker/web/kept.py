"""Text typed into a form whose session had ended, kept on the server until its author is back."""

import secrets
from datetime import datetime

from flask import request, session
from werkzeug.datastructures import MultiDict

from tracker.services import typed

_MOST_CHARACTERS = 64_000


def keep_typed(*, holder: int | None, now: datetime) -> None:
    """Keep what this request's form holds, under a key that only this browser has.

    `holder` is the person whose session it was, when that is known: nobody else gets it back.
    """
    fields = {
        name: values
        for name, values in request.form.to_dict(flat=False).items()
        if name not in {"csrf_token", "request_id"} and "password" not in name
    }
    if not fields or sum(len(v) for values in fields.values() for v in values) > _MOST_CHARACTERS:
        return
    key = secrets.token_urlsafe(24)
    typed.keep(key, path=request.path, fields=fields, person_id=holder, now=now)
    session["kept"] = key


def typed_before(*, person_id: int) -> MultiDict[str, str] | None:
    """What this person had typed into this page's form before they were asked to sign in, or None.

    It stays kept until the form is saved (`forget_typed`), so that a reload loses nothing.
    """
    key = session.get("kept")
    return typed.kept_fields(key, path=request.path, person_id=person_id) if key else None


def forget_typed() -> None:
    """Drop what was kept, once it has been saved."""
    key = session.pop("kept", None)
    if key:
        typed.forget(key)
