"""What comes back takes effect once, for the right letter and the right person, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.delivery.imap_server import PASSWORD, Mailbox, mailbox
from tests.services.forms_sent import sent_by
from tests.services.mail_in import absence, delivery_report, plain_bounce, reply
from tests.services.posting import Office, open_office
from tests.store.outbox_rows import MONDAY, done, facts, gated, plan, planned, priya
from tracker.domain.errors import RuleBroken
from tracker.domain.return_addresses import reply_address, return_address
from tracker.extensions import db
from tracker.services.addresses import clear_address
from tracker.services.inbound import read_inbox, take_effect
from tracker.store import outbox_moves as moves
from tracker.store.actions import Action
from tracker.store.bounces import Bounce, BounceKind
from tracker.store.comments import Comment
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import InDoubt, LetterState, address_hash, suppressed_among
from tracker.store.outbox_moves import Said
from tracker.store.people import Person

MAILBOX = "returns@northbank.example"
PRIYAS = "priya.nair@northbank.example"


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Iterator[Office]:
    reading_mail(app)
    with open_office(app, tmp_path / "postroom") as opened:
        yield opened


def reading_mail(app: Flask, **changes: object) -> None:
    """Have undelivered letters and replies come back to a mailbox."""
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(
        settings, mail_return=MAILBOX, inbox_server="127.0.0.1", **changes
    )


def key(app: Flask) -> str:
    secret: str = app.extensions["settings"].secret_key
    return secret


def sent(office: Office, *keys: str) -> list[str]:
    """Letters that the mail server has taken."""
    letters = [planned(one) for one in keys]
    plan(*letters)
    office.room().deliver_due(office.now)
    return [letter.id for letter in letters]


def back(office: Office, letter: str) -> str:
    """The return address of a letter."""
    return return_address(MAILBOX, letter, on=MONDAY.date(), key=key(office.app))


def stopped() -> bool:
    found = bool(suppressed_among(db.session(), [address_hash(PRIYAS)]))
    db.session.rollback()
    return found


def bounces() -> list[tuple[BounceKind, str | None, bool]]:
    rows = db.session.scalars(select(Bounce).order_by(Bounce.id)).all()
    found = [(row.kind, row.enhanced, row.reported) for row in rows]
    db.session.rollback()
    return found


def test_sm17_a_report_marks_the_right_letter_and_ends_mail_to_the_address(office: Office) -> None:
    one, other = sent(office, "a", "b")
    raw = delivery_report(back(office, one), said="smtp; 550 5.1.1 <x@y.example> unknown")

    assert take_effect(raw, now=MONDAY) == "hard bounce"
    assert take_effect(raw, now=MONDAY) == "read before"

    assert facts(one, "state", "last_phase", "last_enhanced", "last_text") == (
        LetterState.BOUNCED,
        "report",
        "5.1.1",
        "550 5.1.1 (address) unknown",
    )
    assert facts(other, "state") == (LetterState.SENT,)
    assert (bounces(), stopped()) == ([(BounceKind.HARD, "5.1.1", True)], True)


def test_a_second_report_about_one_letter_counts_no_further(office: Office) -> None:
    (one,) = sent(office, "a")
    for _ in range(3):
        take_effect(delivery_report(back(office, one), status="5.2.2"), now=MONDAY)

    assert (len(bounces()), stopped()) == (1, False)


def test_a_bounce_in_plain_words_to_the_signed_address_counts(office: Office) -> None:
    (one,) = sent(office, "a")

    assert take_effect(plain_bounce(back(office, one), "no such user"), now=MONDAY) == "hard bounce"
    assert facts(one, "state") == (LetterState.BOUNCED,)


def test_three_soft_bounces_in_a_week_end_mail_and_two_do_not(office: Office) -> None:
    letters = sent(office, "a", "b", "c")
    for letter in letters[:2]:
        raw = delivery_report(back(office, letter), status="5.2.2")
        assert take_effect(raw, now=MONDAY) == "soft bounce"
    assert not stopped()

    take_effect(delivery_report(back(office, letters[2]), status="4.4.7"), now=MONDAY)

    assert stopped()


def test_soft_bounces_further_apart_than_a_week_are_forgotten(office: Office) -> None:
    for week in range(4):
        office.now.moment = MONDAY + timedelta(days=4 * week)
        letter = planned(str(week), expires_at=office.now() + timedelta(hours=1))
        plan(letter)
        office.room().deliver_due(office.now)
        address = return_address(MAILBOX, letter.id, on=office.now().date(), key=key(office.app))
        take_effect(delivery_report(address, status="5.2.2"), now=office.now())

    assert (len(bounces()), stopped()) == (4, False)


def test_an_address_cleared_by_a_person_gets_mail_and_starts_afresh(office: Office) -> None:
    letters = sent(office, "a", "b", "c", "d")
    for letter in letters[:3]:
        take_effect(delivery_report(back(office, letter), status="5.2.2"), now=MONDAY)
    person = db.session.get_one(Person, priya())
    later = MONDAY + timedelta(minutes=1)

    clear_address(address_hash(PRIYAS), sent=sent_by(person), now=later)
    with pytest.raises(RuleBroken):
        clear_address(address_hash(PRIYAS), sent=sent_by(person), now=later)
    assert not stopped()
    take_effect(delivery_report(back(office, letters[3]), status="5.2.2"), now=later)

    assert not stopped()
    kinds = db.session.scalars(select(HistoryEntry.kind)).all()
    assert list(kinds) == [Happened.ADDRESS_CLEARED]


def test_sm17_a_report_before_the_letter_is_marked_sent_is_read_again_later(
    office: Office,
) -> None:
    claim = gated("a")
    raw = delivery_report(back(office, claim.id))

    assert take_effect(raw, now=MONDAY) == "too early"
    assert bounces() == []
    assert done(moves.sent, claim, now=MONDAY, said=Said("dot", 250))

    assert take_effect(raw, now=MONDAY) == "hard bounce"
    assert facts(claim.id, "state") == (LetterState.BOUNCED,)


@pytest.mark.parametrize("policy", list(InDoubt))
def test_a_report_about_a_letter_in_doubt_settles_it(office: Office, policy: InDoubt) -> None:
    claim = gated("a", policy=policy)
    next_at = MONDAY + timedelta(minutes=1)
    done(moves.in_doubt, claim, now=MONDAY, next_at=next_at, said=Said("dot"))

    assert take_effect(delivery_report(back(office, claim.id)), now=MONDAY) == "hard bounce"
    assert facts(claim.id, "state", "doubt_count") == (LetterState.BOUNCED, 1)


def test_sm17_a_forged_foreign_or_old_report_changes_nothing(office: Office) -> None:
    (one,) = sent(office, "a")
    (never,) = [planned("never").id]
    forged = return_address(MAILBOX, one, on=MONDAY.date(), key="a guess")

    outcomes = [
        take_effect(delivery_report(forged), now=MONDAY),
        take_effect(delivery_report(MAILBOX), now=MONDAY),
        take_effect(delivery_report(back(office, never)), now=MONDAY),
        take_effect(delivery_report(back(office, one)), now=MONDAY + timedelta(days=9)),
        take_effect(absence(back(office, one), sender=PRIYAS), now=MONDAY),
        take_effect(delivery_report(back(office, one), action="delayed"), now=MONDAY),
    ]

    assert outcomes == ["not for us"] * 4 + ["no bounce"] * 2
    assert (facts(one, "state"), bounces(), stopped()) == ((LetterState.SENT,), [], False)


@pytest.mark.parametrize(
    ("step", "answer", "kind", "ends"),
    [
        ("rcpt", "550 No such mailbox", BounceKind.HARD, True),
        ("rcpt", "552 5.2.2 full", BounceKind.SOFT, False),
        ("dot", "550 5.1.1 unknown", BounceKind.HARD, True),
        ("dot", "550 looks like spam", BounceKind.SOFT, False),
    ],
)
def test_an_answer_of_the_mail_server_is_a_bounce_too(
    office: Office, step: str, answer: str, kind: BounceKind, ends: bool
) -> None:
    office.server.faults[step] = [answer]
    (one,) = sent(office, "a")

    assert facts(one, "state") == (LetterState.BOUNCED,)
    assert [(row[0], row[2]) for row in bounces()] == [(kind, False)]
    assert stopped() is ends


def the(number: str) -> Action:
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def comments() -> list[tuple[str, str]]:
    found = db.session.scalars(select(Comment).order_by(Comment.id)).all()
    return [(comment.by.name, comment.text) for comment in found]


def answers(northbank: Flask, cast: Cast, number: str = "1.1", name: str = "priya") -> str:
    """Where this person's replies about this action go."""
    reading_mail(northbank)
    person = getattr(cast, name)
    return reply_address(MAILBOX, the(number).id, person.id, key=key(northbank))


