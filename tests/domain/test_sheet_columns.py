"""What a column is taken for, by its name and its values, and how sure that is."""

from datetime import date

import pytest

from tracker.domain.sheet_columns import Column, columns_of
from tracker.domain.sheet_names import Meaning, named
from tracker.domain.sheets import Cell


def cells(*texts: str) -> list[Cell]:
    return [Cell(text) for text in texts]


def taken_for(**columns: list[Cell]) -> dict[str, Column]:
    names = [name.replace("_", " ") for name in columns]
    return {one.name: one for one in columns_of(names, list(columns.values()))}


@pytest.mark.parametrize(
    ("meaning", "names"),
    [
        (Meaning.REFERENCE, "Ref|Ref.|No.|#|Action ref|Recommendation number|Rec no|Action ID|Cyf|Rhif"),
        (Meaning.AREA, "Area for development|Recommendation|Finding|Theme|Objective|Issue|What needs to improve|Peer review recommendation|Argymhelliad|Maes i’w ddatblygu|Thema"),
        (Meaning.ACTION, "Action|Actions required|Agreed action|What will we do?|Task|Key activities|Camau gweithredu|Cam gweithredu / Action|Gweithred"),
        (Meaning.OWNER, "Owner|Lead officer (and team)|Lead|Lead officer|Action owner|Person responsible|Responsibility|Action by|By whom|Who|Perchennog|Swyddog cyfrifol|Pwy"),
        (Meaning.BOTH, "Officer & date|Lead and timescale|Who / When|Responsibility/deadline|By whom and by when|Lead officer and target date|Date / officer|Pwy ac erbyn pryd"),
        (Meaning.MANAGER, "Accountable officer|Director|Senior responsible owner|Accountable manager|Rheolwr|Cyfarwyddwr"),
        (Meaning.DUE, "Due date|Deadline|Target date|By when|When|Timescale|Completion date|Action due|To be completed by|Date|Original target date|Dyddiad cwblhau|Dyddiad targed|Erbyn pryd|Amserlen"),
        (Meaning.REVISED, "Revised date|Revised target date|New due date|Target date: Revised|Dyddiad diwygiedig"),
        (Meaning.COMPLETED, "Date completed|Completed on|Actual completion date|Date closed|Dyddiad y cwblhawyd"),
        (Meaning.PROGRESS, "Status|Action status|Progress|Statws"),
        (Meaning.RAG, "RAG|BRAG|RAG rating|R/A/G|Current RAG status|Traffic light|Statws CAG"),
        (Meaning.PERCENT, "% complete|Percentage complete|Per cent|Canran"),
        (Meaning.UPDATE, "Update|Progress update|Comments|Notes|Actions taken|Progress to date|Where are we now?|Diweddariad|Sylwadau"),
        (Meaning.MEASURE, "Success measure|Success criteria|Outcome|KPI|Expected impact|Meini prawf llwyddiant|Mesurau"),
        (Meaning.EVIDENCE, "Evidence|Evidence of completion|Tystiolaeth"),
        (Meaning.NOTHING, "Start date|Review date|Cost|Cabinet member|Support officer|Risk|Dyddiad dechrau"),
        (None, "|Zzz|Misc"),
    ],
)  # fmt: skip
def test_names_in_both_languages(meaning: Meaning | None, names: str):
    assert {name: named(name) for name in names.split("|")} == dict.fromkeys(
        names.split("|"), meaning
    )


def test_values_speak_against_a_name():
    columns = taken_for(
        Action=cells("Write the policy", "Train all staff"),
        Due_date=cells("J Talbot", "P Nair"),
        Status=cells("Red", "Amber"),
        Progress=cells("We have trained 14 of the 30 staff who need it"),
    )

    assert columns["Action"].confidence > 0.9
    assert columns["Due date"].asked
    assert columns["Status"].meaning is Meaning.RAG
    assert columns["Progress"].meaning is Meaning.UPDATE


def test_values_speak_where_no_name_does_and_are_asked_about():
    columns = columns_of(
        ("Action", "", "Column1"),
        (
            cells("Write the policy", "Train all staff"),
            [Cell("31/03/2011", on=date(2011, 3, 31))] * 2,
            cells("J Talbot", "Priya Nair"),
        ),
    )

    assert [one.meaning for one in columns] == [Meaning.ACTION, Meaning.DUE, Meaning.OWNER]
    assert [one.asked for one in columns] == [False, True, True]
    assert columns[1].reason == "its values are dates"


def test_what_only_one_column_can_be_is_given_once_and_the_other_asked_about():
    columns = taken_for(
        Action=cells("Write the policy", "Train all staff"),
        Target_date=cells("31/03/2011", "30/06/2011"),
        Deadline=cells("31/03/2011", "30/06/2011"),
        Update_May=cells("Written"),
        Update_June=cells("Trained"),
    )

    dates = [columns["Target date"], columns["Deadline"]]
    assert sorted(one.meaning.value for one in dates) == ["due", "nothing"]
    assert [one.asked for one in dates if one.meaning is Meaning.NOTHING] == [True]
    assert columns["Update May"].meaning is columns["Update June"].meaning is Meaning.UPDATE


def test_without_an_action_or_an_owner_the_nearest_column_is_proposed_and_asked_about():
    columns = taken_for(
        Recommendation=cells("Send minutes out promptly", "Challenge in supervision"),
        Director=cells("J Talbot", "P Nair"),
        When=cells("31/03/2011", "30/06/2011"),
    )

    assert (columns["Recommendation"].meaning, columns["Recommendation"].asked) == (
        Meaning.ACTION,
        True,
    )
    assert (columns["Director"].meaning, columns["Director"].asked) == (Meaning.OWNER, True)


def test_a_completion_date_is_the_due_date_unless_another_column_is():
    dates = cells("31/03/2011", "30/06/2011")

    alone = taken_for(Action=cells("Write the policy"), Completion_date=dates)
    beside = taken_for(
        Action=cells("Write the policy"), Target_completion=dates, Completion_date=dates
    )

    assert alone["Completion date"].meaning is Meaning.DUE
    assert beside["Target completion"].meaning is Meaning.DUE
    assert beside["Completion date"].meaning is Meaning.COMPLETED
    assert beside["Completion date"].asked


def test_a_name_merged_over_an_empty_column_names_one_column():
    columns = columns_of(("Action", "Action"), (cells("Write the policy", "Train all staff"), []))

    assert [(one.meaning, one.asked) for one in columns] == [
        (Meaning.ACTION, False),
        (Meaning.NOTHING, False),
    ]


def test_levels_are_no_areas():
    columns = taken_for(
        Action=cells("Write the policy", "Train all staff", "Check it"),
        Priority=cells("High", "Low", "High"),
    )

    assert columns["Priority"].asked


def test_examples_are_three_different_values():
    (column,) = columns_of(("Ref",), (cells("1", "1", "2", "", "3", "4"),))

    assert column.examples == ("1", "2", "3")
