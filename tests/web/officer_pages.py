"""What the tests of an officer's pages look at and send."""

import re
from html import unescape
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.web.pages import post_forms
from tracker import clock
from tracker.extensions import db
from tracker.store.actions import Action, Update

UPDATE = "/actions/SLAC-1.1/update"
NOTE = "Both posts are filled from 18 July, so the average will come down."
LATE = {
    "answer": "off_track",
    "note": NOTE,
    "expected-day": "29",
    "expected-month": "7",
    "expected-year": "2011",
}
"""A whole answer about Priya's late action, 1.1."""


def words(page: str) -> str:
    """What a page says between its header and its footer, without the markup."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def the(number: str) -> Action:
    """The action with this number, as the database has it now."""
    found = select(Action).where(Action.number == number)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def filled_in(page: TestResponse) -> dict[str, Any]:
    """What the page's form holds."""
    return post_forms(page.text)[0][1]


def updates() -> list[Update]:
    """What has been said since the test began, the latest first."""
    found = select(Update).where(Update.posted_at >= clock.now()).order_by(Update.id.desc())
    return list(db.session.scalars(found))


def messages(page: TestResponse) -> list[str]:
    """The error summary's messages, which must be those beside the fields, word for word."""
    summary = page.text[page.text.index("govuk-error-summary__list") :]
    listed = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary[: summary.index("</ul>")])
    beside = re.findall(r"Error:</span> ([^<]+)</p>", page.text)
    assert [unescape(text).strip() for _href, text in listed] == [
        unescape(text).strip() for text in beside
    ]
    for target, _text in listed:
        assert re.search(rf'<(input|textarea|select)[^>]* id="{target}"', page.text), target
    return [unescape(text) for _href, text in listed]
