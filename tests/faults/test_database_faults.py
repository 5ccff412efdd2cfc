"""DB-05 to DB-07: the database killed under load or gone for a while, and the link to it cut at a COMMIT."""

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.faults.kills import DONE, Office, Staff, check_invariants, open_office
from tests.faults.own_postgresql import OwnPostgresql, own_postgresql
from tests.faults.proxy import Cut, Link
from tests.faults.staff import now, occasion
from tracker.store.outbox import new_id, plan_many

LEASE = 15
"""Seconds: a letter whose owner cannot be told dead from alive is waited for that long."""


@pytest.fixture(scope="module")
def postgresql_of_our_own() -> Iterator[OwnPostgresql]:
    with own_postgresql() as server:
        server.make_tables()
        yield server


@pytest.fixture
def server(postgresql_of_our_own: OwnPostgresql) -> OwnPostgresql:
    """Empty, for one test."""
    from tests.databases import empty_tables  # noqa: PLC0415  only here

    empty_tables(postgresql_of_our_own.url)
    return postgresql_of_our_own


def post(office: Office, letters: int) -> None:
    with Session(office.engine) as session:
        planned = [occasion(number, office.recipient) for number in range(letters)]
        plan_many(session, planned, batch=new_id(), host="northbank.example", now=now())
        session.commit()


def end(office: Office, letters: int) -> None:
    """Wait for every letter's end and send the staff home."""
    office.until(
        lambda: sum(office.states()[state] for state in DONE) == letters,
        within=240,
    )
    for worker in office.workers:
        worker.send(signal.SIGTERM)
    assert all(worker.ended(within=30) for worker in office.workers)
    check_invariants(office, letters)


def restarted(office: Office, server: OwnPostgresql, *, times: int, every: float) -> None:
    """Three post rooms at work while the database is killed again and again."""
    for _ in range(3):
        office.start("serve", lease=LEASE)
    for _ in range(times):
        time.sleep(every)  # the load has to run by the real clock of real processes
        server.restart()
        office.engine.dispose()


def taken_away(office: Office, server: OwnPostgresql, *, seconds: float) -> None:
    """Three post rooms at work while there is no database at all; all outlive it."""
    for _ in range(3):
        office.start("serve", lease=LEASE)
    office.until(lambda: office.states()["sent"] > 20, within=60)
    server.stop()
    office.engine.dispose()
    time.sleep(seconds)  # the processes have to meet its absence by their own clocks
    assert all(worker.alive() for worker in office.workers)
    server.begin()


def cut(office: Office, link: Link, *, cuts: int) -> None:
    """Three post rooms at work while the link breaks at every tenth COMMIT or so."""
    chance = random.Random(7)
    link.at_commit = lambda: chance.choice([*Cut, *[None] * 18])
    for _ in range(3):
        office.start("serve", lease=LEASE)
    office.until(
        lambda: link.cuts >= cuts or not office.states()["ready"],
        within=240,
    )
    link.at_commit = lambda: None


@pytest.mark.kills
def test_db05_a_database_killed_under_load_loses_and_doubles_nothing(
    server: OwnPostgresql, tmp_path: Path, staff: Staff
) -> None:
    with open_office(server.url, tmp_path, staff) as office:
        post(office, 250)
        restarted(office, server, times=3, every=1.5)
        end(office, 250)


@pytest.mark.kills
def test_db06_a_database_gone_for_a_while_is_waited_for_and_caught_up_with_once(
    server: OwnPostgresql, tmp_path: Path, staff: Staff
) -> None:
    with open_office(server.url, tmp_path, staff) as office:
        post(office, 250)
        taken_away(office, server, seconds=6)
        end(office, 250)


@pytest.mark.kills
def test_db07_a_link_cut_at_commit_loses_and_doubles_nothing(
    server: OwnPostgresql, tmp_path: Path, staff: Staff
) -> None:
    with (
        Link(server.port) as link,
        open_office(server.url, tmp_path, staff, through=link.port) as office,
    ):
        post(office, 150)
        cut(office, link, cuts=25)
        assert link.cuts >= 10
        end(office, 150)


@pytest.mark.soak
def test_db05_killed_every_four_seconds_for_minutes(
    server: OwnPostgresql, tmp_path: Path, staff: Staff
) -> None:
    with open_office(server.url, tmp_path, staff) as office:
        post(office, 20_000)
        restarted(office, server, times=40, every=4)
        end(office, 20_000)


@pytest.mark.soak
def test_db07_cut_a_thousand_times(server: OwnPostgresql, tmp_path: Path, staff: Staff) -> None:
    with (
        Link(server.port) as link,
        open_office(server.url, tmp_path, staff, through=link.port) as office,
    ):
        post(office, 6_000)
        cut(office, link, cuts=1_000)
        end(office, 6_000)


@pytest.mark.soak
def test_db06_gone_for_ten_minutes(server: OwnPostgresql, tmp_path: Path, staff: Staff) -> None:
    with open_office(server.url, tmp_path, staff) as office:
        post(office, 1_000)
        taken_away(office, server, seconds=600)
        end(office, 1_000)
