"""The review's pages: what they say, who may open them, and how each mistake is explained."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.web.pages import CheckedClient, post_forms
from tracker import clock
from tracker.domain.actions import Answer, Progress
from tracker.extensions import db
from tracker.store.actions import Action, Update
from tracker.store.decisions import ReviewDecision
from tracker.store.outbox import LetterState, Notification
from tracker.store.people import Person
from tracker.store.plans import Plan

CHASE, LEAVE, GIVE = ({"choice": word} for word in ("chase", "leave", "give"))
PAGES = (
    "/review",
    "/review/SLAC-1.1",
    "/review/SLAC-1.1/give",
    "/review/selected?ref=SLAC-1.1&do=chase",
    "/review/silent",
    "/review/waiting",
    "/review/pack",
    "/review/pack.csv",
    "/review/records",
    "/review/1",
)
Travel = Callable[[str], None]


@pytest.fixture
def jean(cast: Cast) -> CheckedClient:
    """Jean Talbot, who is accountable for the plan, signed in."""
    return cast.client("jean")


def words(response: TestResponse) -> str:
    """The words of a page, without its tags and with single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+([.,:])", r"\1", " ".join(text.split())).replace("&#39;", "'")


def refs_in_table(response: TestResponse) -> list[str]:
    """The actions of the table, in its order."""
    return re.findall(r'name="ref" value="SLAC-([\d.]+)"', response.get_data(as_text=True))


def ticked(response: TestResponse) -> list[str]:
    """The actions whose box is ticked."""
    return re.findall(r'name="ref" value="SLAC-([\d.]+)" checked', response.get_data(as_text=True))


def heading(response: TestResponse) -> str:
    """The number of the action in hand, or what the panel says."""
    found = re.search(r'id="current"[^>]*>(?:<a[^>]*>)?([^<]+)', response.get_data(as_text=True))
    return found.group(1).split()[0] if found else ""


def letters_waiting() -> list[tuple[str, str]]:
    """The letters that have not left: kind and to whom."""
    found = select(Notification.kind, Person.name).join(
        Person, Person.id == Notification.recipient_id
    )
    ready = found.where(Notification.state == LetterState.READY).order_by(Person.name)
    return [(row.kind, row.name) for row in db.session.execute(ready)]


def change(number: str, **values: object) -> None:
    """Change an action behind everybody's back."""
    db.session.execute(update(Action).where(Action.number == number).values(**values))
    db.session.commit()


# ---- who may open it --------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("given_name", ["priya", "helen", "margaret", "chris"])
def test_a_review_is_for_managers_and_performance_officers(
    cast: Cast, given_name: str, path: str
) -> None:
    assert cast.client(given_name).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_a_review_asks_strangers_to_sign_in(client: CheckedClient, path: str) -> None:
    response = client.get(path)

    assert (response.status_code, urlsplit(response.location).path) == (302, "/sign-in")


def test_a_manager_reviews_their_own_line_alone(cast: Cast) -> None:
    cast.jean.manager = None
    db.session.commit()
    alan = cast.client("alan")

    assert "Nothing is overdue." in words(alan.get("/review"))
    assert [alan.get(f"/review{path}").status_code for path in ("/SLAC-1.1", "?item=SLAC-1.1", "/1")] == [404, 404, 404]  # fmt: skip
    assert alan.get("/review/selected?ref=SLAC-1.1&do=give").get_data(as_text=True).count("1.1 Set") == 0  # fmt: skip


def test_a_performance_officer_reviews_every_plan_they_may_see(cast: Cast) -> None:
    sam = cast.client("sam")

    page = words(sam.get("/review"))

    assert (
        "4 actions in the plans you can see are overdue. 0 of 4 reviewed since you began." in page
    )
    assert sam.get("/review/1").status_code == 200


