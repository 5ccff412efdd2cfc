"""Sending in, taking back and deciding: what each changes, and that nobody judges their own work."""

from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tests.covering import covered
from tests.services.forms_sent import sent_by
from tests.services.gates import RETURN, SIGN_OFF, Gates
from tests.services.meetings import last_entry, the, waiting_letters
from tests.services.outcomes import submission_of
from tests.services.slipping import Slipping
from tracker import clock
from tracker.domain.access import Role
from tracker.domain.actions import Answer, Progress
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.sign_off import Ruling, Verdict
from tracker.domain.updates import Said
from tracker.extensions import db
from tracker.services import on_hold
from tracker.services.actions import post_progress
from tracker.services.deciders import why_not_move_date
from tracker.store.decisions import RequestState, SubmissionState
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.rechecks import recheck_to_come
from tracker.store.timeline import latest_update, newest_entry, papers_of

CHECK = Ruling(Verdict.SIGN_OFF_AND_CHECK, "Good work.", date(2011, 10, 2), "Ten sessions in a row")


def told() -> list[tuple[str, str]]:
    return [(kind, name) for kind, name, _about, _at in waiting_letters()]


def test_sending_stops_the_owners_clock_and_asks_the_manager(cast: Cast) -> None:
    said = Gates(cast.priya, "1.1").sends("The standard is kept.", "Jean looked at ten sets.")

    action, sent = the("1.1"), submission_of("1.1")
    assert said == "Sent to Jean Talbot for sign-off"
    assert (action.progress, action.submitted_at) == (Progress.SUBMITTED, clock.now())
    assert (sent.sent_by, sent.what_was_done) == (cast.priya, "The standard is kept.")
    assert (sent.how_known, sent.finished_on) == ("Jean looked at ten sets.", clock.today())
    update = latest_update(action)
    assert update
    assert (update.answer, update.note) == (Answer.DONE, "The standard is kept.")
    assert last_entry().kind is Happened.SUBMITTED
    assert told() == [("sign_off_asked", "Jean Talbot")]


def test_an_update_that_says_done_asks_the_manager_too(cast: Cast) -> None:
    action = the("1.1")
    post_progress(
        action,
        Said(Answer.DONE, "The standard is kept."),
        sent=sent_by(cast.priya),
        version=action.version,
        seen=newest_entry(action),
        milestones_done=None,
        message="Saved",
        now=clock.now(),
        today=clock.today(),
    )

    assert submission_of("1.1").what_was_done == "The standard is kept."
    assert told() == [("sign_off_asked", "Jean Talbot")]


@pytest.mark.parametrize("name", ["tom", "sam"])
def test_a_cover_and_a_performance_officer_send_it_for_its_owner(cast: Cast, name: str) -> None:
    covered(cast.priya, cast.tom)

    Gates(getattr(cast, name), "1.1").sends()

    entry = last_entry()
    assert (entry.actor, entry.acting_for) == (getattr(cast, name), cast.priya)
    assert submission_of("1.1").sent_by == getattr(cast, name)


def test_nobody_else_sends_it_or_takes_it_back(cast: Cast) -> None:
    for name in ("tom", "jean", "margaret"):
        with pytest.raises(RuleBroken, match="belongs to Priya Nair"):
            Gates(getattr(cast, name), "1.1").sends()
    with pytest.raises(RuleBroken, match="belongs to Ruth Calder"):
        Gates(cast.jean, "6.1").takes_back()


