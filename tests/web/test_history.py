"""The history of everything: found by person, kind, plan and day, and nobody's secrets in it."""

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.statements import counted
from tests.web.pages import CheckedClient
from tests.web.test_plans import main_words
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.history_log import ON_A_PAGE
from tracker.store.plans import Plan, PlanReader

pytestmark = pytest.mark.usefixtures("northbank")

HISTORY = "/admin/history"


@pytest.fixture
def sam(cast: Cast) -> CheckedClient:
    """Sam Whitlock, the performance officer, signed in."""
    return cast.client("sam")


@pytest.fixture
def chris(cast: Cast) -> CheckedClient:
    """Chris Bolton, the administrator, signed in."""
    return cast.client("chris")


def rows(client: CheckedClient, question: str = "") -> list[str]:
    """The rows of the page in words."""
    page = client.get(f"{HISTORY}{question}").text
    found = re.findall(r'<tr role="row" class="govuk-table__row">(.*?)</tr>', page, re.DOTALL)
    said = (re.sub(r"<[^>]+>", " ", row) for row in found)
    return [" ".join(row.split()) for row in said if "columnheader" not in row][1:]


def many(number: int, now: datetime) -> None:
    """So many entries, a minute after one another."""
    for minute in range(number):
        at = now + timedelta(minutes=minute)
        record(Happened.MAIL_HELD, at=at, actor=None, reason=f"r{minute}")
    db.session.commit()


@pytest.mark.parametrize("given_name", ["priya", "jean", "margaret", "helen"])
@pytest.mark.parametrize("path", [HISTORY, f"{HISTORY}.csv"])
def test_only_those_who_run_the_service_open_it(cast: Cast, given_name: str, path: str) -> None:
    assert cast.client(given_name).get(path).status_code == 403


def test_it_is_reached_from_the_list(sam: CheckedClient, chris: CheckedClient) -> None:
    for client in (sam, chris):
        assert f'href="{HISTORY}"' in client.get("/admin").text


def test_each_entry_is_a_line_with_who_for_whom_what_about_what_and_when(
    sam: CheckedClient, cast: Cast, now: datetime
) -> None:
    action = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    record(
        Happened.DATE_MOVED,
        at=now + timedelta(hours=2),
        actor=cast.jean,
        acting_for=cast.ruth,
        action=action,
        from_on="2011-07-15",
        to_on="2011-08-01",
    )
    record(
        Happened.PERSON_CHANGED,
        at=now + timedelta(hours=3),
        actor=cast.sam,
        name="Tom Ashworth",
        before={"team": "", "active": True, "stops": ["a", "b"], "same": 1},
        after={"team": "Quality", "active": False, "stops": [], "same": 1},
    )
    record(Happened.CHECK_DUE, at=now + timedelta(hours=4), actor=None, action=action)
    db.session.commit()

    assert rows(sam)[:3] == [
        f"midday on 4 July 2011 The tracker Due to be checked again SLAC-1.1 {action.short_title}",
        "11am on 4 July 2011 Sam Whitlock Person changed Team: Quality, was nothing "
        "Active: no, was yes Stops: nothing, was a, b Tom Ashworth",
        f"10am on 4 July 2011 {cast.jean.name} on behalf of {cast.ruth.name} Due date moved from "
        f"15 July 2011 to 1 August 2011 SLAC-1.1 {action.short_title}",
    ]


def test_it_is_filtered_by_person_kind_plan_and_day(
    sam: CheckedClient, cast: Cast, now: datetime
) -> None:
    record(Happened.LEAVING, at=now, actor=cast.sam, acting_for=cast.priya)
    db.session.commit()
    everything = rows(sam)

    theirs = rows(sam, f"?person={cast.priya.id}")
    asked = rows(sam, "?kind=date_asked")
    of_plan = rows(sam, "?plan=SLAC")
    first = rows(sam, "?to=2011-06-30")
    rest = rows(sam, "?from=2011-07-01")

    assert all("Priya Nair" in one for one in theirs)
    assert any("on behalf of Priya Nair" in one for one in theirs)
    assert asked
    assert all("New due date asked for" in one for one in asked)
    assert of_plan
    assert all("SLAC" in one for one in of_plan)
    assert not any("Signed in" in one for one in of_plan)
    assert (first, rest) != ([], [])
    assert rest + first == everything
    assert rows(sam, "?from=2011-07-04&to=2011-07-04&plan=SLAC") == []


