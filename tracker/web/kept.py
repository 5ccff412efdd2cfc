"""Text typed into a form whose session had ended, kept on the server until its author is back."""

import secrets
from datetime import datetime

from flask import request, session
from werkzeug.datastructures import MultiDict

from tracker.services import typed

_HOLDER = "holder"
_MOST_CHARACTERS = 64_000


def belongs_to(person_id: int) -> None:
    """Note, in this browser's signed cookie, whose session it is: only that person gets back what
    is typed into it, and a browser nobody has signed in with keeps nothing here."""
    session[_HOLDER] = person_id


def keep_typed(*, now: datetime) -> None:
    """Keep what this request's form holds, under a key that only this browser has.

    It is kept for the person whose session it was; nobody else gets it back.
    """
    fields = {
        name: values
        for name, values in request.form.to_dict(flat=False).items()
        if name not in {"csrf_token", "request_id"} and "password" not in name
    }
    holder = session.get(_HOLDER)
    size = sum(len(value) for values in fields.values() for value in values)
    if not holder or not fields or size > _MOST_CHARACTERS:
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
