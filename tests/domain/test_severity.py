"""Urgent areas by the words of real reports, and words that only look urgent."""

import pytest

from tracker.domain.severity import is_urgent


@pytest.mark.parametrize(
    "heading",
    [
        "Priority and immediate action",
        "Areas for priority action",
        "Area for priority action",
        "Priority actions:",
        "Cause of concern",
        "CAUSES OF CONCERN",
        "Statutory requirements",
        "Breach",
        "Breaches of regulations",
        "Requirement notices",
        "Warning notice",
        "Immediately:",
        "The force should immediately:",
    ],
)
def test_a_list_of_urgent_asks_is_urgent_wherever_its_words_were_kept(heading: str) -> None:
    assert is_urgent("", heading)
    assert is_urgent(heading, "Areas for improvement")


@pytest.mark.parametrize("urgency", ["High", "high priority", "1", "P1", "Priority 1", "Critical"])
def test_the_highest_priority_of_a_table_is_urgent(urgency: str) -> None:
    assert is_urgent(urgency, "Recommendations")
    assert not is_urgent("", urgency) or urgency == "Priority 1"


@pytest.mark.parametrize(
    ("urgency", "heading"),
    [
        ("", ""),
        ("", "Areas for improvement"),
        ("", "What needs to improve?"),
        ("", "Priorities for further improvement"),
        ("", "Immediate response to referrals"),
        ("", "Areas for development"),
        ("Within three months", "Areas for improvement"),
        ("Within 28 days", "Recommendations"),
        ("Medium", "Recommendations"),
        ("2", "Recommendations"),
        ("1 month", "Recommendations"),
        ("Not urgent", "Recommendations"),
        ("", "Data breaches"),
    ],
)
def test_everything_else_is_not(urgency: str, heading: str) -> None:
    assert not is_urgent(urgency, heading)
