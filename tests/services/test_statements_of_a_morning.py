"""What planning a morning and sending its letters ask of the database: so much, and so much more for
each letter, however many actions the letters are about (`performance.md` 7, row 12)."""

from pathlib import Path

import pytest
from flask import Flask

from tests.crowd import crowd
from tests.services.posting import Office, open_office
from tests.statements import counted
from tracker import clock
from tracker.services import morning
from tracker.services.installation import templates_folder
from tracker.services.letters.commission import ask_ahead, writer
from tracker.services.postroom import PostRoom

A_MORNING, A_LETTER = 70, 13
"""Statements of a whole run beside its letters, and of each letter. Both may only go down: the goal
is 12 for a run and 4 for each batch of 50 letters."""


@pytest.mark.parametrize("actions", [50, 500])
def test_a_morning_costs_nothing_for_each_action(
    northbank: Flask, tmp_path: Path, actions: int
) -> None:
    crowd(actions)
    with open_office(northbank, tmp_path / "postroom") as office, counted() as statements:
        letters = _plan_and_send(
            office, office.room(writer(templates_folder()), ask_ahead=ask_ahead)
        )

    assert letters >= 5
    assert len(statements) <= A_MORNING + A_LETTER * letters


def _plan_and_send(office: Office, room: PostRoom) -> int:
    """How many letters of the morning were sent."""
    office.now.moment = clock.at("2011-07-05T09:00")
    planned = morning.plan_due(office.now())
    assert room.deliver_due(office.now) == {"sent": planned}
    return planned
