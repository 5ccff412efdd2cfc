"""A test client that looks at every page it is given, and says what to do about each fault.

Nothing has to be asked for: whatever a test fetches is checked. HTML served in a sandbox (a letter
shown as it was sent) is not one of our pages and is left alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, has_app_context, request_finished
from flask.testing import FlaskClient
from html5lib.constants import E as PARSE_ERRORS
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from tracker.extensions import db
from tracker.store.chain import WAITING

SERVICE = "Action plan tracker"
_CONTROLS = {"input", "select", "textarea"}
_UNLABELLED_INPUTS = {"hidden", "submit", "button", "reset", "image"}
_OF_ONE_REQUEST = re.compile(r'(nonce="|name="(?:csrf_token|request_id)"[^>]*? value=")[^"]+')
"""What differs between two pages that are otherwise the same."""
_WITHOUT_FAULT: set[tuple[str, bytes]] = set()
"""Pages that have been looked at; looking takes as long as making the page."""
_REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


class PageError(AssertionError):
    """A page that was served has something wrong with it; the message says what and what to do."""


class CheckedClient(FlaskClient):
    """Flask's test client, failing on any page with a fault and on any unsaved change."""

    application: Flask

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """Make the request and check what came back."""
        _refuse_unsaved(
            self.application, "Commit what the test has prepared before it asks for a page"
        )
        _let_go(self.application)
        # A context of its own, as in real life: what one request keeps in `g` is not the next one's.
        with (
            self.application.app_context(),
            request_finished.connected_to(_check_saved, self.application),
        ):
            response = super().open(*args, **more)
        check_response(response, council=_council(self.application))
        return response

    def send(
        self, path: str, fields: Mapping[str, Any] | None = None, *, form: int = 0
    ) -> TestResponse:
        """Open a page, fill in its first form (or the one numbered `form`) and send it.

        What `fields` does not name goes as the page has it; None takes a field away. The answer is
        given as it comes, a redirect unfollowed.
        """
        page = self.get(path)
        assert page.status_code < 300, f"{path} gave {page.status_code}"
        forms = post_forms(page.get_data(as_text=True))
        action, there = forms[form]
        filled = {**there, **(fields or {})}
        data = {name: value for name, value in filled.items() if value is not None}
        return self.post(action or path, data=data)

    def sign_in(self, email: str, password: str) -> TestResponse:
        """Sign in through the real form; fails when that does not work."""
        response = self.send("/sign-in", {"email": email, "password": password})
        assert response.status_code == 302, response.get_data(as_text=True)
        return response


