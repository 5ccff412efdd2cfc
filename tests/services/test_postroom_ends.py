"""That a letter was sent, waiting for the gate of the next one, on both databases."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.faults.kills import looking
from tests.faults.smtp_server import Fault
from tests.services.posting import Office, open_office
from tests.store.outbox_rows import plan, planned
from tracker.delivery import conversation
from tracker.extensions import db
from tracker.store.outbox import LetterState, Notification


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Iterator[Office]:
    with open_office(app, tmp_path / "postroom") as opened:
        yield opened


def test_what_came_of_a_letter_does_not_wait_while_the_mail_server_is_silent(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third letter is begun, and nothing is heard: that the second was sent is written down."""
    monkeypatch.setattr(conversation, "LOOK_UP_EVERY", 0.05)
    plan(*(planned(key) for key in "abc"))
    states: list[Counter[LetterState]] = []

    def decide(step: str, _about: str) -> Fault | None:
        if step != "mail" or len(office.server.ids()) < 2 or states:
            return None
        with office.app.app_context():
            states.append(Counter(_states()))
            end = time.monotonic() + 5
            while Counter(_states()) == states[0] and time.monotonic() < end:
                pass
            states.append(Counter(_states()))
        return None

    office.server.decide = decide

    assert office.room().deliver_due(office.now) == {"sent": 3}
    assert states == [{"sent": 1, "gated": 1, "claimed": 1}, {"sent": 2, "claimed": 1}]


def _states() -> list[LetterState]:
    with looking():
        found = list(db.session.scalars(select(Notification.state)))
    db.session.rollback()
    return found
