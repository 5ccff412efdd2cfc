"""Files offered as evidence: what is let through, and a sentence for each that is not."""

import io
import time
import zipfile

import pytest

from tests.importers import evidence_files as made
from tests.importers.test_limited import CATALOGUE, ONE_PAGE, pdf_of, stream
from tracker.domain.errors import RuleBroken
from tracker.domain.evidence import FORMATS, INFECTED
from tracker.importers import guard, words
from tracker.importers.refusals import (
    DAMAGED,
    EMPTY,
    FETCHES,
    HOLDS_FILES,
    MACROS,
    OTHERWISE,
    PROTECTED,
    TOO_MUCH,
    holds,
)

GOOD = {
    ".pdf": made.PDF,
    ".docx": made.WORDS,
    ".xlsx": made.with_parts({}, "xl/workbook.xml"),
    ".pptx": made.with_parts({}, "ppt/presentation.xml"),
    ".odt": made.odf("text"),
    ".ods": made.odf("spreadsheet"),
    ".csv": b"Week,Checked\r\n1,12\r\n",
    ".txt": "Café – 12 forms checked".encode(),
    ".png": made.png(),
    ".jpg": made.jpeg(),
    ".jpeg": made.jpeg(),
}


def check(data: bytes, ending: str) -> None:
    guard.check(io.BytesIO(data), ending)


def refusal(data: bytes, ending: str) -> str:
    with pytest.raises(RuleBroken) as refused:
        check(data, ending)
    assert refused.value.field == "file"
    return refused.value.message


def test_there_is_a_good_file_of_every_kind_and_it_is_let_through() -> None:
    assert set(GOOD) == set(FORMATS)
    for ending, data in GOOD.items():
        check(data, ending)


@pytest.mark.parametrize("ending", sorted(set(FORMATS) - {".jpeg"}))
def test_a_file_that_is_not_what_its_name_says_is_refused(ending: str) -> None:
    same = {".jpg": {".jpeg"}, ".csv": {".txt"}, ".txt": {".csv"}}.get(ending, set())

    for other, data in GOOD.items():
        if other != ending and other not in same:
            assert refusal(data, ending) == OTHERWISE, other


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_nothing_and_a_test_virus_are_refused_under_every_name(ending: str) -> None:
    assert refusal(b"", ending) == EMPTY
    assert refusal(made.VIRUS, ending) == INFECTED
    assert refusal(GOOD[ending] + made.VIRUS, ending) == INFECTED


def test_a_mark_is_found_across_the_seam_of_two_pieces() -> None:
    assert holds(b"EICAR", [b"..EIC", b"AR.."])
    assert not holds(b"EICAR", [b"..EIC", b"..AR"])


@pytest.mark.parametrize("ending", [".txt", ".csv", ".pdf", ".png", ".docx"])
@pytest.mark.parametrize(
    "page",
    [
        b"<html><script>alert(1)</script></html>",
        b"  <!DOCTYPE html><p>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        "<script>alert(1)</script>".encode("utf-16"),
    ],
)
def test_a_web_page_or_a_drawing_with_a_script_is_refused(ending: str, page: bytes) -> None:
    assert refusal(page, ending) == OTHERWISE


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"<html>" + made.PDF, ".pdf"),
        (made.PDF[:9] + b"%<script>alert(1)</script>\n" + made.PDF[9:], ".pdf"),
        (made.PDF + made.archive({"a.txt": "a"}), ".pdf"),
        (made.png() + made.archive({"a.txt": "a"}), ".png"),
        (made.jpeg() + made.archive({"a.txt": "a"}), ".jpg"),
        (made.jpeg() + b"<script>alert(1)</script>", ".jpg"),
        (b"MZ" + made.WORDS, ".docx"),
        (b"MZ and so on", ".txt"),
        (b"{\\rtf1 }", ".txt"),
        (b"some\x00zeros", ".csv"),
    ],
)
def test_a_file_that_is_two_things_at_once_is_refused(data: bytes, ending: str) -> None:
    assert refusal(data, ending) == OTHERWISE


def test_something_before_the_archive_is_seen_whatever_it_begins_with() -> None:
    assert refusal(b"PK\x03\x04" + bytes(26) + made.WORDS, ".docx") == DAMAGED


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"word/vbaProject.bin": b"anything"}, MACROS),
        ({"xl/macrosheets/sheet1.xml": "<x/>"}, MACROS),
        ({"[Content_Types].xml": "<Types><Override ContentType='x.macroEnabled.y'/></Types>"}, MACROS),
        ({"word/embeddings/oleObject1.bin": made.OLD_OFFICE}, HOLDS_FILES),
        ({"word/media/image1.png": made.OLD_OFFICE}, HOLDS_FILES),
        ({"word/activeX/activeX1.xml": "<x/>"}, HOLDS_FILES),
        ({"word/media/setup.bin": b"MZ\x90\x00"}, HOLDS_FILES),
        ({"word/embeddings/a.zip": made.archive({"a": "a"})}, HOLDS_FILES),
        ({"word/media/a.bin": made.VIRUS}, INFECTED),
        ({"word/_rels/settings.xml.rels": made.relations("attachedTemplate", "http://x.example/a.dotm")}, FETCHES),
        ({"word/_rels/document.xml.rels": made.relations("image", "file://host/share/a.png")}, FETCHES),
        ({"word/_rels/a.rels": made.relations("oleObject", "\\\\host\\a").encode("utf-16")}, FETCHES),
        ({"word/settings.xml": "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><x>&b;</x>"}, OTHERWISE),
        ({"word/settings.xml": "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>"}, OTHERWISE),
        ({"word/settings.xml": "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE x><x/>".encode("utf-16")}, OTHERWISE),
        ({"../../etc/cron.d/x": "x"}, TOO_MUCH),
        ({"word/settings.xml": "<x"}, DAMAGED),
        ({f"word/{n}": "" for n in range(2001)}, TOO_MUCH),
    ],
)  # fmt: skip
def test_a_document_that_acts_hides_or_fetches_is_refused(
    parts: dict[str, bytes | str], sentence: str
) -> None:
    assert refusal(made.with_parts(parts), ".docx") == sentence


