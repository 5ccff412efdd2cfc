"""A paper with one of everything, and text that tries to be more than text."""

from tracker.domain.actions import Rag
from tracker.domain.papers import (
    Bars,
    Bullets,
    Facts,
    Grid,
    Heading,
    PageBreak,
    Paper,
    Para,
    Quote,
    Rated,
    Series,
)

LITERAL = "#let x = 1; $a^2$ *bold* _it_ <b>&amp; {{ title }} {% raw %} \\ [x] @ref `code` // no"
NO_CHARACTERS = "Nothing\x00 is\ud800 lost\ufffe\x0chere"
RATED = (
    Rated(Rag.RED, "34 days overdue"),
    Rated(Rag.AMBER, "at risk"),
    Rated(Rag.BLUE, "completed 28 June 2011"),
)


def appendix(rows: int) -> Grid:
    """A table of so many actions."""
    return Grid(
        "Every action",
        ("Number", "Action", "How it stands"),
        tuple(
            (f"{n}.1", f"Send minutes within ten working days, {n}\nas agreed", RATED[n % 3])
            for n in range(rows)
        ),
        widths=(2, 7, 4),
        first_names=True,
    )


def paper(rows: int = 60) -> Paper:
    """The paper, with so many rows in its appendix."""
    return Paper(
        "Progress & next steps",
        "As at 4 July 2011",
        "Official: sensitive",
        (("Report to", "Executive Board"), ("Date", "31 July 2011")),
        (
            Heading("Purpose", 1, "1.0"),
            Para(LITERAL, "1.1"),
            Para(NO_CHARACTERS, strong=True),
            Bullets(("First", "Second\nline")),
            Quote("As it is printed", "Page 12"),
            Facts((("Owner", "Helen Pryce (health)"),)),
            Heading("By area", 2),
            Bars(
                "Actions by area",
                "Two areas. Area 1 has 2 overdue.",
                (Series("on track", Rag.GREEN), Series("overdue", Rag.RED)),
                (("1 Minutes", (1, 2)), ("2 Plans", (0, 0))),
            ),
            PageBreak(wide=True),
            Heading("Appendix"),
            appendix(rows),
            PageBreak(),
            Para("The end 😀"),
        ),
        issuer="Northbank Borough Council",
    )
