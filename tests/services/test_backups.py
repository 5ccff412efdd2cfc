"""Backups come back whole or not at all, in either database, and send nothing (BK-01 to BK-08)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests import databases
from tests.cast import Cast
from tests.services.elsewhere import application, everything
from tests.services.forms_sent import sent_by
from tests.services.frozen_reports import frozen
from tracker import clock
from tracker.domain.backups import Keeping
from tracker.extensions import db
from tracker.services import audit, backups, holding, morning, report_shares, restoring
from tracker.services.evidence_arriving import folder
from tracker.store.actions import Evidence
from tracker.store.api_tokens import ApiToken
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import LetterState, Notification
from tracker.store.report_shares import ReportShare
from tracker.store.runs import BACKUP, last_beat
from tracker.store.sessions import SignInSession

EIGHT = clock.at("2011-07-04T08:00")
TOUCHED = {
    "instance",
    "history_entry",
    "history_head",
    "sign_in_session",
    "api_token",
    "report_share",
}
"""What a restore writes to, besides the letters it holds."""
pytestmark = pytest.mark.usefixtures("with_files")
LETTERS = {"notification", "notification_action", "occasion", "occasion_skip", "schedule_cursor"}


@pytest.fixture
def other(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database of the other kind, with a folder of its own."""
    address = f"sqlite:///{tmp_path / 'other.sqlite'}"
    if engine_name == "sqlite":
        address = databases.create_database(request.getfixturevalue("postgresql"), "tracker_other")
    with application(address, tmp_path / "elsewhere") as app:
        yield app


def taken(shelf: Path, now: datetime) -> Path:
    """A backup of all that is there."""
    return backups.take(shelf, Keeping(), now=now).path


def test_bk05_a_backup_comes_back_in_the_other_database_with_its_files(
    northbank: Flask, cast: Cast, other: Flask, shelf: Path, now: datetime
) -> None:
    holding.begin(now=now)
    cast.client("priya")
    db.session.add(
        ApiToken(person_id=cast.sam.id, name="a", token_hash="h", made_at=now, ends_on=now.date())
    )
    report = frozen(cast, now=now)
    report_shares.send(report, "Anne Field", "a@b.example", sent=sent_by(cast.sam), now=now)
    db.session.commit()
    before = everything()
    took = backups.take(shelf, Keeping(), now=now)
    with other.app_context():
        came = restoring.restore(took.path, now=now)

        assert (came.manifest, came.faults) == (took.manifest, ())
        assert audit.verify().faults == ()
        after = everything()
        same = before.keys() - TOUCHED - LETTERS
        assert {name: after[name] for name in same} == {name: before[name] for name in same}
        for gone in (SignInSession, ApiToken):
            assert db.session.scalars(select(gone)).all() == []
        assert db.session.scalars(select(ReportShare.taken_back_at)).all() == [now]
        for evidence in db.session.scalars(select(Evidence).where(Evidence.stored != "")):
            assert folder().described(evidence.stored).size == evidence.size
        last = select(HistoryEntry.kind).order_by(HistoryEntry.seq.desc()).limit(1)
        assert db.session.scalar(last) is Happened.MAIL_HELD
    assert took.faults == ()
    assert took.path.stat().st_mode & 0o777 == 0o600
    assert last_beat(BACKUP) == now


def test_bk04_what_went_after_the_backup_does_not_go_again(
    northbank: Flask, other: Flask, shelf: Path
) -> None:
    holding.begin(now=EIGHT)
    path = taken(shelf, EIGHT - timedelta(minutes=30))
    assert morning.plan_due(EIGHT)
    went = set(db.session.scalars(select(Notification.dedupe_key)))
    nine = EIGHT + timedelta(hours=1)
    with other.app_context():
        came = restoring.restore(path, now=nine)

        assert came.waiting == len(went)
        assert set(db.session.scalars(select(Notification.dedupe_key))) == went
        assert morning.plan_due(nine) == 0
        assert not holding.may_send(nine)
        held = holding.mail_hold()
        assert (held.reason, held.since) == (holding.RESTORED, nine)
        generations = set(db.session.scalars(select(Notification.generation)))
        assert max(generations) < held.generation
        states = set(db.session.scalars(select(Notification.state)))
        assert states == {LetterState.READY}


def test_what_is_not_whole_is_backed_up_and_does_not_count_as_good(
    northbank: Flask, shelf: Path, now: datetime
) -> None:
    older = taken(shelf, now)
    one, two = db.session.scalars(select(Evidence.stored).where(Evidence.stored != "")).all()
    folder().path_of(one).unlink()
    folder().path_of(two).write_bytes(b"other")

    took = backups.take(shelf, Keeping(), now=now + timedelta(minutes=1))

    assert len(took.faults) == len(took.manifest.missing) == 2
    assert (took.dropped, set(shelf.iterdir())) == (0, {older, took.path})
    assert last_beat(BACKUP) == now
