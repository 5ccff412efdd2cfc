"""The review page: who may open it, and what it says."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.ladders import with_nobody_above
from tests.web.pages import CheckedClient
from tests.web.review_pages import (
    change,
    refs_in_table,
    ticked,
    words,
)
from tracker import clock
from tracker.domain.actions import Answer, Progress
from tracker.extensions import db
from tracker.store.actions import Action, Update
from tracker.store.plans import Plan
from tracker.store.reviews import worklist
from tracker.web.review_table import PAGE_SIZE

Travel = Callable[[str], None]

PAGES = (
    "/review",
    "/review/SLAC-1.1",
    "/review/SLAC-1.1/give",
    "/review/selected?ref=SLAC-1.1&do=chase",
    "/review/silent",
    "/review/waiting",
    "/review/pack",
    "/review/pack.csv",
    "/review/records",
    "/review/1",
)


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the plan, signed in."""
    return cast.client("jean")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("given_name", ["priya", "helen", "margaret", "chris"])
def test_a_review_is_for_managers_and_performance_officers(
    cast: Cast, given_name: str, path: str
) -> None:
    assert cast.client(given_name).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_a_review_asks_strangers_to_sign_in(client: CheckedClient, path: str) -> None:
    response = client.get(path)

    assert (response.status_code, urlsplit(response.location).path) == (302, "/sign-in")


def test_a_manager_reviews_their_own_line_alone(cast: Cast) -> None:
    with_nobody_above(cast.jean)
    alan = cast.client("alan")

    assert "Nothing is overdue." in words(alan.get("/review"))
    assert [alan.get(f"/review{path}").status_code for path in ("/SLAC-1.1", "?item=SLAC-1.1", "/1")] == [404, 404, 404]  # fmt: skip
    assert alan.get("/review/selected?ref=SLAC-1.1&do=give").get_data(as_text=True).count("1.1 Set") == 0  # fmt: skip


def test_a_performance_officer_reviews_every_plan_they_may_see(cast: Cast) -> None:
    sam = cast.client("sam")

    page = words(sam.get("/review"))

    assert (
        "4 actions in the plans you can see are overdue. 0 of 4 reviewed since you began." in page
    )
    assert sam.get("/review/1").status_code == 200


def test_a_restricted_plan_is_reviewed_by_those_with_a_part_in_it(cast: Cast) -> None:
    db.session.execute(update(Plan).values(restricted=True, lead_id=cast.alan.id))
    db.session.commit()

    sam, jean = cast.client("sam"), cast.client("jean")

    assert "Nothing is overdue." in words(sam.get("/review"))
    assert "You are responsible for 4 overdue actions." in words(jean.get("/review"))
    assert "1 more decision is about actions you cannot see." in words(sam.get("/review/1"))


def test_the_longest_overdue_is_in_hand_with_what_is_known(jean: CheckedClient) -> None:
    page = jean.get("/review")

    text = words(page)
    assert "You are responsible for 4 overdue actions. 0 of 4 reviewed since 6 June 2011." in text
    assert (
        "1 of 4 1.1 Set and monitor a 15 working day standard for sending out minutes"
        " Off track Due 31 May 2011 – 34 days overdue"
        " Two minute-taker posts are vacant. Average is 24 working days."
        " Priya Nair, off track, 12 May 2011 (53 days ago)"
        " Owner: Priya Nair, Safeguarding unit manager"
        " Expects to finish: not given"
        " New dates agreed so far: none"
        " Reminders sent: none"
        " Last review: 6 June 2011 – chase, by Jean Talbot: “Minute-taker posts to be advertised.”"
        " What do you want to do? Chase Priya Nair for an update"
        " Agree a new due date You choose the date on the next step"
        " Give it to someone else You choose the person on the next step"
        " Escalate it to Alan Mercer Leave it and look again next month"
        " Note for the record (optional) Save and go to next Skip for now"
    ) in text
    assert refs_in_table(page) == ["1.1", "2.1", "4.1", "6.2"]
    assert "Review (4)" in text


