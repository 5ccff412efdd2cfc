"""What is missing or cannot be right in a plan, to whom it is shown, and where it is put right."""

from datetime import date

import pytest
from sqlalchemy import delete

from tests.cast import Cast
from tests.crowd import crowd
from tests.services.meetings import the
from tests.statements import counted
from tests.web.pages import CheckedClient
from tests.web.review_pages import change, words
from tracker.domain.actions import Progress
from tracker.extensions import db
from tracker.store.actions import ActionFinding, Evidence

QUALITY = "/plans/SLAC/quality"


@pytest.fixture
def sam(cast: Cast) -> CheckedClient:
    """The performance officer, signed in."""
    return cast.client("sam")


def test_each_thing_is_named_with_its_place_and_its_mending(sam: CheckedClient, cast: Cast) -> None:
    change("1.2", due_on=date(2011, 8, 29))
    change("3.1", expected_on=date(2011, 7, 1), measure="")
    cast.tom.active = False
    db.session.execute(delete(Evidence))
    db.session.execute(delete(ActionFinding).where(ActionFinding.action_id == the("6.1").id))
    db.session.execute(delete(ActionFinding).where(ActionFinding.action_id == the("6.2").id))
    db.session.commit()

    answer = sam.get(QUALITY)
    page = words(answer)

    for sentence in (
        "Nobody who can act Tom Ashworth is turned off and gets no email",
        "Area 6: Consent for school immunisations Area without an action",
        "Dates that cannot be right Expected to finish on 1 July 2011, which has passed",
        "A milestone is due 30 June 2011, after the action on 31 May 2011",
        "Due on a closed day Due Monday 29 August 2011",
        "No update No update for 53 days",
        "Completed without evidence Nothing was added that shows it",
        "No measure of success Nothing says how we will know that it worked",
    ):
        assert sentence in page, sentence
    assert f'href="/people/{cast.tom.id}/move"' in answer.text
    assert 'href="/plans/SLAC/areas/6"' in answer.text


def test_one_kind_at_a_time(sam: CheckedClient) -> None:
    page = words(sam.get(f"{QUALITY}?only=silent"))

    assert "No update for 53 days" in page
    assert "Completed without evidence Nothing" not in page


def test_what_is_on_hold_is_not_silent_and_what_is_dropped_covers_nothing(
    sam: CheckedClient,
) -> None:
    change("1.1", progress=Progress.ON_HOLD, held_until=date(2011, 8, 1))
    for number in ("7.1", "7.2"):
        change(number, progress=Progress.NO_LONGER_NEEDED, open=False)

    page = words(sam.get(QUALITY))

    assert "1.1 Set and monitor" not in words(sam.get(f"{QUALITY}?only=silent"))
    assert "Area 7: Annual health report on children in care Area without an action" in page


def test_a_whole_plan_says_so(sam: CheckedClient) -> None:
    found = words(sam.get(f"{QUALITY}?only=nobody"))

    assert "Nothing of this kind is wrong any more." in found


@pytest.mark.parametrize("name", ["priya", "helen", "margaret", "chris"])
def test_it_is_for_those_who_review(cast: Cast, name: str) -> None:
    assert cast.client(name).get(QUALITY).status_code == 403


def test_however_many_there_are_it_asks_the_same(sam: CheckedClient) -> None:
    sam.get(QUALITY)
    with counted() as few:
        sam.get(QUALITY)
    crowd(300)
    with counted() as many:
        page = words(sam.get(QUALITY))

    assert len(few) == len(many)
    assert "One person with too many" in page
    assert "(page 1 of" in page
