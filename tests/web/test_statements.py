"""How many statements each page costs: as many for one row as for a page of rows, and no more than
written here, on both databases (`performance.md` 7, row 11)."""

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.databases import ENGINES
from tests.statements import counted
from tests.web.pages import CheckedClient
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.actions import Action

MOST = {
    ("priya", "/"): 4,
    ("priya", "/actions/SLAC-1.1"): 14,
    ("jean", "/actions/SLAC-1.1"): 16,
    ("priya", "/actions/SLAC-1.1/update"): 6,
    ("jean", "/review"): 12,
    ("sam", "/review"): 14,
    ("sam", "/plans"): 9,
    ("sam", "/plans/SLAC"): 19,
    ("jean", "/dashboard"): 13,
    ("jean", "/dashboard/actions?timing=overdue"): 10,
    ("jean", "/reports"): 6,
    ("jean", "/search?q=minutes"): 15,
}
"""Statements of a page, by who asks for it. A number may only go down: whoever needs one more saves
it elsewhere on the page, and whoever saved one writes the new number here. The goal for a list, an
action and a person's own actions is 10, and more than 15 is below the floor."""


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """SQLite, then PostgreSQL."""
    name: str = request.param
    return name


def test_a_page_costs_as_many_statements_for_many_rows_as_for_one(cast: Cast) -> None:
    browsers = {who: cast.client(who) for who, _path in MOST}
    _only_the_first()
    one = _statements(browsers)

    crowd(300)

    assert _statements(browsers) == one
    assert {page: sent for page, sent in one.items() if sent > MOST[page]} == {}


def _only_the_first() -> None:
    """Leave one action open in the demonstration: overdue, and Priya's."""
    first = select(Action.id).where(Action.number == "1.1").scalar_subquery()
    ended = {"open": False, "progress": Progress.NO_LONGER_NEEDED}
    db.session.execute(update(Action).where(Action.id != first).values(ended))
    db.session.commit()


def _statements(browsers: dict[str, CheckedClient]) -> dict[tuple[str, str], int]:
    """How many statements each page costs that has been asked for before."""
    found = {}
    for who, path in MOST:
        assert browsers[who].get(path).status_code == 200, path
        with counted() as sent:
            browsers[who].get(path)
        found[who, path] = len(sent)
    return found
