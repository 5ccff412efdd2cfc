"""Every test of this room runs on both databases."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.databases import ENGINES
from tests.services.drafting import PAPER, Drafting
from tracker.extensions import db
from tracker.services.evidence_arriving import folder
from tracker.services.imports import Upload
from tracker.store.actions import Evidence
from tracker.store.outbox import OccasionSkip


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, then PostgreSQL."""
    name: str = request.param
    return name


@pytest.fixture
def drafting(cast: Cast) -> Drafting:
    """The performance officer with the committee paper taken in."""
    return Drafting(cast.sam).begins(Upload(pasted=PAPER))


@pytest.fixture
def ready(drafting: Drafting, cast: Cast) -> Drafting:
    """The same, with four actions for Priya, Tom and Helen, due on 7 September 2012."""
    return drafting.ready(
        cast.priya, cast.tom, cast.helen, manager=cast.jean, due_on=date(2012, 9, 7)
    )


@pytest.fixture
def untold(northbank: Flask) -> Flask:
    """The demonstration as if nothing had been escalated in it yet."""
    db.session.execute(OccasionSkip.__table__.delete())
    db.session.commit()
    return northbank


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Where backups are put."""
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


@pytest.fixture
def with_files(northbank: Flask) -> None:
    """The demonstration with its files of evidence in this test's own folder."""
    for evidence in db.session.scalars(select(Evidence).where(Evidence.stored != "")):
        kept = folder().put_back(evidence.stored, BytesIO(evidence.name.encode()))
        evidence.size, evidence.sha256 = kept.size, kept.sha256
    db.session.commit()
