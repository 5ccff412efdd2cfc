"""How much has to be fetched for a page: itself, its styles and its scripts, compressed, stay under
60 KB (`performance.md` 7, row 23)."""

import gzip
import re
from datetime import datetime

import pytest
from sqlalchemy import insert

from tests.cast import Cast
from tests.crowd import crowd
from tests.web.pages import CheckedClient
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.store.people import Person

MOST = 60_000
_FETCHED = re.compile(
    r'(?:<link rel="(?:stylesheet|icon)" href|<script [^>]*src|data-person-search)="(/static/[^"]+)"'
)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("priya", "/"),
        ("jean", "/review"),
        ("jean", "/actions/SLAC-1.1"),
        ("sam", "/plans/SLAC"),
        ("sam", "/dashboard"),
        ("sam", "/actions/SLAC-1.1/signatory"),
    ],
)
def test_a_page_with_its_styles_and_scripts_is_small(
    cast: Cast, now: datetime, who: str, path: str
) -> None:
    crowd(300)
    _so_many_people_that_they_are_searched(now)
    browser = cast.client(who)
    page = browser.get(path)
    beside = [_fetched(browser, one) for one in set(_FETCHED.findall(page.text))]

    assert len(beside) == (4 if path.endswith("/signatory") else 3)
    assert len(gzip.compress(page.data)) + sum(beside) < MOST


def _fetched(browser: CheckedClient, address: str) -> int:
    """The bytes of a file as it is sent, which is compressed."""
    with browser.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        return len(answer.data)


def _so_many_people_that_they_are_searched(now: datetime) -> None:
    facts = {"role": Role.MANAGER, "created_at": now}
    people = [facts | {"name": f"Other {n}", "email": f"other.{n}@else.example"} for n in range(20)]
    db.session.execute(insert(Person), people)
    db.session.commit()
