"""An office of real processes on each database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import ENGINES

pytest.register_assert_rewrite("tests.faults.kills")  # so that a broken promise says which letter

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