def test_a_restricted_plan_is_reviewed_by_those_with_a_part_in_it(cast: Cast) -> None:
    db.session.execute(update(Plan).values(restricted=True, lead_id=cast.alan.id))
    db.session.commit()

    sam, jean = cast.client("sam"), cast.client("jean")

    assert "Nothing is overdue." in words(sam.get("/review"))
    assert "You are responsible for 4 overdue actions." in words(jean.get("/review"))
    assert "1 more decision is about actions you cannot see." in words(sam.get("/review/1"))


# ---- the page ---------------------------------------------------------------------------------


def test_the_longest_overdue_is_in_hand_with_what_is_known(jean: CheckedClient) -> None:
    page = jean.get("/review")

    text = words(page)
    assert "You are responsible for 4 overdue actions. 0 of 4 reviewed since 6 June 2011." in text
    assert (
        "1 of 4 1.1 Set and monitor a 15 working day standard for sending out minutes"
        " Off track Due 31 May 2011 – 34 days overdue"
        " Two minute-taker posts are vacant. Average is 24 working days."
        " Priya Nair, off track, 12 May 2011 (53 days ago)"
        " Owner: Priya Nair, Safeguarding unit manager"
        " Expects to finish: not given"
        " New dates agreed so far: none"
        " Reminders sent: none"
        " Last review: 6 June 2011 – chase, by Jean Talbot: “Minute-taker posts to be advertised.”"
        " What do you want to do? Chase Priya Nair for an update Give it to someone else"
        " You choose the person on the next step Leave it and look again next month"
        " Note for the record (optional) Save and go to next Skip for now"
    ) in text
    assert refs_in_table(page) == ["1.1", "2.1", "4.1", "6.2"]
    assert "Review (4)" in text


def test_what_an_owner_asks_for_is_shown(jean: CheckedClient) -> None:
    text = words(jean.get("/review?item=SLAC-2.1"))

    assert (
        "Tom Ashworth asked on 28 June 2011 for a new due date, 29 July 2011:"
        " Two teams cannot try the record before their July team days."
    ) in text


def test_an_update_made_during_the_meeting_is_shown(
    jean: CheckedClient, cast: Cast, travel: Travel
) -> None:
    at = clock.now()
    db.session.add(
        Update(
            action=db.session.scalars(select(Action).where(Action.number == "1.1")).one(),
            by=cast.priya,
            posted_at=at,
            answer=Answer.AT_RISK,
            progress=Progress.AT_RISK,
            note="One post is filled.",
        )
    )
    change("1.1", progress=Progress.AT_RISK, last_update_at=at)
    travel("2011-07-04T08:04")

    text = words(jean.get("/review"))

    assert (
        "Updated 4 minutes ago One post is filled. Priya Nair, at risk, 4 July 2011 (today)" in text
    )


def test_nothing_overdue_says_what_comes_next(jean: CheckedClient) -> None:
    db.session.execute(update(Action).where(Action.due_on < clock.today()).values(due_on=clock.today() + timedelta(days=90)))  # fmt: skip
    db.session.commit()

    text = words(jean.get("/review"))

    assert "Nothing is overdue. Next due: 3.1 Monthly audit of assessments, 8 July 2011." in text
    assert "Review (" not in text


@pytest.mark.parametrize(
    ("sort", "order", "sorted_by"),
    [
        ("", ["1.1", "2.1", "4.1", "6.2"], 'aria-sort="descending">\\s*<a[^>]*>Overdue'),
        ("overdue", ["6.2", "4.1", "2.1", "1.1"], 'aria-sort="ascending">\\s*<a[^>]*>Overdue'),
        ("owner", ["4.1", "1.1", "6.2", "2.1"], 'aria-sort="ascending">\\s*<a[^>]*>Owner'),
        ("-action", ["6.2", "4.1", "2.1", "1.1"], 'aria-sort="descending">\\s*<a[^>]*>Action'),
        ("updated", ["1.1", "4.1", "6.2", "2.1"], 'aria-sort="ascending">\\s*<a[^>]*>Last update'),
        ("password", ["1.1", "2.1", "4.1", "6.2"], 'aria-sort="descending">\\s*<a[^>]*>Overdue'),
    ],
)
def test_the_table_is_sorted_by_its_headings(
    jean: CheckedClient, sort: str, order: list[str], sorted_by: str
) -> None:
    page = jean.get(f"/review?sort={sort}")

    assert refs_in_table(page) == order
    assert re.search(sorted_by, page.get_data(as_text=True))