def post_forms(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The forms of a page that change something: where each is sent, and what is filled in. Read by
    the fast parser: the slow one, which knows every fault, looks at a page only once."""
    found = [
        form
        for form in LexborHTMLParser(text).css("form")
        if (form.attributes.get("method") or "").lower() == "post"
    ]
    return [(form.attributes.get("action") or "", _filled_in(form)) for form in found]


def _filled_in(form: LexborNode) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for control in form.traverse():
        name = (control.attributes.get("name") or "") if control.tag in _CONTROLS else ""
        for value in _values(control) if name else []:
            before = fields.get(name)
            fields[name] = (
                value
                if before is None
                else [*(before if isinstance(before, list) else [before]), value]
            )
    return fields


def _values(control: LexborNode) -> list[str]:
    if control.tag == "textarea":
        return [control.text(deep=True)]
    if control.tag == "select":
        options = control.css("option")
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        return [option.attributes.get("value") or "" for option in chosen]
    if control.attributes.get("type") in {"submit", "button", "file"}:
        return []
    if control.attributes.get("type") in {"radio", "checkbox"} and (
        "checked" not in control.attributes
    ):
        return []
    return [control.attributes.get("value") or ""]


def check_response(response: TestResponse, *, council: str = "") -> None:
    """Raise PageError, with every fault found, when a response is a page of ours and has any."""
    sandboxed = "sandbox" in response.headers.get("Content-Security-Policy", "")
    if response.request.method == "HEAD":
        return
    if response.mimetype != "text/html" or 300 <= response.status_code < 400 or sandboxed:
        return
    text = response.get_data(as_text=True)
    looked_at = council, blake2b(_OF_ONE_REQUEST.sub(r"\1", text).encode()).digest()
    if looked_at in _WITHOUT_FAULT:
        return
    faults = faults_of(text, council=council)
    if faults:
        asked = f"{response.request.method} {response.request.full_path.rstrip('?')}"
        raise PageError("\n".join([f"{asked} gave a page that must be put right:", *faults]))
    _WITHOUT_FAULT.add(looked_at)


# ---- what a page must be ----------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """One parsed page."""

    text: str
    elements: list[Element]
    council: str

    def named(self, *names: str) -> list[Element]:
        """The elements with these tag names, in the order they stand."""
        return [element for element in self.elements if element.tag in names]


def faults_of(text: str, *, council: str = "") -> list[str]:
    """Every fault of a page as a sentence; an empty list for a good one."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    elements = [element for element in tree.iter() if isinstance(element.tag, str)]
    page = Page(text, elements, council)
    return [*_invalid(parser, text), *(fault for check in CHECKS for fault in check(page))]


def _invalid(parser: Any, text: str) -> Iterator[str]:
    lines = text.splitlines() or [""]
    for (line, column), code, facts in parser.errors:
        shown = lines[min(line, len(lines)) - 1].strip()
        yield f"Invalid HTML at line {line}, column {column} ({PARSE_ERRORS[code] % facts}): {shown}"


def _one_heading(page: Page) -> Iterator[str]:
    headings = page.named("h1")
    if not headings:
        yield "There is no h1. Begin the content block with one that says what the page is."
    if len(headings) > 1:
        yield f"There are {len(headings)} h1s ({', '.join(map(_words, headings))}). Keep the first; make the others h2."


def _heading_levels(page: Page) -> Iterator[str]:
    level = 1
    for heading in page.named("h1", "h2", "h3", "h4", "h5", "h6"):
        before, level = level, int(heading.tag[1])
        if level > before + 1:
            yield f"Heading levels skip from h{before} to h{level} at “{_words(heading)}”. Use h{before + 1}."


def _title(page: Page) -> Iterator[str]:
    title = " ".join(_words(element) for element in page.named("title")[:1])
    council = re.escape(page.council) if page.council else r"\S.*"
    if not re.fullmatch(rf"(Error: )?\S.* – {SERVICE} – {council}", title):
        yield f"The title is “{title}”. Fill the title block: 'what – {SERVICE} – Council'."
    wrong = [e for e in page.elements if "govuk-error-summary" in e.get("class", "").split()]
    if bool(wrong) != title.startswith("Error: "):
        yield f"The title is “{title}”. It begins with 'Error: ' exactly when there is an error summary."


def _landmarks(page: Page) -> Iterator[str]:
    if not any(html.get("lang") for html in page.named("html")):
        yield "The html element has no lang. Extend base.html."
    if len(page.named("main")) != 1:
        yield f"There are {len(page.named('main'))} main elements. Extend base.html, which has the one."


def _ids(page: Page) -> Iterator[str]:
    counts = Counter(
        element.get("id") for element in page.elements if element.get("id") is not None
    )
    for name, count in counts.items():
        if count > 1:
            yield f'id="{name}" is there {count} times. Give each its own, or the form a prefix.'
        if not name:
            yield 'An id is empty (id=""). Leave the attribute out.'
    for element in page.elements:
        for attribute in _REFERENCES:
            for name in element.get(attribute, "").split():
                if name not in counts:
                    yield f"{_tag(element)} points at #{name}, which is not there. Take {attribute} away or add it."
    for link in page.named("a"):
        target = link.get("href", "")
        if target.startswith("#") and target[1:] not in counts:
            yield f"{_tag(link)} leads to {target}, which is not on the page."


def _forms(page: Page) -> Iterator[str]:
    for form in page.named("form"):
        tokens = [field for field in form.iter("input") if field.get("name") == "csrf_token"]
        if form.get("method", "get").lower() == "post" and not any(t.get("value") for t in tokens):
            yield f"{_tag(form)} has no csrf_token. Use post_form from components/forms.html."
        if form.get("novalidate") is None:
            yield f"{_tag(form)} lets the browser check it in its own words. Add novalidate."
    for field in page.named(*_CONTROLS):
        if field.get("required") is not None:
            yield f"{_tag(field)} is required by the browser. Take the attribute away; Needed says it in our words."


def _labels(page: Page) -> Iterator[str]:
    labels = page.named("label")
    named = {label.get("for") for label in labels if label.get("for")}
    inside = {id(field) for label in labels for field in label.iter() if field.tag in _CONTROLS}
    controls = [
        field for field in page.named(*_CONTROLS) if field.get("type") not in _UNLABELLED_INPUTS
    ]
    for field in controls:
        own = field.get("aria-label") or field.get("aria-labelledby")
        if not own and field.get("id") not in named and id(field) not in inside:
            yield f"{_tag(field)} has no label. Use a macro of components/forms.html, or add a label for it."
    control_ids = {field.get("id") for field in controls}
    for label in labels:
        if (
            not any(id(field) in inside for field in label.iter())
            and label.get("for") not in control_ids
        ):
            yield f"The label “{_words(label)}” belongs to no control. Point its for at one."
        if not _words(label):
            yield f"{_tag(label)} is empty. Say in it what its control is for."


def _inline(page: Page) -> Iterator[str]:
    for element in page.elements:
        if (
            element.tag in {"script", "style"}
            and not element.get("src")
            and not element.get("nonce")
        ):
            yield f"{_tag(element)} is inline without a nonce and will be refused. Put it in frontend/src."
        if element.get("style") is not None:
            yield f"{_tag(element)} has a style attribute, which will be refused. Use a class."
        for attribute in element.attrib:
            if str(attribute).startswith("on"):
                yield f"{_tag(element)} has {attribute}, which will be refused. Put it in frontend/src."
        source = element.get("src", "") or (
            element.get("href", "") if element.tag == "link" else ""
        )
        if re.match(r"(https?:)?//", source):
            yield f"{_tag(element)} is fetched from elsewhere. Serve it from here."


CHECKS: tuple[Callable[[Page], Iterator[str]], ...] = (
    _one_heading,
    _heading_levels,
    _title,
    _landmarks,
    _ids,
    _forms,
    _labels,
    _inline,
)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _tag(element: Element) -> str:
    shown = "".join(f' {name}="{value}"' for name, value in element.items() if name != "value")
    return f"<{element.tag}{shown}>"


# ---- what a request must leave behind ---------------------------------------------------------


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: object) -> None:
    session.info["unsaved"] = "rows were written"


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info["unsaved"] = "a statement changed rows"


