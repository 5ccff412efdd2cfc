"""An update loses nothing, and only those who may can make one."""

import re

import pytest
from sqlalchemy import delete

from tests.cast import Cast
from tests.web.officer_pages import LATE, NOTE, UPDATE, filled_in, the, updates, words
from tests.web.pages import CheckedClient
from tracker.domain.actions import Answer
from tracker.extensions import db
from tracker.services.demo import PASSWORD
from tracker.store.sessions import SignInSession

pytestmark = pytest.mark.usefixtures("northbank")


def test_a_note_with_personal_detail_is_asked_about_before_it_is_saved(cast: Cast) -> None:
    steps = [str(step.id) for step in the("1.1").milestones]
    note = "Chased the record of 943 476 5919, born 12 March 2004."
    priya = cast.client("priya")

    warned = priya.send(UPDATE, LATE | {"note": note, "milestones": steps[:2]})

    assert warned.status_code == 200
    assert words(warned.text).startswith(
        "Update action 1.1 Check this before you save ! Warning What you wrote looks as if it has"
        " an NHS number and a date of birth in it."
    )
    assert updates() == []
    held = filled_in(warned)
    still = priya.post(UPDATE, data=held)
    assert (still.status_code, updates()) == (200, [])

    saved = priya.post(UPDATE, data=held | {"anyway": "y"})
    assert saved.status_code == 303
    assert (updates()[0].note, updates()[0].answer) == (note, Answer.OFF_TRACK)
    assert [step.done_on is not None for step in the("1.1").milestones] == [True, True, False]


def test_a_note_that_was_put_right_is_saved_without_another_question(cast: Cast) -> None:
    priya = cast.client("priya")
    warned = priya.send(UPDATE, LATE | {"note": "Case number 48213 is late."})

    saved = priya.post(UPDATE, data=filled_in(warned) | {"note": NOTE})

    assert (saved.status_code, updates()[0].note) == (303, NOTE)


def test_from_the_question_one_can_go_back_to_the_update_with_every_answer(cast: Cast) -> None:
    priya = cast.client("priya")
    warned = priya.send(UPDATE, LATE | {"note": "Case number 48213 is late."})

    back = priya.post(UPDATE, data=filled_in(warned) | {"back": "y"})

    assert (back.status_code, updates()) == (200, [])
    assert filled_in(back)["note"] == "Case number 48213 is late."
    assert filled_in(back)["answer"] == LATE["answer"]


def test_of_two_who_edit_the_second_sees_the_firsts_words_and_neither_is_lost(cast: Cast) -> None:
    priya, sam = cast.client("priya"), cast.client("sam")
    hers, his = filled_in(priya.get(UPDATE)), filled_in(sam.get(UPDATE))
    sam.post(
        UPDATE, data=his | LATE | {"answer": "at_risk", "note": "Sam heard of one filled post."}
    )

    crossed = priya.post(UPDATE, data=hers | LATE)

    assert crossed.status_code == 409
    shown = words(crossed.text)
    assert shown.startswith(
        "There is a problem Action 1.1 changed while you were writing. Nothing of yours is saved"
        " yet. Read what changed, then save again Update action 1.1"
    )
    assert (
        "What changed while you were writing"
        " Update: at risk Sam Whitlock on behalf of Priya Nair, 8am on 4 July 2011"
        " Sam heard of one filled post. Expects to finish on 29 July 2011."
        f" What you wrote {NOTE} Save again to keep both in the history." in shown
    )
    again = filled_in(crossed)
    assert (again["note"], again["answer"], again["expected-day"]) == (NOTE, "off_track", "29")

    assert priya.post(UPDATE, data=again).status_code == 303
    assert [(update.note, update.crossed) for update in updates()] == [
        (NOTE, True),
        ("Sam heard of one filled post.", False),
    ]
    history = words(priya.get("/actions/SLAC-1.1?show=updates").text)
    assert NOTE in history
    assert "Sam heard of one filled post." in history
    assert "Written before the update saved just before it had been seen." in history


def test_text_typed_into_a_form_that_has_closed_meanwhile_can_be_copied(cast: Cast) -> None:
    priya, sam = cast.client("priya"), cast.client("sam")
    hers = filled_in(priya.get(UPDATE))
    sam.send(UPDATE, {"answer": "done", "note": "It is all done."})

    closed = priya.post(UPDATE, data=hers | LATE)

    assert closed.status_code == 409
    assert f"What you wrote This has not been saved. Copy it if you need it. {NOTE}" in words(
        closed.text
    )


