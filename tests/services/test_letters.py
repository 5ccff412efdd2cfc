"""The seven kinds of letter, whole, as their readers get them."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from tests.cast import Cast
from tests.services.letters import expected, written
from tracker import clock
from tracker.delivery.letter import Letter
from tracker.domain.actions import Answer, Progress
from tracker.domain.reviews import Says
from tracker.extensions import db
from tracker.services import morning, post, rounds
from tracker.services.letters.write import NotWanted
from tracker.services.rounds import Part
from tracker.store.actions import Action, Update

SEVEN, EIGHT = clock.at("2011-07-04T07:00"), clock.at("2011-07-04T08:00")


def action(number: str) -> Action:
    return db.session.query(Action).filter_by(number=number).one()


def monday(app: Flask) -> dict[str, Letter | NotWanted]:
    """Monday's letters; the digest as written at 7am."""
    morning.plan_digests(SEVEN)
    digest = written(app, now=SEVEN)
    morning.plan_reminders(EIGHT)
    db.session.commit()
    return written(app, now=EIGHT) | digest


def words(letter: Letter | NotWanted) -> tuple[str, str, str]:
    assert isinstance(letter, Letter)
    return letter.kind, letter.subject, letter.preheader


def test_monday_morning_brings_each_person_one_letter(northbank: Flask) -> None:
    letters = monday(northbank)

    assert {name: words(letter)[:2] for name, letter in letters.items()} == {
        "Jean": ("digest", "Your actions this week: 4 overdue, 2 waiting for your decision"),
        "Priya": ("overdue", "34 days overdue: 1.1 Conference minutes within 15 working days"),
        "Helen": ("overdue", "10 days overdue: 4.1 Health history for care leavers"),
        "Ruth": ("agenda", "Your actions this week: 1 overdue, 1 waiting for sign-off"),
        "Dawn": ("due_soon", "Due 8 July 2011: 3.1 Monthly audit of assessments"),
    }


@pytest.mark.parametrize(
    ("name", "letter"), [("Jean", "digest"), ("Priya", "overdue"), ("Ruth", "agenda")]
)
def test_a_letter_reads_as_the_worked_example_to_the_letter(
    northbank: Flask, name: str, letter: str
) -> None:
    found = monday(northbank)[name]

    assert isinstance(found, Letter)
    assert found.text.replace(
        northbank.extensions["settings"].base_url, "https://actions.northbank.example"
    ) == expected(letter)


def test_the_digest_says_the_next_most_useful_fact_before_it_is_opened(northbank: Flask) -> None:
    assert words(monday(northbank)["Jean"])[2] == (
        "Longest overdue: conference minutes, 34 days. "
        "One sign-off and one new date are waiting for you."
    )


def test_both_parts_of_every_letter_hold_the_same_links_and_numbers(northbank: Flask) -> None:
    for letter in monday(northbank).values():
        assert isinstance(letter, Letter)
        in_text = set(re.findall(r"https?://\S+", letter.text))
        in_html = set(re.findall(r'href="([^"]+)"', letter.html))
        assert in_text == in_html, letter.kind
        seen = re.sub(r"<style.*?</style>|<[^>]+>", " ", letter.html, flags=re.DOTALL)
        numbers = set(re.findall(r"\d+", re.sub(r"https?://\S+", "", letter.text)))
        assert numbers - set(re.findall(r"\d+", seen)) == set(), letter.kind


def test_the_digest_is_read_at_a_glance(northbank: Flask) -> None:
    digest = monday(northbank)["Jean"]

    assert isinstance(digest, Letter)
    assert "<b>34 days overdue</b> – Priya Nair – off track" in digest.html
    assert "Actions by area for development at 4 July 2011</caption>" in digest.html


def test_letters_keep_their_size(northbank: Flask) -> None:
    for letter in monday(northbank).values():
        assert isinstance(letter, Letter)
        lines = [line for line in letter.text.splitlines() if "://" not in line]
        assert max(map(len, lines)) <= 72
        assert len(letter.subject) <= 78
        assert len(letter.html.encode()) <= 15_000
        assert "<img" not in letter.html