def test_select_all_is_a_link_that_ticks_every_box(jean: CheckedClient) -> None:
    link = re.search(r'href="([^"]+)">Select all 4<', jean.get("/review").get_data(as_text=True))

    page = jean.get(link.group(1).replace("&amp;", "&") if link else "")

    assert ticked(page) == ["1.1", "2.1", "4.1", "6.2"]
    assert "Select action 1.1" in words(page)


# ---- one at a time ----------------------------------------------------------------------------


def test_a_decision_leads_to_the_next_heading_and_can_be_changed(jean: CheckedClient) -> None:
    saved = jean.send("/review", CHASE | {"note": "Ask about the posts."})
    page = jean.get(saved.location)
    text = words(page)
    changed = jean.get("/review?item=SLAC-1.1")

    assert (saved.status_code, saved.location) == (303, "/review?item=SLAC-2.1#current")
    assert heading(page) == "2.1"
    assert (
        "We will ask the owner of action 1.1 for an update when you finish the review."
        " Change this decision"
    ) in text
    assert 'data-disable-auto-focus="true"' in page.get_data(as_text=True)
    assert "1 of 4 reviewed" in text
    assert "Reviewed: chase" in text
    assert "You decided to chase, 8am on 4 July 2011." in words(changed)
    assert "Ask about the posts.</textarea>" in changed.get_data(as_text=True)


def test_skipping_goes_on_and_keeps_the_action_in_the_list(jean: CheckedClient) -> None:
    page = jean.get("/review").get_data(as_text=True)

    assert 'href="/review?item=SLAC-2.1#current">Skip for now' in page
    assert heading(jean.get("/review?item=SLAC-2.1")) == "2.1"
    assert jean.send("/review?item=SLAC-2.1", LEAVE).location == "/review?item=SLAC-4.1#current"
    assert jean.send("/review?item=SLAC-6.2", LEAVE).location == "/review?item=SLAC-1.1#current"


def test_giving_asks_for_the_person_in_a_second_step(jean: CheckedClient, cast: Cast) -> None:
    first = jean.send("/review", GIVE | {"note": "Agreed in the meeting."})
    text = words(first)
    fields = _fields_of(first)

    assert first.status_code == 200
    assert "Give action 1.1 to someone else Agreed in the meeting. Your note for the record" in text
    unanswered = jean.post("/review/SLAC-1.1/give", data=fields)
    assert (unanswered.status_code, "Select who to give it to" in words(unanswered)) == (422, True)
    assert letters_waiting() == []
    saved = jean.post(
        "/review/SLAC-1.1/give",
        data=fields | {"to": str(cast.dawn.id), "words": "Start with the rota."},
    )
    assert saved.location == "/review?item=SLAC-2.1#current"
    assert letters_waiting() == [("new_action", "Dawn Okafor")]
    kept = db.session.scalars(select(ReviewDecision).order_by(ReviewDecision.id.desc())).first()
    assert kept
    assert (kept.given_to, kept.note) == (cast.dawn, "Agreed in the meeting.")


def test_a_giving_can_have_its_note_changed(jean: CheckedClient, cast: Cast) -> None:
    give(jean, "SLAC-1.1", cast.dawn)

    again = jean.send("/review?item=SLAC-1.1", {"note": "With her agreement."})
    jean.post("/review/SLAC-1.1/give", data=_fields_of(again))

    assert "If you do, the action goes back to Priya Nair first." in words(again)
    kept = db.session.scalars(select(ReviewDecision).order_by(ReviewDecision.id.desc())).first()
    assert kept
    assert (kept.given_to, kept.note) == (cast.dawn, "With her agreement.")


