"""Being away: which days and which people go together, and what a plan is said to come to."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.domain.access import may_decide
from tracker.domain.cover import (
    Away,
    Diary,
    Plan,
    Spell,
    Work,
    effects,
    faults,
    longest_pause,
)

TODAY = date(2011, 7, 4)
HOLIDAYS = frozenset({date(2011, 8, 29)})
FORTNIGHT = Plan(Away.COVERED, date(2011, 7, 4), date(2011, 7, 15), "Tom Ashworth")
NOTHING_ELSE = Diary(TODAY, HOLIDAYS, covers="You cover")


def day(number: int, month: int = 7) -> date:
    return date(2011, month, number)


def wrong(plan: Plan, diary: Diary = NOTHING_ELSE) -> list[tuple[str, str | None]]:
    return [(fault.message, fault.field) for fault in faults(plan, diary)]


def test_a_plan_for_free_days_with_a_free_cover_is_right() -> None:
    assert wrong(FORTNIGHT) == []
    assert wrong(replace(FORTNIGHT, first=day(15), last=day(15))) == []


@pytest.mark.parametrize(
    ("changed", "said", "field"),
    [
        (
            {"last": day(3)},
            "Last day away must be the same as or after the first day away",
            "last",
        ),
        ({"first": day(3)}, "First day away must be today or in the future", "first"),
        (
            {"decides": True},
            "Tom Ashworth cannot decide. Choose a manager, or let them update only",
            "decides",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    changed: dict[str, date | bool], said: str, field: str
) -> None:
    assert wrong(replace(FORTNIGHT, **changed)) == [(said, field)]  # type: ignore[arg-type]  # facts by name


def test_a_cover_that_has_begun_may_keep_its_first_day_but_not_end_in_the_past() -> None:
    begun = replace(NOTHING_ELSE, today=day(8), began=day(4))

    assert wrong(FORTNIGHT, begun) == []
    assert wrong(replace(FORTNIGHT, last=day(7)), begun) == [
        ("Last day away must be today or in the future", "last")
    ]
    assert wrong(replace(FORTNIGHT, first=day(5)), begun) == [
        ("First day away must be today or in the future", "first")
    ]


@pytest.mark.parametrize(
    ("first", "latest"),
    [
        (day(4), day(17)),  # two weeks, and the weekend after them is nobody's working day
        (day(6), day(19)),
        (day(9), day(24)),  # from a Saturday
        (day(18, 8), day(1, 9)),  # across the August bank holiday
    ],
)
def test_a_pause_lasts_ten_working_days_at_most(first: date, latest: date) -> None:
    assert longest_pause(first, HOLIDAYS) == latest
    pause = Plan(Away.PAUSED, first, latest)

    assert wrong(pause) == []
    assert [field for _said, field in wrong(replace(pause, last=day(1, 10)))] == ["last"]


def test_a_pause_too_long_says_until_when_it_can_last() -> None:
    assert wrong(Plan(Away.PAUSED, day(4), day(18))) == [
        (
            "Reminders can pause for up to 10 working days, here until 17 July 2011. For longer,"
            " choose someone to cover",
            "last",
        )
    ]


@pytest.mark.parametrize(
    ("spell", "said", "field"),
    [
        (
            Spell(day(15), day(22), "Tom Ashworth"),
            "Tom Ashworth is covering already from 15 to 22 July 2011. Change that, or choose"
            " other days",
            "covered_by",
        ),
        (
            Spell(day(1), day(4), "Dawn Okafor"),
            "Dawn Okafor is covering already from 1 to 4 July 2011. Change that, or choose other"
            " days",
            "first",
        ),
        (
            Spell(day(8), day(8)),
            "Reminders are paused already on 8 July 2011. Change that, or choose other days",
            "first",
        ),
    ],
)
def test_days_that_are_spoken_for_are_refused(spell: Spell, said: str, field: str) -> None:
    assert wrong(FORTNIGHT, replace(NOTHING_ELSE, own=(spell,))) == [(said, field)]


def test_covers_may_follow_one_another_without_a_day_in_both() -> None:
    before, after = Spell(day(1), day(3), "Dawn Okafor"), Spell(day(16), day(20), "Dawn Okafor")

    assert wrong(FORTNIGHT, replace(NOTHING_ELSE, own=(before, after))) == []


def test_whoever_is_away_too_cannot_cover() -> None:
    away = replace(NOTHING_ELSE, cover_away=(Spell(day(11), day(12)),))

    assert wrong(FORTNIGHT, away) == [
        ("Tom Ashworth is away too from 11 to 12 July 2011. Choose someone else", "covered_by")
    ]


@pytest.mark.parametrize("kind", [Away.COVERED, Away.PAUSED])
def test_whoever_covers_for_somebody_cannot_go_away_until_another_covers(kind: Away) -> None:
    diary = replace(NOTHING_ELSE, duties=(Spell(day(11), day(12), "Priya Nair"),))

    assert wrong(replace(FORTNIGHT, kind=kind), diary) == [
        (
            "You cover for Priya Nair from 11 to 12 July 2011. Somebody else has to cover for"
            " Priya Nair first",
            "first",
        )
    ]


def test_what_a_cover_comes_to_is_said_in_the_words_of_the_design() -> None:
    assert effects(FORTNIGHT, Work(4, 2, decides=False), HOLIDAYS) == [
        "4 actions. 2 fall due while you are away.",
        "Tom Ashworth gets those reminders, you get one summary on 18 July 2011.",
        "What stays overdue is still taken to the next manager.",
    ]


def test_what_is_decided_meanwhile_is_said_to_managers_alone() -> None:
    may, may_not = replace(FORTNIGHT, covered_by="Alan Mercer", decides=True), FORTNIGHT

    assert effects(may, Work(0, 0, decides=True), HOLIDAYS)[2] == (
        "Alan Mercer also decides what waits for you and reviews what is overdue, but never"
        " decides about their own actions."
    )
    assert effects(may, Work(0, 0, decides=True), HOLIDAYS)[:2] == [
        "You own no open actions.",
        "Alan Mercer gets all reminders, you get one summary on 18 July 2011.",
    ]
    assert effects(may_not, Work(1, 1, decides=True), HOLIDAYS)[2] == (
        "Decisions wait until 18 July 2011."
    )


def test_a_pause_is_told_to_somebody_else_by_name() -> None:
    pause = Plan(Away.PAUSED, day(26, 8), day(26, 8))

    assert effects(pause, Work(1, 0, decides=False), HOLIDAYS, name="Priya Nair")[:2] == [
        "1 action. None falls due while Priya Nair is away.",
        "Nobody gets those reminders, Priya Nair gets one summary on 30 August 2011.",
    ]


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (1, True),  # the decider
        (2, False),  # somebody who takes no decision of theirs
        (3, False),  # the owner, whoever they stand in for
        (4, False),  # whoever asked on the owner's behalf
    ],
)
def test_nobody_decides_about_what_they_own_or_asked_for(person: int, may: bool) -> None:
    stands_in_for = {1: {1}, 2: {2}, 3: {1, 3}, 4: {1, 4}}[person]

    assert may_decide(person, decider_id=1, decides_for=stands_in_for, parties={3, 4}) is may
