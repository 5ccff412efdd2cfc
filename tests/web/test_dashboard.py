"""The dashboard and the plan beside it: every count leads to exactly that many rows for everybody,
what they say of the past is so, and nothing of a hidden plan is in them."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from lxml import html
from sqlalchemy import select, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.moved import move
from tests.statements import counted
from tests.web.pages import CheckedClient
from tests.web.test_list_files import opened, pages_of
from tests.web.test_plans import alter_plan, listed, main_words
from tracker import clock
from tracker.domain.access import Role
from tracker.domain.actions import Progress
from tracker.domain.dates import DelayReason
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.reports import Finding

pytestmark = pytest.mark.usefixtures("northbank")

COUNTS = (
    "//main//*[contains(@class, 'app-counts__box')][@href]"
    " | //main//td[contains(@class, 'app-number')]/a"
    " | //main//p[contains(@class, 'govuk-body-l')]/a"
    " | //main//ul/li/a[contains(@href, '/review/')]"
)
"""Whatever is a number and a link."""
ROWS = "//main//tbody/tr[.//a[contains(@href, '/actions/') or contains(@href, '/sign-off')]]"
PAGES = {
    "/dashboard": "MP",
    "/dashboard?plan=SLAC&directorate={}": "P",
    "/plans/SLAC": "OMPB",
    "/plans/SLAC?as_at=2011-06-30": "OMPB",
    "/review": "MP",
}
"""What has counts, and whose roles may open it; the pages of reports are found on the way."""
PEOPLE = {"priya": "O", "jean": "M", "sam": "P", "margaret": "B"}


def test_every_count_leads_to_that_many_rows_for_everybody(cast: Cast) -> None:
    move(cast, "1.2", DelayReason.STAFFING)
    move(cast, "1.2", None)
    report = _frozen(cast)
    directorate = cast.priya.team and cast.priya.team.parent_id

    wrong, followed = list[str](), 0
    for name, letter in PEOPLE.items():
        asked = [one.format(directorate) for one, who in PAGES.items() if letter in who]
        more, faults = _follow(cast.client(name), [*asked, report], as_files=name != "sam")
        wrong += [f"{fault} for {name}" for fault in faults]
        followed += more

    assert wrong == []
    assert followed > 150


def test_every_count_leads_to_that_many_rows_of_many(cast: Cast) -> None:
    crowd(113)
    report = _frozen(cast)

    followed, wrong = _follow(cast.client("alan"), [*PAGES, report], as_files=True)

    assert wrong == []
    assert followed > 50


def _follow(browser: CheckedClient, pages: list[str], *, as_files: bool) -> tuple[int, list[str]]:
    """How many counts were followed, and each that leads to another number of rows. Files have the
    rows of all the pages (`test_list_files.py`) and are made in a fifth of the time."""
    wrong, followed, known = list[str](), 0, dict[str, int]()
    for address in pages:
        for number, href in _counts(browser, address):
            there = href if href.startswith("/") else f"{address}{href}"
            if there not in known:
                known[there] = _lines(browser, there) if as_files else _rows(browser, there)
            followed += 1
            if known[there] != number:
                wrong.append(f"{address}: {number} at {there}, {known[there]} rows")
    return followed, wrong


def _lines(browser: CheckedClient, address: str) -> int:
    bare, _, place = address.partition("#")
    if place and place != "actions":
        return _rows(browser, address)
    answer = opened(browser, f"{bare}{'&' if '?' in bare else '?'}as=csv")
    assert answer.mimetype == "text/csv", address
    return len(list(csv.reader(io.StringIO(answer.text)))) - 1


def _frozen(cast: Cast) -> str:
    """A report that everybody may read."""
    sam = cast.client("sam")
    draft = sam.send("/reports/board", {"plan": "SLAC", "people": "posts"}).location
    sam.send(draft, {"then": "freeze"})
    sam.send(draft)
    return str(draft)


def _counts(browser: CheckedClient, address: str) -> Iterator[tuple[int, str]]:
    answer = opened(browser, address)
    if answer.status_code in (403, 404):
        return
    for link in html.fromstring(answer.text).xpath(COUNTS):
        number = re.search(r"\d+(?=\D*$)" if "review" in link.get("href") else r"\d+", _text(link))
        if number:
            yield int(number[0]), link.get("href")


def _text(node: html.HtmlElement) -> str:
    text = " ".join(node.text_content().split())
    # 'Not updated in 30 days (2)' counts what it says last.
    return re.sub(r"^.*\((\d+)\)$", r"\1", text)


def _rows(browser: CheckedClient, address: str) -> int:
    bare, _, place = address.partition("#")
    if place.startswith("part-") or place == "uncovered":
        page = html.fromstring(opened(browser, bare).text)
        where = {"uncovered": "/following-sibling::ul[1]/li"}.get(place, "/..//tbody/tr")
        return len(page.xpath(f"//*[@id='{place}']{where}"))
    pages = list(pages_of(browser, bare))
    refs = {
        one for page in pages for row in page.xpath(ROWS) for one in row.xpath(".//th//a/@href")
    }
    # An action that answers several areas stands in each; what waits may wait twice for one.
    every = sum(len(page.xpath(ROWS)) for page in pages)
    return every if "waiting" in bare else len(refs)


def test_the_dashboard_says_what_has_changed_and_in_which_order(cast: Cast) -> None:
    move(cast, "1.2", DelayReason.STAFFING)
    db.session.scalars(select(Action).where(Action.number == "4.1")).one().findings = []
    db.session.commit()

    page = main_words(cast.client("jean").get("/dashboard").text)

    told = [
        "2 more completed and 3 more overdue than on 4 June 2011.",
        "4 overdue 2 waiting for your decision 2 due in 14 days 2 not updated in 30 days "
        "0 completed this month Review overdue actions",
        "1 overdue for 1 to 7 days 2 overdue for 8 to 30 days 1 overdue for 31 to 90 days",
        "30 April 2011 13 0 0 31 May 2011 13 0 0 30 June 2011 11 3 2",
        "Children and Young People 7 open: Children and Young People 2 overdue",
        "Priya Nair 2 open: Priya Nair 1 overdue: Priya Nair 27 June 2011",
        "1 since 4 June 2011 1 once 0 twice 0 three times or more",
        "Recruitment or staffing 1",
        "Northbank Community Health 4 open: Northbank Community Health 2 overdue",
        "1 area in the live plans you can open. 4. Care leavers",
    ]
    places = [page.find(words) for words in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)
    officers = page[page.index("By owner") : page.index("Due dates moved")]
    assert "Helen Pryce" not in officers


def test_nothing_of_a_plan_that_is_hidden_counts(cast: Cast, now: datetime) -> None:
    pages = ["/dashboard", "/dashboard/actions", "/dashboard/actions?plan=SECR&timing=overdue"]
    sam = cast.client("sam")
    before = [_plain(sam, address) for address in pages]
    stranger = Person(
        name="Nadia Noor", email="nadia@else.example", role=Role.PERFORMANCE, created_at=now
    )
    plan = Plan(code="SECR", title="Secret", lead=stranger, started_at=now, restricted=True)
    report = db.session.scalars(select(Plan)).one().report
    plan.state = PlanState.LIVE
    db.session.add(plan)
    db.session.flush()
    model = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    columns = [c.key for c in Action.__table__.columns if c.key not in ("id", "plan_id")]
    hidden = {name: getattr(model, name) for name in columns}
    hidden |= {"owner_id": stranger.id, "manager_id": stranger.id, "signatory_id": None}
    db.session.add(action := Action(plan_id=plan.id, **hidden))
    db.session.flush()
    record(Happened.COMMENTED, at=now, actor=stranger, action=action)
    db.session.commit()

    assert report is not None
    assert [_plain(sam, address) for address in pages] == before


def _plain(browser: CheckedClient, address: str) -> str:
    return main_words(browser.get(address).text)


def test_a_dashboard_without_anything_says_so(cast: Cast) -> None:
    alter_plan(state=PlanState.CLOSED)

    assert "There is nothing to show yet." in _plain(cast.client("sam"), "/dashboard")


def test_a_dashboard_without_a_past_says_when_its_trend_starts(cast: Cast) -> None:
    crowd(14)
    added = Action.number.like("%.1__")
    stranger = db.session.scalars(select(Action.id).where(added)).one()
    others = select(Action).where(Action.id != stranger)
    for action in db.session.scalars(others):
        action.owner = action.manager = cast.alan
    db.session.commit()
    db.session.execute(update(Action).where(added).values(manager_id=cast.jean.id))
    db.session.commit()

    page = _plain(cast.client("jean"), "/dashboard")

    assert "There is nothing to compare with" in page
    assert "Trend starts after the first month end, 31 July 2011." in page


@pytest.mark.parametrize(
    ("as_at", "words"),
    [
        ("2011-06-06", "This is how the plan stood on 6 June 2011. See it today"),
        ("2011-07-05", "Enter a real date that is today or in the past"),
        ("soon", "Enter a real date that is today or in the past"),
    ],
)
def test_a_plan_is_shown_as_it_stood(cast: Cast, as_at: str, words: str) -> None:
    assert words in _plain(cast.client("margaret"), f"/plans/SLAC?as_at={as_at}")


def test_a_past_day_keeps_its_titles_owners_dates_and_filter(cast: Cast) -> None:
    action = db.session.scalars(select(Action).where(Action.number == "1.2")).one()
    facts = {"before": {"action": action.title}, "after": {"action": "Renamed"}}
    action.title, action.owner = "Renamed", cast.tom
    record(Happened.RETITLED, at=clock.now(), actor=cast.sam, action=action, **facts)
    db.session.commit()
    jean = cast.client("jean")

    then = _plain(jean, "/plans/SLAC?as_at=2011-06-30")
    page = jean.get("/plans/SLAC?as_at=2011-06-30&timing=overdue").text

    assert "1.2 Train 6 minute-takers to use the new template Priya Nair" in then
    assert "1.2 Renamed Tom Ashworth" in _plain(jean, "/plans/SLAC")
    assert "Since 30 May 2011: 2 more completed, 3 more overdue" in then
    assert listed(page) == ["1.1", "2.1", "4.1"]
    assert 'name="as_at" value="2011-06-30"' in page
    assert "/plans/SLAC?as_at=2011-06-30&amp;timing=overdue&amp;as=csv" in page


def test_an_area_without_an_action_is_counted_and_named(cast: Cast) -> None:
    action = db.session.scalars(select(Action).where(Action.number == "4.1")).one()
    action.findings = [db.session.scalars(select(Finding).where(Finding.number == "1")).one()]
    db.session.commit()

    page = _plain(cast.client("jean"), "/plans/SLAC")

    assert "1 area without an action 1. Child" in page
    assert "Areas without an action 4. Care leavers" in page


@pytest.mark.parametrize(
    "path", ["/dashboard", "/dashboard/actions", "/plans/SLAC?as_at=2011-06-30"]
)
def test_a_page_takes_as_many_statements_for_1000_actions_as_for_13(cast: Cast, path: str) -> None:
    jean = cast.client("jean")
    with counted() as few:
        jean.get(path)
    crowd(1000)

    with counted() as many:
        jean.get(path)

    assert len(few) == len(many)


def test_what_is_no_longer_needed_is_in_no_count(cast: Cast) -> None:
    action = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    action.moved_to(Progress.NO_LONGER_NEEDED)
    db.session.commit()

    page = _plain(cast.client("jean"), "/dashboard")

    assert "2 more completed and 2 more overdue than on 4 June 2011." in page
    assert "3 overdue 2 waiting" in page


def test_a_list_without_end_shows_its_first_and_its_file_has_all(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    jean, address = cast.client("jean"), "/dashboard/actions?stage=open"
    every = [one for page in pages_of(jean, address) for one in page.xpath(ROWS)]
    whole = opened(jean, f"{address}&as=csv").data
    monkeypatch.setattr("tracker.web.dashboard.MOST_COUNTED", 2)

    page = jean.get(address)

    assert "There are more than 1,000 actions. Here are the first 1,000" in main_words(page.text)
    assert len(html.fromstring(page.text).xpath(ROWS)) == 2 < len(every)
    assert opened(jean, f"{address}&as=csv").data == whole