def test_what_is_filtered_is_said_and_can_be_taken_away(sam: CheckedClient, cast: Cast) -> None:
    question = f"?person={cast.priya.id}&kind=updated&plan=SLAC&from=2011-06-01&to=2011-07-01"
    page = main_words(sam.get(f"{HISTORY}{question}").text)

    for said in (
        "By or for: Priya Nair",
        "What: update",
        "Plan: SLAC",
        "From: 1 June 2011",
        "To: 1 July 2011",
    ):
        assert f"Remove filter {said}" in page


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("?from=yesterday", "First day must look like 2011-07-04"),
        ("?to=31/12/2011", "Last day must look like 2011-07-04"),
        ("?from=0001-01-01", "First day must look like 2011-07-04"),
        ("?to=9999-12-31", "Last day must look like 2011-07-04"),
        ("?from=2011-07-04&to=2011-07-03", "Last day must be the first day or later"),
    ],
)
def test_days_that_cannot_be_are_said_in_a_sentence(
    sam: CheckedClient, question: str, said: str
) -> None:
    answer = sam.get(f"{HISTORY}{question}")

    assert answer.status_code == 200
    assert answer.text.count(said) == 2
    assert rows(sam, question) == []
    assert sam.get(f"{HISTORY}.csv{question}").status_code == 404


@pytest.mark.parametrize(
    "question",
    ["?person=x", "?person=99999", "?kind=x", "?plan=NONE", "?page=0", "?page=99", "?page=200000"],
)
def test_what_there_cannot_be_is_no_page(sam: CheckedClient, question: str) -> None:
    assert sam.get(f"{HISTORY}{question}").status_code == 404


def test_nothing_that_matches_is_said_with_a_way_on(sam: CheckedClient) -> None:
    page = main_words(sam.get(f"{HISTORY}?kind=mail_held").text)

    assert "Nothing matches. Show everything" in page


def test_many_entries_are_many_pages_in_one_order(
    sam: CheckedClient, chris: CheckedClient, now: datetime
) -> None:
    many(2 * ON_A_PAGE, now)
    question = "?kind=mail_held"

    first, second = rows(chris, question), rows(chris, f"{question}&page=2")

    assert (len(first), len(second)) == (ON_A_PAGE, ON_A_PAGE)
    assert len({*first, *second}) == 2 * ON_A_PAGE
    assert f"{HISTORY}?kind=mail_held&amp;page=2" in chris.get(f"{HISTORY}{question}").text
    assert "Earlier" not in chris.get(f"{HISTORY}{question}&page=2").text


def test_the_statements_are_as_many_for_one_row_as_for_a_page(
    sam: CheckedClient, now: datetime
) -> None:
    def statements(question: str) -> int:
        sam.get(f"{HISTORY}{question}")
        with counted() as sent:
            sam.get(f"{HISTORY}{question}")
        return len(sent)

    assert len(rows(sam, "?kind=plan_started")) == 1
    assert len(rows(sam)) > 30
    # One more for the updates that some of them tell of, however many.
    assert statements("") == statements("?kind=plan_started") + 1


def test_an_administrator_reads_nothing_of_plans_and_actions(chris: CheckedClient) -> None:
    page = main_words(chris.get(HISTORY).text)

    assert "What happened to plans and actions is shown to those who may open them." in page
    assert "SLAC" not in page
    assert rows(chris)
    assert {re.sub(r".* 2011 ", "", one) for one in rows(chris)} <= {
        "Chris Bolton Signed in –",
        "Jean Talbot Review closed –",
    }
    assert chris.get(f"{HISTORY}?plan=SLAC").status_code == 404


def test_a_restricted_plan_is_in_it_for_its_readers_alone(sam: CheckedClient, cast: Cast) -> None:
    plan = db.session.scalars(select(Plan)).one()
    db.session.execute(update(Plan).values(restricted=True, lead_id=cast.jean.id))
    db.session.execute(update(Action).values(owner_id=cast.priya.id, manager_id=cast.jean.id))
    db.session.commit()
    db.session.rollback()

    assert not [one for one in rows(sam) if "SLAC" in one or "Priya" in one]
    assert "SLAC" not in sam.get(f"{HISTORY}.csv").text
    assert sam.get(f"{HISTORY}?plan=SLAC").status_code == 404

    db.session.add(PlanReader(plan_id=plan.id, person_id=cast.sam.id))
    db.session.commit()
    db.session.rollback()
    assert rows(sam, "?plan=SLAC")


def test_it_is_downloaded_as_rows_without_formulas(
    sam: CheckedClient, cast: Cast, now: datetime
) -> None:
    record(
        Happened.TEAM_ADDED, at=now, actor=cast.sam, name="=1+1", before={}, after={"name": "=1+1"}
    )
    db.session.commit()

    answer = sam.get(f"{HISTORY}.csv?kind=team_added")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="history-2011-07-04.csv"'
    head, *found = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert head == ["Number", "When (UTC)", "Who", "On behalf of", "What", "About", "Changed"]
    assert [row[1:] for row in found] == [
        [
            "2011-07-04 07:00:00",
            "Sam Whitlock",
            "",
            "Team added",
            "'=1+1",
            "Name: =1+1, was nothing",
        ]
    ]
