"""What the table of measures says of a figure, because CI goes by it."""

import pytest

from tests.bench.quick import LOOSER, held_to
from tests.bench.table import Row


@pytest.mark.parametrize(
    ("row", "met", "failed"),
    [
        (Row("", 8, "ms"), "", False),
        (Row("", 8, "ms", 4, 2, 1.5, least=True), "floor met", False),
        (Row("", 6, "ms", 4, 2, 1.5, least=True), "goal met", False),
        (Row("", 9, "ms", 4, 2, 1.5, least=True), "below the floor", True),
        (Row("", 9, "ms", 4, 2, 1.5, least=True, known=3), "known", False),
        (Row("", 13, "ms", 4, 2, 1.5, least=True, known=3), "below the floor", True),
        (Row("", 2, "a second", 100, 0.15, 0.25), "below the floor", True),
        (Row("", 2, "a second", 100, 0.15, 0.25, known=0.01), "known", False),
        (Row("", 30, "a second", 100, 0.15, 0.25), "goal met", False),
        (Row("", 0, "", floor=0, goal=0, least=True), "goal met", False),
        (Row("", 1, "", floor=0, goal=0, least=True), "below the floor", True),
        (Row("", 8, "", 4, goal=1, least=True), "not yet", False),
    ],
)
def test_a_figure_isheld_to_its_goal_its_floor_or_what_is_known(
    row: Row, met: str, failed: bool
) -> None:
    assert (row.met, row.failed) == (met, failed)


def test_only_ratios_are_loosened() -> None:
    grows = Row("", 1, "", 1, floor=2, goal=1, least=True)
    shrinks = Row("", 1, "", 1, floor=0.6, goal=1)
    counts = Row("", 1, "", 1, floor=2, goal=1, least=True, counted=True)

    assert [held_to(one).floor for one in (grows, shrinks, counts)] == [
        2 * LOOSER,
        0.6 / LOOSER,
        2,
    ]
