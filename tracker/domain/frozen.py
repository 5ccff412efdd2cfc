"""Facts that are kept for good: dataclasses to plain JSON and back, and their fingerprint."""

import hashlib
import json
from dataclasses import field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_LATER = "later"


def later(default: T) -> T:
    """A field that facts got when some were kept already: while it has its default it is left out
    of what is kept, so that the fingerprint of older facts stays theirs."""
    made: T = field(default=default, metadata={_LATER: True})
    return made


def plain(value: Any) -> Any:
    """The value as JSON has it: dataclasses as objects, tuples as lists, days as ISO text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: plain(getattr(value, one.name))
            for one in fields(value)
            if _LATER not in one.metadata or getattr(value, one.name) != one.default
        }
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def restored(kind: type[T], stored: Any) -> T:
    """The value of this kind that `plain` made this of.

    A name that is not stored takes its default, so that what was frozen by an earlier version can
    be read. Raises KeyError, TypeError or ValueError for what was never such a value.
    """
    found: T = _restored(kind, stored)
    return found


def fingerprint(value: Any) -> str:
    """The SHA-256 of the value as JSON with sorted names: the same facts, the same letters."""
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _restored(kind: Any, stored: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if stored is None:
            return None
        return _restored(next(one for one in get_args(kind) if one is not type(None)), stored)
    if origin is tuple:
        return _tuple(get_args(kind), stored)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]  # a dataclass is a type here
        given = {name: _restored(hints[name], stored[name]) for name in hints if name in stored}
        return kind(**given)  # type: ignore[operator]  # as above
    if kind is date:
        return date.fromisoformat(stored)
    return kind(stored) if isinstance(kind, type) and issubclass(kind, StrEnum) else stored


def _tuple(kinds: tuple[Any, ...], stored: Any) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_restored(kinds[0], one) for one in stored)
    return tuple(_restored(kind, one) for kind, one in zip(kinds, stored, strict=True))