def test_leaving_again_without_a_reason_is_explained(jean: CheckedClient, travel: Travel) -> None:
    for ref in ("1.1", "2.1", "4.1", "6.2"):
        jean.send(f"/review?item=SLAC-{ref}", LEAVE)
    jean.send("/review", {})
    travel("2011-07-04T08:20")

    page = jean.send("/review", LEAVE)

    assert page.status_code == 422
    assert words(page).count("Say why it is being left") == 2
    assert "Note for the record (needed to leave it again)" in words(page)


def test_no_choice_is_explained_and_keeps_the_note(jean: CheckedClient) -> None:
    page = jean.send("/review", {"note": "Half a thought"})

    assert page.status_code == 422
    assert words(page).count("Select what you want to do") == 2
    assert "Half a thought</textarea>" in page.get_data(as_text=True)


def test_a_change_meanwhile_shows_both_and_loses_neither(jean: CheckedClient) -> None:
    fields = _fields_of(jean.get("/review"))
    change("1.1", version=7, progress=Progress.AT_RISK)

    page = jean.post("/review/SLAC-1.1", data=fields | CHASE | {"note": "Ask about the posts."})

    assert page.status_code == 409
    assert "Action 1.1 changed while you were deciding. Nothing is saved yet." in words(page)
    assert "1.1 Set and monitor a 15 working day standard for sending out minutes At risk" in words(
        page
    )
    assert "Ask about the posts.</textarea>" in page.get_data(as_text=True)
    assert letters_waiting() == []
    again = jean.post("/review/SLAC-1.1", data=_fields_of(page))
    assert again.location == "/review?item=SLAC-2.1#current"


def test_an_action_that_ended_meanwhile_is_explained(jean: CheckedClient) -> None:
    fields = _fields_of(jean.get("/review"))
    change("1.1", due_on=clock.today() + timedelta(days=30))

    page = jean.post("/review/SLAC-1.1", data=fields | LEAVE)

    assert page.status_code == 422
    assert "Action 1.1 is no longer overdue. There is nothing left to decide." in words(page)


def test_an_action_that_is_not_overdue_leads_to_its_page(jean: CheckedClient) -> None:
    assert "Action 3.1 is not overdue, so there is nothing to decide about it here." in words(
        jean.get("/review?item=SLAC-3.1")
    )
    assert jean.get("/review?item=SLAC-9.9").status_code == 404


def test_an_owner_who_cannot_be_chased_is_not_offered(jean: CheckedClient, cast: Cast) -> None:
    cast.priya.active = False
    db.session.commit()

    text = words(jean.get("/review"))

    assert "Priya Nair can no longer be emailed. Give action 1.1 to someone else." in text
    assert "Chase Priya Nair" not in text


def test_the_same_form_sent_twice_takes_effect_once(jean: CheckedClient) -> None:
    fields = _fields_of(jean.get("/review")) | CHASE
    first = jean.post("/review/SLAC-1.1", data=fields)
    again = jean.post("/review/SLAC-1.1", data=fields)

    assert (again.status_code, again.location) == (303, first.location)
    assert letters_waiting() == [("chase", "Priya Nair")]


def test_text_typed_when_the_session_ended_is_still_there(jean: CheckedClient, cast: Cast) -> None:
    fields = _fields_of(jean.get("/review")) | CHASE | {"note": "Long and considered."}
    with jean.session_transaction() as session:
        session.pop("_user_id")
    refused = jean.post("/review/SLAC-1.1", data=fields)
    jean.sign_in(cast.jean.email, "northbank demonstration")

    assert "next=/review/SLAC-1.1" in refused.location.replace("%2F", "/")
    page = jean.get("/review/SLAC-1.1").get_data(as_text=True)
    assert "Long and considered.</textarea>" in page


