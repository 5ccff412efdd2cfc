"""Letters to somebody who covers: about the actions of the person away, and saying so."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.services.letters import as_expected, expected, plain, plan_letter, the_letter, written
from tests.services.outcomes import action
from tracker.extensions import db
from tracker.services.letters.write import NotWanted
from tracker.store.cover import Cover
from tracker.store.people import Person


@pytest.fixture
def tom_covers(cast: Cast, now: datetime) -> Cover:
    """Tom Ashworth covers for Priya Nair until 15 July 2011."""
    cover = Cover(
        person=cast.priya,
        covered_by=cast.tom,
        from_on=date(2011, 7, 4),
        to_on=date(2011, 7, 15),
        set_at=now,
        set_by_id=cast.priya.id,
    )
    db.session.add(cover)
    db.session.commit()
    return cover


def for_priya(kind: str, reader: Person, priya: Person, now: datetime, **facts: object) -> None:
    actions = [action("1.1")]
    plan_letter(kind, reader, now=now, facts={"for": priya.id, **facts}, actions=actions)


def test_a_reminder_to_a_cover_speaks_of_the_owner_by_name(
    northbank: Flask, cast: Cast, now: datetime, tom_covers: Cover
) -> None:
    for_priya("reminder", cast.tom, cast.priya, now)

    assert as_expected(the_letter(northbank, "Tom", now=now)) == expected("overdue_to_cover")


def test_an_agenda_to_a_cover_is_named_after_the_owner(
    northbank: Flask, cast: Cast, now: datetime, tom_covers: Cover
) -> None:
    action("1.2").due_on = date(2011, 7, 5)
    action("1.2").last_update_at = now - timedelta(days=20)
    for_priya("reminder", cast.tom, cast.priya, now, agenda=True)

    letter = the_letter(northbank, "Tom", now=now)

    assert letter.subject == "Priya Nair’s actions this week: 1 overdue, 1 due Tuesday"
    assert "2 OF PRIYA NAIR’S 2 ACTIONS NEED AN UPDATE" in letter.text
    assert "Priya Nair last said: off track, 12 May 2011." in plain(letter)


def test_a_new_action_is_told_to_a_cover_as_the_owners(
    northbank: Flask, cast: Cast, now: datetime, tom_covers: Cover
) -> None:
    for_priya("new_action", cast.tom, cast.priya, now)

    letter = the_letter(northbank, "Tom", now=now)

    assert letter.subject.startswith("New action for Priya Nair: 1.1 Conference")
    assert "ACTION 1.1 IS PRIYA NAIR’S, DUE 31 MAY 2011" in letter.text
    assert "Sam Whitlock has given Priya Nair this action" in plain(letter)


def test_a_cover_that_was_taken_back_ends_the_letters(
    northbank: Flask, cast: Cast, now: datetime, tom_covers: Cover
) -> None:
    for_priya("reminder", cast.tom, cast.priya, now)
    tom_covers.ended_at = now
    db.session.commit()

    assert written(northbank, now=now)["Tom"] == NotWanted(
        "this person does not cover for them any more"
    )


def test_a_cover_sees_nothing_they_may_not_see(
    northbank: Flask, cast: Cast, now: datetime, tom_covers: Cover
) -> None:
    for_priya("reminder", cast.tom, cast.priya, now)
    cast.tom.active = False
    db.session.commit()

    assert written(northbank, now=now)["Tom"] == NotWanted("this person is turned off")


def test_a_manager_who_covers_gets_the_digest_of_the_one_away(
    northbank: Flask, cast: Cast, now: datetime
) -> None:
    db.session.add(
        Cover(
            person=cast.jean,
            covered_by=cast.alan,
            from_on=date(2011, 7, 4),
            to_on=date(2011, 7, 15),
            decides=True,
            set_at=now,
            set_by_id=cast.jean.id,
        )
    )
    plan_letter("digest", cast.alan, now=now, facts={"for": cast.jean.id})

    letter = the_letter(northbank, "Alan", now=now)

    assert letter.subject == "Your actions this week: 4 overdue, 2 waiting for your decision"
    assert letter.text.startswith("Jean Talbot is away. You cover until 15 July 2011.\n\n4 OF 13")
    assert letter.unsubscribe_url is None
