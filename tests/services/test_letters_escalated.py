"""The letter that hands on what is long overdue, and what its owner reads of it."""

from datetime import datetime

from flask import Flask

from tests.cast import Cast
from tests.ladders import with_nobody_above
from tests.services.letters import as_expected, expected, plain, plan_letter, the_letter, written
from tests.services.outcomes import action, submit
from tracker.delivery.letter import Letter
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.services import morning
from tracker.services.letters.write import NotWanted
from tracker.store.outbox import LetterState
from tracker.store.people import Person

PENDING = NotWanted("none of it is overdue without a decision pending any more")


def escalate(reader: Person, now: datetime, *numbers: str, level: int = 1) -> None:
    actions = [action(number) for number in numbers]
    plan_letter("escalation", reader, now=now, facts={"level": level}, actions=actions)


def remind_priya(cast: Cast, now: datetime, times: int) -> None:
    for _time in range(times):
        letter = plan_letter("reminder", cast.priya, now=now, actions=[action("1.1")])
        db.session.execute(
            db.text("UPDATE notification SET state = :sent WHERE id = :id"),
            {"sent": LetterState.SENT.value, "id": letter.id},
        )
    db.session.commit()


def test_a_manager_reads_why_it_is_theirs_and_what_has_been_tried(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    remind_priya(cast, now, 4)
    escalate(cast.jean, now, "1.1")

    letter = the_letter(northbank, "Jean", now=now)

    assert letter.subject == (
        "Escalated to you: 1.1 Conference minutes within 15 working…, 34 days overdue"
    )
    assert letter.preheader == "Owner Priya Nair last updated it 53 days ago. 4 reminders sent."
    assert as_expected(letter) == expected("escalation")


def test_a_director_reads_who_was_asked_before(northbank: Flask, cast: Cast, now: datetime) -> None:
    escalate(cast.alan, now, "1.1", level=2)

    assert "You are above Jean Talbot, who is accountable for action 1.1." in plain(
        the_letter(northbank, "Alan", now=now)
    )


def test_several_come_in_one_letter_the_longest_overdue_first(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    escalate(cast.jean, now, "4.1", "1.1")

    letter = the_letter(northbank, "Jean", now=now)

    assert (letter.subject, letter.thread_root) == ("2 actions are escalated to you", None)
    assert as_expected(letter) == expected("escalations")


def test_what_waits_for_a_decision_is_not_escalated(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    escalate(cast.jean, now, "2.1")
    assert written(northbank, now=now)["Jean"] == PENDING


def test_what_was_submitted_meanwhile_is_not_escalated(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    escalate(cast.jean, now, "1.1")
    submit("1.1", now)
    db.session.commit()

    assert written(northbank, now=now)["Jean"] == PENDING


def test_what_was_finished_meanwhile_is_not_escalated(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    escalate(cast.jean, now, "1.1", "4.1")
    action("1.1").moved_to(Progress.COMPLETED)
    db.session.commit()

    letter = the_letter(northbank, "Jean", now=now)

    assert letter.reference == "SLAC-4.1"


def test_somebody_not_above_the_owner_any_more_gets_nothing(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    escalate(cast.alan, now, "1.1", level=2)
    cast.priya.manager = None
    with_nobody_above(cast.jean)

    assert written(northbank, now=now)["Alan"] == PENDING


def test_the_owner_is_told_of_it_in_the_reminder_they_get_anyway(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    escalate(cast.jean, now, "1.1", "6.2")
    morning.plan_reminders(now)
    db.session.commit()
    sentence = "It has been escalated to Jean Talbot, who is asked to decide what happens."

    letters = written(northbank, now=now)

    for name in ("Priya", "Ruth"):
        letter = letters[name]
        assert isinstance(letter, Letter)
        assert sentence in plain(letter)
        assert sentence in letter.html
    assert isinstance(letters["Helen"], Letter)
    assert sentence not in plain(letters["Helen"])
