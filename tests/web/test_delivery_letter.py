"""One letter in the log: its rule, its attempts, its words for who may read them, and what can be
done about it."""

import zlib
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.cast import Cast
from tests.web.pages import CheckedClient
from tests.web.review_pages import fields_of
from tests.web.test_deliveries import rows
from tests.web.test_people import flashed, wrong
from tests.web.test_plans import main_words
from tracker import clock
from tracker.delivery.letter import Letter, compose
from tracker.extensions import db
from tracker.services import morning
from tracker.services.installation import templates_folder
from tracker.services.letters.commission import writer
from tracker.store.outbox import (
    DeliveryAttempt,
    LetterState,
    Notification,
    address_hash,
    suppress,
)
from tracker.store.plans import Plan

EIGHT = clock.at("2011-07-04T08:00")
LOG = "/admin/deliveries"
TITLE = "Conference minutes within 15 working days"


def gone(cast: Cast, given_name: str, kind: str = "reminder", **values: object) -> str:
    """The id of a letter of Monday's to somebody, with its words kept as if it had been sent."""
    morning.plan_due(EIGHT)
    found = db.session.scalars(
        select(Notification).where(
            Notification.recipient_id == getattr(cast, given_name).id, Notification.kind == kind
        )
    ).one()
    letter = writer(templates_folder())(found, EIGHT)
    assert isinstance(letter, Letter)
    sent = {
        "state": LetterState.SENT,
        "finished_at": EIGHT + timedelta(minutes=1),
        "body": zlib.compress(compose(letter, date=EIGHT)),
        "body_sha256": "hash",
        "subject": letter.subject,
    }
    changed = update(Notification).where(Notification.id == found.id).values(**sent | values)
    letter_id = found.id
    db.session.execute(changed)
    db.session.commit()
    return letter_id


@pytest.fixture
def sam(cast: Cast) -> CheckedClient:
    """Sam Whitlock, the performance officer, signed in."""
    return cast.client("sam")


@pytest.fixture
def chris(cast: Cast) -> CheckedClient:
    """Chris Bolton, the administrator, signed in."""
    return cast.client("chris")


def restrict() -> None:
    db.session.execute(update(Plan).values(restricted=True))
    db.session.commit()


def test_the_detail_names_the_rule_and_shows_the_words_as_sent(
    sam: CheckedClient, cast: Cast
) -> None:
    page = main_words(sam.get(f"{LOG}/{gone(cast, 'priya')}").text)

    assert (
        "Why it was planned Weekly agenda, week of 4 July 2011"
        " Overdue: 10 working days or more after the due date of 31 May 2011"
    ) in page
    assert f"34 days overdue: 1.1 {TITLE}" in page


def test_each_attempt_says_how_far_it_came_and_what_was_said(
    sam: CheckedClient, cast: Cast
) -> None:
    letter = gone(cast, "priya")
    db.session.add_all(
        [
            DeliveryAttempt(
                notification_id=letter,
                epoch=1,
                worker="one",
                started_at=EIGHT,
                ended_at=EIGHT,
                outcome="ready",
                phase="rcpt",
                code=451,
                said="4.7.1 Try later",
            ),
            DeliveryAttempt(
                notification_id=letter,
                epoch=2,
                worker="one",
                started_at=EIGHT + timedelta(minutes=1),
                outcome="sent",
                phase="dot",
                code=250,
                said="2.0.0 taken",
            ),
        ]
    )
    db.session.commit()

    page = main_words(sam.get(f"{LOG}/{letter}").text)

    assert (
        "8am on 4 July 2011 Saying who it is to 451 4.7.1 Try later Put off"
        " 8:01am on 4 July 2011 Waiting for the answer to the whole email 250 2.0.0 taken Sent"
    ) in page


def test_an_administrator_sees_the_envelope_and_nothing_of_the_plan(
    chris: CheckedClient, cast: Cast
) -> None:
    letter = gone(cast, "priya")

    pages = main_words(chris.get(f"{LOG}/{letter}").text) + main_words(chris.get(LOG).text)

    assert "Reminder to Priya Nair" in pages
    assert "About 1 action" in pages
    assert "You see that it was sent and not what it said." in pages
    assert TITLE not in pages
    assert "SLAC" not in pages
    assert chris.get(f"{LOG}/{letter}/html").status_code == 404


def test_a_letter_about_a_restricted_plan_is_not_there_for_who_may_not_open_it(
    northbank: Flask, cast: Cast, chris: CheckedClient
) -> None:
    letter = gone(cast, "priya")
    other = cast.client("sam")
    restrict()
    db.session.execute(update(Plan).values(lead_id=cast.jean.id))
    db.session.commit()

    assert rows(other.get(LOG).text) == 1  # Jean’s summary, which names no action
    assert other.get(f"{LOG}/{letter}").status_code == 404
    assert other.get(f"{LOG}?action=SLAC-1.1").status_code == 404
    assert "Reminder to Priya Nair" in main_words(chris.get(f"{LOG}/{letter}").text)


def test_nobody_but_its_reader_reads_a_letter_about_a_restricted_plan(
    northbank: Flask, cast: Cast, sam: CheckedClient
) -> None:
    letter = gone(cast, "priya")
    restrict()  # Sam leads it, and so sees it

    assert "You see that it was sent and not what it said." in main_words(
        sam.get(f"{LOG}/{letter}").text
    )
    assert sam.get(f"{LOG}/{letter}/html").status_code == 404
    assert "overdue" in main_words(cast.client("priya").get(f"/account/emails/{letter}").text)


