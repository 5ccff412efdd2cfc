"""What a template is compiled to comes of its words alone, so that it can be kept while our filters
and functions change beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import Environment

from tracker.delivery.render import letter_room

TEMPLATES = Path(__file__).parents[2] / "templates"


def _called_while_compiling(room: Environment, names: list[str]) -> list[str]:
    """The filters of ours that compiling these templates calls."""
    called: list[str] = []

    def noting(name: str) -> Callable[..., Any]:
        return lambda *_args, **_named: called.append(name)

    ours = [name for name, one in room.filters.items() if "jinja2" not in one.__module__]
    assert ours
    kept = dict(room.filters)
    room.filters |= {name: noting(name) for name in ours}
    try:
        for name in names:
            room.compile((TEMPLATES / name).read_text(encoding="utf-8"), name)
    finally:
        room.filters |= kept
    return called


@pytest.mark.parametrize("of_letters", [False, True])
def test_no_filter_of_ours_is_called(northbank: Flask, of_letters: bool) -> None:
    room = letter_room(TEMPLATES) if of_letters else northbank.jinja_env
    every = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*")]
    names = [name for name in every if name.startswith("email/") == of_letters]

    assert len(names) > 50
    assert _called_while_compiling(room, names) == []


def test_one_that_is_would_be_seen(northbank: Flask) -> None:
    room = northbank.jinja_env
    seen: list[str] = []
    kept = room.filters["upper_first"]
    room.filters["upper_first"] = seen.append
    try:
        room.compile("{{ 'x' | upper_first }}")
    finally:
        room.filters["upper_first"] = kept

    assert seen == ["x"]
