"""Random walks of everybody over the whole workflow, by real forms, beside the model on paper."""

import pytest

from tests.cast import Cast
from tests.databases import ENGINES
from tests.web.walk.walker import Travel, Walk


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, then PostgreSQL."""
    name: str = request.param
    return name


@pytest.mark.long
def test_nothing_happens_but_what_the_rules_allow_and_the_history_tells_all_of_it(
    cast: Cast, travel: Travel, engine_name: str
) -> None:
    walk = Walk(cast, travel, seed=ENGINES.index(engine_name))

    walk.go(120)

    assert walk.seen.total() >= 40


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 125))
def test_ten_thousand_steps(cast: Cast, travel: Travel, seed: int) -> None:
    walk = Walk(cast, travel, seed)

    walk.go(400)

    assert len(walk.seen) >= 40, sorted(walk.seen)
