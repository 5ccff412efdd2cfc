"""A committee's cover paper gives the same facts in every form it can arrive in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.importers.committee_paper import SAMPLES, SHARED, Facts, facts, sizes
from tests.importers.forms import FORMS, as_docx, as_pdf, as_tagged_pdf
from tracker.importers.readers import read_report, read_text

PAPER = (SAMPLES / "committee-paper.txt").read_text()
SEED = SHARED / "seed" / "halton-executive-board-2011-03-31.txt"

LEADS = "Safeguarding services"
CARE = "Services for children in care"
EXPECTED = Facts(
    findings=[
        (words, "4.2", "AREAS FOR DEVELOPMENT")
        for words in (
            "The time that families wait for the minutes of conferences",
            "Ensuring that social workers are asked hard questions in supervision, and that the "
            "answers are written in the child's record",
            "Ensuring that health reports go to the boards that need them.",
            "A multi-agency answer to children who go missing",
        )
    ],
    judgements=[
        (LEADS, "Overall effectiveness", "Good"),
        (LEADS, "Capacity for improvement", "Outstanding"),
        (
            LEADS,
            "The help that health agencies give to keeping children and young people from harm",
            "Adequate",
        ),
        (LEADS, "Leadership and management", "Good"),
        (CARE, "Overall effectiveness", "Good"),
        (CARE, "Being healthy", "Adequate"),
        (CARE, "Staying safe", "Outstanding"),
        (CARE, "Leadership and management", "Good"),
    ],
    strengths=[
        ("a)", "Prompt answers when a child is in danger"),
        (
            "a)",
            "Good records of the checks made on new staff, which others could copy and have copied",
        ),
        ("b)", "“Signs of Safety” is well understood by partners"),
        ("b)", "Highly regarded youth workers – with strong links to schools"),
        ("b)", "Effective work with the police"),
        ("c)", "Visible leadership, and clear priorities"),
    ],
    doubted=[("report_date", "2012-06-14"), ("published_on", "2012-06-08")],
    header=[
        "Cabinet",
        "Director of Children's Services",
        "The outcome of the inspectors' visit to safeguarding and looked after children services "
        "in Northbank, undertaken between the 16-27th April 2012",
        "All",
        "2012-04-16",
        "2012-04-27",
    ],
)
SEED_SIZES = (
    7,
    {"Safeguarding Services": 10, "Services for looked after children": 12},
    {"a)": 6, "b)": 6, "c)": 5, "d)": 6, "e)": 10, "f)": 2, "g)": 5},
)
FILES: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "Word, a line a paragraph": ("paper.docx", lambda text: as_docx(text, lists=False)),
    "Word with lists and a table": ("paper.docx", lambda text: as_docx(text, lists=True)),
    "PDF without lines": ("paper.pdf", lambda text: as_pdf(text, ruled=False)),
    "PDF with a ruled table": ("paper.pdf", lambda text: as_pdf(text, ruled=True)),
    "tagged PDF": ("paper.pdf", as_tagged_pdf),
    "text file": ("paper.txt", lambda text: text.encode()),
    "text file from Windows": (
        "paper.txt",
        lambda text: text.replace("\n", "\r\n").encode("cp1252"),
    ),
    "text file in UTF-16": ("paper.txt", lambda text: text.encode("utf-16")),
}
with_seed = pytest.mark.skipif(not SEED.exists(), reason="no shared reports beside the checkout")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_the_paper_gives_the_same_facts_however_it_was_pasted(form: Callable[[str], str]):
    assert facts(read_text(form(PAPER))) == EXPECTED


@pytest.mark.parametrize(("name", "made"), FILES.values(), ids=FILES.keys())
def test_the_paper_gives_the_same_facts_from_every_kind_of_file(
    name: str, made: Callable[[str], bytes]
):
    assert facts(read_report(name, made(PAPER))) == EXPECTED


def test_the_committees_own_recommendations_are_pointed_out_and_not_imported():
    checks = read_text(PAPER).checks

    assert [(check.fields, check.lines) for check in checks] == [
        (("report_date", "published_on"), (5, 15)),
        (("findings",), (17, 19, 20)),
    ]


def test_each_value_shows_the_line_it_came_from():
    report = read_text(PAPER)

    assert report.header.report_date is not None
    assert report.header.report_date.source == "DATE: 14th June 2012"
    assert PAPER.split("\n")[report.findings[3].line - 1] == (
        "- A multi-agency answer to children who go missing"
    )


@with_seed
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_the_seed_gives_7_22_and_40_however_it_was_pasted(form: Callable[[str], str]):
    seed = SEED.read_text()

    assert sizes(read_text(form(seed))) == SEED_SIZES
    assert facts(read_text(form(seed))) == facts(read_text(seed))


@with_seed
@pytest.mark.parametrize(("name", "made"), FILES.values(), ids=FILES.keys())
def test_the_seed_gives_7_22_and_40_from_every_kind_of_file(
    name: str, made: Callable[[str], bytes]
):
    seed = SEED.read_text()

    assert sizes(read_report(name, made(seed))) == SEED_SIZES
    assert facts(read_report(name, made(seed))) == facts(read_text(seed))


@with_seed
def test_the_seed_is_worded_as_printed_and_its_dates_are_doubted():
    report = read_text(SEED.read_text())

    printed = [line[2:] for line in Path(SEED).read_text().split("\n")[145:152]]
    assert [one.text for one in report.findings] == printed
    assert {(one.section, one.heading) for one in report.findings} == {
        ("4.2", "AREAS FOR DEVELOPMENT")
    }
    assert facts(report).doubted == [
        ("report_date", "2011-03-31"),
        ("published_on", "2011-03-25"),
    ]
    assert [check.lines for check in report.checks] == [(5, 15), (17, 19, 20, 21)]
