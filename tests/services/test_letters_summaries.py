"""The board's monthly digest and the alarm about mail that does not arrive, whole."""

from datetime import datetime

from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.letters import as_expected, expected, plain, plan_letter, the_letter, written
from tests.services.outcomes import decide_date, request_of
from tracker import clock
from tracker.extensions import db
from tracker.services.letters.write import NotWanted
from tracker.store.decisions import RequestState
from tracker.store.outbox import address_hash, suppress
from tracker.store.people import Person
from tracker.store.plans import Plan


def the_plan() -> Plan:
    return db.session.scalars(select(Plan)).one()


def tell_board(reader: Person, now: datetime) -> None:
    plan_letter("board_digest", reader, now=now, plan_id=the_plan().id)


def test_the_board_reads_how_the_plan_stands_beside_a_month_ago(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    decide_date(
        request_of("2.1"), RequestState.AGREED, by=cast.jean, now=clock.at("2011-06-30T10:00")
    )
    tell_board(cast.margaret, now)

    letter = the_letter(northbank, "Margaret", now=now)

    assert letter.subject == "Inspection action plan at 4 July 2011: 2 of 13 completed, 3 overdue"
    assert letter.preheader == "2 more completed than last month. 1 due date moved."
    assert as_expected(letter) == expected("board_digest")
    assert (letter.thread_root, letter.list_id) == (None, "<slac.actions.127.0.0.1>")
    assert "/stop/" in (letter.unsubscribe_url or "")


def test_the_board_reads_posts_and_no_names(northbank: Flask, cast: Cast, now: datetime) -> None:
    names = list(db.session.scalars(select(Person.name).where(Person.id != cast.margaret.id)))
    tell_board(cast.margaret, now)

    letter = the_letter(northbank, "Margaret", now=now)

    assert "Safeguarding unit manager" in letter.text
    assert [name for name in names if name in letter.text + letter.html] == []


def test_a_board_member_who_may_not_read_the_plan_any_more_gets_nothing(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    tell_board(cast.margaret, now)
    the_plan().restricted = True
    db.session.commit()

    assert written(northbank, now=now)["Margaret"] == NotWanted(
        "the plan is closed, or this person may not read it any more"
    )


def test_a_board_member_who_stopped_it_gets_nothing(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    tell_board(cast.margaret, now)
    cast.margaret.wants_board_digest = False
    db.session.commit()

    assert isinstance(written(northbank, now=now)["Margaret"], NotWanted)


def test_a_plan_younger_than_a_month_is_compared_with_nothing(northbank: Flask, cast: Cast) -> None:
    early = clock.at("2011-05-03T08:00")
    tell_board(cast.margaret, early)

    letter = the_letter(northbank, "Margaret", now=early)

    assert "There is nothing to compare it with yet." in plain(letter)


# ---- mail that does not arrive ------------------------------------------------------------------


def refuse(person: Person, on: str) -> None:
    letter = plan_letter("reminder", person, now=clock.at(on))
    suppress(
        db.session(),
        address_hash(person.email),
        reason="550 5.1.1 no such user",
        notification_id=letter.id,
        now=clock.at(on),
    )
    db.session.execute(
        db.text("UPDATE notification SET state = 'bounced' WHERE id = :id"), {"id": letter.id}
    )
    db.session.commit()


def test_an_administrator_reads_who_gets_no_mail_and_nothing_of_their_actions(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    refuse(cast.priya, "2011-06-30T08:00")
    refuse(cast.marcus, "2011-07-01T08:00")
    plan_letter("delivery_problem", cast.chris, now=now)

    letter = the_letter(northbank, "Chris", now=now)

    assert letter.subject == "2 people are not getting action plan emails"
    assert as_expected(letter) == expected("delivery_problem")
    assert "onference" not in letter.text


def test_a_performance_officer_reads_which_actions_are_affected(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    refuse(cast.priya, "2011-06-30T08:00")
    plan_letter("delivery_problem", cast.sam, now=now)

    letter = the_letter(northbank, "Sam", now=now)

    assert letter.subject == "1 person is not getting action plan emails"
    assert "2 open actions: 1.1 Conference minutes within 15 working days and 1.2" in plain(letter)


def test_when_everybody_has_mail_again_there_is_no_alarm(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    refuse(cast.priya, "2011-06-30T08:00")
    plan_letter("delivery_problem", cast.chris, now=now)
    cast.priya.email = "priya.nair.two@northbank.example"
    db.session.commit()

    assert written(northbank, now=now)["Chris"] == NotWanted("everybody's mail is going out again")


def test_somebody_who_only_owns_actions_gets_no_alarm(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    refuse(cast.priya, "2011-06-30T08:00")
    plan_letter("delivery_problem", cast.tom, now=now)

    assert isinstance(written(northbank, now=now)["Tom"], NotWanted)


def test_a_stopped_weekly_summary_is_not_sent(northbank: Flask, cast: Cast, now: datetime) -> None:
    plan_letter("digest", cast.jean, now=now)
    cast.jean.wants_digest = False
    db.session.commit()

    assert written(northbank, now=now)["Jean"] == NotWanted(
        "this person has stopped the weekly summary"
    )


def test_the_comparison_counts_what_was_due_then(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    """On 4 June only 1.1 was overdue; 4.1, 6.2 and 2.1 came due since."""
    tell_board(cast.margaret, now)

    assert (
        "2 more completed than a month ago, on 4 June 2011. 4 are overdue, 3 more than then."
        in (plain(the_letter(northbank, "Margaret", now=now)))
    )
