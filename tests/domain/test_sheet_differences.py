"""What an edited spreadsheet proposes that the one before did not."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.sheet_proposals import Change, ProposedRow, differences, key_of


def row(number: int, action: str, reference: str = "", **parts: object) -> ProposedRow:
    return ProposedRow(key_of(reference, action), number, action, reference=reference, **parts)  # type: ignore[arg-type]  # facts by name


PLAN = (
    row(2, "Send minutes within five days", "1", area="Minutes"),
    row(3, "Train the conference chairs", "2", area="Minutes"),
    row(4, "Review the supervision policy", "3", area="Supervision"),
)


def told(after: tuple[ProposedRow, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (one.change.value, (one.after or one.before or PLAN[0]).action, one.parts)
        for one in differences(PLAN, after)
    ]


def test_the_same_again_and_rows_in_another_order_are_no_difference():
    assert differences(PLAN, PLAN) == ()
    assert told(tuple(replace(one, number=one.number + 5) for one in reversed(PLAN))) == []


def test_a_changed_part_an_added_row_and_a_removed_one():
    after = (replace(PLAN[0], due_on=date(2011, 6, 30), owners=("J Talbot",)), PLAN[1], row(9, "Appoint a chair", "4"))  # fmt: skip

    assert told(after) == [
        ("changed", "Send minutes within five days", ("owners", "due_on")),
        ("added", "Appoint a chair", ()),
        ("removed", "Review the supervision policy", ()),
    ]


def test_an_action_in_other_words_is_the_same_action():
    by_reference = row(3, "Train all of the chairs and minute takers", "2", area="Minutes")
    by_words = row(4, "Review the whole supervision policy", "", area="Supervision")

    assert told((PLAN[0], by_reference, by_words)) == [
        ("changed", by_reference.action, ("action",)),
        ("changed", by_words.action, ("reference", "action")),
    ]


def test_a_row_put_in_the_middle_moves_the_numbers_of_the_others_and_nothing_else():
    new = row(2, "Appoint a chair", "1")
    moved = tuple(row(n + 3, one.action, str(n + 2), area=one.area) for n, one in enumerate(PLAN))

    changes = differences(PLAN, (new, *moved))

    assert [(one.change, one.parts) for one in changes] == [
        (Change.ADDED, ()),
        *[(Change.CHANGED, ("reference",))] * 3,
    ]
    assert [one.before for one in changes[1:]] == list(PLAN)


def test_a_reference_alone_makes_nothing_the_same():
    assert [one[0] for one in told((row(2, "Buy a kettle", "1"), *PLAN[1:]))] == [
        "added",
        "removed",
    ]


def test_white_space_is_no_difference():
    assert told((replace(PLAN[0], area="Minutes "), *PLAN[1:])) == []


@given(st.lists(st.sampled_from(PLAN), max_size=6), st.lists(st.sampled_from(PLAN), max_size=6))
def test_every_row_is_in_at_most_one_difference(
    before: list[ProposedRow], after: list[ProposedRow]
):
    before, after = ([replace(one) for one in rows] for rows in (before, after))
    found = differences(before, after)

    assert len(after) - len(before) == sum(
        {Change.ADDED: 1, Change.REMOVED: -1, Change.CHANGED: 0}[one.change] for one in found
    )


def test_the_same_day_in_other_words_is_no_difference():
    before = row(2, "Write the policy", due_on=date(2011, 6, 30), due_words="30/06/2011")
    after = replace(before, due_words="2011-06-30 00:00:00")

    assert differences([before], [after]) == ()