@pytest.mark.parametrize(("how", "days", "field"), [("", 0, "how"), ("Audited.", 1, "finished")])
def test_what_is_not_whole_is_not_sent(cast: Cast, how: str, days: int, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        Gates(cast.priya, "1.1").sends(how=how, finished_on=clock.today() + timedelta(days=days))

    assert refused.value.field == field
    assert the("1.1").progress is Progress.OFF_TRACK


def test_evidence_makes_up_for_saying_how_it_is_known(cast: Cast) -> None:
    Gates(cast.ruth, "6.1").takes_back()

    Gates(cast.ruth, "6.1").sends(how="")

    assert submission_of("6.1").how_known == ""


def test_the_same_form_takes_effect_once_and_an_old_one_not_at_all(cast: Cast) -> None:
    form, version = sent_by(cast.priya), the("1.1").version
    Gates(cast.priya, "1.1").sends(sent=form)

    with pytest.raises(AlreadyDone):
        Gates(cast.priya, "1.1").sends(sent=form)
    Gates(cast.priya, "1.1").takes_back()
    with pytest.raises(Crossed):
        Gates(cast.priya, "1.1").sends(version=version)


def test_what_is_taken_back_is_as_its_owner_last_said(cast: Cast) -> None:
    said = the("6.1").last_said

    Gates(cast.ruth, "6.1").takes_back()

    action, sent = the("6.1"), submission_of("6.1")
    assert (action.progress, action.submitted_at, action.open) == (said, None, True)
    assert (sent.state, sent.decided_by_id) == (SubmissionState.WITHDRAWN, cast.ruth.id)
    assert last_entry().kind is Happened.TAKEN_BACK
    with pytest.raises(RuleBroken, match="not waiting for sign-off"):
        Gates(cast.ruth, "6.1").takes_back()


def test_what_nobody_had_said_anything_of_is_not_started_again(cast: Cast) -> None:
    the("1.1").last_said = None
    db.session.commit()
    Gates(cast.priya, "1.1").sends()

    Gates(cast.priya, "1.1").takes_back()

    assert the("1.1").progress is Progress.NOT_STARTED


def test_signing_off_completes_it_and_thanks_the_owner(cast: Cast) -> None:
    said = Gates(cast.jean, "6.1").decides(SIGN_OFF)

    action, sent = the("6.1"), submission_of("6.1")
    assert said == "Action 6.1 is signed off"
    assert (action.progress, action.open) == (Progress.COMPLETED, False)
    assert action.completed_on == clock.today()
    assert (sent.state, sent.decided_by) == (SubmissionState.SIGNED_OFF, cast.jean)
    assert recheck_to_come(action.id) is None
    assert last_entry().kind is Happened.SIGNED_OFF
    assert told() == [("signed_off", "Ruth Calder")]


def test_signing_off_with_a_check_keeps_its_day_and_its_measure(cast: Cast) -> None:
    said = Gates(cast.jean, "6.1").decides(CHECK)

    check = recheck_to_come(the("6.1").id)
    assert said == "Action 6.1 is signed off. It is to be checked again on 2 October 2011"
    assert check
    assert (check.due_on, check.measure) == (date(2011, 10, 2), "Ten sessions in a row")
    assert check.set_by == cast.jean
    assert last_entry().facts == {"check_on": "2011-10-02"}


def test_signing_off_withdraws_a_new_date_that_waits_and_returning_does_not(cast: Cast) -> None:
    Slipping("1.1").asks(cast.priya)
    Gates(cast.priya, "1.1").sends()
    Gates(cast.jean, "1.1").decides(RETURN)
    request = papers_of(the("1.1")).waiting_request
    assert request
    Gates(cast.priya, "1.1").sends()

    Gates(cast.jean, "1.1").decides(SIGN_OFF)

    assert papers_of(the("1.1")).waiting_request is None
    assert (request.state, request.decided_at) == (RequestState.WITHDRAWN, clock.now())


def test_returning_gives_it_back_with_the_reason(cast: Cast) -> None:
    said = Gates(cast.jean, "6.1").decides(RETURN)

    action, sent = the("6.1"), submission_of("6.1")
    assert said == "Action 6.1 is returned to Ruth Calder"
    assert (action.progress, action.open) == (Progress.RETURNED, True)
    assert action.submitted_at is None
    assert (sent.state, sent.reason) == (SubmissionState.RETURNED, "Show the sessions since June.")
    assert last_entry().kind is Happened.RETURNED
    assert told() == [("returned", "Ruth Calder")]


def test_what_was_returned_can_be_sent_again(cast: Cast) -> None:
    Gates(cast.jean, "6.1").decides(RETURN)
    first = submission_of("6.1").id

    Gates(cast.ruth, "6.1").sends("Now with every session.")

    assert the("6.1").progress is Progress.SUBMITTED
    assert submission_of("6.1").id != first


def test_no_change_leaves_what_was_returned_returned(cast: Cast) -> None:
    Gates(cast.jean, "6.1").decides(RETURN)
    action, said = the("6.1"), the("6.1").last_said
    post_progress(
        action,
        Said(Answer.NO_CHANGE, "We are at it."),
        sent=sent_by(cast.ruth),
        version=action.version,
        seen=newest_entry(action),
        milestones_done=None,
        message="Saved",
        now=clock.now(),
        today=clock.today(),
    )

    assert (the("6.1").progress, the("6.1").last_said) == (Progress.RETURNED, said)


def test_the_director_may_decide_and_so_may_who_stands_in_for_the_manager(cast: Cast) -> None:
    Gates(cast.alan, "6.1").decides(RETURN)
    Gates(cast.ruth, "6.1").sends()
    cast.dawn.role = Role.MANAGER
    covered(cast.jean, cast.dawn, decides=True)

    Gates(cast.dawn, "6.1").decides(SIGN_OFF)

    entry = last_entry()
    assert (entry.actor, entry.acting_for) == (cast.dawn, cast.jean)


@pytest.mark.parametrize("name", ["ruth", "tom", "priya", "margaret", "chris", "sam"])
def test_neither_the_owner_nor_an_outsider_decides(cast: Cast, name: str) -> None:
    for ruling in (SIGN_OFF, RETURN, CHECK):
        with pytest.raises(RuleBroken, match="with Jean Talbot to decide"):
            Gates(getattr(cast, name), "6.1").decides(ruling)

    assert the("6.1").progress is Progress.SUBMITTED


def test_the_owners_cover_does_not_decide_though_they_are_the_manager(cast: Cast) -> None:
    covered(cast.ruth, cast.jean)

    with pytest.raises(RuleBroken, match="You cover for Ruth Calder"):
        Gates(cast.jean, "6.1").decides(SIGN_OFF)


def test_who_sent_it_in_does_not_decide_when_the_cover_is_over(cast: Cast) -> None:
    cover = covered(cast.priya, cast.jean)
    Gates(cast.jean, "1.1").sends()
    db.session.delete(db.session.merge(cover))
    db.session.commit()

    with pytest.raises(RuleBroken, match="You sent this in"):
        Gates(cast.jean, "1.1").decides(SIGN_OFF)
    Gates(cast.alan, "1.1").decides(SIGN_OFF)


def test_a_manager_who_owns_it_does_not_sign_it_off(cast: Cast) -> None:
    action = the("6.1")
    action.owner_id = cast.jean.id
    db.session.commit()

    with pytest.raises(RuleBroken, match="You own action"):
        Gates(cast.jean, "6.1").decides(SIGN_OFF)


def test_a_deciders_form_replayed_by_the_owner_is_refused(cast: Cast) -> None:
    form = sent_by(cast.jean)
    Gates(cast.jean, "6.1").decides(RETURN, sent=form)
    Gates(cast.ruth, "6.1").sends()

    replayed = sent_by(cast.ruth, form.request_id)
    with pytest.raises(RuleBroken, match="out of date"):
        Gates(cast.ruth, "6.1").decides(SIGN_OFF, sent=replayed)
    with pytest.raises(AlreadyDone):
        Gates(cast.jean, "6.1").decides(SIGN_OFF, sent=form)
    assert the("6.1").progress is Progress.SUBMITTED


def test_a_decision_about_what_was_sent_anew_is_crossed(cast: Cast) -> None:
    version = the("6.1").version
    Gates(cast.ruth, "6.1").takes_back()

    with pytest.raises(RuleBroken, match="not waiting"):
        Gates(cast.jean, "6.1").decides(SIGN_OFF, version=version)
    Gates(cast.ruth, "6.1").sends("Something else.")
    with pytest.raises(Crossed):
        Gates(cast.jean, "6.1").decides(SIGN_OFF, version=version)


@pytest.fixture
def second(cast: Cast) -> Person:
    """A manager's account of Priya's, who owns 1.1, made accountable for it."""
    other = Person(
        name="Priya Nair",
        email="priya.nair+manager@northbank.example",
        role=Role.MANAGER,
        manager_id=cast.alan.id,
        created_at=clock.now(),
    )
    db.session.add(other)
    db.session.flush()
    the("1.1").manager_id = other.id
    db.session.commit()
    return other


def test_nobody_signs_off_their_own_work_with_a_second_account(cast: Cast, second: Person) -> None:
    said = Gates(the("1.1").owner, "1.1").sends()
    assert said == "Sent to Alan Mercer for sign-off"

    for _again in range(2):
        with pytest.raises(RuleBroken) as refused:
            Gates(second, "1.1").decides(SIGN_OFF)
        assert refused.value.message == (
            "Your account has the same name or mailbox as somebody with a part in action 1.1."
            " It is with Alan Mercer to decide."
        )
    assert the("1.1").progress is Progress.SUBMITTED
    assert told() == [("sign_off_asked", "Alan Mercer")]
    Gates(cast.alan, "1.1").decides(SIGN_OFF)


def test_nor_as_the_second_account_of_whoever_covers(cast: Cast, second: Person) -> None:
    covered(cast.tom, the("1.1").owner)
    Gates(cast.tom, "2.2").sends()
    the("2.2").manager_id = second.id
    db.session.commit()

    with pytest.raises(RuleBroken, match="same name or mailbox"):
        Gates(second, "2.2").decides(SIGN_OFF)


def test_a_second_account_neither_puts_on_hold_nor_moves_a_date(cast: Cast, second: Person) -> None:
    action, today = the("1.1"), clock.today()

    assert "same name or mailbox" in (on_hold.why_not(action, second, today) or "")
    assert "same name or mailbox" in (why_not_move_date(action, second, today) or "")
