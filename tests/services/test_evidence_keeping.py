"""What becomes of files behind the pages: late virus checks, what is left over, what is kept."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.cast import Cast
from tests.importers import evidence_files as made
from tests.importers.scanner import Scanner
from tests.services.adding import NOTHING, Adding, entries, newest, on_disk, read
from tests.services.meetings import the
from tracker import clock
from tracker.domain.errors import RuleBroken
from tracker.domain.evidence import INFECTED, Scan
from tracker.extensions import db
from tracker.services import checks
from tracker.services import evidence_keeping as keeping
from tracker.services.holding import mail_hold
from tracker.services.tidying import tidy
from tracker.store.history import Happened
from tracker.store.instance import MailHold
from tracker.store.submissions import has_evidence

pytestmark = pytest.mark.usefixtures("northbank")

FOUND = b"stream: Eicar-Signature FOUND\0"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def scanner(northbank: Flask) -> Iterator[Scanner]:
    """A scanner that this installation asks."""
    with Scanner() as playing:
        set_up(northbank, clamav=playing.where)
        yield playing


@pytest.fixture
def away(northbank: Flask) -> Iterator[str]:
    """Where a scanner should be and nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        set_up(northbank, clamav=where)
        yield where


def set_up(app: Flask, **changed: object) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], **changed)


def age(hours: float) -> None:
    """Make every file this many hours old, by the clock of the test."""
    then = (clock.now() - timedelta(hours=hours)).timestamp()
    for path in [path for paths in on_disk().values() for path in paths]:
        os.utime(path, (then, then))


def test_a_clean_file_is_said_to_be_clean(cast: Cast, scanner: Scanner) -> None:
    assert Adding(cast.priya, "1.1").file().scan is Scan.CLEAN
    assert scanner.seen == [made.PDF]


def test_an_infected_file_is_refused_deleted_and_noted(cast: Cast, scanner: Scanner) -> None:
    scanner.says = FOUND
    priya = Adding(cast.priya, "1.1")
    arrived = priya.brings()

    with pytest.raises(RuleBroken) as refused:
        priya.saves(arrived)

    assert (refused.value.message, refused.value.field) == (INFECTED, "file")
    assert on_disk() == NOTHING
    assert [entry.actor for entry in entries(Happened.EVIDENCE_INFECTED)] == [cast.priya]
    assert not has_evidence(the("1.1"))


def test_a_file_that_could_not_be_checked_waits_and_is_checked_later(
    cast: Cast, away: str, northbank: Flask
) -> None:
    priya = Adding(cast.priya, "1.1")
    message = priya.saves(priya.brings())

    assert message.endswith("It can be opened once it has passed the virus check")
    assert newest().scan is Scan.WAITING
    assert read(newest()) is None
    tidy(now=clock.now())
    assert newest().scan is Scan.WAITING
    with Scanner() as back:
        set_up(northbank, clamav=back.where)
        tidy(now=clock.now())
    assert newest().scan is Scan.CLEAN
    assert read(newest()) is not None


def test_a_virus_found_later_takes_the_file_away_and_is_noted(
    cast: Cast, away: str, northbank: Flask
) -> None:
    Adding(cast.priya, "1.1").file()
    assert has_evidence(the("1.1"))
    with Scanner() as back:
        back.says = FOUND
        set_up(northbank, clamav=back.where)
        assert keeping.scan_waiting(now=clock.now()) == 1
        assert keeping.scan_waiting(now=clock.now()) == 0

    assert newest().scan is Scan.INFECTED
    assert on_disk() == NOTHING
    (entry,) = entries(Happened.EVIDENCE_INFECTED)
    assert (entry.actor, entry.facts) == (None, {"evidence": newest().id})
    assert not has_evidence(the("1.1"))


def test_where_the_scanner_was_taken_away_nothing_waits_for_it(
    cast: Cast, away: str, northbank: Flask
) -> None:
    Adding(cast.priya, "1.1").file()
    set_up(northbank, clamav="")

    assert keeping.scan_waiting(now=clock.now()) == 1
    assert newest().scan is Scan.UNSCANNED


def test_a_file_on_another_machine_is_left_to_be_checked_there(cast: Cast, away: str) -> None:
    one = Adding(cast.priya, "1.1").file()
    on_disk()["out"][0].unlink()

    assert keeping.scan_waiting(now=clock.now()) == 0
    assert newest().id == one.id
    assert newest().scan is Scan.WAITING


def test_what_no_row_speaks_of_goes_after_a_day(cast: Cast) -> None:
    priya = Adding(cast.priya, "1.1")
    standing = priya.file()
    priya.brings()
    age(23.9)
    assert keeping.sweep(now=clock.now()) == 0
    age(24.1)

    assert keeping.sweep(now=clock.now()) == 1

    assert on_disk()["quarantine"] == []
    assert [path.name for path in on_disk()["out"]] == [standing.stored]


def test_a_removed_file_goes_with_the_next_sweep(cast: Cast) -> None:
    priya = Adding(cast.priya, "1.1")
    one = priya.file()
    age(24.1)
    priya.removes(one)

    tidy(now=clock.now())

    assert on_disk() == NOTHING


def test_nothing_is_swept_from_beside_a_database_that_may_be_another(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Adding(cast.priya, "1.1").brings()
    age(100)
    held = MailHold(True, "restored", None, 1)
    monkeypatch.setattr(keeping, "mail_hold", lambda: held)

    assert keeping.sweep(now=clock.now()) == 0
    monkeypatch.setattr(keeping, "mail_hold", mail_hold)
    assert keeping.sweep(now=clock.now()) == 1


_KILLED = """
import sys
from pathlib import Path
from tracker import create_app
from tracker.config import Settings
app = create_app(Settings(secret_key="k" * 32, instance=Path(sys.argv[1]), database_url=sys.argv[2]))
with app.app_context():
    from sqlalchemy import select
    from tests.services.adding import Adding
    from tracker.extensions import db
    from tracker.store.people import Person
    priya = db.session.scalars(select(Person).where(Person.name == "Priya Nair")).one()
    adding = Adding(priya, "1.1")
    adding.saves(adding.brings())
"""


def test_killed_between_file_and_row_only_a_file_is_left_that_is_swept(
    northbank: Flask, cast: Cast
) -> None:
    settings = northbank.extensions["settings"]
    db.session.rollback()

    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, str(settings.instance), settings.database_url],
        cwd=ROOT,
        env={**os.environ, "TRACKER_KILL_POINT": "evidence.let_out", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert [len(paths) for paths in on_disk().values()] == [1, 0]
    assert not has_evidence(the("1.1"))
    age(25)
    db.session.rollback()
    assert keeping.sweep(now=clock.now()) == 1
    assert on_disk() == NOTHING


def test_monitoring_is_told_of_a_file_that_waits_too_long_for_its_check(
    cast: Cast, away: str, northbank: Flask
) -> None:
    def files(minutes: int) -> tuple[bool, str]:
        db.session.rollback()  # the checks are a command of their own and look at a free database
        found = checks.run(now=clock.now() + timedelta(minutes=minutes))
        return next((one.well, one.words) for one in found if one.part == "files")

    assert files(0) == (True, "none waits for the virus check")
    Adding(cast.priya, "1.1").file()

    assert files(15) == (True, "one has waited for the virus check for 15 minutes")
    assert files(16) == (False, "one has waited for the virus check for 16 minutes")
    set_up(northbank, clamav="")
    assert files(16) == (
        True,
        "not checked for viruses: TRACKER_CLAMAV is not set",
    )