def test_the_same_form_sent_again_gets_the_same_answer_even_when_the_action_has_closed(
    cast: Cast,
) -> None:
    priya = cast.client("priya")
    form = filled_in(priya.get(UPDATE)) | {"answer": "done", "note": "It is all done."}

    answers = [priya.post(UPDATE, data=form) for _turn in range(3)]

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, "/")] * 3
    assert len(updates()) == 1


def test_a_form_replayed_by_somebody_else_changes_nothing(cast: Cast) -> None:
    priya, sam = cast.client("priya"), cast.client("sam")
    form = filled_in(priya.get(UPDATE)) | LATE
    priya.post(UPDATE, data=form)

    theirs = filled_in(sam.get(UPDATE)) | LATE | {"request_id": form["request_id"]}
    replayed = sam.post(UPDATE, data=theirs)

    assert replayed.status_code == 422
    assert "This form is out of date." in replayed.text
    assert len(updates()) == 1


@pytest.mark.parametrize("missing", ["version", "seen"])
def test_a_form_that_lacks_a_hidden_part_is_answered(cast: Cast, missing: str) -> None:
    page = cast.client("priya").send(UPDATE, LATE | {missing: None})

    assert page.status_code == (409 if missing == "version" else 303)


def test_typed_text_outlives_the_session(cast: Cast, client: CheckedClient) -> None:
    priya = cast.client("priya")
    form = filled_in(priya.get(f"{UPDATE}?answer=off")) | LATE
    db.session.execute(delete(SignInSession))
    db.session.commit()

    asked = priya.post(UPDATE, data=form)
    assert asked.location == f"/sign-in?next={UPDATE}&ended=1"
    back = priya.send(asked.location, {"email": cast.priya.email, "password": PASSWORD})
    page = priya.get(back.location)

    assert back.location == UPDATE
    held = filled_in(page)
    assert {name: held[name] for name in LATE} == LATE
    assert "You were signed out before this was saved. What you typed is below." in page.text
    saved = priya.post(UPDATE, data=held)
    assert (saved.status_code, updates()[0].note) == (303, NOTE)
    assert NOTE not in str(filled_in(priya.get(UPDATE)))


def test_signed_out_a_link_leads_to_sign_in_and_then_to_the_same_form(
    cast: Cast, client: CheckedClient
) -> None:
    asked = client.get("/a/SLAC-1.1/risk")
    back = client.send(asked.location, {"email": cast.priya.email, "password": PASSWORD})
    page = client.get(back.location, follow_redirects=True)

    assert filled_in(page)["answer"] == "at_risk"


def test_a_performance_officer_updates_for_the_owner(cast: Cast) -> None:
    sam = cast.client("sam")
    assert "Update action 1.1 for Priya Nair" in words(sam.get(UPDATE).text)

    saved = sam.send(UPDATE, LATE)

    assert saved.location == "/actions/SLAC-1.1"
    page = words(sam.get(saved.location).text)
    assert "Success Saved for Priya Nair" in page
    assert "Sam Whitlock on behalf of Priya Nair, 4 July 2011" in page


@pytest.mark.parametrize(
    ("name", "status"),
    [("tom", 403), ("jean", 403), ("helen", 404), ("margaret", 403), ("chris", 403)],
)
def test_nobody_else_is_given_the_form_or_can_post_it(cast: Cast, name: str, status: int) -> None:
    them, form = cast.client(name), filled_in(cast.client("priya").get(UPDATE)) | LATE
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', them.get("/account").text)
    assert token

    shown = them.get(UPDATE)
    posted = them.post(UPDATE, data=form | {"csrf_token": token.group(1)})

    assert (shown.status_code, posted.status_code) == (status, status)
    assert 'name="note"' not in shown.text
    assert updates() == []
    if name == "tom":
        assert "Action 1.1 belongs to Priya Nair. Only its owner updates it." in words(shown.text)


def test_an_action_given_to_somebody_else_says_who_owns_it_now(cast: Cast) -> None:
    the("1.1").owner_id = cast.tom.id
    db.session.commit()

    page = words(cast.client("priya").get("/a/SLAC-1.1/off", follow_redirects=True).text)

    assert "Action 1.1 belongs to Tom Ashworth. Only its owner updates it." in page
    assert "Owner now Tom Ashworth" in page


def test_a_completed_action_says_so(cast: Cast) -> None:
    page = cast.client("marcus").get("/actions/SLAC-5.2/update")

    assert page.status_code == 200
    assert "Action 5.2 was completed on 28 June 2011." in words(page.text)
