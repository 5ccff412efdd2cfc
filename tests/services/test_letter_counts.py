"""Every count in a letter that has a link leads to exactly that many rows for its reader."""

import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.cast import Cast
from tests.services.crowd import crowded
from tests.services.letters import plan_letter, written
from tests.services.meetings import the
from tests.services.timed import morning_of
from tests.web.pages import CheckedClient
from tests.web.test_list_files import pages_of
from tracker.delivery.letter import Letter
from tracker.extensions import db
from tracker.store.outbox import Notification

ROWS = "//main//tbody/tr//th//a/@href"
MONDAY = "2011-07-04T08:00"


def rows(browser: CheckedClient, address: str) -> int:
    """How many actions the list at an address has, on all of its pages; what waits may wait twice
    for one."""
    bare = address.partition("#")[0]
    found = [one for page in pages_of(browser, bare) for one in page.xpath(ROWS)]
    return len(found if "waiting" in bare else set(found))


def lists_in(letter: Letter) -> dict[str, tuple[int, str]]:
    """The lists of a letter that are cut short: their headings, counts and links."""
    found, heading, number = dict[str, tuple[int, str]](), "", 0
    lines = letter.text.splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if told := re.fullmatch(r"([A-Z][A-Z0-9, ]+) \((\d+)\)", line):
            heading, number = told[1], int(told[2])
        elif re.fullmatch(r"And \d+ more:", line) and heading:
            found[heading] = number, path(after)
            heading = ""
    return found


def path(url: str) -> str:
    return "/" + url.partition("//")[2].partition("/")[2]


def the_letters(app: Flask, now: datetime) -> dict[str, Letter]:
    return {name: one for name, one in written(app, now=now).items() if isinstance(one, Letter)}


def test_on_the_morning_of_the_demonstration(northbank: Flask, cast: Cast, now: datetime) -> None:
    morning_of(MONDAY)
    plan: dict[str, Any] = {"plan_id": the("1.1").plan_id, "facts": {"meets": "2011-07-21"}}
    plan_letter("board_pack", cast.sam, now=now, **plan)
    letters = the_letters(northbank, now)

    assert "4 overdue, 2 waiting for your decision" in letters["Jean"].subject
    jean, sam = cast.client("jean"), cast.client("sam")
    assert (rows(jean, "/review"), rows(jean, "/review/waiting")) == (4, 2)
    told = re.findall(r"(\d+) actions? (?:have|are)[^:]*:\s+(http\S+)", letters["Sam"].text)
    assert [(int(number), rows(sam, path(url))) for number, url in told] == [(2, 2), (4, 4)]
    assert "1 OF YOUR 2 ACTIONS NEEDS AN UPDATE" in letters["Ruth"].text
    assert len(set(re.findall(r"/actions/SLAC-[\d.]+", cast.client("ruth").get("/").text))) == 2


@pytest.mark.parametrize("manager", ["jean", "alan"])
def test_lists_that_are_cut_short_lead_to_all_of_their_rows(
    northbank: Flask, cast: Cast, now: datetime, manager: str
) -> None:
    made = crowded(cast, now, restricted=False)
    if manager == "alan":
        # What a director is accountable for is less than what they may review.
        for one in made:
            one.manager_id = cast.alan.id
    db.session.execute(delete(Notification))
    plan_letter("digest", getattr(cast, manager), now=now)
    plan_letter("board_digest", cast.margaret, now=now, plan_id=made[0].plan_id)
    letters = the_letters(northbank, now)

    for name, lists in ((manager, 4), ("margaret", 3)):
        browser, found = cast.client(name), lists_in(letters[name.title()])
        assert len(found) == lists, found
        wrong = {
            heading: (number, url, there)
            for heading, (number, url) in found.items()
            if (there := rows(browser, url)) != number
        }
        assert wrong == {}