def test_no_letter_holds_what_people_wrote_in_updates(northbank: Flask) -> None:
    notes = [update.note for update in db.session.query(Update)]
    files = ["Session checklist", "Sample of checked sessions"]

    for letter in monday(northbank).values():
        assert isinstance(letter, Letter)
        for secret in [*notes, *files, "team days"]:
            assert secret not in letter.text + letter.html + letter.subject


def test_a_restricted_plan_shows_no_title_in_any_letter(northbank: Flask) -> None:
    titles = [a.short_title for a in db.session.query(Action)] + [
        "ooked after children",
        "onference",
    ]
    action("1.1").plan.restricted = True
    db.session.commit()

    for letter in monday(northbank).values():
        assert isinstance(letter, Letter)
        for title in titles:
            assert title not in letter.subject + letter.preheader + letter.text + letter.html
    assert words(monday_again(northbank)["Priya"])[1] == "34 days overdue: 1.1 in a restricted plan"


def monday_again(app: Flask) -> dict[str, Letter | NotWanted]:
    return written(app, now=EIGHT)


def test_two_letters_about_one_action_share_a_thread_and_digests_stand_alone(
    northbank: Flask,
) -> None:
    letters = monday(northbank)
    priya, jean = letters["Priya"], letters["Jean"]

    assert isinstance(priya, Letter)
    assert isinstance(jean, Letter)
    assert re.fullmatch(r"<action\.slac-1\.1\.\d+@127\.0\.0\.1>", priya.thread_root or "")
    assert (jean.thread_root, priya.unsubscribe_url) == (None, None)
    assert "/stop/" in (jean.unsubscribe_url or "")


def test_what_was_updated_meanwhile_is_not_told(northbank: Flask, cast: Cast) -> None:
    morning.plan_reminders(EIGHT)
    minutes = action("1.1")
    minutes.last_update_at = EIGHT
    db.session.commit()

    assert written(northbank, now=EIGHT)["Priya"] == NotWanted(
        "nothing in it needs this person any more"
    )


def test_what_was_given_to_somebody_else_meanwhile_is_not_told(
    northbank: Flask, cast: Cast
) -> None:
    morning.plan_reminders(EIGHT)
    action("1.1").owner = cast.tom
    db.session.commit()

    assert written(northbank, now=EIGHT)["Priya"] == NotWanted(
        "nothing in it needs this person any more"
    )


def test_a_person_turned_off_gets_nothing(northbank: Flask, cast: Cast) -> None:
    morning.plan_reminders(EIGHT)
    cast.priya.active = False
    db.session.commit()

    assert written(northbank, now=EIGHT)["Priya"] == NotWanted("this person is turned off")


def test_an_agenda_shrinks_to_one_action_when_the_other_is_updated(
    northbank: Flask, cast: Cast
) -> None:
    handed_over = action("4.1")
    handed_over.owner = cast.priya
    db.session.commit()
    morning.plan_reminders(EIGHT)
    db.session.commit()
    before = words(written(northbank, now=EIGHT)["Priya"])
    action("4.1").last_update_at = EIGHT
    db.session.commit()

    assert before[:2] == ("agenda", "Your actions this week: 2 overdue")
    assert words(written(northbank, now=EIGHT)["Priya"])[0] == "overdue"


