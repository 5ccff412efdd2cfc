"""Going away: who covers is set, changed and taken back; a leaver is told of; nothing is lost."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.covering import AFTER, FIRST, LAST, covered
from tests.services.forms_sent import sent_by
from tracker.domain.access import Role
from tracker.domain.cover import Away
from tracker.domain.errors import AlreadyDone, RuleBroken
from tracker.extensions import db
from tracker.services.cover import (
    SET_MEANWHILE,
    Wanted,
    say_leaving,
    set_cover,
    stay_after_all,
    take_back,
)
from tracker.services.people import PersonFacts, change_person, turn_off
from tracker.store.cover import Cover, covers_on, left_uncovered, spells_with
from tracker.store.history import Happened, HistoryEntry
from tracker.store.leavers import leavers, leaving_of
from tracker.store.people import Person


class Office:
    """Somebody at the form of one day: `office.asks(wanted)` as the page would do it."""

    def __init__(self, by: Person, now: datetime, today: date) -> None:
        self.by, self.now, self.today = by, now, today

    def asks(
        self,
        wanted: Wanted,
        *,
        about: Person | None = None,
        replaces: Cover | None = None,
        form: str = "",
    ) -> str:
        return set_cover(
            (about or self.by).id,
            wanted,
            replaces_id=replaces.id if replaces else None,
            sent=sent_by(self.by, form),
            now=self.now,
            today=self.today,
        )

    def refused(self, wanted: Wanted, **more: Cover | None) -> tuple[str, str | None]:
        with pytest.raises(RuleBroken) as rule:
            self.asks(wanted, **more)  # type: ignore[arg-type]  # facts by name
        return rule.value.message, rule.value.field


@pytest.fixture
def priya(cast: Cast, now: datetime, today: date) -> Office:
    """Priya Nair, an officer."""
    return Office(cast.priya, now, today)


@pytest.fixture
def by_tom(cast: Cast) -> Wanted:
    """That Tom Ashworth covers for two weeks."""
    return Wanted(Away.COVERED, FIRST, LAST, covered_by_id=cast.tom.id, note="Minutes first.")


def history(kind: Happened) -> list[HistoryEntry]:
    found = select(HistoryEntry).where(HistoryEntry.kind == kind).order_by(HistoryEntry.id)
    return list(db.session.scalars(found))


def test_a_cover_is_set_for_its_days_and_kept_on_the_record(
    priya: Office, by_tom: Wanted, cast: Cast
) -> None:
    said = priya.asks(by_tom)

    assert said == "Tom Ashworth covers for you from 4 to 15 July 2011."
    found = covers_on(FIRST)[cast.priya.id]
    assert (found.covered_by, found.decides, found.note) == (cast.tom, False, "Minutes first.")
    assert (covers_on(LAST)[cast.priya.id], covers_on(AFTER)) == (found, {})
    entry = history(Happened.COVER_SET)[-1]
    assert (entry.actor, entry.acting_for, entry.facts) == (
        cast.priya,
        cast.priya,
        {
            "name": "Priya Nair",
            "covered_by": "Tom Ashworth",
            "first": "2011-07-04",
            "last": "2011-07-15",
            "decides": False,
        },
    )


def test_a_performance_officer_sets_it_for_somebody_else(
    cast: Cast, by_tom: Wanted, now: datetime, today: date
) -> None:
    said = Office(cast.sam, now, today).asks(by_tom, about=cast.priya)

    assert said == "Tom Ashworth covers for Priya Nair from 4 to 15 July 2011."
    entry = history(Happened.COVER_SET)[-1]
    assert (entry.actor, entry.acting_for) == (cast.sam, cast.priya)
    assert covers_on(FIRST)[cast.priya.id].set_by_id == cast.sam.id


def test_reminders_pause_with_nobody_covering(priya: Office, cast: Cast) -> None:
    said = priya.asks(Wanted(Away.PAUSED, FIRST, FIRST))

    assert said == "Your reminders are paused on 4 July 2011."
    assert covers_on(FIRST)[cast.priya.id].covered_by is None


def test_several_covers_may_be_planned_one_after_another(
    priya: Office, by_tom: Wanted, cast: Cast
) -> None:
    priya.asks(by_tom)
    priya.asks(replace(by_tom, first=AFTER, last=AFTER, covered_by_id=cast.dawn.id))

    assert [one.covered_by for one in spells_with(cast.priya.id, FIRST)] == [cast.tom, cast.dawn]


def test_the_same_form_sent_twice_sets_one_cover(priya: Office, by_tom: Wanted, cast: Cast) -> None:
    priya.asks(by_tom, form="one form")

    with pytest.raises(AlreadyDone):
        priya.asks(by_tom, form="one form")

    assert len(spells_with(cast.priya.id, FIRST)) == 1


@pytest.mark.parametrize("who", ["priya", "margaret", "chris", "nobody", "turned off"])
def test_only_somebody_else_with_an_account_that_may_own_actions_covers(
    priya: Office, by_tom: Wanted, cast: Cast, who: str
) -> None:
    cast.dawn.active = False
    db.session.commit()
    ids = {"nobody": None, "turned off": cast.dawn.id}
    chosen = ids[who] if who in ids else getattr(cast, who).id

    assert priya.refused(replace(by_tom, covered_by_id=chosen)) == (
        "Choose someone with an account",
        "covered_by",
    )
    assert covers_on(FIRST) == {}


def test_a_cover_needs_a_last_day(priya: Office, by_tom: Wanted) -> None:
    assert priya.refused(replace(by_tom, last=None)) == ("Enter the last day away", "last")


def test_two_covers_never_share_a_day(priya: Office, by_tom: Wanted, cast: Cast) -> None:
    priya.asks(by_tom)

    assert priya.refused(by_tom)[1] == "covered_by"
    assert priya.refused(replace(by_tom, covered_by_id=cast.dawn.id))[1] == "first"
    assert len(spells_with(cast.priya.id, FIRST)) == 1


def test_nobody_covers_who_is_away_and_nobody_goes_away_who_covers(
    priya: Office, by_tom: Wanted, cast: Cast, now: datetime, today: date
) -> None:
    covered(cast.tom, cast.dawn, first=LAST, last=AFTER)
    assert priya.refused(by_tom) == (
        "Tom Ashworth is away too from 15 to 16 July 2011. Choose someone else",
        "covered_by",
    )

    priya.asks(replace(by_tom, covered_by_id=cast.marcus.id))
    marcus = Office(cast.marcus, now, today)
    assert marcus.refused(Wanted(Away.PAUSED, FIRST, FIRST)) == (
        "You cover for Priya Nair from 4 to 15 July 2011. Somebody else has to cover for Priya"
        " Nair first",
        "first",
    )


def test_whoever_has_paused_their_own_reminders_does_not_cover(
    priya: Office, by_tom: Wanted, cast: Cast
) -> None:
    cast.tom.paused_from, cast.tom.paused_until = LAST, AFTER
    db.session.commit()

    assert priya.refused(by_tom)[1] == "covered_by"
    assert priya.asks(replace(by_tom, last=LAST - timedelta(days=1)))


def test_only_a_reviewer_decides_for_a_manager(
    cast: Cast, by_tom: Wanted, now: datetime, today: date
) -> None:
    jean = Office(cast.jean, now, today)

    assert jean.refused(replace(by_tom, decides=True)) == (
        "Tom Ashworth cannot decide. Choose a manager, or let them update only",
        "decides",
    )
    jean.asks(replace(by_tom, decides=True, covered_by_id=cast.alan.id))
    assert covers_on(FIRST)[cast.jean.id].decides


def test_a_changed_cover_takes_the_place_of_the_first_and_both_are_on_the_record(
    priya: Office, by_tom: Wanted, cast: Cast
) -> None:
    priya.asks(by_tom)
    first = covers_on(FIRST)[cast.priya.id]

    said = priya.asks(replace(by_tom, covered_by_id=cast.dawn.id), replaces=first)

    assert said == "Dawn Okafor covers for you from 4 to 15 July 2011."
    assert covers_on(FIRST)[cast.priya.id].covered_by == cast.dawn
    assert (first.ended_why, history(Happened.COVER_ENDED)[-1].facts["why"]) == (
        "changed",
        "changed",
    )
    assert priya.refused(by_tom, replaces=first) == (SET_MEANWHILE, None)


def test_a_refused_change_leaves_the_cover_as_it_was(
    priya: Office, by_tom: Wanted, cast: Cast
) -> None:
    priya.asks(by_tom)
    first = covers_on(FIRST)[cast.priya.id]

    priya.refused(replace(by_tom, last=FIRST - timedelta(days=1)), replaces=first)

    assert covers_on(FIRST)[cast.priya.id] == first


def test_a_cover_taken_back_hands_everything_back_at_once(
    priya: Office, by_tom: Wanted, cast: Cast, now: datetime, today: date
) -> None:
    priya.asks(by_tom)
    cover = covers_on(FIRST)[cast.priya.id]

    said = take_back(cast.priya.id, cover.id, sent=sent_by(cast.priya), now=now, today=today)

    assert (said, covers_on(FIRST)) == ("You get everything again.", {})
    assert (cover.ended_at, cover.ended_why) == (now, "taken back")
    with pytest.raises(RuleBroken, match="changed or taken back meanwhile"):
        take_back(cast.priya.id, cover.id, sent=sent_by(cast.priya), now=now, today=today)


def test_nobody_takes_back_somebody_elses_cover(cast: Cast, now: datetime, today: date) -> None:
    cover = covered(cast.priya, cast.tom)

    with pytest.raises(RuleBroken):
        take_back(cast.dawn.id, cover.id, sent=sent_by(cast.dawn), now=now, today=today)

    assert covers_on(FIRST)[cast.priya.id] == cover


# ---- leaving ---------------------------------------------------------------------------------------


def test_a_leaver_is_told_of_with_what_is_open_until_they_stay_or_are_turned_off(
    cast: Cast, now: datetime, today: date
) -> None:
    leaving = Wanted(Away.LEAVING, date(2011, 8, 1), None, note="Tom knows most of it.")

    said = say_leaving(cast.priya.id, leaving, sent=sent_by(cast.priya), now=now, today=today)

    assert said == (
        "The performance officer is told that you leave. First day away: 1 August 2011."
    )
    assert [(one.name, one.first, one.owned, one.managed, one.note) for one in leavers()] == [
        ("Priya Nair", date(2011, 8, 1), 2, 0, "Tom knows most of it.")
    ]
    assert covers_on(FIRST) == {}

    said = stay_after_all(cast.priya.id, sent=sent_by(cast.sam), now=now)
    assert said == "The performance officer sees that Priya Nair is not leaving."
    assert (leavers(), leaving_of(cast.priya.id)) == ([], None)

    say_leaving(cast.priya.id, leaving, sent=sent_by(cast.sam), now=now, today=today)
    assert leaving_of(cast.priya.id)
    cast.priya.active = False
    db.session.commit()
    assert leavers() == []


def test_nobody_has_left_before_today(cast: Cast, now: datetime, today: date) -> None:
    yesterday = Wanted(Away.LEAVING, today - timedelta(days=1), None)

    with pytest.raises(RuleBroken) as rule:
        say_leaving(cast.priya.id, yesterday, sent=sent_by(cast.priya), now=now, today=today)

    assert (rule.value.field, leavers()) == ("first", [])


def test_turning_somebody_off_ends_their_covers_and_tells_whom_they_covered_for(
    cast: Cast, now: datetime, today: date
) -> None:
    for_priya = covered(cast.priya, cast.alan)
    own = covered(cast.alan, cast.jean, first=AFTER, last=AFTER)

    turn_off(cast.alan.id, sent=sent_by(cast.chris), now=now)

    assert (covers_on(FIRST), covers_on(AFTER)) == ({}, {})
    assert (own.ended_why, for_priya.ended_at) == ("no longer needed", now)
    assert left_uncovered(today) == [for_priya]
    assert [entry.acting_for for entry in history(Happened.COVER_ENDED)] == [
        cast.priya,
        cast.alan,
    ]


def test_somebody_whose_new_role_owns_no_actions_covers_no_longer(
    cast: Cast, now: datetime, today: date
) -> None:
    cover = covered(cast.priya, cast.alan)
    alan = cast.alan
    facts = PersonFacts(alan.name, alan.email, alan.post, Role.BOARD, alan.team_id, None)

    change_person(alan.id, facts, version=alan.version, sent=sent_by(cast.chris), now=now)

    assert (covers_on(FIRST), left_uncovered(today)) == ({}, [cover])
