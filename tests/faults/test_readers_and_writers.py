"""Ten minutes of eight people who read and four who save, on SQLite."""

import pytest

from tests.bench.together import together


@pytest.mark.soak
def test_no_request_fails_and_none_finds_the_database_locked() -> None:
    rows = together(600)

    assert [(row.measure, row.product) for row in rows if row.failed] == []
