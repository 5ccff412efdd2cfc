"""Every list as a file: for everybody who may open its page, the rows of all its pages, under the
same filter; of a restricted plan nothing for those outside; and text that stays text."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.covering import covered
from tests.crowd import crowd
from tests.web.pages import CheckedClient
from tracker import clock
from tracker.domain.access import Role
from tracker.extensions import db
from tracker.services import morning
from tracker.store.actions import Action
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState

ROWS = "//tbody/tr | //ul[contains(@class, 'app-task-list')]/li"
LISTS = {
    "/": (ROWS, "OX"),
    "/actions/completed": ("//main//ul[contains(@class, 'govuk-list--spaced')]/li", "OMPX"),
    "/plans?closed=1": (ROWS, "OMPB"),
    "/plans/SLAC?timing=overdue": ("//section[@class='app-area']//tbody/tr", "OMPB"),
    "/plans/SLAC": ("//section[@class='app-area']//tbody/tr", "OMPB"),
    "/plans/SLAC/areas/1": (ROWS, "OMPB"),
    "/plans/SLAC/quality": (ROWS, "MP"),
    "/plans/SLAC/quality?only=nobody": (ROWS, "MP"),
    "/dashboard/actions": (ROWS, "MP"),
    "/dashboard/actions?timing=overdue&sort=-owner": (ROWS, "MP"),
    "/review": (ROWS, "MP"),
    "/review?sort=owner": (ROWS, "MP"),
    "/review/silent": (ROWS, "MP"),
    "/review/waiting": (ROWS, "MP"),
    "/review/waiting?plan=SLAC&directorate=none": (ROWS, "MP"),
    "/review/pack": ("//section[@class='app-review']", "MP"),
    "/review/records": (ROWS, "MP"),
    "/people/away": (ROWS, "P"),
    "/people/unreachable": (ROWS, "PA"),
    "/admin/deliveries": (ROWS, "PA"),
    "/admin/deliveries?kind=reminder": (ROWS, "PA"),
    "/admin/addresses": (ROWS, "PA"),
    "/admin/tomorrow": (ROWS, "PA"),
    "/admin/history": (ROWS, "PA"),
    "/admin/history?kind=updated": (ROWS, "PA"),
    "/admin/users": (ROWS, "A"),
    "/admin/users?q=nair": (ROWS, "A"),
    "/admin/teams": ("//main//ul[contains(@class, 'govuk-list--bullet')]//li", "A"),
}
"""Each list with what is a row of it on its page, and the roles that may open it (`manifest.txt`)."""
PEOPLE = {"O": "priya", "M": "jean", "P": "sam", "B": "margaret", "A": "chris", "X": "helen"}
SECRET = "What nobody outside may know"
_REF = re.compile(r"(?:/actions/|/a/|item=|item-|About: )([A-Z]+-\d+\.\d+)\b")


@pytest.fixture
def more(northbank: Flask, cast: Cast, now: datetime) -> None:
    """Enough rows for several pages, letters, and a restricted plan in which nobody has a part."""
    covered(cast.tom, cast.priya)
    crowd(110)
    db.session.execute(update(Action).where(Action.number.like("3.%")).values(last_update_at=None))
    morning.plan_due(clock.now())
    stranger = Person(
        name="Nadia Noor", email="nadia@else.example", role=Role.PERFORMANCE, created_at=now
    )
    plan = Plan(code="SECR", title=SECRET, lead=stranger, started_at=now, restricted=True)
    plan.state = PlanState.LIVE
    db.session.add(plan)
    db.session.flush()
    model = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    columns = [c.key for c in Action.__table__.columns if c.key not in ("id", "plan_id")]
    hidden = {name: getattr(model, name) for name in columns}
    hidden |= {"title": SECRET, "short_title": SECRET, "signatory_id": None}
    hidden |= {"owner_id": stranger.id, "manager_id": stranger.id}
    db.session.add(Action(plan_id=plan.id, **hidden))
    db.session.commit()


@pytest.mark.usefixtures("more")
def test_a_file_has_the_rows_of_all_the_pages_for_everybody_and_nothing_of_a_hidden_plan(
    cast: Cast,
) -> None:
    wrong, compared = list[str](), 0
    for letter, name in PEOPLE.items():
        browser = cast.client(name)
        for address, (rows, roles) in LISTS.items():
            if letter not in roles:
                continue
            pages = list(pages_of(browser, address))
            lines = _lines(browser, address)
            where = f"{address} for {name}"
            shown = [one for page in pages for one in page.xpath(rows)]
            refs = [ref for one in shown if (ref := _ref(one))]
            found = [line["Reference"] for line in lines if line.get("Reference")]
            compared += len(lines)
            if not address.startswith("/plans/SLAC") and len(lines) != len(shown):
                wrong.append(f"{where}: {len(lines)} lines of {len(shown)} rows")
            if found and set(found) != set(refs):
                wrong.append(f"{where}: {set(found) ^ set(refs)}")
            if "quality" not in address and len(found) != len(set(found)):
                wrong.append(f"{where}: a reference stands there twice")
            if "SECR" in str(lines) or SECRET in str(lines) or "Nadia" in _private(lines, letter):
                wrong.append(f"{where}: tells of a hidden plan")

    assert wrong == []
    assert compared > 1500


def pages_of(browser: CheckedClient, address: str) -> Iterator[html.HtmlElement]:
    """Every page of a list, going on while there is a next one."""
    following: str | None = address
    while following:
        answer = opened(browser, following)
        assert answer.status_code == 200, following
        page = html.fromstring(answer.text)
        yield page
        links = page.xpath("//div[@class='govuk-pagination__next']/a")
        following = links[0].get("href") if links else None


def _lines(browser: CheckedClient, address: str) -> list[dict[str, str]]:
    answer = opened(browser, f"{address}{'&' if '?' in address else '?'}as=csv")
    text = answer.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def opened(browser: CheckedClient, address: str) -> TestResponse:
    """The answer, its page not checked: that is done elsewhere, and is most of what it costs."""
    with browser.application.app_context():
        return FlaskClient.open(browser, address)


def _ref(row: html.HtmlElement) -> str:
    found = _REF.search(html.tostring(row, encoding="unicode"))
    return found[1] if found else ""


def _private(lines: list[dict[str, str]], letter: str) -> str:
    """What the lines say, but for an administrator, who keeps everybody's names."""
    return "" if letter == "A" else str(lines)


