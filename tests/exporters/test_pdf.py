"""A paper as PDF: everybody can read it, text stays text, and the same paper makes the same bytes."""

import io
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pikepdf
import pytest

from tests.exporters.sample_paper import LITERAL, appendix, paper
from tracker.domain.actions import Rag
from tracker.domain.papers import Facts, Grid, PageBreak, Paper, Para, Rated
from tracker.exporters.pdf import pdf


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(paper())


def tags(node: Any) -> Iterator[Any]:
    """Every element of the structure, in reading order."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from tags(one)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from tags(node.K)


def pages_of(data: bytes) -> list[str]:
    """The words of each page, with single spaces."""
    with pdfplumber.open(io.BytesIO(data)) as opened:
        return [" ".join(page.extract_text().split()) for page in opened.pages]


def test_it_says_that_it_is_for_everybody(made: bytes) -> None:
    opened = pikepdf.open(io.BytesIO(made))
    root = opened.Root

    assert root.MarkInfo.Marked
    assert str(root.Lang) == "en-GB"
    assert root.ViewerPreferences.DisplayDocTitle
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root.Metadata.read_bytes()
    assert str(opened.docinfo.Title) == "Progress & next steps"


def test_its_structure_can_be_followed(made: bytes) -> None:
    opened = pikepdf.open(io.BytesIO(made))
    found = list(tags(opened.Root.StructTreeRoot.K))
    kinds = [str(one.S) for one in found]
    heads = [one for one in found if one.S == "/TH"]

    assert [kind for kind in kinds if kind.startswith("/H")] == ["/H1", "/H2", "/H1"]
    assert [str(one.Alt) for one in found if one.S == "/Figure"] == [
        "Two areas. Area 1 has 2 overdue."
    ]
    assert heads
    assert all("/Column" in str(one.A[0].Scope) for one in heads)
    assert kinds.count("/Caption") == 3
    assert {"/L", "/LI", "/BlockQuote", "/Table", "/THead", "/TBody"} <= set(kinds)


def test_nothing_stands_outside_its_structure(made: bytes) -> None:
    drawing = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "b", "Do", "sh"}
    for page in pikepdf.open(io.BytesIO(made)).pages:
        depth, loose = 0, []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(name, 0)
            if name in drawing and not depth:
                loose.append((name, operands))
        assert loose == []


def test_text_is_text_and_stands_whole_on_its_pages(made: bytes) -> None:
    pages = pages_of(made)

    assert LITERAL in pages[0]
    assert "Nothing is lost here" in pages[0]
    assert "Red: 34 days overdue" in pages[1]
    assert "The end (grinning face)" in pages[-1]
    assert all("Official: sensitive" in page for page in pages)
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, 1))
    assert all("Number Action How it stands" in page for page in pages[1:-1])


def test_pages_lie_on_their_side_where_they_are_asked_to(made: bytes) -> None:
    sides = [page.mediabox[2] > page.mediabox[3] for page in pikepdf.open(io.BytesIO(made)).pages]

    assert sides[0] is sides[-1] is False
    assert all(sides[1:-1])


def test_the_same_paper_makes_the_same_bytes(made: bytes) -> None:
    assert pdf(paper()) == made
    assert b"CreationDate" not in made


@pytest.mark.parametrize("text", ["", "\n", "日本 👨\u200d👩\u200d👧 👍🏽 \U0001d54f", "a" * 4000])
def test_any_text_can_be_set(text: str) -> None:
    rows = ((text, Rated(Rag.GREY, text)),)

    assert pdf(Paper("T", marking=text, blocks=(Para(text), Grid(text, ("A", text), rows))))


def test_no_long_text_runs_off_its_page() -> None:
    words = " ".join(f"word{n}" for n in range(1_500))
    blocks = (Facts((("Reason", words),)), Grid("T", ("A", "B"), ((words, "b"),), (1, 9)))

    told = " ".join(pages_of(pdf(Paper("T", blocks=(PageBreak(wide=True), *blocks)))))

    assert told.count("word1499") == 2


def test_an_empty_table_is_a_heading_row() -> None:
    assert "Number Action" in pages_of(pdf(Paper("T", blocks=(appendix(0),))))[0]