def test_a_summary_is_not_shown_when_its_reader_has_a_part_in_a_restricted_plan(
    northbank: Flask, cast: Cast, sam: CheckedClient
) -> None:
    letter = gone(cast, "jean", "digest")
    assert "Your actions this week" in main_words(sam.get(f"{LOG}/{letter}").text)

    restrict()

    assert "Your actions this week" not in main_words(sam.get(f"{LOG}/{letter}").text)


def test_html_is_shown_in_a_sandbox_where_nothing_can_act(sam: CheckedClient, cast: Cast) -> None:
    answer = sam.get(f"{LOG}/{gone(cast, 'priya')}/html")

    assert "<table" in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_words_that_are_no_longer_kept_are_said_to_be_gone(sam: CheckedClient, cast: Cast) -> None:
    letter = gone(cast, "priya", body=None, subject=None)

    assert "Its words are kept for 90 days." in main_words(sam.get(f"{LOG}/{letter}").text)
    assert sam.get(f"{LOG}/{letter}/html").status_code == 404


def test_a_letter_not_yet_written_says_so(sam: CheckedClient, cast: Cast) -> None:
    letter = gone(
        cast,
        "priya",
        body=None,
        body_sha256=None,
        state=LetterState.READY,
        finished_at=None,
    )

    page = main_words(sam.get(f"{LOG}/{letter}").text)

    assert "It has not been written yet" in page
    assert "This email has not gone yet." in page


@pytest.mark.parametrize("given_name", ["sam", "chris"])
def test_it_can_be_sent_again_once_a_form(cast: Cast, given_name: str) -> None:
    client, letter = cast.client(given_name), gone(cast, "priya")

    said = flashed(client, client.send(f"{LOG}/{letter}"))

    assert said == "The email is planned again. It goes in the next sending hours."
    assert "This email is being sent again already." in main_words(
        client.get(f"{LOG}/{letter}").text
    )
    again = Notification.dedupe_key.startswith("again|")
    assert db.session.scalar(select(func.count()).select_from(Notification).where(again)) == 1


def test_why_it_cannot_be_sent_again_stands_above_the_page(cast: Cast, sam: CheckedClient) -> None:
    letter = gone(cast, "priya")
    form = sam.get(f"{LOG}/{letter}")
    db.session.execute(
        update(Notification).where(Notification.id == letter).values(state=LetterState.DOUBTFUL)
    )
    db.session.commit()
    refused = sam.post(f"{LOG}/{letter}/again", data=fields_of(form))

    assert wrong(refused) == "Say first whether this email arrived."


@pytest.mark.parametrize(
    ("answer", "state"), [("yes", LetterState.SENT), ("no", LetterState.READY)]
)
def test_a_letter_in_doubt_is_settled_by_a_person(
    cast: Cast, sam: CheckedClient, answer: str, state: LetterState
) -> None:
    letter = gone(cast, "priya", state=LetterState.DOUBTFUL, doubt_count=1)

    said = flashed(sam, sam.send(f"{LOG}/{letter}", {"arrived": answer}))

    assert said.startswith("The email is")
    assert db.session.get_one(Notification, letter).state is state


def test_what_was_done_about_a_letter_stands_in_the_history_of_its_action(
    cast: Cast, sam: CheckedClient
) -> None:
    letter = gone(cast, "priya")
    sam.send(f"{LOG}/{letter}")

    page = sam.get("/actions/SLAC-1.1")

    assert "Sent an email about this again Sam Whitlock" in main_words(page.text)
    assert f'href="{LOG}/{letter}"' in page.text
    assert LOG not in cast.client("priya").get("/actions/SLAC-1.1").text


# ---- addresses ----------------------------------------------------------------------------------


def test_addresses_without_mail_say_whose_why_and_since_when_and_are_cleared(
    cast: Cast, chris: CheckedClient
) -> None:
    letter = gone(cast, "priya", state=LetterState.BOUNCED)
    suppress(
        db.session(),
        address_hash(cast.priya.email),
        reason="550 5.1.1 no",
        notification_id=letter,
        now=EIGHT,
    )
    db.session.commit()

    page = main_words(chris.get("/admin/addresses").text)
    assert "Priya Nair priya.nair@northbank.example 550 5.1.1 no See the email" in page
    assert "No mail goes to the address of Priya Nair" in main_words(
        chris.get(f"{LOG}/{letter}").text
    )

    said = flashed(chris, chris.send("/admin/addresses"))

    assert said == "The address is cleared. The next email to it is tried again."
    assert "No address has refused an email." in main_words(chris.get("/admin/addresses").text)


# ---- my own -------------------------------------------------------------------------------------


def test_everybody_sees_the_last_emails_to_them_with_their_status(cast: Cast) -> None:
    letter = gone(cast, "priya")
    priya = cast.client("priya")

    page = priya.get("/account/notifications")

    assert "The last email to you When Kind Status 8:01am on 4 July 2011 Reminder Sent" in (
        main_words(page.text)
    )
    assert f'href="/account/emails/{letter}"' in page.text
    assert "<table" in priya.get(f"/account/emails/{letter}/html").text
    tom = cast.client("tom")
    assert tom.get(f"/account/emails/{letter}").status_code == 404
    assert tom.get(f"/account/emails/{letter}/html").status_code == 404
    assert "You have not been sent an email yet." in main_words(
        tom.get("/account/notifications").text
    )


def test_did_the_email_reach_her_is_two_clicks_from_her_page(
    cast: Cast, chris: CheckedClient
) -> None:
    gone(cast, "priya")
    page = chris.get(f"/admin/users/{cast.priya.id}").text

    assert f'href="{LOG}?person={cast.priya.id}">Emails to Priya</a>' in page
    log = main_words(chris.get(f"{LOG}?person={cast.priya.id}").text)
    assert log.startswith("Emails to Priya Nair 1 sent")
