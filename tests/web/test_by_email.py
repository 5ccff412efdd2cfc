"""Updating one action from an emailed link, without an account."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.by_email import let_partners, link_to, newest_code
from tests.cast import Cast
from tests.web.officer_pages import messages, the, updates, words
from tests.web.pages import CheckedClient, post_forms
from tracker.domain.actions import Progress
from tracker.domain.emailed_links import MOST_CODES, MOST_TRIES
from tracker.extensions import db
from tracker.services.letters.facts import owned_by
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import ONE_TIME_CODE, Notification
from tracker.store.plans import Plan

SAID = {"answer": "at_risk", "note": "Two schools have not answered.", "expected-day": "29"}
SAID |= {"expected-month": "7", "expected-year": "2011"}


@pytest.fixture
def link(northbank: Flask, now: datetime) -> str:
    """The address in the email to Ruth about action 6.2, which her plan lets her use."""
    let_partners()
    return f"/by-email/{link_to('6.2', now=now)}"


def browser(app: Flask) -> CheckedClient:
    """A browser in which nobody has signed in."""
    made: CheckedClient = app.test_client()  # type: ignore[assignment]  # the app builds it
    return made


def opened(app: Flask, link: str) -> CheckedClient:
    """A browser in which the code was asked for and typed."""
    found = browser(app)
    found.send(link)
    answer = found.send(f"{link}/code", {"code": newest_code()})
    assert answer.location.startswith(f"{link}/update"), answer.text
    return found


def codes() -> int:
    """How many codes were sent."""
    sent = select(func.count(Notification.id)).where(Notification.kind == ONE_TIME_CODE)
    found = db.session.scalar(sent) or 0
    db.session.rollback()
    return found


def nothing_happened() -> bool:
    """True when no update was saved since the test began."""
    found = not updates()
    db.session.rollback()
    return found


def test_ruth_updates_from_the_link_with_the_code_in_her_mailbox(
    northbank: Flask, link: str
) -> None:
    ruth = browser(northbank)

    ruth.send(f"{link}?answer=risk")
    form = ruth.send(f"{link}/code?answer=risk", {"code": newest_code()})
    page = ruth.get(form.location)
    assert 'value="at_risk" checked' in page.text
    assert words(page.text).startswith(
        "Update action 6.2 Share the consent guidance with every secondary school"
        " Due: 30 June 2011 – 4 days overdue Last update: 21 June 2011 How is this action going?"
    )
    saved = ruth.send(form.location, SAID)

    assert saved.location == "/by-email/done"
    assert words(ruth.get(saved.location).text).startswith(
        "Success Saved Thank you for your update"
    )
    update = updates()[0]
    assert (update.by.name, update.progress, update.note) == (
        "Ruth Calder",
        Progress.AT_RISK,
        "Two schools have not answered.",
    )


def test_the_history_says_that_it_came_by_link(northbank: Flask, cast: Cast, link: str) -> None:
    opened(northbank, link).send(f"{link}/update", SAID)

    assert "Ruth Calder by emailed link" in words(cast.client("jean").get("/actions/SLAC-6.2").text)


def test_done_by_link_is_sent_for_sign_off_and_says_so(northbank: Flask, link: str) -> None:
    opened(northbank, link).send(f"{link}/update", {"answer": "done", "note": "All have it."})

    kinds = select(HistoryEntry).where(HistoryEntry.action_id == the("6.2").id)
    entry = db.session.scalars(kinds.order_by(HistoryEntry.id.desc())).first()
    assert entry is not None
    assert (entry.kind, entry.facts["by_link"]) == (Happened.SUBMITTED, True)


def test_a_program_that_opens_links_and_presses_buttons_comes_to_nothing(
    northbank: Flask, link: str
) -> None:
    robot = browser(northbank)
    secret = (the("6.2").title, the("6.2").number, "Ruth", "Jean")

    seen = [robot.get(link), robot.get(f"{link}/code"), robot.get(f"{link}/update")]
    for page in ("", "/code", "/update"):
        for _again in range(3):
            answer = robot.get(f"{link}{page}", follow_redirects=True)
            seen.append(answer)
            for action, fields in post_forms(answer.text):
                address = action or answer.request.path
                seen.append(robot.post(address, data={**fields, **SAID, "code": "000000"}))

    assert nothing_happened()
    assert not [word for word in secret for one in seen if word in one.text]
    assert codes() == 1, "one that can still be typed is not followed by another"


def test_opening_the_link_sends_no_code(northbank: Flask, link: str) -> None:
    browser(northbank).get(link)

    assert codes() == 0


def test_whoever_it_was_passed_on_to_cannot_use_the_code_of_the_owners_browser(
    northbank: Flask, link: str
) -> None:
    ruth, stranger = browser(northbank), browser(northbank)
    ruth.send(link)
    code = newest_code()
    stranger.send(link)

    page = stranger.send(f"{link}/code", {"code": code})
    assert messages(page) == [
        "That code is not right. Check the newest email from us and enter all 6 digits"
    ]
    assert stranger.get(f"{link}/update").location == link
    assert ruth.send(f"{link}/code", {"code": code}).location == f"{link}/update"


def test_the_form_of_one_browser_is_not_open_to_another(northbank: Flask, link: str) -> None:
    ruth, stranger = opened(northbank, link), browser(northbank)
    form = post_forms(ruth.get(f"{link}/update").text)[0][1]
    stranger.get(link)

    assert stranger.get(f"{link}/update").location == link
    assert stranger.post(f"{link}/update", data={**form, **SAID}).status_code == 400
    assert nothing_happened()


def test_a_used_link_does_nothing_more(northbank: Flask, link: str) -> None:
    ruth = opened(northbank, link)
    form = post_forms(ruth.get(f"{link}/update").text)[0][1]
    ruth.post(f"{link}/update", data={**form, **SAID})

    again = ruth.post(f"{link}/update", data={**form, **SAID})
    other = ruth.post(f"{link}/update", data={**form, **SAID, "request_id": "another"})

    assert again.location == "/by-email/done", "the same form is answered as before"
    assert other.status_code == 410
    assert "Two schools have not answered." in other.text, "what was typed can be copied"
    assert browser(northbank).get(link).status_code == 410
    assert len(updates()) == 1


def given_away(cast: Cast) -> None:
    the("6.2").owner_id = cast.helen.id


def turned_off(cast: Cast) -> None:
    cast.ruth.active = False


def not_allowed(_cast: Cast) -> None:
    for plan in db.session.scalars(select(Plan)):
        plan.emailed_links = False


def sent_for_sign_off(_cast: Cast) -> None:
    the("6.2").moved_to(Progress.SUBMITTED)


def on_hold_now(_cast: Cast) -> None:
    action = the("6.2")
    action.held_until = action.due_on + timedelta(days=60)
    action.moved_to(Progress.ON_HOLD)


@pytest.mark.parametrize(
    "change", [given_away, turned_off, not_allowed, sent_for_sign_off, on_hold_now]
)
def test_a_link_that_is_no_good_any_more_looks_like_one_that_never_was(
    northbank: Flask, cast: Cast, link: str, change: Callable[[Cast], None]
) -> None:
    ruth = opened(northbank, link)
    form = post_forms(ruth.get(f"{link}/update").text)[0][1]
    change(cast)
    db.session.commit()
    stranger = browser(northbank)

    never = stranger.get("/by-email/nothing")
    dead = stranger.get(link)

    assert (dead.status_code, never.status_code) == (410, 410)
    assert words(dead.text) == words(never.text)
    assert ruth.post(f"{link}/update", data={**form, **SAID}).status_code == 410
    assert nothing_happened()


def test_a_link_works_for_thirty_days(
    northbank: Flask, link: str, travel: Callable[[str], None]
) -> None:
    travel("2011-08-03T07:59")
    assert browser(northbank).get(link).status_code == 200

    travel("2011-08-03T08:00")
    assert browser(northbank).get(link).status_code == 410


def test_a_link_with_one_letter_changed_is_none(northbank: Flask, link: str) -> None:
    changed = link[:12] + ("A" if link[12] != "A" else "B") + link[13:]

    assert browser(northbank).get(changed).status_code == 410


def test_after_five_wrong_codes_the_right_one_does_nothing(northbank: Flask, link: str) -> None:
    guesser = browser(northbank)
    guesser.send(link)
    right = newest_code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    form = post_forms(guesser.get(f"{link}/code").text)[0][1]

    for _ in range(MOST_TRIES):
        guesser.post(f"{link}/code", data={**form, "code": wrong})
    page = guesser.post(f"{link}/code", data={**form, "code": right})

    assert "This code does not work any more. Ask for a new one" in page.text
    assert guesser.get(f"{link}/update").location == link


def test_a_code_works_for_fifteen_minutes(
    northbank: Flask, link: str, travel: Callable[[str], None]
) -> None:
    ruth = browser(northbank)
    ruth.send(link)
    form = post_forms(ruth.get(f"{link}/code").text)[0][1]
    travel("2011-07-04T08:15")

    late = ruth.post(f"{link}/code", data={**form, "code": newest_code()})

    assert late.status_code == 422
    ruth.post(link, data=post_forms(late.text)[0][1])
    assert codes() == 2
    assert ruth.send(f"{link}/code", {"code": newest_code()}).location == f"{link}/update"


def test_nobodys_mailbox_is_filled_with_codes(northbank: Flask, link: str) -> None:
    for _ in range(MOST_CODES):
        browser(northbank).send(link)

    refused = browser(northbank).send(link)

    assert "We cannot send another code for this link." in refused.text
    assert codes() == MOST_CODES


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a"])
def test_what_is_no_code_is_named_and_costs_no_try(northbank: Flask, link: str, typed: str) -> None:
    ruth = browser(northbank)
    ruth.send(link)

    page = ruth.send(f"{link}/code", {"code": typed})

    assert messages(page) == ["Enter the 6 digits from the email"]
    spaced = f"{newest_code()[:3]} {newest_code()[3:]}"
    assert ruth.send(f"{link}/code", {"code": spaced}).location == f"{link}/update"


def test_a_form_left_open_too_long_is_not_saved_and_loses_nothing(
    northbank: Flask, link: str, travel: Callable[[str], None]
) -> None:
    ruth = opened(northbank, link)
    form = post_forms(ruth.get(f"{link}/update").text)[0][1]
    travel("2011-07-04T10:00")

    late = ruth.post(f"{link}/update", data={**form, **SAID})

    assert late.status_code == 409
    assert "Two schools have not answered." in late.text
    assert nothing_happened()


def test_a_childs_number_is_asked_about_before_it_is_saved(northbank: Flask, link: str) -> None:
    ruth = opened(northbank, link)
    note = SAID | {"note": "Seen 943 476 5919 in school."}

    asked = ruth.send(f"{link}/update", note)
    assert "What you wrote looks as if it has" in asked.text
    assert nothing_happened()
    ruth.post(f"{link}/update", data={**post_forms(asked.text)[0][1], "anyway": "y"})

    assert len(updates()) == 1


def test_an_update_saved_meanwhile_is_not_overwritten(
    northbank: Flask, cast: Cast, link: str
) -> None:
    ruth = opened(northbank, link)
    form = post_forms(ruth.get(f"{link}/update").text)[0][1]
    cast.client("sam").send("/actions/SLAC-6.2/update", SAID | {"note": "Said by Sam."})

    crossed = ruth.post(f"{link}/update", data={**form, **SAID})

    assert crossed.status_code == 409
    assert "Action 6.2 changed while you were writing." in crossed.text
    again = ruth.post(f"{link}/update", data={**post_forms(crossed.text)[0][1], **SAID})
    assert again.location == "/by-email/done"
    assert [one.note for one in updates()] == ["Two schools have not answered.", "Said by Sam."]


def test_whoever_has_signed_in_goes_straight_to_the_form(cast: Cast, link: str) -> None:
    there = cast.client("ruth").get(f"{link}?answer=risk")

    assert there.location == "/actions/SLAC-6.2/update?answer=risk"
    assert cast.client("helen").get(link).status_code == 200


def test_letters_carry_such_links_only_to_partners_of_plans_that_let_them(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    def linked(who: str, reader: str | None = None) -> bool:
        owner, seen_by = getattr(cast, who), getattr(cast, reader or who)
        found = owned_by(owner, seen_by=seen_by, today=now.date(), links_at=now)
        return any(one.link for one in found)

    assert not linked("ruth")
    let_partners()
    assert linked("ruth")
    assert not linked("priya")
    assert not linked("ruth", reader="jean")


def test_the_performance_officer_lets_partners_do_it(northbank: Flask, cast: Cast) -> None:
    cast.client("sam").send("/admin/plans/SLAC/reminders", {"emailed_links": "y"})

    plan = db.session.scalars(select(Plan).where(Plan.code == "SLAC")).one()
    entry = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert plan.emailed_links
    assert entry is not None
    assert entry.facts == {"before": {"emailed_links": False}, "after": {"emailed_links": True}}
