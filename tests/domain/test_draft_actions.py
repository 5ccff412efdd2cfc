"""What is suggested, numbered, missing and worth another look before a plan starts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.domain.drafting import draft_of
from tracker.domain.draft_actions import (
    Gap,
    Same,
    add_action,
    areas_without_action,
    gaps,
    numbered,
    people_told,
    warnings,
    with_suggestions,
    with_the_same,
    without_action,
)
from tracker.domain.draft_areas import split_area
from tracker.domain.drafts import Draft, DraftAction
from tracker.domain.errors import RuleBroken

PRIYA, TOM, JEAN = 1, 2, 3
FRIDAY = date(2012, 9, 7)


def numbers(draft: Draft) -> list[tuple[str, str]]:
    """Each action's number and title."""
    return [(one.number, one.action.title) for one in numbered(draft)]


def given(draft: Draft, **facts: object) -> Draft:
    """The draft with every action whole, given to Priya and due on Friday 7 September 2012."""
    whole = {"owner": PRIYA, "manager": JEAN, "due_on": FRIDAY, **facts}
    return replace(draft, actions=tuple(replace(one, **whole) for one in draft.actions))


def warned(draft: Draft, today: date = date(2012, 7, 2)) -> list[str]:
    """The warnings, when Friday 7 September's week has a bank holiday on the Thursday."""
    return warnings(
        draft,
        names={PRIYA: "Priya Nair"},
        today=today,
        closed=lambda _day: frozenset({date(2012, 9, 6)}),
    )


def test_every_included_area_has_one_action_suggested():
    draft = draft_of(
        "Minutes are sent in time to everybody who was at the conference or asked", "B"
    )

    suggested = with_suggestions(draft)

    assert [
        (one.number, one.action.title, one.action.short_title) for one in numbered(suggested)
    ] == [
        (
            "1.1",
            "Minutes are sent in time to everybody who was at the conference or asked",
            "Minutes are sent in time to everybody who was…",
        ),
        ("2.1", "B", "B"),
    ]
    assert with_suggestions(suggested) == suggested


def test_an_action_taken_away_is_not_suggested_again():
    draft = with_suggestions(draft_of("A", "B"))

    without = with_suggestions(without_action(draft, draft.actions[0].key))

    assert numbers(without) == [("2.1", "B")]
    assert [(number, area.title) for number, area in areas_without_action(without)] == [(1, "A")]


def test_the_second_half_of_a_split_area_gets_a_suggestion_of_its_own():
    draft = with_suggestions(draft_of("Visits are made, and recorded"))

    halves = with_suggestions(split_area(draft, "1", 17))

    assert numbers(halves) == [
        ("1.1", "Visits are made, and recorded"),
        ("2.1", "And recorded"),
    ]


def test_an_area_that_another_action_answers_needs_none_of_its_own():
    draft = add_action(draft_of("A", "B"), "1", title="Both")
    draft = replace(draft, actions=(replace(draft.actions[0], also=("2",)),))

    assert numbers(with_suggestions(draft)) == [("1.1", "Both")]
    assert areas_without_action(draft) == []


def test_actions_are_numbered_by_area_and_follow_it_when_another_is_left_out():
    draft = draft_of("A", "B", "C")
    for area, title in (("3", "c"), ("1", "a"), ("3", "cc")):
        draft = add_action(draft, area, title=title)

    assert numbers(draft) == [("1.1", "a"), ("3.1", "c"), ("3.2", "cc")]

    left_out = replace(draft, areas=(replace(draft.areas[0], included=False), *draft.areas[1:]))
    assert numbers(left_out) == [("2.1", "c"), ("2.2", "cc")]


def test_an_action_moves_to_the_next_area_it_answers_when_its_own_is_left_out():
    draft = add_action(draft_of("A", "B", "C"), "1", title="Both")
    action = replace(draft.actions[0], also=("3", "2"))
    areas = (replace(draft.areas[0], included=False), *draft.areas[1:])

    (one,) = numbered(replace(draft, actions=(action,), areas=areas))

    assert (one.number, [area.title for area in one.areas]) == ("1.1", ["B", "C"])


def test_no_action_is_added_to_an_area_that_is_not_there():
    with pytest.raises(RuleBroken, match="This area is no longer there"):
        add_action(draft_of("A"), "7")


