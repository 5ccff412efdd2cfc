"""What is asked of whoever writes a response down, and what is known of an earlier day."""

from datetime import date

import pytest

from tracker.domain.responses import Area, Responded, Response, faults_of

TODAY = date(2011, 7, 4)
DECIDERS = {7}
AGREED = Responded(Response.AGREED, "", 7, TODAY)
REASON = "The court gives the dates, and we cannot."


@pytest.mark.parametrize(
    "said", [AGREED, Responded(Response.PARTLY, REASON, 7, TODAY)], ids=["agreed", "partly"]
)
def test_a_reason_is_needed_only_for_what_is_not_agreed_in_full(said: Responded) -> None:
    assert list(faults_of(said, deciders=DECIDERS, today=TODAY)) == []


@pytest.mark.parametrize(
    ("said", "message", "field"),
    [
        (Responded(None, "", 7, TODAY), "Select whether the council agrees", "response"),
        (Responded(Response.PARTLY, "", 7, TODAY), "Say why it is partly agreed", "reason"),
        (Responded(Response.NOT_AGREED, "", 7, TODAY), "Say why it is not agreed", "reason"),
        (
            Responded(Response.AGREED, "x" * 2001, 7, TODAY),
            "Reason must be 2000 characters or less",
            "reason",
        ),
        (Responded(Response.AGREED, "", None, TODAY), "Select who decided this", "decided_by"),
        (Responded(Response.AGREED, "", 8, TODAY), "Select who decided this", "decided_by"),
        (Responded(Response.AGREED, "", 7, None), "Enter the day it was decided", "decided"),
        (
            Responded(Response.AGREED, "", 7, date(2011, 7, 5)),
            "Day it was decided must be today or in the past",
            "decided",
        ),
    ],
)
def test_each_response_needs_what_it_needs(said: Responded, message: str, field: str) -> None:
    (fault,) = faults_of(said, deciders=DECIDERS, today=TODAY)

    assert (fault.message, fault.field) == (message, field)


def test_a_response_holds_from_the_day_it_was_decided() -> None:
    area = Area(4, "4", "Health histories", Response.NOT_AGREED, date(2011, 6, 7))

    assert area.response_on(date(2011, 6, 6)) is None
    assert area.response_on(date(2011, 6, 7)) is Response.NOT_AGREED
    assert Area(4, "4", "Health histories").response_on(TODAY) is None