@event.listens_for(Session, "after_commit")
def _note_commit(session: Session) -> None:
    session.info.pop("unsaved", None)


@event.listens_for(Session, "after_soft_rollback")
def _note_rollback(session: Session, _transaction: object) -> None:
    if not session.in_nested_transaction():
        session.info.pop("unsaved", None)


def unsaved_changes() -> list[str]:
    """What this context's session has changed and neither committed nor rolled back."""
    session = db.session()
    waiting = [f"{row!r} is new" for row in session.new]
    waiting += [f"{row!r} was changed" for row in session.dirty if session.is_modified(row)]
    waiting += [f"{row!r} is to be deleted" for row in session.deleted]
    waiting += [f"{entry!r} is recorded" for entry, _ in session.info.get(WAITING, [])]
    noted = session.info.get("unsaved")
    return [*waiting, f"{noted} and not committed"] if noted else waiting


def _refuse_unsaved(app: Flask, advice: str) -> None:
    if "sqlalchemy" not in app.extensions or not has_app_context():
        return
    unsaved = unsaved_changes()
    if unsaved:
        raise PageError(f"{advice}: {'; '.join(unsaved)}.")


def _let_go(app: Flask) -> None:
    """End the test's own transaction, which would otherwise hold the database while a page writes."""
    if "sqlalchemy" in app.extensions and has_app_context():
        db.session.rollback()


def _check_saved(app: Flask, **_more: Any) -> None:
    _refuse_unsaved(app, "The request left its session with unsaved changes. Commit in a service")


def _council(app: Flask) -> str:
    settings = app.extensions.get("settings")
    return str(settings.council_name) if settings else ""