def test_an_empty_action_lacks_everything_but_a_measure():
    draft = add_action(draft_of("A"), "1")

    assert gaps(draft, owners={PRIYA}, managers={JEAN}) == [
        Gap("2", "title", "Enter a title for action 1.1"),
        Gap("2", "short_title", "Enter a short title for action 1.1"),
        Gap("2", "owner", "Select an owner for action 1.1"),
        Gap("2", "manager", "Select an accountable manager for action 1.1"),
        Gap("2", "due_on", "Enter a due date for action 1.1"),
    ]


def test_a_whole_action_lacks_nothing():
    draft = given(with_suggestions(draft_of("A")))

    assert gaps(draft, owners={PRIYA}, managers={JEAN}) == []


@pytest.mark.parametrize("due_on", [date(2012, 6, 14), date(2012, 6, 13)])
def test_a_due_date_is_after_the_report(due_on: date):
    draft = given(with_suggestions(draft_of("A")), due_on=due_on)

    assert [gap.sentence for gap in gaps(draft, owners={PRIYA}, managers={JEAN})] == [
        "Due date for action 1.1 must be after 14 June 2012"
    ]


def test_people_who_have_left_are_gaps():
    draft = given(with_suggestions(draft_of("A")))

    assert [gap.sentence for gap in gaps(draft, owners=set(), managers=set())] == [
        "The owner of action 1.1 has left the council. Select another",
        "The accountable manager of action 1.1 has left the council. Select another",
    ]


def test_the_same_is_set_for_the_selected_areas_and_only_what_is_chosen():
    draft = given(with_suggestions(draft_of("A", "B", "C")))

    changed = with_the_same(draft, {"1", "3"}, Same(owner=TOM, due_on=date(2012, 10, 1)))

    assert [(one.owner, one.manager, one.due_on) for one in changed.actions] == [
        (TOM, JEAN, date(2012, 10, 1)),
        (PRIYA, JEAN, FRIDAY),
        (TOM, JEAN, date(2012, 10, 1)),
    ]


def test_each_owner_is_told_once_and_the_giver_not_at_all():
    draft = given(with_suggestions(draft_of("A", "B", "C")))
    owners = (PRIYA, TOM, PRIYA)
    actions = tuple(
        replace(one, owner=owner) for one, owner in zip(draft.actions, owners, strict=True)
    )
    draft = replace(draft, actions=actions)

    told = people_told(draft, giver=TOM)

    assert {who: [one.number for one in what] for who, what in told.items()} == {
        PRIYA: ["1.1", "3.1"]
    }


def test_nothing_is_pointed_out_when_all_is_well():
    assert warned(given(with_suggestions(draft_of("A", "B")))) == []


def test_an_area_without_an_action_is_pointed_out():
    said = "no action. The board will see a finding that nobody is working on."

    assert warned(draft_of("A")) == [f"Area 1 has {said}"]
    assert warned(draft_of("A", "B")) == [f"Areas 1 and 2 have {said}"]


def test_days_on_which_nobody_works_are_pointed_out_once_each():
    draft = given(with_suggestions(draft_of("A", "B", "C")))
    days = (date(2012, 9, 8), date(2012, 9, 6), date(2012, 9, 8))
    actions = tuple(replace(one, due_on=day) for one, day in zip(draft.actions, days, strict=True))

    assert warned(replace(draft, actions=actions)) == [
        "Action 2.1 is due on a bank holiday, Thursday 6 September 2012.",
        "Actions 1.1 and 3.1 are due on a weekend, Saturday 8 September 2012.",
    ]


def test_more_than_five_actions_for_one_person_are_pointed_out():
    five = with_suggestions(draft_of(*"ABCDE"))
    six = with_suggestions(draft_of(*"ABCDEF"))

    assert warned(given(five)) == []
    assert warned(given(six)) == ["Priya Nair has 6 actions, more than 5."]


def test_due_dates_in_the_past_are_pointed_out():
    draft = given(with_suggestions(draft_of("A", "B")))

    assert warned(draft, today=FRIDAY) == []
    assert warned(draft, today=FRIDAY + timedelta(days=1)) == [
        "Actions 1.1 and 2.1 are due in the past. Their owners will be reminded on the next"
        " working morning."
    ]


def test_an_action_under_no_included_area_is_not_in_the_plan():
    draft = replace(draft_of("A"), actions=(DraftAction("5", "9", title="Lost"),))

    assert numbered(draft) == []
    assert gaps(draft, owners=set(), managers=set()) == []
