"""A draft becomes a plan once, whole, or not at all."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import Cast
from tests.importers.committee_paper import SAMPLES
from tests.services.drafting import Drafting, more, rows
from tests.services.letters import TEMPLATES
from tracker import clock
from tracker.domain.drafts import Draft, Sending
from tracker.domain.duties import duty_by
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.response_dates import ResponseDue
from tracker.extensions import db
from tracker.services.imports import with_header, with_response
from tracker.services.letters.commission import order
from tracker.services.letters.write import LetterWriter, NotWanted
from tracker.services.starting import start_plan, suggested_sending
from tracker.services.starting_letters import letters_to_come, told_of
from tracker.store.actions import Action
from tracker.store.history import Happened, HistoryEntry
from tracker.store.imports import ImportDraft, drafts_of, open_drafts
from tracker.store.outbox import Notification, NotificationAction
from tracker.store.people import Person
from tracker.store.plans import Plan
from tracker.store.reports import Finding, Judgement, Report, Strength

PAPER = (SAMPLES / "committee-paper.txt").read_text()
NOW = clock.now
SENDING = Sending("VISIT", "Visits to children")


def test_the_last_step_makes_all_of_the_plan(cast: Cast, ready: Drafting, now: datetime):
    ready.saves(lambda draft: replace(draft, keeps_strengths=True))
    before = rows()

    assert ready.starts() == "VISIT"

    assert more(before) == {
        "report": 1,
        "judgement": 8,
        "finding": 4,
        "strength": 6,
        "plan": 1,
        "action": 4,
        "action_finding": 4,
        "history_entry": 5,
        "notification": 3,
        "notification_action": 4,
        "form_submission": 1,
        "action_snapshot": 4,
    }
    plan = db.session.scalars(select(Plan).where(Plan.code == "VISIT")).one()
    assert (plan.title, plan.lead_id, plan.started_at) == ("Visits to children", cast.sam.id, now)
    actions = db.session.scalars(
        select(Action).where(Action.plan_id == plan.id).order_by(Action.position)
    ).all()
    assert [
        (a.number, a.owner.name, a.manager.name, a.due_on, a.original_due_on) for a in actions
    ] == [
        (number, owner, "Jean Talbot", date(2012, 9, 7), date(2012, 9, 7))
        for number, owner in (
            ("1.1", "Priya Nair"),
            ("2.1", "Tom Ashworth"),
            ("3.1", "Helen Pryce"),
            ("4.1", "Priya Nair"),
        )
    ]
    assert [[one.number for one in action.findings] for action in actions] == [
        ["1"],
        ["2"],
        ["3"],
        ["4"],
    ]


def test_the_report_is_kept_as_printed_with_the_councils_own_words_beside_it(ready: Drafting):
    title = "Minutes on time"
    ready.saves(
        lambda draft: replace(draft, areas=(replace(draft.areas[0], title=title), *draft.areas[1:]))
    )
    ready.starts()

    report = db.session.scalars(select(Report).order_by(Report.id.desc())).first()
    assert report is not None
    assert report.source_text == db.session.get_one(ImportDraft, ready.id).found["source_text"]
    assert (report.report_to, report.report_date, report.published_on) == (
        "Cabinet",
        date(2012, 6, 14),
        date(2012, 6, 8),
    )
    assert report.header["published_on"]["doubt"].startswith("Check this:")
    first = report.findings[0]
    assert (first.wording, first.title, first.section) == (
        "The time that families wait for the minutes of conferences",
        title,
        "4.2",
    )
    assert report.strengths == []
    assert [(one.group, one.area, one.grade) for one in report.judgements[:1]] == [
        ("Safeguarding services", "Overall effectiveness", "Good")
    ]


def test_when_the_answer_is_due_is_kept_as_it_was_said(ready: Drafting):
    duty = duty_by("joint-inspection-statement/1")
    said = ResponseDue(duty, date(2022, 8, 18), date(2022, 11, 25))
    ready.saves(lambda draft: with_response(draft, said))
    ready.starts()

    report = db.session.scalars(select(Report).order_by(Report.id.desc())).first()
    assert report is not None
    assert report.response == said
    assert report.response_proposed_on == date(2022, 11, 28)


def test_a_plan_with_no_answer_to_give_keeps_no_date(ready: Drafting):
    ready.starts()

    report = db.session.scalars(select(Report).order_by(Report.id.desc())).first()
    assert report is not None
    assert report.response == ResponseDue()
    assert report.response_proposed_on is None


def test_what_is_left_out_is_not_in_the_plan(ready: Drafting):
    def leave_out(draft: Draft) -> Draft:
        areas = (replace(draft.areas[0], included=False), *draft.areas[1:])
        judgements = (replace(draft.judgements[0], included=False), *draft.judgements[1:])
        return replace(draft, areas=areas, judgements=judgements)

    ready.saves(leave_out)
    before = rows()
    ready.starts()

    assert {
        name: n for name, n in more(before).items() if name in {"finding", "action", "judgement"}
    } == {
        "finding": 3,
        "action": 3,
        "judgement": 7,
    }


def test_one_action_can_answer_several_areas_and_one_area_have_several(ready: Drafting):
    def share(draft: Draft) -> Draft:
        keys = [area.key for area in draft.areas]
        first, second, *_rest = draft.actions
        return replace(
            draft, actions=(replace(first, also=(keys[1], keys[3])), replace(second, area=keys[0]))
        )

    ready.saves(share)
    ready.starts()

    plan_id = db.session.get_one(ImportDraft, ready.id).plan_id
    made = db.session.scalars(
        select(Action).where(Action.plan_id == plan_id).order_by(Action.position)
    )
    assert {a.number: [one.number for one in a.findings] for a in made} == {
        "1.1": ["1", "2", "4"],
        "1.2": ["1"],
    }


def test_each_owner_gets_one_letter_about_all_their_actions(cast: Cast, ready: Drafting):
    ready.starts()

    asked = db.session.execute(
        select(Notification.recipient_id, func.count())
        .join(NotificationAction, NotificationAction.notification_id == Notification.id)
        .where(Notification.kind == "new_action")
        .group_by(Notification.recipient_id)
    )
    assert {row[0]: row[1] for row in asked} == {cast.priya.id: 2, cast.tom.id: 1, cast.helen.id: 1}


def test_nobody_is_told_when_that_is_what_was_chosen(ready: Drafting):
    before = rows()

    ready.starts(replace(SENDING, tell=False))

    assert "notification" not in more(before)


def test_owners_can_be_told_on_a_day_to_come(ready: Drafting):
    ready.starts(replace(SENDING, tell_on=date(2011, 7, 9)))  # a Saturday

    due = {letter.next_at for letter in db.session.scalars(select(Notification))}
    assert due == {clock.at("2011-07-11T08:00")}


def test_owners_cannot_be_told_yesterday(ready: Drafting):
    with pytest.raises(RuleBroken) as refused:
        ready.starts(replace(SENDING, tell_on=date(2011, 7, 3)))

    assert (refused.value.field, refused.value.message) == (
        "tell_on",
        "The day the emails leave must be today or in the future",
    )


def test_the_history_says_who_began_the_plan_and_who_was_given_what(cast: Cast, ready: Drafting):
    ready.starts()

    plan_id = db.session.get_one(ImportDraft, ready.id).plan_id
    told = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.plan_id == plan_id).order_by(HistoryEntry.id)
    ).all()
    assert [(one.kind, one.actor_id, one.facts.get("to")) for one in told] == [
        (Happened.PLAN_STARTED, cast.sam.id, None),
        (Happened.GIVEN, cast.sam.id, "Priya Nair"),
        (Happened.GIVEN, cast.sam.id, "Tom Ashworth"),
        (Happened.GIVEN, cast.sam.id, "Helen Pryce"),
        (Happened.GIVEN, cast.sam.id, "Priya Nair"),
    ]


def test_the_last_step_sent_twice_makes_one_plan(ready: Drafting):
    sent = ready.sent()
    start_plan(sent, SENDING, now=NOW(), today=clock.today())
    before = rows()

    with pytest.raises(AlreadyDone) as again:
        start_plan(sent, SENDING, now=NOW(), today=clock.today())

    assert again.value.answer == "/next"
    assert more(before) == {}


def test_a_draft_that_is_a_plan_becomes_no_other(ready: Drafting):
    first, second = ready.sent(), ready.sent()
    start_plan(first, SENDING, now=NOW(), today=clock.today())
    before = rows()

    for late in (second, ready.sent()):
        with pytest.raises(Crossed):
            start_plan(late, replace(SENDING, code="OTHER"), now=NOW(), today=clock.today())
    with pytest.raises(Crossed):
        ready.saves()

    assert more(before) == {}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("slac", "Another plan has the code SLAC. Enter a different one"),
        ("A", "Plan code must be 2 to 8 letters or figures, beginning with a letter"),
        ("2BC", "Plan code must be 2 to 8 letters or figures, beginning with a letter"),
        ("A-1", "Plan code must be 2 to 8 letters or figures, beginning with a letter"),
    ],
)
def test_a_plan_has_a_code_of_its_own(ready: Drafting, code: str, sentence: str):
    before = rows()

    with pytest.raises(RuleBroken) as refused:
        ready.starts(replace(SENDING, code=code))

    assert (refused.value.message, refused.value.field) == (sentence, "code")
    assert more(before) == {}


def test_a_code_that_somebody_has_is_not_suggested(ready: Drafting):
    assert suggested_sending(ready.draft()) == Sending(
        "SLAC2", "Safeguarding and looked after children"
    )
    ready.starts(suggested_sending(ready.draft()))
    assert suggested_sending(ready.draft()).code == "SLAC2"


def test_nobody_who_has_left_is_given_an_action_at_the_last_moment(cast: Cast, ready: Drafting):
    cast.tom.active = False
    db.session.commit()
    before = rows()

    with pytest.raises(RuleBroken) as refused:
        ready.starts()

    assert refused.value.message == ("The owner of action 2.1 has left the council. Select another")
    assert more(before) == {}


def test_an_action_already_due_has_begun_by_then(cast: Cast, drafting: Drafting, today: date):
    drafting.saves(lambda draft: with_header(draft, {"report_date": "2011-01-31"}))
    drafting.ready(cast.priya, manager=cast.jean, due_on=date(2011, 3, 1)).starts()

    made = db.session.scalars(select(Action).order_by(Action.id.desc())).first()
    assert made is not None
    assert (made.starts_on, made.due_on) == (date(2011, 3, 1), date(2011, 3, 1))
    assert made.due_on < today


def test_text_too_long_for_its_column_does_not_stop_a_plan(ready: Drafting):
    long = "x" * 400

    def lengthen(draft: Draft) -> Draft:
        area = replace(
            draft.areas[0],
            reference=long,
            heading=long,
            section=long,
            addressee=long,
            urgency=long,
            wording=long * 20,
        )
        judgement = replace(draft.judgements[0], group=long, area=long * 2, grade=long * 3)
        return replace(
            draft,
            areas=(area, *draft.areas[1:]),
            judgements=(judgement, *draft.judgements[1:]),
            header={**draft.header, "title": long * 2, "wards": long},
        )

    ready.saves(lengthen)
    ready.starts()

    finding = db.session.scalars(select(Finding).where(Finding.wording == long * 20)).one()
    assert (len(finding.section), len(finding.heading)) == (60, 300)
    assert db.session.scalars(select(Judgement).where(Judgement.grade == "x" * 1000)).one()


def test_the_preview_is_the_letter_that_is_sent(
    northbank: Flask, cast: Cast, ready: Drafting, today: date
):
    letters = letters_to_come(ready.draft(), SENDING, by=cast.sam, today=today, templates=TEMPLATES)

    assert [(person.name, words.subject) for person, words in letters] == [
        ("Helen Pryce", "New action for you: 3.1 Health reports go to the…, due 7 September 2012"),
        ("Priya Nair", "2 new actions for you"),
        (
            "Tom Ashworth",
            "New action for you: 2.1 Social workers are asked hard…, due 7 September 2012",
        ),
    ]
    told = told_of(ready.draft(), by=cast.sam)
    assert [(one.person.name, one.numbers) for one in told] == [
        ("Helen Pryce", ("3.1",)),
        ("Priya Nair", ("1.1", "4.1")),
        ("Tom Ashworth", ("2.1",)),
    ]
    assert letters[1][1].text == sent_to(northbank, cast.priya, ready)


def sent_to(app: Flask, person: Person, ready: Drafting) -> str:
    """The text of the new-action letter that this person gets once the plan has begun."""
    ready.starts()
    planned = db.session.scalars(
        select(Notification).where(Notification.recipient_id == person.id)
    ).one()
    letter = LetterWriter(app.extensions["settings"], TEMPLATES).write(order(planned), now=NOW())
    assert not isinstance(letter, NotWanted)
    return letter.text


def test_drafts_are_listed_until_they_are_plans(cast: Cast, ready: Drafting):
    assert [row.id for row in drafts_of(cast.sam.id)] == [ready.id]
    assert [row.by.name for row in open_drafts()] == ["Sam Whitlock"]

    ready.starts()

    assert (list(drafts_of(cast.sam.id)), list(open_drafts())) == ([], [])
    assert db.session.scalars(select(Strength).where(Strength.report_id > 1)).all() == []