# ---- the end ----------------------------------------------------------------------------------


def test_the_end_writes_the_record_and_emails_owners_once(jean: CheckedClient) -> None:
    for ref in ("1.1", "2.1", "4.1"):
        jean.send(f"/review?item=SLAC-{ref}", CHASE)
    last = jean.send("/review?item=SLAC-6.2", LEAVE | {"note": "Schools are closed."})
    everything = jean.get(last.location)
    finished = jean.send("/review", {})
    record = words(jean.get(finished.location))

    assert last.location == "/review#current"
    assert "All 4 reviewed" in words(everything)
    assert heading(everything) == "All"
    assert (finished.status_code, finished.location) == (303, "/review/2")
    assert "Overdue review of 4 July 2011 By Jean Talbot, finished at 8am on 4 July 2011." in record
    assert (
        "6.2 Share the consent guidance with every secondary school"
        " Ruth Calder (health) 4 days At risk Leave it Schools are closed."
    ) in record
    assert letters_waiting() == [
        ("chase", "Helen Pryce"),
        ("chase", "Priya Nair"),
        ("chase", "Tom Ashworth"),
    ]
    assert "4 July 2011 Jean Talbot 4 3 0 1" in words(jean.get("/review/records"))
    assert "0 of 4 reviewed since 4 July 2011." in words(jean.get("/review"))


def test_a_finished_record_does_not_change(jean: CheckedClient, cast: Cast) -> None:
    change("1.1", title="Another title altogether", owner_id=cast.tom.id)

    record = words(jean.get("/review/1"))

    assert (
        "1.1 Set and monitor a 15 working day standard for sending out minutes Priya Nair 6 days"
        in record
    )


def test_an_unfinished_review_has_no_record(jean: CheckedClient) -> None:
    jean.send("/review", LEAVE)

    assert jean.get("/review/2").status_code == 404


# ---- several at once --------------------------------------------------------------------------


def test_the_check_page_names_what_and_whom_before_anything_is_sent(jean: CheckedClient) -> None:
    check = jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&ref=SLAC-6.2&do=chase")
    text = words(check)
    before = letters_waiting()
    saved = jean.post("/review/selected", data=_fields_of(check))

    assert (
        "Who will be emailed Priya Nair, about action 1.1 Helen Pryce (health), about action 4.1"
        " Ruth Calder (health), about action 6.2 Each gets 1 email"
    ) in text
    assert text.count("Chase 3 owners") == 3
    assert before == []
    assert (saved.status_code, saved.location) == (303, "/review#current")
    assert letters_waiting() == [
        ("chase", "Helen Pryce"),
        ("chase", "Priya Nair"),
        ("chase", "Ruth Calder"),
    ]
    assert "3 of 4 reviewed" in words(jean.get("/review"))


