"""Papers as Word documents: real headings and tables, the same bytes each time.

A council's own template keeps its styles, headers, footers and letterhead. It may name parts of the
paper (`{{ title }}`, `{{ marking }}`, `{{ report_to }}` for the fact 'Report to'); what it does not
name is written where it says `{{ report }}`, else at its end.
"""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tracker.domain.papers import BadTemplate, Paper, printable
from tracker.exporters.word_blocks import Writer, name_of
from tracker.exporters.word_styles import COUNCILS, OURS, our_look, provide_styles, set_language

_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The same paper makes the same bytes, so no file carries the time it was made."""
_IN_ZIP = (1980, 1, 1, 0, 0, 0)
_HERE = "\ue000report\ue000"
"""Stands for the content until it is written: characters that no text holds by chance."""


def word(paper: Paper, *, template: bytes | None = None) -> bytes:
    """The bytes of the paper as a .docx file.

    `template` has been checked as an upload before: it holds no macros and fetches nothing. Raises
    BadTemplate when it cannot be filled in.
    """
    if template is None:
        document, named = docx.Document(), frozenset[str]()
        our_look(document, paper)
    else:
        document, named = _filled_in(template, paper)
    provide_styles(document)
    set_language(document, paper.language)
    _write(document, paper, named, OURS if template is None else COUNCILS)
    _describe(document, paper)
    written = io.BytesIO()
    document.save(written)
    return _without_times(written)


def _write(document: Document, paper: Paper, named: frozenset[str], look: Any) -> None:
    """Write what no template has named, then move it to its place."""
    body = document.element.body
    place = next((p for p in body.iterchildren(qn("w:p")) if _HERE in _text_of(p)), None)
    ends = None if place is None else _section_end(place)
    before = set(body.iterchildren())
    writer = Writer(document, look, body.sectPr if ends is None else ends)
    writer.opening(paper, named)
    writer.blocks(paper, is_last=place is None or place.getnext() is body.sectPr)
    if place is not None:
        for element in [one for one in body.iterchildren() if one not in before]:
            place.addprevious(element)
        body.remove(place)


def _text_of(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def _section_end(place: Any) -> Any:
    """The properties of the section in which the content stands."""
    for later in place.itersiblings():
        found = later if later.tag == qn("w:sectPr") else later.find(f".//{qn('w:sectPr')}")
        if found is not None:
            return found
    return None


def _filled_in(template: bytes, paper: Paper) -> tuple[Document, frozenset[str]]:
    """The template with what it names put in, and the names it used."""
    # A template comes from outside: what it says in braces reaches nothing but the texts.
    braces = ImmutableSandboxedEnvironment(autoescape=True)
    try:
        filled = DocxTemplate(io.BytesIO(template))
        named = frozenset(filled.get_undeclared_template_variables(braces))
        filled.render({**_names(paper), "report": _HERE}, braces, autoescape=True)
        document = filled.docx
    except (TemplateError, PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadTemplate("The template cannot be filled in") from error
    return document, named


def _names(paper: Paper) -> dict[str, str]:
    """What a template may name."""
    facts = {name_of(label): text for label, text in paper.facts}
    own = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "marking": paper.marking,
        "issuer": paper.issuer,
    }
    return {name: printable(text) for name, text in (facts | own).items()}


def _describe(document: Document, paper: Paper) -> None:
    facts = document.core_properties
    facts.title = printable(paper.title)[:255]
    facts.subject = printable(paper.subtitle)[:255]
    facts.author = facts.last_modified_by = printable(paper.issuer)[:255]
    facts.language = paper.language
    facts.comments = facts.keywords = ""
    facts.created = facts.modified = _MADE
    facts.last_printed = _MADE
    facts.revision = 1


def _without_times(written: io.BytesIO) -> bytes:
    """The same archive with its parts in one order and no times in it."""
    again = io.BytesIO()
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(again, "w") as kept:
        names = sorted(set(made.namelist()), key=lambda name: (name[0] != "[", name))
        for name in names:
            part = zipfile.ZipInfo(name, _IN_ZIP)
            part.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(part, made.read(name))
    return again.getvalue()
