"""What holds for every kind of letter, about one action and about more than it may list, in a plan
anybody may read of and in a restricted one."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.crowd import (
    SECRET_FILE,
    SECRET_NAME,
    SECRET_NUMBER,
    crowded,
    order_every_letter,
    return_every_one,
)
from tests.services.letters import TEMPLATES
from tracker.delivery.letter import LONGEST_LINE, Letter, compose
from tracker.domain.wording import LEAST_PREHEADER, MOST_PREHEADER
from tracker.extensions import db
from tracker.services.letters.commission import order
from tracker.services.letters.digest import MOST_FOR_TWO
from tracker.services.letters.write import KINDS, LetterWriter
from tracker.store.actions import Action
from tracker.store.outbox import Notification
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding

pytestmark = pytest.mark.xdist_group("letters_all")

SUMMARIES = {"agenda", "digest", "board_digest"}


@pytest.fixture(params=[False, True], ids=["ordinary", "restricted"])
def restricted(request: pytest.FixtureRequest) -> bool:
    """Whether the plan is restricted."""
    found: bool = request.param
    return found


@dataclass(frozen=True)
class Written:
    """Letters of all kinds as they would go out, and every title they must not give away."""

    letters: list[Letter]
    titles: list[str]


_WRITTEN: dict[tuple[str, bool], Written] = {}


@pytest.fixture
def written(
    engine_name: str, restricted: bool, now: datetime, request: pytest.FixtureRequest
) -> Written:
    """What was written: once for all that is asked of it."""
    if (engine_name, restricted) not in _WRITTEN:
        northbank, cast = request.getfixturevalue("northbank"), request.getfixturevalue("cast")
        letters = _letters(northbank, cast, now, restricted)
        titles = [
            title
            for column in (Action.short_title, Finding.title, Plan.title)
            for title in db.session.scalars(select(column))
        ]
        _WRITTEN[engine_name, restricted] = Written(letters, titles)
    return _WRITTEN[engine_name, restricted]


@pytest.fixture
def letters(written: Written) -> list[Letter]:
    """Letters of all kinds."""
    return written.letters


def _letters(northbank: Flask, cast: Cast, now: datetime, restricted: bool) -> list[Letter]:
    made = crowded(cast, now, restricted=restricted)
    order_every_letter(cast, made, now)
    found = list(_written(northbank, now, "returned"))
    return_every_one(cast, made, now)
    found += list(_written(northbank, now, "returned", only=True))
    return found + _due_single(northbank, cast, made, now)


def _written(app: Flask, now: datetime, kind: str, *, only: bool = False) -> Iterator[Letter]:
    writer = LetterWriter(app.extensions["settings"], TEMPLATES)
    for planned in db.session.scalars(select(Notification).order_by(Notification.created_at)):
        refused = db.session.get_one(Person, planned.recipient_id).name.startswith("Bartholomew")
        if (planned.kind == kind) is only and not refused:
            letter = writer.write(order(planned), now=now)
            assert isinstance(letter, Letter), (planned.kind, letter)
            yield letter


def _due_single(app: Flask, cast: Cast, made: list[Action], now: datetime) -> list[Letter]:
    """The letters about one action that falls due soon, and that is due today."""
    writer = LetterWriter(app.extensions["settings"], TEMPLATES)
    found = []
    soon, due = made[0], made[5]
    soon.due_on, due.due_on = now.date().replace(day=8), now.date()
    db.session.commit()
    for one in (soon, due):
        planned = Notification(
            kind="reminder", recipient_id=cast.priya.id, message_id="<x@y>", facts={}, id="x"
        )
        planned.action_id = one.id
        with db.session.no_autoflush:
            letter = writer.write(order(planned), now=now)
        assert isinstance(letter, Letter), letter
        found.append(letter)
    return found


def seen(letter: Letter) -> str:
    """What the HTML part shows, without addresses."""
    shown = re.sub(
        r"<(style|head).*?</\1>|<div style=\"display:none.*?</div>",
        " ",
        letter.html,
        flags=re.DOTALL,
    )
    return html.unescape(re.sub(r"<[^>]+>", " ", shown))


def in_order(letter: Letter) -> set[str]:
    """The numbers that a browser puts before the items of numbered lists."""
    lists = re.findall(r"<ol.*?</ol>", letter.html, re.DOTALL)
    longest = max((one.count("<li") for one in lists), default=0)
    return {str(n) for n in range(1, longest + 1)}


def test_every_kind_was_looked_at(letters: list[Letter]) -> None:
    assert {letter.kind for letter in letters} == set(KINDS)


def test_both_parts_hold_the_same_links_and_numbers(letters: list[Letter]) -> None:
    for letter in letters:
        in_text = set(re.findall(r"https?://\S+", letter.text))
        in_html = set(map(html.unescape, re.findall(r'href="([^"]+)"', letter.html)))
        assert in_text == in_html, letter.kind
        told = set(re.findall(r"\d+", re.sub(r"https?://\S+", "", letter.text)))
        shown = set(re.findall(r"\d+", seen(letter)))
        assert told - shown - in_order(letter) == set(), letter.kind
        assert shown - told == set(), letter.kind


@pytest.mark.usefixtures("app")
def test_every_letter_keeps_its_size(letters: list[Letter], now: datetime) -> None:
    for letter in letters:
        lines = [line for line in letter.text.splitlines() if "://" not in line]
        assert max(map(len, lines)) <= 72, letter.kind
        assert len(letter.subject) <= 78, letter.subject
        most = MOST_FOR_TWO if letter.kind == "digest" else MOST_PREHEADER
        assert LEAST_PREHEADER <= len(letter.preheader) <= most, letter.preheader
        assert letter.preheader not in letter.subject
        # With room for an address of 33 characters in each of some 57 links.
        assert len(letter.html.encode()) <= 15_000 - 12 * 57, (letter.kind, len(letter.html))
        assert "<img" not in letter.html
        assert "\n\n\n\n" not in letter.text
        wire = compose(letter, date=now).decode().splitlines()
        assert max(len(line) for line in wire if "://" not in line) <= LONGEST_LINE, letter.kind


def test_lists_stop_at_ten_and_say_how_many_more(letters: list[Letter]) -> None:
    for letter in letters:
        assert "\n11. " not in letter.text, letter.kind
        for one in re.findall(r"<[ou]l.*?</[ou]l>", letter.html, re.DOTALL):
            assert one.count("<li") <= 10, letter.kind
        more = re.findall(r"and (\d+) more", letter.text, re.IGNORECASE)
        assert sorted(more) == sorted(re.findall(r"and (\d+) more", seen(letter))), letter.kind


def test_no_letter_holds_what_people_typed(written: Written, restricted: bool) -> None:
    secrets = [SECRET_NAME, SECRET_NUMBER, SECRET_FILE]
    if restricted:
        secrets += [*written.titles, "ooked after", "onference"]
    for letter in written.letters:
        said = " ".join((letter.text + letter.html + letter.preheader).split()) + letter.subject
        assert [secret for secret in secrets if secret in said] == [], letter.kind
        if letter.kind != "delivery_problem":
            assert ("restricted" in said) is restricted, letter.kind


def test_only_letters_about_one_action_thread_and_only_summaries_can_be_stopped(
    letters: list[Letter],
) -> None:
    for letter in letters:
        about_one = re.fullmatch(r"SLAC-[\d.]+", letter.reference) is not None
        assert (letter.thread_root is not None) is about_one, letter.kind
        if letter.unsubscribe_url:
            assert letter.kind in SUMMARIES
        if letter.kind in SUMMARIES and "asks for" not in letter.subject:
            assert letter.unsubscribe_url, letter.kind
        assert letter.list_id.endswith(".actions.127.0.0.1>")