def test_what_an_owner_asks_for_is_shown(jean: CheckedClient) -> None:
    text = words(jean.get("/review?item=SLAC-2.1"))

    assert (
        "Tom Ashworth asked on 28 June 2011 for a new due date, 29 July 2011:"
        " Two teams cannot try the record before their July team days."
    ) in text


def test_an_update_made_during_the_meeting_is_shown(
    jean: CheckedClient, cast: Cast, travel: Travel
) -> None:
    at = clock.now()
    db.session.add(
        Update(
            action=db.session.scalars(select(Action).where(Action.number == "1.1")).one(),
            by=cast.priya,
            posted_at=at,
            answer=Answer.AT_RISK,
            progress=Progress.AT_RISK,
            note="One post is filled.",
        )
    )
    change("1.1", progress=Progress.AT_RISK, last_update_at=at)
    travel("2011-07-04T08:04")

    text = words(jean.get("/review"))

    assert (
        "Updated 4 minutes ago One post is filled. Priya Nair, at risk, 4 July 2011 (today)" in text
    )


def test_nothing_overdue_says_what_comes_next(jean: CheckedClient) -> None:
    db.session.execute(update(Action).where(Action.due_on < clock.today()).values(due_on=clock.today() + timedelta(days=90)))  # fmt: skip
    db.session.commit()

    text = words(jean.get("/review"))

    assert "Nothing is overdue. Next due: 3.1 Monthly audit of assessments, 8 July 2011." in text
    assert "Review (" not in text


@pytest.mark.parametrize(
    ("sort", "order", "sorted_by"),
    [
        ("", ["1.1", "2.1", "4.1", "6.2"], 'aria-sort="descending">\\s*<a[^>]*>Overdue'),
        ("overdue", ["6.2", "4.1", "2.1", "1.1"], 'aria-sort="ascending">\\s*<a[^>]*>Overdue'),
        ("owner", ["4.1", "1.1", "6.2", "2.1"], 'aria-sort="ascending">\\s*<a[^>]*>Owner'),
        ("-action", ["6.2", "4.1", "2.1", "1.1"], 'aria-sort="descending">\\s*<a[^>]*>Action'),
        ("updated", ["1.1", "4.1", "6.2", "2.1"], 'aria-sort="ascending">\\s*<a[^>]*>Last update'),
        ("password", ["1.1", "2.1", "4.1", "6.2"], 'aria-sort="descending">\\s*<a[^>]*>Overdue'),
    ],
)
def test_the_table_is_sorted_by_its_headings(
    jean: CheckedClient, sort: str, order: list[str], sorted_by: str
) -> None:
    page = jean.get(f"/review?sort={sort}")

    assert refs_in_table(page) == order
    assert re.search(sorted_by, page.get_data(as_text=True))


def test_page_after_page_shows_everything_in_turn(
    cast: Cast, jean: CheckedClient, today: date
) -> None:
    crowd(200)
    work = worklist(cast.jean, today)
    pages = -(-work.total // PAGE_SIZE)

    assert pages > 2
    shown = [jean.get(f"/review?page={n}") for n in range(1, pages + 1)]

    assert [ref for page in shown for ref in refs_in_table(page)] == [
        ref.partition("-")[2] for ref in work.refs
    ]
    told = f"You are responsible for {work.total} overdue actions."
    assert all(told in words(page) for page in (jean.get("/review"), *shown))
    assert refs_in_table(jean.get("/review")) == refs_in_table(shown[0])


def test_select_all_is_a_link_that_ticks_every_box(jean: CheckedClient) -> None:
    link = re.search(r'href="([^"]+)">Select all 4<', jean.get("/review").get_data(as_text=True))

    page = jean.get(link.group(1).replace("&amp;", "&") if link else "")

    assert ticked(page) == ["1.1", "2.1", "4.1", "6.2"]
    assert "Select action 1.1" in words(page)
