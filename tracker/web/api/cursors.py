"""Where a list goes on: the key of the last row of a page, in a form nobody is meant to read."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, WithJsonSchema

_WRONG = "must be `next` of an earlier page"
_LARGEST_KEY = 2**31 - 1
LONGEST = 200


class LetterKey(NamedTuple):
    """Where a letter stands in the delivery log."""

    next_at: datetime
    id: str


def after_row(row_id: int) -> str:
    """The cursor of what follows the row with this number."""
    return _hidden(str(row_id))


def after_letter(key: LetterKey) -> str:
    """The cursor of what follows a letter in the log."""
    return _hidden(f"{key.next_at.astimezone(UTC).isoformat()} {key.id}")


def _row(cursor: object) -> int:
    text = _seen(cursor)
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= _LARGEST_KEY):
        raise ValueError(_WRONG)
    return int(text)


def _letter(cursor: object) -> LetterKey:
    at, _, letter_id = _seen(cursor).partition(" ")
    try:
        next_at = datetime.fromisoformat(at)
    except ValueError:
        raise ValueError(_WRONG) from None
    if next_at.utcoffset() != UTC.utcoffset(None) or not letter_id.isalnum():
        raise ValueError(_WRONG)
    return LetterKey(next_at, letter_id)


def _hidden(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _seen(cursor: object) -> str:
    text = str(cursor)[: LONGEST + 1]
    try:
        shown = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return shown.decode("ascii")
    except (binascii.Error, ValueError):
        raise ValueError(_WRONG) from None


_SHOWN = WithJsonSchema({"type": "string", "maxLength": LONGEST})
Row = Annotated[int, BeforeValidator(_row), _SHOWN]
"""A cursor of a list whose rows have numbers."""
Letter = Annotated[LetterKey, BeforeValidator(_letter), _SHOWN]
"""A cursor of the delivery log."""
