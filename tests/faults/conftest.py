"""An office of real processes on each database."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.databases import ENGINES
from tests.faults.smtp_server import FaultServer

pytest.register_assert_rewrite(
    "tests.faults.kills", "tests.faults.hosts"
)  # so that a broken promise says which letter

from tests.faults.kills import Office, Staff, open_office  # noqa: E402  # after the line above


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, then PostgreSQL."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """The warm process that workers are forked from."""
    warm = Staff(tmp_path_factory.mktemp("staff") / "log")
    yield warm
    warm.close()


@pytest.fixture
def office(database_url: str, tmp_path: Path, staff: Staff) -> Iterator[Office]:
    """A database, a mail server and a staff to be killed."""
    with open_office(database_url, tmp_path, staff) as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A mail server that misbehaves as it is told."""
    with FaultServer() as running:
        yield running


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Who signs certificates here."""
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """What a client that trusts the authority checks with."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context