def test_those_chased_today_are_left_out(jean: CheckedClient) -> None:
    jean.send("/review", CHASE)

    text = words(jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do=chase"))

    assert "Left out Action 1.1 has been chased today. It can be chased again tomorrow." in text
    assert "Chase 1 owner" in text
    assert "None of these can be chased" in words(
        jean.get("/review/selected?ref=SLAC-1.1&do=chase")
    )


def test_nothing_selected_is_explained(jean: CheckedClient) -> None:
    page = jean.get("/review/selected?do=give")

    assert page.status_code == 422
    assert "Select at least 1 action" in words(page)
    assert 'href="#select-SLAC-1.1"' in page.get_data(as_text=True)


def test_several_are_given_after_choosing_whom(jean: CheckedClient, cast: Cast) -> None:
    check = jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-2.1&do=give")
    fields = _fields_of(check)
    unanswered = jean.post("/review/selected", data=fields)
    saved = jean.post("/review/selected", data=fields | {"to": str(cast.dawn.id)})

    assert "Give 2 actions to someone else" in words(check)
    assert (unanswered.status_code, "Select who to give it to" in words(unanswered)) == (422, True)
    assert saved.status_code == 303
    assert letters_waiting() == [("new_action", "Dawn Okafor")]


def test_giving_to_one_of_the_owners_is_explained(jean: CheckedClient, cast: Cast) -> None:
    check = jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-2.1&do=give")

    page = jean.post("/review/selected", data=_fields_of(check) | {"to": str(cast.tom.id)})

    assert page.status_code == 422
    assert "Tom Ashworth owns action 2.1 already" in words(page)


def test_what_changed_while_checking_is_checked_again(jean: CheckedClient) -> None:
    fields = _fields_of(jean.get("/review/selected?ref=SLAC-1.1&ref=SLAC-4.1&do=chase"))
    change("4.1", version=9)

    page = jean.post("/review/selected", data=fields)

    assert page.status_code == 409
    assert "An action changed while you were checking. Nothing is saved yet." in words(page)
    assert letters_waiting() == []


# ---- lists beside it --------------------------------------------------------------------------


def test_counts_lead_to_exactly_that_many_rows(jean: CheckedClient) -> None:
    page = words(jean.get("/review"))

    silent, waiting = jean.get("/review/silent"), jean.get("/review/waiting")

    assert "Not updated in 30 days (2) Waiting for your decision (2)" in page
    assert _rows(silent) == ["1.1", "4.1"]
    assert _rows(waiting) == ["2.1", "6.1"]
    assert "To sign it off as done Ruth Calder (health) 29 June 2011, 5 days ago" in words(waiting)


def test_the_pack_says_of_each_what_the_panel_says(jean: CheckedClient) -> None:
    text = words(jean.get("/review/pack"))

    assert (
        "Overdue actions on 4 July 2011 4 actions, longest overdue first. For Jean Talbot." in text
    )
    assert text.count("Decision and note:") == 4
    assert "Due 24 June 2011 – 10 days overdue Template agreed with the two hospitals." in text


def test_the_spreadsheet_keeps_text_as_text(jean: CheckedClient) -> None:
    change("1.1", title="=HYPERLINK(1)")

    response = jean.get("/review/pack.csv")
    lines = response.get_data(as_text=True).splitlines()

    assert response.headers["Content-Disposition"] == (
        'attachment; filename="overdue-actions-2011-07-04.csv"'
    )
    assert lines[1] == (
        "SLAC-1.1,'=HYPERLINK(1),Priya Nair,Safeguarding unit manager,31 May 2011,34,Off track,"
        "12 May 2011,Priya Nair,Two minute-taker posts are vacant. Average is 24 working days.,"
        ",0,,0,,6 June 2011,chase"
    )
    assert (lines[0][:10], len(lines)) == ("\ufeffReference", 5)


def test_lists_that_are_empty_say_what_would_fill_them(cast: Cast) -> None:
    cast.jean.manager = None
    db.session.commit()
    alan = cast.client("alan")

    assert [words(alan.get(f"/review/{name}")).count(sentence) for name, sentence in (
        ("silent", "Every open action has been updated in the last 30 days."),
        ("waiting", "Nothing is waiting for you."),
        ("pack", "Nothing is overdue, so there is nothing to print."),
        ("records", "No review has been finished yet."),
    )] == [1, 1, 1, 1]  # fmt: skip


def give(client: CheckedClient, ref: str, to: Person) -> None:
    """Give an action to somebody, in both steps."""
    first = client.send(f"/review?item={ref}", GIVE)
    client.post(f"/review/{ref}/give", data=_fields_of(first) | {"to": str(to.id)})


def _fields_of(page: TestResponse) -> dict[str, object]:
    return post_forms(page.get_data(as_text=True))[0][1]


def _rows(page: TestResponse) -> list[str]:
    return re.findall(r'href="/actions/SLAC-([\d.]+)"', page.get_data(as_text=True))
