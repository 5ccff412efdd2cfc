"""What makes a paper, and what does not."""

from collections.abc import Callable

import pytest

from tracker.domain.actions import Rag
from tracker.domain.papers import (
    Bars,
    Grid,
    Heading,
    NotAPaper,
    Paper,
    Rated,
    Series,
    printable,
)

TWO = (Series("on track", Rag.GREEN), Series("overdue", Rag.RED))


def test_a_colour_is_told_with_its_reason() -> None:
    assert Rated(Rag.RED, "34 days overdue").text == "Red: 34 days overdue"
    assert Rated(Rag.BLUE, "completed 28 June 2011").text == "Completed 28 June 2011"
    assert Rated(Rag.AMBER).text == "Amber"


def test_a_chart_is_also_its_numbers() -> None:
    numbers = Bars("Areas", "Two areas.", TWO, (("1 Minutes", (2, 1)), ("2 Plans", (0, 0)))).numbers
    assert numbers.headings == ("", "On track", "Overdue", "All")
    assert numbers.rows == (("1 Minutes", "2", "1", "3"), ("2 Plans", "0", "0", "0"))


@pytest.mark.parametrize(
    "made",
    [
        lambda: Paper(" \x00"),
        lambda: Heading("Deep", 5),
        lambda: Paper("Paper", blocks=(Heading("One", 1), Heading("Three", 3))),
        lambda: Paper("Paper", blocks=(Heading("Two first", 2),)),
        lambda: Grid("Rows", ("One", "Two"), (("only one",),)),
        lambda: Grid("Widths", ("One", "Two"), (), widths=(1, 0)),
        lambda: Bars("No words", " ", TWO, ()),
        lambda: Bars("No number", "Words", TWO, (("1", (2,)),)),
        lambda: Bars("Less than nothing", "Words", TWO, (("1", (2, -1)),)),
    ],
)
def test_what_nobody_could_read_is_not_a_paper(made: Callable[[], object]) -> None:
    with pytest.raises(NotAPaper):
        made()


def test_a_text_loses_what_no_document_may_hold() -> None:
    assert printable("a\x00b\ud800c\ufffed\x1be\r\nf\rg\u2028h\ti") == "abcde\nf\ng\nh\ti"
    assert printable("Ünïcödé & <b> 'it' 😀") == "Ünïcödé & <b> 'it' 😀"
