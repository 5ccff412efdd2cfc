"""Numbers of actions from a spreadsheet: their own where that can be, else within their areas."""

import pytest

from tracker.domain.sheet_numbers import numbers_for


@pytest.mark.parametrize(
    ("rows", "taken", "numbers"),
    [
        ([("1.1", "1"), ("1.2", "1"), ("A3", "2")], (), ["1.1", "1.2", "A3"]),
        ([("1.1", "1"), ("1.1", "1")], (), ["1.1", "1.2"]),
        ([("", "1"), ("", "1"), ("", "2")], (), ["1.1", "1.2", "2.1"]),
        ([("1.1", "1"), ("", "1")], (), ["1.1", "1.2"]),
        ([("see above", "1")], (), ["1.1"]),
        ([("SLAC-1.1", "1")], (), ["1.1"]),
        ([("1.1", "1")], ("1.1",), ["1.2"]),
        ([("a3", "4")], ("A3",), ["4.1"]),
        ([], (), []),
    ],
)
def test_references_are_kept_when_each_row_has_one_of_its_own(
    rows: list[tuple[str, str]], taken: tuple[str, ...], numbers: list[str]
):
    assert numbers_for(rows, taken=taken) == numbers
