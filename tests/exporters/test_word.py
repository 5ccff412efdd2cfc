"""A paper as a Word document: real headings and tables, and a council's own template kept."""

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from tests.exporters.sample_paper import LITERAL, paper
from tracker.domain.papers import BadTemplate, Heading, Paper, Para
from tracker.exporters.word import word

ORDERS = {
    "pPr": "pStyle keepNext numPr pBdr tabs spacing ind outlineLvl sectPr",
    "tblPr": "tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW shd",
    "rPr": "rFonts b color sz lang",
}
"""Word calls a file damaged whose elements stand in another order."""


@pytest.fixture(scope="module")
def made() -> bytes:
    return word(paper())


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


def said(document: Any) -> list[tuple[str, str]]:
    """The style and the text of each paragraph that says something."""
    return [(p.style.name, p.text) for p in document.paragraphs if p.text]


def template(*lines: str, strip: tuple[str, ...] = ()) -> bytes:
    """A council's template that says these lines, without some styles."""
    document = docx.Document()
    for name in strip:
        style = document.styles[name].element
        style.getparent().remove(style)
    document.styles["Heading 2"].element.set(qn("w:styleId"), "berschrift2")
    document.sections[0].header.paragraphs[0].text = "Letterhead {{ issuer }}"
    for line in lines:
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_headings_paragraphs_and_lists_are_real(made: bytes) -> None:
    found = said(opened(made))

    assert found[:3] == [
        ("Normal", "Northbank Borough Council\nOfficial: sensitive"),
        ("Title", "Progress & next steps"),
        ("Subtitle", "As at 4 July 2011"),
    ]
    assert [one for one in found if one[0].startswith("Heading")] == [
        ("Heading 1", "1.0\tPurpose"),
        ("Heading 2", "By area"),
        ("Heading 1", "Appendix"),
    ]
    assert ("Normal", f"1.1\t{LITERAL}") in found
    assert ("Normal", "Nothing is lost\nhere") in found
    assert [text for style, text in found if style == "List Bullet"] == ["First", "Second\nline"]
    assert found[-1] == ("Normal", "The end 😀")


def test_tables_can_be_followed(made: bytes) -> None:
    document = opened(made)
    numbers, appendix = document.tables

    assert [cell.text for cell in numbers.rows[1].cells] == ["1 Minutes", "1", "2", "3"]
    assert [cell.text for cell in appendix.rows[1].cells][2] == "Red: 34 days overdue"
    assert appendix._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Every action"
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in appendix.rows)
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in appendix.rows]
    assert heads == [True] + [False] * 60
    widths = [int(one.get(qn("w:w"))) for one in appendix._tbl.tblGrid]
    assert [round(13 * width / sum(widths)) for width in widths] == [2, 7, 4]


def test_the_chart_has_words_in_its_place(made: bytes) -> None:
    told = next(opened(made).element.body.iter(qn("wp:docPr")))

    assert told.get("descr") == "Two areas. Area 1 has 2 overdue."
    assert told.get("title") == "Actions by area"


def test_the_document_says_what_it_is_and_no_time(made: bytes) -> None:
    document = opened(made)
    facts = document.core_properties
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")

    assert (facts.title, facts.language, facts.author) == (
        "Progress & next steps",
        "en-GB",
        "Northbank Borough Council",
    )
    assert language.get(qn("w:val")) == "en-GB"
    assert word(paper()) == made
    assert {one.date_time[0] for one in zipfile.ZipFile(io.BytesIO(made)).infolist()} == {1980}


def test_pages_are_a4_lie_on_their_side_where_asked_and_are_numbered(made: bytes) -> None:
    document = opened(made)
    sides = [round(s.page_width.cm) for s in document.sections]
    footer = document.sections[0].footer._element.xml

    assert sides == [21, 30, 21]
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert "Official: sensitive" in document.sections[-1].header.paragraphs[0].text


@pytest.mark.parametrize("kind", ORDERS)
def test_elements_stand_in_the_order_word_asks_for(made: bytes, kind: str) -> None:
    order = ORDERS[kind].split()
    for facts in opened(made).element.body.iter(qn(f"w:{kind}")):
        names = [re.sub(r".*}", "", one.tag) for one in facts]
        assert names == sorted(names, key=order.index)


def test_a_councils_template_is_kept_and_filled_in() -> None:
    council = template(
        "Our paper: {{ title }}",
        "For {{ report_to }} ({{ marking }})",
        "{{ report }}",
        "Signed by the council",
        strip=("Heading 1", "List Bullet", "Caption"),
    )
    document = opened(word(paper(2), template=council))
    found = said(document)

    assert document.sections[0].header.paragraphs[0].text == "Letterhead Northbank Borough Council"
    assert found[:2] == [
        ("Normal", "Our paper: Progress & next steps"),
        ("Normal", "For Executive Board (Official: sensitive)"),
    ]
    assert found[2:4] == [("Subtitle", "As at 4 July 2011"), ("Normal", "Date\t31 July 2011")]
    assert ("Heading 1", "Appendix") in found
    assert ("Heading 2", "By area") in found
    assert ("List Bullet", "First") in found
    assert ("Normal", f"1.1\t{LITERAL}") in found
    assert found[-1] == ("Normal", "Signed by the council")


def test_what_has_no_place_in_a_template_stands_at_its_end() -> None:
    found = said(opened(word(Paper("A & B", blocks=(Heading("C"),)), template=template("Before"))))

    assert found == [("Normal", "Before"), ("Title", "A & B"), ("Heading 1", "C")]


def test_bullets_work_where_a_template_has_no_numbering() -> None:
    council = io.BytesIO(template("{{ report }}", strip=("List Bullet",)))
    without = io.BytesIO()
    with zipfile.ZipFile(council) as old, zipfile.ZipFile(without, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                text = re.sub(rb"<(Relationship|Override)[^>]*numbering[^>]*/>", b"", text)
            if name != "word/numbering.xml":
                new.writestr(name, text)
    document = opened(word(paper(1), template=without.getvalue()))

    assert [text for style, text in said(document) if style == "List Bullet"] == [
        "First",
        "Second\nline",
    ]
    style = document.styles["List Bullet"].element
    number = style.find(f".//{qn('w:numId')}").get(qn("w:val"))
    numbering = document.part.numbering_part.element
    assert number in [one.get(qn("w:numId")) for one in numbering.iter(qn("w:num"))]


@pytest.mark.parametrize(
    "broken",
    [
        b"no document",
        template("{{ title"),
        template("{% for a in b %}"),
        template("{{ ''.__class__.__mro__ }}"),
        template("{{ title.__init__.__globals__ }}"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused(broken: bytes) -> None:
    with pytest.raises(BadTemplate):
        word(Paper("T", blocks=(Para("x"),)), template=broken)