def test_a_reply_becomes_a_comment_and_changes_nothing_else(northbank: Flask, cast: Cast) -> None:
    address = answers(northbank, cast)
    version = the("1.1").version
    raw = reply(
        address, "Two posts are filled.\n\nOn Mon, Northbank <a@b.example> wrote:\n> Priya,"
    )

    assert take_effect(raw, now=MONDAY) == "reply"
    assert take_effect(raw, now=MONDAY) == "read before"

    assert comments() == [("Priya Nair", "Two posts are filled.")]
    assert the("1.1").version == version
    entry = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert entry is not None
    assert (entry.kind, entry.actor_id, entry.action_id) == (
        Happened.REPLIED,
        cast.priya.id,
        the("1.1").id,
    )
    db.session.rollback()
    page = cast.client("priya").get("/actions/SLAC-1.1").get_data(as_text=True)
    assert "Comment by email" in page
    assert "Two posts are filled." in page


TOM = "tom.ashworth@northbank.example"


@pytest.mark.parametrize(
    ("name", "written", "outcome"),
    [
        ("priya", (TOM, "Hello", ""), "not their reply"),
        ("priya", (PRIYAS, "Away", "Auto-Submitted: auto-replied"), "automatic"),
        ("priya", (PRIYAS, "Away", "X-Autoreply: yes"), "automatic"),
        ("priya", (PRIYAS, "News", "Precedence: list"), "automatic"),
        ("priya", (PRIYAS, "> all of it quoted", ""), "empty"),
        ("helen", ("", "Hello", ""), "may not see it"),
    ],
)
def test_what_is_not_this_persons_own_reply_is_dropped(
    northbank: Flask, cast: Cast, name: str, written: tuple[str, str, str], outcome: str
) -> None:
    sender, text, headers = written
    address = answers(northbank, cast, "1.1", name)
    raw = reply(address, text, sender=sender or getattr(cast, name).email, headers=headers)

    assert take_effect(raw, now=MONDAY) == outcome
    assert comments() == []


def test_the_mailbox_is_read_over_imap_and_each_message_marked(
    northbank: Flask, cast: Cast
) -> None:
    address = answers(northbank, cast)
    with mailbox() as server:
        _configured(northbank, server)
        server.put(reply(address, "Nearly there."), b"x" * 1_100_000, b"\xff\n\nnonsense")

        assert read_inbox(now=MONDAY) == {"reply": 1, "too long": 1, "not for us": 1}
        assert server.seen == {1, 2, 3}
        assert read_inbox(now=MONDAY) == {}
    assert comments() == [("Priya Nair", "Nearly there.")]


def _configured(app: Flask, server: Mailbox) -> None:
    reading_mail(
        app,
        inbox_port=server.port,
        inbox_tls="none",
        inbox_username="returns",
        inbox_password=PASSWORD,
    )
