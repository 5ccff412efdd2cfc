"""How areas for development are cut, joined, added and left out."""

from dataclasses import replace

import pytest

from tests.domain.drafting import draft_of
from tracker.domain.draft_actions import add_action
from tracker.domain.draft_areas import (
    NONE_INCLUDED,
    AreaSaid,
    add_area,
    area_gaps,
    line_of,
    merge_with_next,
    places_to_split,
    refuse_unfinished_areas,
    split_area,
    with_areas_said,
    with_judgements_said,
)
from tracker.domain.drafts import Draft, DraftArea, DraftJudgement
from tracker.domain.errors import RuleBroken

TWO = "Supervision is challenging, and visits are recorded"


def words(draft: Draft) -> list[tuple[str, str]]:
    """The key and the wording of each area."""
    return [(area.key, area.wording) for area in draft.areas]


def test_a_wording_can_be_split_where_a_line_a_sentence_a_clause_or_a_word_begins():
    assert places_to_split("One\nTwo. Three") == [(4, "Two. Three")]
    assert places_to_split("One. Two, three") == [(5, "Two, three")]
    assert places_to_split(TWO) == [(28, "and visits are recorded")]
    assert places_to_split("Better homes") == [(7, "homes")]
    assert places_to_split("Homes") == []


def test_splitting_loses_no_word_and_leaves_the_others_in_their_places():
    draft = draft_of("First", TWO, "Last")

    halves = split_area(draft, "2", 28)

    assert words(halves) == [
        ("1", "First"),
        ("2", "Supervision is challenging,"),
        ("4", "and visits are recorded"),
        ("3", "Last"),
    ]


def test_a_title_somebody_wrote_stays_with_the_first_half():
    area = DraftArea(
        key="1", wording=TWO, title="Supervision", suggested=True, section="4.2", line=7
    )
    draft = replace(draft_of(), areas=(area,), last_key=1)

    first, second = split_area(draft, "1", 28).areas

    assert first == replace(area, wording="Supervision is challenging,")
    assert second == replace(
        area,
        key="2",
        wording="and visits are recorded",
        title="And visits are recorded",
        suggested=False,
    )


@pytest.mark.parametrize("at", [-1000, 0, 1000])
def test_an_area_is_not_split_into_something_and_nothing(at: int):
    with pytest.raises(RuleBroken) as refused:
        split_area(draft_of(TWO), "1", at)

    assert refused.value.message == "Select where the second area begins"


def test_merging_undoes_a_split_but_for_a_line_end():
    halves = split_area(draft_of(TWO, "Last"), "1", 28)

    whole = merge_with_next(halves, "1")

    assert words(whole) == [
        ("1", "Supervision is challenging,\nand visits are recorded"),
        ("2", "Last"),
    ]


def test_a_merged_area_keeps_the_first_title_rather_than_running_two_together():
    merged = merge_with_next(draft_of("Minutes go out late", "Visits are missed"), "1")

    assert [area.title for area in merged.areas] == ["Minutes go out late"]


def test_the_actions_of_a_merged_area_stay():
    draft = add_action(draft_of("First", "Second", "Third"), "2", title="Do it")
    draft = replace(draft, actions=(replace(draft.actions[0], also=("1", "3")),))

    merged = merge_with_next(draft, "1")

    assert [(one.area, one.also) for one in merged.actions] == [("1", ("3",))]


def test_the_last_area_has_none_after_it_to_be_merged_with():
    with pytest.raises(RuleBroken) as refused:
        merge_with_next(draft_of("First", "Last"), "2")

    assert refused.value.message == "There is no area after this one to merge it with"


def test_an_area_that_has_gone_is_not_changed():
    with pytest.raises(RuleBroken) as refused:
        merge_with_next(draft_of("First"), "9")

    assert refused.value.message == "This area is no longer there. Look at the list again."


def test_printed_wording_stays_whatever_is_said_of_it():
    said = {"1": AreaSaid("My title", False, wording="Something else")}

    area = with_areas_said(draft_of("As printed"), said, source_text="").areas[0]

    assert area == DraftArea(key="1", wording="As printed", title="My title", included=False)


def test_an_added_area_is_found_in_the_report_and_titled():
    key, draft = add_area(draft_of("First"))
    said = {key: AreaSaid("", True, wording="visits that\nare late")}
    report = "Heading\n\nThere are  Visits\nthat are late.\n"

    area = with_areas_said(draft, said, source_text=report).areas[1]

    assert area == DraftArea(
        key="2", wording="visits that\nare late", title="Visits that are late", added=True, line=3
    )


def test_a_wording_that_is_nowhere_in_the_report_leads_nowhere():
    assert line_of("Not there", "One\nTwo") is None
    assert line_of("  ", "One\nTwo") is None


def test_a_step_without_an_included_area_is_not_finished():
    left_out = replace(
        draft_of("First"), areas=(replace(draft_of("First").areas[0], included=False),)
    )

    for draft in (draft_of(), left_out):
        with pytest.raises(RuleBroken) as refused:
            refuse_unfinished_areas(draft)
        assert refused.value.message == NONE_INCLUDED


def test_an_included_area_needs_its_words():
    _key, draft = add_area(draft_of("First"))

    assert area_gaps(draft) == [
        ("2", "wording", "Enter the wording of area 2"),
        ("2", "title", "Enter a title for area 2"),
    ]
    with pytest.raises(RuleBroken, match="Enter the wording of area 2"):
        refuse_unfinished_areas(draft)


def test_a_judgement_is_confirmed_with_its_grade():
    draft = replace(draft_of(), judgements=(DraftJudgement("Care", "Safety", "Goood"),))

    assert with_judgements_said(draft, [(False, "Good")]).judgements == (
        DraftJudgement("Care", "Safety", "Good", included=False),
    )
