"""Every kind of letter as a mail program shows it, in light and dark, wide and narrow; and the page
on which its wording is changed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.fixtures import TAGS, Check, follow, violations
from tests.by_email import let_partners, link_to
from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.services.frozen_reports import frozen
from tests.services.letters import plan_letter, written
from tests.services.meetings import Meeting, the
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.access import Role
from tracker.domain.on_hold import Choice, Rest
from tracker.extensions import db
from tracker.services import (
    break_glass,
    comments,
    emailed_codes,
    on_hold,
    post,
    rechecks,
    report_shares,
)
from tracker.services import emailed_links as links
from tracker.services.demo import PASSWORD
from tracker.services.installation import templates_folder
from tracker.services.letters.kinds import KINDS, UNWORDED, Wording
from tracker.services.letters.preview import preview
from tracker.services.review_choices import Decision
from tracker.store.decisions import ReviewChoice
from tracker.store.outbox import LetterState, Notification
from tracker.store.rechecks import Recheck

pytestmark = pytest.mark.browser

WIDTHS = (640, 320)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
OWN = Wording("Our board reads every answer.", "With thanks from the improvement team.")


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> Scheme:
    """Whether the reader's screen is light or dark."""
    found: Scheme = request.param
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_has_no_fault_in_a_mail_program(
    northbank: Flask,
    page: Page,
    screenshot: Callable[..., list[Path]],
    kind: str,
    scheme: Scheme,
) -> None:
    words = preview(kind, OWN, templates=templates_folder(), now=clock.now())
    page.emulate_media(color_scheme=scheme)
    page.set_content(words.html)

    screenshot(page, f"letter-{kind}-{scheme}", WIDTHS)
    faults = [f"{width}px: {fault}" for width in WIDTHS for fault in _faults(page, width)]

    assert faults == []
    assert page.title() == words.subject
    assert page.locator("h1").count() == 1


def test_letters_nobody_words_anew_have_no_fault_either(
    northbank: Flask, cast: Cast, page: Page, screenshot: Callable[..., list[Path]]
) -> None:
    now = clock.now()
    for waiting in db.session.scalars(select(Notification)):
        waiting.state = LetterState.CANCELLED
    let_partners()
    report = frozen(cast, now=now)
    report.meets_on = None  # or none has to be made for the board any more
    report_shares.send(report, "Anne Field", "a@b.example", sent=sent_by(cast.sam), now=now)
    key = northbank.extensions["settings"].secret_key
    emailed_codes.ask_for_code(
        links.behind(link_to("6.2", now=now), secret_key=key, now=now), browser="hers", now=now
    )
    why = "Jean cannot open action 1.1 any more."
    break_glass.open_plan("SLAC", why, 1, sent=sent_by(cast.chris), now=now)
    comments.add(the("1.1"), "Read this.", [cast.priya.id], sent=sent_by(cast.tom), now=now)
    rest = Rest(Choice.HOLD, "Waiting for the new law.", date(2011, 9, 1))
    seen = {"version": the("3.1").version, "now": now, "today": clock.today()}
    on_hold.decide(the("3.1"), rest, sent=sent_by(cast.jean), **seen)  # type: ignore[arg-type]  # its facts by name
    recheck = Recheck(action_id=the("5.2").id, due_on=clock.today(), measure="Ask ten children")
    recheck.set_by_id, recheck.set_at = cast.jean.id, now
    db.session.add(recheck)
    db.session.flush()
    rechecks.raise_checks(now=now, today=clock.today())
    facts = {"recheck": recheck.id}
    asked = "repeat|recheck:1"
    post.plan_letter(
        asked, "check_due", cast.jean.id, send_at=now, by=cast.sam, now=now, facts=facts
    )
    pack = {"plan_id": the("1.1").plan_id, "facts": {"meets": "2011-07-21"}}
    cast.margaret.role = Role.PERFORMANCE
    plan_letter("board_pack", cast.margaret, now=now, **pack)
    meeting = Meeting(cast.jean)
    meeting.decides("4.1", Decision(ReviewChoice.CHASE))
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.helen))

    letters = [one for one in written(northbank, now=now).values() if isinstance(one, Letter)]

    assert {one.kind for one in letters} == set(UNWORDED)
    faults = []
    for letter in letters:
        page.set_content(letter.html)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            screenshot(page, f"letter-{letter.kind}-{scheme}", WIDTHS)
            faults += [f"{letter.kind}: {one}" for width in WIDTHS for one in _faults(page, width)]
    assert faults == []


def _faults(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    faults = violations(page, TAGS[:-1])
    wide = page.evaluate("document.documentElement.scrollWidth")
    small = [
        f"{box['text']} is {box['height']}px tall"
        for box in page.evaluate(
            "[...document.querySelectorAll('.btn a')].map(a => "
            "({text: a.textContent, height: a.getBoundingClientRect().height}))"
        )
        if box["height"] < 44
    ]
    return [*faults, *small, *([f"{wide}px wide"] if wide > width else [])]


def test_the_page_of_a_letters_wording_has_no_fault(
    northbank: Flask,
    served: Callable[[Flask], str],
    page: Page,
    axe: Check,
    screenshot: Callable[..., list[Path]],
) -> None:
    address = served(northbank)
    page.goto(f"{address}/sign-in")
    page.get_by_label("Email address").fill("chris.bolton@northbank.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in", exact=True))
    page.goto(f"{address}/admin/letters")
    screenshot(page, "letters")
    axe(page)

    follow(page, page.get_by_role("link", name="Signed off"))
    page.get_by_label("Opening").fill("Thank you from all of us.")
    follow(page, page.get_by_role("button", name="Show it below"))
    expect(page.locator("pre")).to_contain_text("Thank you from all of us.")
    screenshot(page, "letters-wording")
    axe(page)

    page.get_by_label("Closing").fill("See www.example.org")
    follow(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_role("alert")).to_contain_text("Leave out web and email addresses")
    screenshot(page, "letters-wording-error")
    axe(page)
