"""The letters about decisions, whole, and when each of them is not sent after all."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.services.letters import as_expected, expected, plain, planned, the_letter, written
from tests.services.outcomes import (
    action,
    ask,
    decide_date,
    decide_sign_off,
    request_of,
    submission_of,
    submit,
)
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.extensions import db
from tracker.services import post
from tracker.services.letters.write import NotWanted
from tracker.store.cover import Cover
from tracker.store.decisions import RequestState, SubmissionState
from tracker.store.outbox import Notification

WEDNESDAY = clock.at("2011-07-06T10:00")


def asked_for_21(cast: Cast, now: datetime) -> None:
    post.queue_new_date_asked(request_of("2.1"), by=cast.tom, now=now)
    db.session.commit()


def sent_61(cast: Cast, now: datetime) -> None:
    post.queue_sign_off_asked(submission_of("6.1"), by=cast.ruth, now=now)
    db.session.commit()


def test_a_new_date_asked_for_is_told_to_the_manager(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    asked_for_21(cast, now)

    letter = the_letter(northbank, "Jean", now=now)

    assert letter.subject == "New date asked for: 2.1 Supervision record, to 29 July 2011"
    assert letter.preheader == "Tom Ashworth asks to move it from 17 June 2011."
    assert as_expected(letter) == expected("new_date_asked")


def test_a_sign_off_asked_for_is_told_to_the_manager(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    sent_61(cast, now)

    letter = the_letter(northbank, "Jean", now=now)

    assert letter.subject == "Ready to sign off: 6.1 Check consent forms before each session"
    assert letter.preheader == "Ruth Calder sent it on 29 June 2011 with 2 evidence files."
    assert as_expected(letter) == expected("sign_off_asked")


def test_what_is_asked_within_ten_minutes_comes_as_one_letter(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    asked_for_21(cast, now)
    sent_61(cast, now + timedelta(minutes=9))

    letter = the_letter(northbank, "Jean", now=now)

    assert (letter.subject, letter.thread_root) == ("2 decisions are waiting for you", None)
    assert as_expected(letter) == expected("decisions_asked")


def test_a_third_letter_of_a_day_waits_for_the_next_morning_with_all_that_follow(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    for hours, number in enumerate(("1.1", "1.2", "3.1", "3.2")):
        request = ask(number, date(2011, 9, 30), now)
        post.queue_new_date_asked(request, by=request.asked_by, now=now + timedelta(hours=hours))
        db.session.commit()

    times = sorted(
        db.session.scalars(select(Notification.next_at).where(Notification.kind != "reminder"))
    )

    assert times == [
        now + timedelta(minutes=10),
        now + timedelta(hours=1, minutes=10),
        clock.at("2011-07-05T08:00"),
    ]


def test_the_same_request_is_told_once_however_often_it_is_queued(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    asked_for_21(cast, now)
    asked_for_21(cast, now + timedelta(hours=1))

    assert len(planned("new_date_asked")) == 1


def test_what_a_manager_owns_is_decided_by_the_next_one_up(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    action("2.1").owner = cast.jean
    request_of("2.1").asked_by = cast.jean
    asked_for_21(cast, now)

    assert list(written(northbank, now=now)) == ["Alan"]


@pytest.mark.parametrize("state", [RequestState.WITHDRAWN, RequestState.REFUSED])
def test_a_request_that_no_longer_waits_is_not_announced(
    northbank: Flask, cast: Cast, now: datetime, state: RequestState
) -> None:
    asked_for_21(cast, now)
    request_of("2.1").state = state
    db.session.commit()

    assert written(northbank, now=now)["Jean"] == NotWanted(
        "it has been decided or taken back, or is somebody else's to decide"
    )


def test_a_submission_taken_back_is_not_announced(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    sent_61(cast, now)
    submission_of("6.1").state = SubmissionState.WITHDRAWN
    db.session.commit()

    assert isinstance(written(northbank, now=now)["Jean"], NotWanted)


def test_a_manager_who_is_not_accountable_any_more_is_not_asked(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    asked_for_21(cast, now)
    action("2.1").manager = cast.alan
    db.session.commit()

    assert isinstance(written(northbank, now=now)["Jean"], NotWanted)


def test_a_joined_letter_shrinks_to_what_still_waits(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    asked_for_21(cast, now)
    sent_61(cast, now)
    request_of("2.1").state = RequestState.WITHDRAWN
    db.session.commit()

    letter = the_letter(northbank, "Jean", now=now)

    assert (letter.kind, letter.reference) == ("sign_off_asked", "SLAC-6.1")


def test_a_cover_who_decides_is_asked_and_told_for_whom(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    cover_jean(cast, now, decides=True)
    asked_for_21(cast, now)

    letter = the_letter(northbank, "Alan", now=now)

    assert letter.text.startswith(
        "Alan,\n\nJean Talbot is away. You cover until 15 July 2011.\n\nACTION 2.1: A NEW DATE"
    )
    assert "You get this because you cover for Jean Talbot until 15 July 2011." in plain(letter)


def test_a_cover_who_only_updates_is_not_asked(northbank: Flask, cast: Cast, now: datetime) -> None:
    cover_jean(cast, now, decides=False)
    asked_for_21(cast, now)

    assert list(written(northbank, now=now)) == ["Jean"]


def test_when_the_cover_has_ended_the_letter_is_not_sent_to_them(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    cover_jean(cast, now, decides=True)
    asked_for_21(cast, now)
    db.session.scalars(select(Cover)).one().ended_at = now
    db.session.commit()

    assert written(northbank, now=now)["Alan"] == NotWanted(
        "this person does not cover for them any more"
    )


def cover_jean(cast: Cast, now: datetime, *, decides: bool) -> None:
    db.session.add(
        Cover(
            person=cast.jean,
            covered_by=cast.alan,
            from_on=date(2011, 7, 4),
            to_on=date(2011, 7, 15),
            decides=decides,
            set_at=now,
            set_by_id=cast.jean.id,
        )
    )
    db.session.commit()


# ---- what was decided ---------------------------------------------------------------------------


def agree(cast: Cast, agreed_on: date | None = None, reason: str = "") -> None:
    request = request_of("2.1")
    decide_date(
        request,
        RequestState.AGREED,
        by=cast.jean,
        now=WEDNESDAY,
        agreed_on=agreed_on,
        reason=reason,
    )
    post.queue_new_date_decided(request, by=cast.jean, now=WEDNESDAY)
    db.session.commit()


def test_an_agreed_date_is_told_to_the_owner(northbank: Flask, cast: Cast) -> None:
    agree(cast)

    letter = the_letter(northbank, "Tom", now=WEDNESDAY)

    assert letter.subject == "New date agreed: 2.1 Supervision record, now 29 July 2011"
    assert letter.preheader == "Jean Talbot decided this on 6 July 2011."
    assert as_expected(letter) == expected("new_date_agreed")


def test_another_date_than_was_asked_for_is_told_with_the_reason(
    northbank: Flask, cast: Cast
) -> None:
    agree(cast, date(2011, 7, 15), "The board meets on 21 July.")

    letter = the_letter(northbank, "Tom", now=WEDNESDAY)

    assert "agreed to 15 July 2011 instead on 6 July 2011." in plain(letter)
    assert "Why: The board meets on 21 July." in letter.text


def test_a_refused_date_is_told_to_the_owner(northbank: Flask, cast: Cast) -> None:
    request = request_of("2.1")
    why = "Supervision cannot wait that long."
    decide_date(request, RequestState.REFUSED, by=cast.jean, now=WEDNESDAY, reason=why)
    post.queue_new_date_decided(request, by=cast.jean, now=WEDNESDAY)
    db.session.commit()

    letter = the_letter(northbank, "Tom", now=WEDNESDAY)

    assert letter.subject == "New date refused: 2.1, still due 17 June 2011"
    assert as_expected(letter) == expected("new_date_refused")


def test_a_date_that_has_moved_again_is_not_told(northbank: Flask, cast: Cast) -> None:
    agree(cast)
    action("2.1").due_on = date(2011, 8, 12)
    db.session.commit()

    assert isinstance(written(northbank, now=WEDNESDAY)["Tom"], NotWanted)


def test_what_was_given_to_somebody_else_is_not_told_to_its_old_owner(
    northbank: Flask, cast: Cast
) -> None:
    agree(cast)
    action("2.1").owner = cast.dawn
    db.session.commit()

    assert isinstance(written(northbank, now=WEDNESDAY)["Tom"], NotWanted)


def returned_61(cast: Cast) -> None:
    sent = submission_of("6.1")
    why = "Ofsted asked for case number CP-48213 to be shown."
    decide_sign_off(sent, SubmissionState.RETURNED, by=cast.jean, now=WEDNESDAY, reason=why)
    post.queue_returned(sent, by=cast.jean, now=WEDNESDAY)
    db.session.commit()


def test_what_is_returned_is_told_without_the_reason(northbank: Flask, cast: Cast) -> None:
    returned_61(cast)

    letter = the_letter(northbank, "Ruth", now=WEDNESDAY)

    assert letter.subject == "Returned to you: 6.1 Check consent forms before each session"
    assert letter.preheader == "Jean Talbot needs more before signing off."
    assert as_expected(letter) == expected("returned")


def test_what_has_been_sent_again_is_not_told_as_returned(northbank: Flask, cast: Cast) -> None:
    returned_61(cast)
    submit("6.1", WEDNESDAY)
    db.session.commit()

    assert isinstance(written(northbank, now=WEDNESDAY)["Ruth"], NotWanted)


def test_what_is_signed_off_is_told_with_thanks_and_what_else_is_open(
    northbank: Flask, cast: Cast
) -> None:
    sent = submission_of("6.1")
    decide_sign_off(sent, SubmissionState.SIGNED_OFF, by=cast.jean, now=WEDNESDAY)
    post.queue_signed_off(sent, by=cast.jean, now=WEDNESDAY)
    db.session.commit()

    letter = the_letter(northbank, "Ruth", now=WEDNESDAY)

    assert letter.subject == "Signed off: 6.1 Check consent forms before each session"
    assert letter.preheader == "Completed 6 July 2011. Thank you. You have 1 other open action."
    assert as_expected(letter) == expected("signed_off")


def test_several_sign_offs_within_ten_minutes_come_as_one_letter(
    northbank: Flask, cast: Cast
) -> None:
    for number in ("6.1", "6.2"):
        sent = submission_of(number) if number == "6.1" else submit(number, WEDNESDAY)
        decide_sign_off(sent, SubmissionState.SIGNED_OFF, by=cast.jean, now=WEDNESDAY)
        post.queue_signed_off(sent, by=cast.jean, now=WEDNESDAY)
        db.session.commit()

    letter = the_letter(northbank, "Ruth", now=WEDNESDAY)

    assert letter.subject == "2 actions are signed off"
    assert len(planned("signed_off")) == 1


def test_nobody_is_told_of_what_they_decided_themselves(northbank: Flask, cast: Cast) -> None:
    sent = submission_of("6.1")
    sent.action.owner = cast.jean
    decide_sign_off(sent, SubmissionState.SIGNED_OFF, by=cast.jean, now=WEDNESDAY)
    post.queue_signed_off(sent, by=cast.jean, now=WEDNESDAY)
    db.session.commit()

    assert planned("signed_off") == []


def test_every_letter_about_one_action_is_in_the_readers_thread(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    asked_for_21(cast, now)
    letter = the_letter(northbank, "Jean", now=now)

    assert isinstance(letter, Letter)
    assert letter.thread_root == f"<action.slac-2.1.{cast.jean.id}@127.0.0.1>"
    assert (letter.thread_topic, letter.unsubscribe_url) == ("Supervision record", None)
    assert letter.list_id == "<slac.actions.127.0.0.1>"
