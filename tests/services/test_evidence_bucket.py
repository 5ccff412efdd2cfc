"""Evidence in a bucket: the same as in a folder, and what is said when the store is away."""

import hashlib
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.cast import Cast
from tests.databases import ENGINES
from tests.faults.bucket import BucketServer
from tests.importers import evidence_files as made
from tests.services.adding import Adding, newest, read
from tracker import clock
from tracker.domain.backups import Keeping
from tracker.domain.errors import RuleBroken
from tracker.extensions import db
from tracker.services import backups, checks
from tracker.services.evidence_arriving import NOT_NOW
from tracker.services.evidence_keeping import sweep
from tracker.store import evidence_bucket
from tracker.store.evidence_bucket import EvidenceBucket
from tracker.store.evidence_files import DiskFull, EvidenceStore, StoreAway, TooLarge


@pytest.fixture(params=ENGINES[:1])
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite alone: nothing here differs between the databases."""
    name: str = request.param
    return name


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BucketServer]:
    """A store of the test's own."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of a test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of a test as well")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    evidence_bucket._client.cache_clear()
    store = BucketServer()
    try:
        store.begin()
        yield store
    finally:
        store.kill()
        evidence_bucket._client.cache_clear()


@pytest.fixture
def bucket(server: BucketServer) -> EvidenceStore:
    return EvidenceBucket(server.address, server.endpoint)


@pytest.fixture
def council(northbank: Flask, server: BucketServer) -> BucketServer:
    """The demonstration, whose evidence from now on goes into the bucket."""
    held = northbank.extensions["settings"]
    northbank.extensions["settings"] = replace(
        held, evidence_store=server.address, evidence_endpoint=server.endpoint
    )
    return server


def test_a_file_goes_by_way_of_quarantine(bucket: EvidenceStore, server: BucketServer) -> None:
    kept = bucket.take_in(io.BytesIO(made.PDF), most=10**6, reserve=0)

    assert (kept.size, kept.sha256) == (len(made.PDF), hashlib.sha256(made.PDF).hexdigest())
    assert server.names() == [f"northbank/quarantine/{kept.stored}"]
    with bucket.in_quarantine(kept.stored) as held:
        assert held.read() == made.PDF
    with pytest.raises(FileNotFoundError):
        bucket.opened(kept.stored)

    bucket.let_out(kept.stored)

    assert server.names() == [f"northbank/{kept.stored}"]
    assert bucket.described(kept.stored) == kept
    with pytest.raises(FileNotFoundError):
        bucket.let_out(kept.stored)
    bucket.drop(kept.stored)
    bucket.drop(kept.stored)
    assert server.names() == []


def test_nothing_of_what_is_too_large_is_kept(bucket: EvidenceStore, server: BucketServer) -> None:
    with pytest.raises(TooLarge):
        bucket.take_in(io.BytesIO(made.PDF), most=10, reserve=0)
    with pytest.raises(DiskFull):
        bucket.take_in(io.BytesIO(made.PDF), most=10**6, reserve=10**18)

    assert server.names() == []


@pytest.mark.parametrize("stored", ["", "../other", "a" * 31, "A" * 32, "quarantine"])
def test_nothing_but_a_name_of_ours_is_asked_for(bucket: EvidenceStore, stored: str) -> None:
    for do in (bucket.opened, bucket.in_quarantine, bucket.let_out, bucket.drop):
        with pytest.raises(FileNotFoundError):
            do(stored)


def test_a_file_of_a_backup_comes_back_once(bucket: EvidenceStore) -> None:
    name = "0" * 32
    first = bucket.put_back(name, io.BytesIO(b"one"))

    assert bucket.put_back(name, io.BytesIO(b"another")) == first == bucket.described(name)
    assert bucket.older_than(time.time() + 60) == [name]
    assert bucket.older_than(time.time() - 60) == []


def test_evidence_is_added_read_backed_up_and_removed(
    council: BucketServer, cast: Cast, tmp_path: Path
) -> None:
    one = Adding(cast.priya, "1.1").file()

    assert council.names() == [f"northbank/{one.stored}"]
    assert read(one) == made.PDF
    with cast.client("priya").get(f"/actions/SLAC-1.1/evidence/{one.id}") as page:
        assert (page.data, page.content_length) == (made.PDF, len(made.PDF))

    taken = backups.take(tmp_path / "one.backup", Keeping(), now=clock.now())
    assert taken.manifest.files[one.stored].sha256 == one.sha256

    Adding(cast.priya, "1.1").removes(one)
    assert read(newest()) is None
    long_after = clock.now() + timedelta(days=30 * 365)  # the store's clock is the real one
    assert sweep(now=long_after) == 1
    assert council.names() == []


def test_while_the_store_is_away_nothing_is_half_done_and_it_is_said(
    council: BucketServer, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    priya = Adding(cast.priya, "1.1")
    one = priya.file()
    arrived = priya.brings()
    council.kill()

    for do in (priya.brings, lambda: priya.saves(arrived)):
        with pytest.raises(RuleBroken) as refused:
            do()
        assert (refused.value.message, refused.value.field) == (NOT_NOW, "file")
        db.session.rollback()
    assert newest().id == one.id
    page = cast.client("priya").get(f"/actions/SLAC-1.1/evidence/{one.id}")
    assert page.status_code == 503
    assert sweep(now=clock.now()) == 0
    (found,) = [one for one in checks.run(now=clock.now()) if one.part == "files"]
    assert (found.well, found.words.startswith("cannot be kept: the store of files")) == (
        False,
        True,
    )
    assert "Audit" not in caplog.text


def test_a_bucket_that_is_not_there_is_told_by_the_check(server: BucketServer) -> None:
    other = EvidenceBucket("s3://some-other-bucket", server.endpoint)

    with pytest.raises((StoreAway, FileNotFoundError)):
        other.check()