def test_actions_given_within_ten_minutes_come_in_one_letter(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    for number in ("3.2", "5.1"):
        given = action(number)
        given.owner, given.given_at = cast.tom, now
        post.queue_new_actions([given], by=cast.sam, now=now)
        db.session.commit()

    letters = written(northbank, now=now)

    assert {name: words(letter)[:2] for name, letter in letters.items()} == {
        "Tom": ("new_action", "2 new actions for you")
    }


def test_one_new_action_is_named_in_the_subject(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    given = action("3.2")
    given.owner, given.given_by_id = cast.tom, cast.sam.id
    post.queue_new_actions([given], by=cast.sam, now=now)
    db.session.commit()

    letter = written(northbank, now=now)["Tom"]

    assert isinstance(letter, Letter)
    assert letter.subject == "New action for you: 3.2 Assessment practice guide, due 31 August 2011"
    assert letter.text.replace(
        "http://127.0.0.1:8000", "https://actions.northbank.example"
    ) == expected("new_action")


def test_nobody_is_told_of_what_they_gave_themselves(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    post.queue_new_actions([action("3.2")], by=action("3.2").owner, now=now)
    db.session.commit()

    assert written(northbank, now=now) == {}


def chase(cast: Cast, now: datetime, *numbers: str) -> None:
    actions = [action(number) for number in numbers]
    for one in actions:
        one.chased_at, one.chased_by = now, cast.jean
    chased: dict[int, list[Part]] = {}
    for one in actions:
        chased.setdefault(one.owner_id, []).append(Part(Says.CHASE, one, now))
    rounds.set_letters_to_owners("review:1", chased, by=cast.jean, send_at=now, now=now)
    db.session.commit()


def test_chases_of_one_round_come_as_one_letter_an_owner(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    chase(cast, now, "1.1")
    chase(cast, now, "1.1", "1.2", "4.1")

    letters = written(northbank, now=now)

    assert {name: words(letter)[:2] for name, letter in letters.items()} == {
        "Priya": ("agenda", "Jean Talbot asks for 2 updates"),
        "Helen": ("update_request", "Update needed: 4.1 Health history for care leavers"),
    }


def test_a_chase_taken_back_is_not_sent(northbank: Flask, cast: Cast, now: datetime) -> None:
    chase(cast, now, "1.1", "4.1")
    chase(cast, now, "4.1")

    assert list(written(northbank, now=now)) == ["Helen"]


def test_an_update_answers_a_chase_before_it_leaves(
    northbank: Flask, cast: Cast, now: datetime, travel: Callable[[str], None]
) -> None:
    chase(cast, now, "4.1")
    later = clock.at("2011-07-04T08:05")
    answered = action("4.1")
    answered.last_update_at = later
    db.session.add(
        Update(
            action=answered,
            by=cast.helen,
            posted_at=later,
            answer=Answer.ON_TRACK,
            progress=Progress.ON_TRACK,
            note="Done soon.",
        )
    )
    db.session.commit()

    assert written(northbank, now=later)["Helen"] == NotWanted(
        "the updates asked for have been given"
    )


def test_all_clear_goes_once_a_month(northbank: Flask) -> None:
    for one in db.session.query(Action):
        if one.open:
            one.due_on = max(one.due_on, EIGHT.date().replace(month=12))
            one.moved_to(Progress.ON_TRACK)
            one.submitted_at = None
    db.session.execute(db.text("DELETE FROM date_request"))
    db.session.commit()
    morning.plan_digests(SEVEN)
    db.session.commit()

    first = written(northbank, now=SEVEN)["Jean"]
    later = written(northbank, now=clock.at("2011-07-11T07:00"))["Jean"]

    assert isinstance(first, Letter)
    assert first.text.startswith("NOTHING IS OVERDUE\n\n13 actions: 2 completed, 11 on track.")
    assert later == NotWanted(
        "nothing is overdue and nothing waits: the all-clear goes once a month"
    )


def test_a_request_in_time_for_a_board_says_so(northbank: Flask) -> None:
    for one in db.session.query(Action).filter(Action.open):
        one.due_on = date(2012, 3, 30)
        one.plan.next_board_on = date(2011, 8, 18)
        one.plan.ask_from, one.plan.updates_by = date(2011, 6, 30), date(2011, 7, 8)
    db.session.commit()

    letters = monday(northbank)

    says = "The board meets on 18 August 2011: what you say by 8 July 2011 goes into its report."
    asked = {name for name, one in letters.items() if isinstance(one, Letter) and one.text}
    told = {n for n in asked if says in " ".join(letters[n].text.split())}  # type: ignore[union-attr]  # letters all
    assert told == {"Dawn", "Helen", "Priya"}, "Ruth spoke 13 days ago, Tom has asked for a date"
    assert all(says in letters[name].html for name in told)  # type: ignore[union-attr]  # letters all
