"""The search page: its states, what each result says and where it leads, and what it costs."""

import re
from datetime import datetime
from html import unescape

import pytest
from sqlalchemy import select, update

from tests.cast import Cast
from tests.crowd import crowd
from tests.statements import counted
from tests.web.pages import CheckedClient
from tracker.extensions import db
from tracker.store.actions import Action, Evidence, Milestone, Update
from tracker.store.comments import Comment
from tracker.store.decisions import Submission
from tracker.store.plans import Plan

pytestmark = pytest.mark.usefixtures("northbank")


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the plan, signed in."""
    return cast.client("jean")


def main(page: str) -> str:
    """What the page says, without its shell and its markup."""
    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return re.sub(r" ([.,:])", r"\1", unescape(" ".join(text.split())))


def results(page: str) -> list[tuple[str, str]]:
    """The words and the address of each result, in their order."""
    found = re.findall(r"<h2[^>]*><a[^>]* href=\"([^\"]+)\">([^<]+)</a></h2>", page)
    return [(unescape(text), unescape(href)) for href, text in found]


@pytest.fixture
def quokkas(cast: Cast, now: datetime) -> Action:
    """Action 1.1 with one thing of each kind that says 'quokka'."""
    action = db.session.scalars(select(Action).where(Action.number == "1.1")).one()
    action.title = "Find the quokka"
    latest = select(Update).where(Update.action_id == action.id).order_by(Update.id.desc())
    said = db.session.scalars(latest).first()
    assert said
    said.note = "The <b>quokkas</b> & the typist are ill"
    db.session.add(Comment(action=action, by=cast.jean, at=now, text="Which quokka?"))
    db.session.add(
        Evidence(
            action_id=action.id, name="quokka.pdf", kind="PDF", size=1, added_at=now,
            added_by_id=cast.priya.id,
        )
    )  # fmt: skip
    db.session.commit()
    return action


def test_search_begins_with_a_field_and_stands_in_the_navigation(cast: Cast) -> None:
    for name in ("priya", "jean", "sam", "margaret", "chris", "helen"):
        page = cast.client(name).get("/search")
        assert page.status_code == 200
        assert re.search(r'href="/search"[^>]*aria-current="page"', page.text), name
    assert main(page.text) == (
        "Search Search for Words, the number of an action such as 1.1, or somebody’s name Search"
    )


@pytest.mark.parametrize("typed", ["", "   ", "\x00"])
def test_nothing_typed_is_explained(jean: CheckedClient, typed: str) -> None:
    page = jean.get("/search", query_string={"q": typed})

    assert page.status_code == 422
    assert page.text.count("Enter something to search for") == 2
    assert "<title>Error: Search –" in " ".join(page.text.split())


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("1.1", "/actions/SLAC-1.1"),
        ("slac-1.1", "/actions/SLAC-1.1"),
        (" SLAC ", "/plans/SLAC"),
    ],
)
def test_a_reference_goes_straight_there(jean: CheckedClient, typed: str, leads_to: str) -> None:
    assert jean.get("/search", query_string={"q": typed}).location == leads_to


def test_each_result_says_what_it_is_and_leads_to_where_it_is_read(
    jean: CheckedClient, quokkas: Action
) -> None:
    page = jean.get("/search?q=quokka")

    assert '<title>4 results for "quokka" –' in " ".join(page.text.split())
    assert results(page.text) == [
        ("1.1 Find the quokka", "/actions/SLAC-1.1"),
        ("Update on 1.1 Find the quokka", "/actions/SLAC-1.1#history"),
        ("quokka.pdf", "/actions/SLAC-1.1#evidence"),
        ("Comment on 1.1 Find the quokka", "/actions/SLAC-1.1#history"),
    ]
    assert "The &lt;b&gt;<mark>quokkas</mark>&lt;/b&gt; &amp; the typist are ill" in page.text
    said = main(page.text)
    assert said.startswith('4 results for "quokka" Search for')
    assert (
        "1.1 Find the quokka Kind: Action Plan: Safeguarding and looked after children"
        " Owner: Priya Nair Due: 31 May 2011 – 34 days overdue Off track"
    ) in said
    assert "Kind: Update Written by: Priya Nair, 12 May 2011 Plan:" in said
    assert "Kind: Evidence Action: 1.1 Find the quokka" in said


def test_results_say_where_the_words_were_found(jean: CheckedClient, cast: Cast) -> None:
    action = db.session.scalars(select(Action).where(Action.number == "6.1")).one()
    action.measure = "Nine numbats in ten"
    sent = db.session.scalars(select(Submission).where(Submission.action_id == action.id)).one()
    sent.how_known = "We asked each numbat"
    db.session.add(Milestone(action_id=action.id, position=9, title="First numbat"))
    db.session.commit()

    def shown() -> list[tuple[str, str]]:
        found = results(jean.get("/search?q=numbat").text)
        return [(text.partition(" of ")[0], href.partition("#")[2]) for text, href in found]

    assert shown() == [("Sign-off", "history"), ("Milestone", "milestones"), ("Measure", "measure")]
    sent.how_known, sent.reason = "", "Bring the numbat"
    sent.decided_by, sent.decided_at = cast.jean, sent.sent_at
    db.session.commit()
    assert shown()[0] == ("Decision about the sign-off", "history")
    assert "Kind: Sign-off Written by: Jean Talbot, 29 June 2011" in main(
        jean.get("/search?q=numbat&kind=submission").text
    )


def test_other_kinds_lead_to_pages_this_person_may_open(cast: Cast, jean: CheckedClient) -> None:
    priya = cast.priya.id
    assert results(jean.get("/search?q=priya").text) == [
        ("Priya Nair", f"/plans/SLAC?owner={priya}#actions")
    ]
    assert results(cast.client("chris").get("/search?q=priya").text) == [
        ("Priya Nair", f"/admin/users/{priya}")
    ]
    area = jean.get("/search?q=immunisa")
    assert results(area.text)[0][1] == "/plans/SLAC/areas/6"
    plan = jean.get("/search?q=looked+after")
    assert ("Safeguarding and looked after children", "/plans/SLAC") in results(plan.text)
    helen = cast.client("helen")
    hrefs = [href for _text, href in results(helen.get("/search?q=health").text)]
    assert set(hrefs) <= {"/actions/SLAC-4.1", "/actions/SLAC-7.1", "/actions/SLAC-7.2"}
    for client, typed in ((jean, "health"), (helen, "health"), (cast.client("chris"), "nair")):
        for _text, href in results(client.get(f"/search?q={typed}").text):
            assert client.get(href).status_code == 200, href


def test_a_search_can_be_narrowed(jean: CheckedClient, quokkas: Action) -> None:
    page = jean.get("/search?q=quokka&kind=update")

    assert [text for text, _href in results(page.text)] == ["Update on 1.1 Find the quokka"]
    said = main(page.text)
    assert said.startswith('1 result for "quokka"')
    assert "Every kind Actions (1) Updates (1) Comments (1) Evidence (1)" in said
    assert "Remove filter Kind: Updates (1)" in said
    assert 'href="/search?q=quokka"' in page.text
    assert len(results(jean.get("/search?q=quokka&kind=nonsense&plan=NONE").text)) == 4


def test_nothing_found_proposes_near_words(jean: CheckedClient) -> None:
    page = jean.get("/search?q=immunisatoin")

    assert page.status_code == 200
    assert '<title>0 results for "immunisatoin" –' in " ".join(page.text.split())
    assert main(page.text).endswith(
        'Nothing found for "immunisatoin". Check the spelling, or try fewer words.'
        " You could search for: immunisations"
    )
    assert results(jean.get("/search?q=immunisations").text)
    assert "You could" not in jean.get("/search?q=zzzz").text


def test_of_a_restricted_plan_nothing_shows(cast: Cast, quokkas: Action) -> None:
    db.session.execute(update(Plan).values(restricted=True))
    db.session.commit()

    for name in ("margaret", "chris", "helen"):
        client = cast.client(name)
        pages = [client.get(f"/search?q={typed}").text for typed in ("quokka", "SLAC-1.1", "qwxyz")]
        alike = {
            page.replace(typed, "…")
            for page, typed in zip(pages, ("quokka", "SLAC-1.1", "qwxyz"), strict=True)
        }
        assert len({re.sub(r'nonce="[^"]*"', "", page) for page in alike}) == 1, name


def test_what_was_looked_for_stays_out_of_the_log(
    jean: CheckedClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)

    for typed in ("wallaby", "wallaby&page=99", "consent wallaby"):
        jean.get(f"/search?q={typed}")

    assert "wallaby" not in caplog.text


def test_many_results_have_pages_and_take_no_more_statements(cast: Cast) -> None:
    sam = cast.client("sam")
    with counted() as few:
        sam.get("/search?q=minute&kind=action")
    crowd(300)

    with counted() as many:
        first = sam.get("/search?q=minutes&kind=action")
        assert first.status_code == 200
    last = sam.get("/search?q=minutes&kind=action&page=12")

    assert len(few) == len(many)
    assert len(results(first.text)) == 25
    assert "(page 1 of 12)" in " ".join(first.text.split())
    assert last.status_code == 200
    assert sam.get("/search?q=minutes&page=999").status_code == 404
    assert sam.get("/search?q=minutes&page=x").status_code == 200


def test_ten_thousand_characters_are_cut(jean: CheckedClient) -> None:
    page = jean.get("/search", query_string={"q": "wallaby " * 1250})

    assert page.status_code == 200
    assert page.text.count("wallaby") < 200