def test_a_link_to_follow_and_the_figures_of_a_chart_are_let_through() -> None:
    link = made.relations("hyperlink", "https://www.gov.uk/")
    figures = made.with_parts({}, "xl/workbook.xml")

    check(
        made.with_parts(
            {"word/_rels/document.xml.rels": link, "word/embeddings/sheet1.xlsx": figures}
        ),
        ".docx",
    )


def test_what_a_chart_keeps_its_figures_in_is_looked_through_too() -> None:
    bad = made.with_parts({"xl/vbaProject.bin": b"x"}, "xl/workbook.xml")

    assert refusal(made.with_parts({"word/embeddings/a.xlsx": bad}), ".docx") == MACROS
    deep = made.with_parts({"word/embeddings/a.docx": made.with_parts({})})
    assert refusal(made.with_parts({"word/embeddings/a.docx": deep}), ".docx") == HOLDS_FILES


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<d xmlns:l='l'><image l:href='http://x.example/a.png'/></d>", FETCHES),
        ("<d xmlns:l='l'><object l:href='//host/share/a'/></d>", FETCHES),
        ("<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><d>&a;</d>", OTHERWISE),
    ],
)
def test_an_open_document_that_fetches_is_refused(content: str, sentence: str) -> None:
    assert refusal(made.odf(content=content), ".odt") == sentence


def test_an_open_document_with_a_link_and_a_picture_of_its_own_is_let_through() -> None:
    content = "<d xmlns:l='l'><a l:href='http://x.example/'/><image l:href='Pictures/a.png'/></d>"

    check(made.odf(content=content), ".odt")


def test_a_document_with_a_password_or_of_the_old_kind_is_told_what_to_do() -> None:
    assert refusal(made.OLD_OFFICE, ".docx") == PROTECTED
    locked = bytearray(made.with_parts({}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        locked[locked.find(mark) + (6 if mark.endswith(b"\x04") else 8)] |= 1
    assert refusal(bytes(locked), ".docx") == PROTECTED


def test_an_archive_that_would_unpack_to_700_mb_is_refused_unopened() -> None:
    part = made.archive({"a": bytes(60 * 1024 * 1024)})
    with zipfile.ZipFile(io.BytesIO(part)) as one:
        assert one.infolist()[0].compress_size < 100_000
    bomb = made.with_parts({f"word/media/{n}": bytes(60 * 1024 * 1024) for n in range(3)})

    began = time.perf_counter()
    assert refusal(bomb, ".docx") == TOO_MUCH
    assert time.perf_counter() - began < 0.5


def test_an_archive_whose_directory_lies_is_refused_on_reading() -> None:
    assert refusal(made.lying_archive(), ".docx") == DAMAGED


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (made.PDF[:200], ".pdf"),
        (made.WORDS[:-200], ".docx"),
        (made.png()[:-12], ".png"),
        (made.png(0, 2), ".png"),
        (made.png(70_000, 70_000), ".png"),
        (made.jpeg()[:22], ".jpg"),
        (made.jpeg(65_000, 65_000), ".jpg"),
    ],
)
def test_a_damaged_file_or_a_picture_no_screen_could_show_is_refused(
    data: bytes, ending: str
) -> None:
    assert refusal(data, ending) == DAMAGED


def test_words_are_found_where_marks_of_form_cut_them_in_two() -> None:
    cut = "<w:document xmlns:w='w'><w:p><w:r>NHS number 943 476</w:r><w:r> 5919</w:r></w:p></w:document>"
    files = {
        ".docx": made.archive({"word/document.xml": cut}),
        ".odt": made.odf(content="<d xmlns:t='t'><t:p>NHS number 943 <t:s/>476 5919</t:p></d>"),
        ".txt": b"NHS number 943 476 5919",
        ".csv": "NHS number 943 476 5919".encode("utf-16"),
    }

    for ending, data in files.items():
        assert "NHS number 943 476 5919" in words.of(io.BytesIO(data), ending), ending
    assert words.of(io.BytesIO(made.png()), ".png") == ""
    assert "forms checked" in words.of(io.BytesIO(made.PDF), ".pdf")


def test_a_pdf_without_words_has_none() -> None:
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>"

    assert words.of(io.BytesIO(pdf_of(CATALOGUE, ONE_PAGE, page, stream(b""))), ".pdf") == ""
