"""One action's page, and the short links that letters lead to."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.statements import counted
from tests.web.officer_pages import the, words
from tests.web.pages import CheckedClient
from tracker import clock
from tracker.domain.actions import Answer, Progress
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.actions import Action, Update
from tracker.store.decisions import DateRequest, RequestState
from tracker.store.history import Happened
from tracker.store.outbox import (
    InDoubt,
    LetterState,
    Notification,
    NotificationAction,
    current_generation,
)
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanReader

pytestmark = pytest.mark.usefixtures("northbank")


def letter(to: Person, about: Action, *, kind: str, state: LetterState, **more: object) -> None:
    """A letter about an action, as the outbox keeps it."""
    now, number = clock.now(), f"{kind}-{state.value}"
    db.session.add(
        Notification(
            id=number,
            dedupe_key=number,
            kind=kind,
            policy=InDoubt.RESEND,
            recipient_id=to.id,
            facts={},
            occasion_at=now,
            local_date=now.date(),
            expires_at=now + timedelta(days=1),
            state=state,
            next_at=now,
            generation=current_generation(db.session()),
            message_id=f"<{number}@northbank.example>",
            batch="b",
            created_at=now,
            **more,
        )
    )
    db.session.flush()
    db.session.add(NotificationAction(notification_id=number, action_id=about.id, step="x"))
    db.session.commit()


def test_the_owner_sees_the_whole_truth_about_an_action(cast: Cast) -> None:
    page = words(cast.client("priya").get("/actions/SLAC-1.1").text)

    assert page == (
        "Inspection action plan: safeguarding and looked after children"
        " Area 1: Child protection conference minutes sent out promptly"
        " 1.1 Set and monitor a 15 working day standard for sending out minutes"
        " Off track Red : 34 days overdue Update this action Ask for a new due date Send for sign-off"
        " Area for development Child protection conference minutes should reach everybody who needs"
        " them promptly Section 4.2, area 1: Child protection conference minutes sent out promptly"
        " Owner Priya Nair Accountable manager Jean Talbot Start date 11 April 2011"
        " Due date 31 May 2011 – 34 days overdue Expected date Not said"
        " Latest update Off track Priya Nair, 12 May 2011"
        " Two minute-taker posts are vacant. Average is 24 working days."
        " Measure of success 9 in 10 sets of minutes sent within 15 working days, three months"
        " running Add a reading Change the measure"
        " Milestones Standard agreed with conference chairs Due 28 April 2011 Finished 28 April 2011"
        " Vacant posts filled Due 10 June 2011 – 24 days overdue Not finished"
        " First month's figures reported Due 30 June 2011 – 4 days overdue Not finished"
        " Add, change or remove milestones"
        " Evidence No evidence yet. Add evidence History Add a comment Everything Updates Decisions Emails"
        " Asked for an update Jean Talbot, 2pm on 6 June 2011"
        " Update: off track Priya Nair, 10am on 12 May 2011"
        " Two minute-taker posts are vacant. Average is 24 working days."
        " Given to Priya Nair Sam Whitlock, 10am on 11 April 2011"
    )


def test_a_request_for_a_new_date_is_shown_with_who_decides(cast: Cast) -> None:
    page = words(cast.client("tom").get("/actions/SLAC-2.1").text)

    assert (
        "New due date asked for Tom Ashworth asked on 28 June 2011 to move the due date from"
        " 17 June 2011 to 29 July 2011 . It is with Jean Talbot to decide. Two teams cannot try the"
        " record before their July team days. Latest update" in page
    )
    assert (
        "New due date asked for: 29 July 2011 Tom Ashworth, 11am on 28 June 2011 Two teams" in page
    )


def test_what_was_sent_for_sign_off_is_shown_with_its_evidence(cast: Cast) -> None:
    page = words(cast.client("ruth").get("/actions/SLAC-6.1").text)

    assert "waiting for sign-off See what was sent or take it back Area for development" in page
    assert (
        "Sent for sign-off Ruth Calder sent this on 29 June 2011. It was finished on 29 June 2011."
        " It is with Jean Talbot to decide. It has waited 5 days. Every session since 6 June has"
        " had its forms checked the day before." in page
    )
    assert (
        "Session checklist.pdf The form that is filled in before each session"
        " Completion: PDF, 667 Bytes, added by Ruth Calder on 29 June 2011"
        " Not checked for viruses Remove Session checklist.pdf Sample of checked sessions.csv"
        in page
    )
    assert "Due date 30 June 2011 Expected date" in page
    assert "Partner agency Northbank Community Health" in page
    assert "Update this action" not in page


def test_an_action_nobody_has_updated_says_when_the_first_update_is_due(cast: Cast) -> None:
    fresh = the("3.2")
    fresh.last_update_at = fresh.last_said = None
    for update in list(fresh.updates):
        db.session.delete(update)
    db.session.commit()

    page = words(cast.client("dawn").get("/actions/SLAC-3.2").text)

    assert "Latest update No updates yet. The first one is due by 31 August 2011." in page
    assert "Milestones No milestones." in page


def test_a_moved_date_shows_the_first_one(cast: Cast) -> None:
    request = db.session.scalars(select(DateRequest)).one()
    request.state, request.decided_at = RequestState.AGREED, clock.now()
    moved = the("2.1")
    moved.due_on = request.to_on
    db.session.commit()

    page = words(cast.client("tom").get("/actions/SLAC-2.1").text)

    assert (
        "Due date 29 July 2011 – in 25 days Moved once from 17 June 2011, 42 days in all Expected"
        in page
    )


@pytest.mark.parametrize(
    ("shown", "titles"),
    [
        ("", ["Request", "Sent for", "Update", "Given"]),
        ("everything", ["Request", "Sent for", "Update", "Given"]),
        ("updates", ["Sent for", "Update"]),
        ("decisions", ["Sent for", "Given"]),
        ("emails", ["Request"]),
        ("nonsense", ["Request", "Sent for", "Update", "Given"]),
    ],
)
def test_the_history_is_filtered_by_links(cast: Cast, shown: str, titles: list[str]) -> None:
    letter(cast.ruth, the("6.1"), kind="chase", state=LetterState.SENT)

    page = cast.client("ruth").get(f"/actions/SLAC-6.1?show={shown}").text

    found = re.findall(r'app-timeline__title">(\w+(?: for)?)', page)
    assert [title.removesuffix(" for") for title in found] == [
        title.removesuffix(" for") for title in titles
    ]


def test_letters_about_the_action_say_what_became_of_them(cast: Cast) -> None:
    late, priya = the("1.1"), cast.priya
    letter(priya, late, kind="reminder", state=LetterState.SENT, finished_at=clock.now())
    letter(priya, late, kind="reminder", state=LetterState.READY)
    letter(
        priya,
        late,
        kind="chase",
        state=LetterState.CANCELLED,
        revoked_reason="the chase was taken back",
    )
    letter(cast.jean, late, kind="digest", state=LetterState.BOUNCED)
    letter(priya, late, kind="new_action", state=LetterState.SENT)

    page = words(cast.client("priya").get("/actions/SLAC-1.1?show=emails").text)

    assert page.split("Everything Updates Decisions Emails ")[1] == (
        "Request for an update to Priya Nair 8am on 4 July 2011 Not sent: the chase was taken back"
        " Weekly summary to Jean Talbot 8am on 4 July 2011 Bounced: refused by the mail server of the reader"
        " New action to Priya Nair 8am on 4 July 2011 Sent"
        " Reminder to Priya Nair 8am on 4 July 2011 Waiting"
        " Reminder to Priya Nair 8am on 4 July 2011 Sent"
    )


def test_an_action_without_letters_says_so(cast: Cast) -> None:
    page = cast.client("priya").get("/actions/SLAC-1.1?show=emails").text

    assert "No emails have been sent about this action." in page


def test_twenty_things_of_a_long_history_are_on_a_page(cast: Cast) -> None:
    late, priya = the("1.1"), cast.priya
    for hour in range(30):
        record(
            Happened.MILESTONE_DONE,
            at=clock.now() - timedelta(hours=hour),
            actor=priya,
            action=late,
            title=f"step {hour}",
        )
    db.session.commit()
    client = cast.client("priya")

    first, second = client.get("/actions/SLAC-1.1").text, client.get("/actions/SLAC-1.1?page=2")

    assert first.count('class="app-timeline__item"') == 20
    assert second.text.count('class="app-timeline__item"') == 13
    assert "(page 2 of 2)" in second.text
    assert client.get("/actions/SLAC-1.1?page=3").status_code == 404
    assert client.get("/actions/SLAC-1.1?page=-1").status_code == 404
    assert client.get("/actions/SLAC-1.1?page=x").status_code == 200


def test_a_long_history_asks_no_more_of_the_database(cast: Cast) -> None:
    client = cast.client("priya")

    def statements() -> int:
        with counted() as sent:
            assert client.get("/actions/SLAC-1.1").status_code == 200
        return len(sent)

    few = statements()
    late, priya = the("1.1"), cast.priya
    for hour in range(60):
        said = Update(
            action_id=late.id,
            by_id=priya.id,
            posted_at=clock.now(),
            answer=Answer.AT_RISK,
            progress=Progress.AT_RISK,
            note=f"Note {hour}",
        )
        db.session.add(said)
        db.session.flush()
        record(Happened.UPDATED, at=clock.now(), actor=priya, action=late, update=said.id)
    db.session.commit()
    letter(priya, late, kind="reminder", state=LetterState.SENT)

    assert statements() == few


@pytest.mark.parametrize(
    ("name", "may_read", "may_update"),
    [
        ("priya", True, True),
        ("tom", True, False),
        ("jean", True, False),
        ("alan", True, False),
        ("sam", True, True),
        ("margaret", True, False),
        ("helen", False, False),
        ("chris", False, False),
    ],
)
def test_who_may_read_and_who_is_offered_the_update(
    cast: Cast, name: str, may_read: bool, may_update: bool
) -> None:
    page = cast.client(name).get("/actions/SLAC-1.1")

    assert page.status_code == (200 if may_read else 404)
    assert ("Update this action" in page.text) is may_update


def test_a_board_reader_of_a_restricted_plan_sees_no_words(cast: Cast) -> None:
    plan = db.session.scalars(select(Plan)).one()
    plan.restricted = True
    db.session.add(PlanReader(plan_id=plan.id, person_id=cast.margaret.id))
    db.session.commit()
    margaret = cast.client("margaret")

    late, asked, sent = (
        words(margaret.get(f"/actions/SLAC-{number}").text) for number in ("1.1", "2.1", "6.1")
    )

    assert "What was written is left out because this plan is restricted." in late
    hidden = ("posts are vacant", "July team days", "forms checked", "Session checklist")
    assert [word for word in hidden if word in late + asked + sent] == []
    assert "posts are vacant" in cast.client("priya").get("/actions/SLAC-1.1").text


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("/a/SLAC-1.1", "/actions/SLAC-1.1"),
        ("/a/SLAC-1.1/on", "/actions/SLAC-1.1/update?answer=on"),
        ("/a/SLAC-1.1/risk", "/actions/SLAC-1.1/update?answer=risk"),
        ("/a/SLAC-1.1/off", "/actions/SLAC-1.1/update?answer=off"),
        ("/a/SLAC-1.1/done", "/actions/SLAC-1.1/update?answer=done"),
        ("/a/SLAC-1.1/same", "/actions/SLAC-1.1/update?answer=same"),
        ("/a/SLAC-1.1/nonsense", "/actions/SLAC-1.1/update"),
        ("/a/SLAC-1.1/new-date", "/actions/SLAC-1.1/new-date"),
        ("/a/SLAC-1.1/sign-off", "/actions/SLAC-1.1/sign-off"),
        ("/a/SLAC-1.1/not-mine", "/actions/SLAC-1.1/not-mine"),
    ],
)
def test_each_short_link_leads_to_its_page_in_one_step(
    cast: Cast, link: str, leads_to: str
) -> None:
    priya = cast.client("priya")

    assert priya.get(link).location == leads_to
    assert priya.get(link, follow_redirects=True).status_code == 200
    assert priya.head(link).status_code == 302


@pytest.mark.parametrize(
    ("name", "link", "said"),
    [
        (
            "dawn",
            "SLAC-2.1/new-date",
            "Tom Ashworth asked for a new due date of 29 July 2011 on 28 June 2011."
            " It is with Jean Talbot to decide.",
        ),
        ("jean", "SLAC-2.1/new-date", "Decide about the new due date"),
        ("alan", "SLAC-2.1/new-date", "Decide about the new due date"),
        ("tom", "SLAC-2.1/new-date", "It is with Jean Talbot to decide. Until then the action"),
        ("priya", "SLAC-1.1/new-date", "Ask for a new due date Due date 31 May 2011"),
        ("jean", "SLAC-1.1/new-date", "Nobody has asked for a new due date for this action."),
        (
            "priya",
            "SLAC-6.1/sign-off",
            "Ruth Calder sent this action for sign-off on 29 June 2011."
            " It is with Jean Talbot to decide.",
        ),
        ("jean", "SLAC-1.1/sign-off", "This action has not been sent for sign-off."),
        ("marcus", "SLAC-5.2/sign-off", "This action was completed on 28 June 2011."),
    ],
)
def test_a_link_to_a_decision_says_how_it_stands(
    cast: Cast, name: str, link: str, said: str
) -> None:
    page = cast.client(name).get(f"/a/{link}", follow_redirects=True)

    assert (page.status_code, said in words(page.text)) == (200, True)


@pytest.mark.parametrize(
    "path",
    [
        "/actions/{ref}",
        "/actions/{ref}?show=emails",
        "/actions/{ref}/update",
        "/actions/{ref}/update?answer=off",
        "/actions/{ref}/not-mine",
    ],
)
def test_an_action_of_another_plan_is_not_to_be_told_from_one_that_is_not_there(
    cast: Cast, path: str
) -> None:
    other = Plan(code="RACE", title="Race equality", lead_id=cast.sam.id, started_at=clock.now())
    db.session.add(other)
    db.session.flush()
    hidden = the("5.1")
    hidden.plan_id = other.id
    db.session.commit()
    priya = cast.client("priya")

    answers = [priya.get(path.format(ref=ref)) for ref in ("RACE-5.1", "NONE-9.9")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert _without_nonce(answers[0].text) == _without_nonce(answers[1].text)
    posted = [
        priya.post(path.format(ref=ref), data={"csrf_token": _token(priya)})
        for ref in ("RACE-5.1", "NONE-9.9")
    ]
    assert {answer.status_code for answer in posted} <= {404, 405}
    assert _without_nonce(posted[0].text) == _without_nonce(posted[1].text)


def _token(client: CheckedClient) -> str:
    page = client.get("/actions/SLAC-1.1/update").text
    found = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', page) or re.search(
        r'name="csrf_token" value="([^"]+)"', page
    )
    assert found
    return found.group(1)


def _without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]*"', "", page)


@pytest.mark.parametrize("path", ["/actions/SLAC-1.1", "/a/SLAC-1.1", "/a/SLAC-1.1/off"])
def test_signed_out_people_sign_in_first(client: CheckedClient, path: str) -> None:
    assert client.get(path).location == f"/sign-in?next={path}"