def test_an_action_is_a_line_with_real_dates_its_words_and_its_reason(cast: Cast) -> None:
    title = "\t=HYPERLINK(1)"
    db.session.execute(update(Action).where(Action.number == "1.1").values(title=title))
    db.session.commit()
    answer = cast.client("margaret").get("/plans/slac?as=xlsx&owner=&timing=overdue")

    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="actions-slac-2011-07-04.xlsx"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows())
    named = dict(zip([cell.value for cell in rows[0]], rows[1], strict=True))
    assert len(rows) == 5
    assert (named["Action"].value, named["Action"].data_type) == (title, "s")
    assert named["Due"].value == datetime(2011, 5, 31)
    assert [named[one].value for one in ("Reference", "Plan", "Progress", "RAG", "Reason")] == [
        "SLAC-1.1", "SLAC", "Off track", "Red", "34 days overdue",
    ]  # fmt: skip


def test_the_links_keep_the_filter_and_not_the_page_and_there_is_no_other_kind(cast: Cast) -> None:
    browser = cast.client("sam")
    page = html.fromstring(browser.get("/plans/SLAC?timing=overdue&owner=&page=1").text)

    links = [one.get("href") for one in page.xpath("//p[contains(text(), 'Download this list')]/a")]
    assert links == ["/plans/SLAC?timing=overdue&as=xlsx", "/plans/SLAC?timing=overdue&as=csv"]
    assert browser.get("/plans/SLAC?as=pdf").status_code == 404
    assert cast.client("helen").get("/plans/SLAC?as=csv").status_code == 403
