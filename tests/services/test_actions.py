"""What owners do with their actions: each thing they say, what it changes, and what it may not."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.services.saying import Desk, the
from tracker import clock
from tracker.domain.actions import Answer, Progress
from tracker.domain.colours import DEFAULT, rating
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.actions import say_not_mine, why_not_update
from tracker.services.deciders import sign_off_decider
from tracker.services.morning import plan_due
from tracker.store.actions import Action, Update
from tracker.store.decisions import Submission, SubmissionState
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import Notification, NotificationAction
from tracker.store.people import Person
from tracker.store.plans import PlanState

LATER = date(2011, 7, 29)
SOON = "Both posts are filled from 18 July."


def updates_of(number: str) -> list[Update]:
    """Its updates, the latest first."""
    found = select(Update).join(Update.action).where(Action.number == number)
    return list(db.session.scalars(found.order_by(Update.id.desc())))


def happened_to(number: str) -> list[tuple[Happened, str, dict[str, Any]]]:
    """What the history says about it, the latest first, with who did it."""
    found = select(HistoryEntry).where(HistoryEntry.action_id == the(number).id)
    return [
        (entry.kind, entry.actor.name if entry.actor else "", entry.facts)
        for entry in db.session.scalars(found.order_by(HistoryEntry.id.desc()))
    ]


def letters_to(person: Person) -> list[str]:
    """The numbers of the actions that letters planned for this person speak of."""
    found = (
        select(Action.number)
        .join(NotificationAction, NotificationAction.action_id == Action.id)
        .join(Notification, Notification.id == NotificationAction.notification_id)
        .where(Notification.recipient_id == person.id)
    )
    return list(db.session.scalars(found))


def test_an_update_is_kept_whole_and_brings_the_action_up_to_it(cast: Cast) -> None:
    action = Desk(cast.priya, "1.1").says(Answer.AT_RISK, SOON, LATER)

    assert (
        action.progress,
        action.open,
        action.last_said,
        action.last_update_at,
        action.expected_on,
        action.due_on,
        action.is_chased,
        action.no_changes,
    ) == (Progress.AT_RISK, True, Progress.AT_RISK, clock.now(), LATER, date(2011, 5, 31), False, 0)
    update = updates_of("1.1")[0]
    assert (
        update.answer,
        update.progress,
        update.note,
        update.expected_on,
        update.by.name,
        update.on_behalf_of,
        update.posted_at,
        update.crossed,
    ) == (Answer.AT_RISK, Progress.AT_RISK, SOON, LATER, "Priya Nair", None, clock.now(), False)
    assert happened_to("1.1")[0] == (
        Happened.UPDATED,
        "Priya Nair",
        {"update": update.id, "answer": "at_risk"},
    )


def test_no_change_leaves_the_action_where_it_was_and_counts(cast: Cast) -> None:
    action = Desk(cast.priya, "1.1").says(Answer.NO_CHANGE)

    assert (action.progress, action.last_said, action.no_changes) == (
        Progress.OFF_TRACK,
        Progress.OFF_TRACK,
        1,
    )
    assert (updates_of("1.1")[0].answer, updates_of("1.1")[0].progress) == (
        Answer.NO_CHANGE,
        Progress.OFF_TRACK,
    )


def test_a_third_no_change_running_needs_words_and_words_begin_again(cast: Cast) -> None:
    for _turn in range(2):
        Desk(cast.priya, "1.1").says(Answer.NO_CHANGE)

    with pytest.raises(RuleBroken) as refused:
        Desk(cast.priya, "1.1").says(Answer.NO_CHANGE)

    assert (refused.value.field, refused.value.message) == (
        "note",
        "Say what has happened since 4 July 2011",
    )
    assert len(updates_of("1.1")) == 3
    assert Desk(cast.priya, "1.1").says(Answer.OFF_TRACK, SOON, LATER).no_changes == 0


def test_done_is_sent_for_sign_off_and_stops_the_clock(cast: Cast) -> None:
    action = Desk(cast.dawn, "3.1").says(Answer.DONE, "All audits are done.")

    assert (action.progress, action.open, action.submitted_at) == (
        Progress.SUBMITTED,
        True,
        clock.now(),
    )
    sent = db.session.scalars(select(Submission).where(Submission.action_id == action.id)).one()
    assert (sent.what_was_done, sent.finished_on, sent.sent_at, sent.sent_by.name, sent.state) == (
        "All audits are done.",
        clock.today(),
        clock.now(),
        "Dawn Okafor",
        SubmissionState.WAITING,
    )
    assert happened_to("3.1")[0] == (
        Happened.SUBMITTED,
        "Dawn Okafor",
        {"update": updates_of("3.1")[0].id},
    )
    months_later = clock.today() + timedelta(days=90)
    assert rating(action.standing, months_later, DEFAULT)[1] == "waiting for sign-off"


def test_a_performance_officer_speaks_for_the_owner_and_it_is_recorded(cast: Cast) -> None:
    Desk(cast.sam, "1.1").says(Answer.AT_RISK, SOON, LATER)

    update = updates_of("1.1")[0]
    assert update.on_behalf_of
    assert (update.by.name, update.on_behalf_of.name) == ("Sam Whitlock", "Priya Nair")
    entry = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert entry
    assert entry.acting_for
    assert entry.acting_for.name == "Priya Nair"


@pytest.mark.parametrize("name", ["tom", "jean", "alan", "margaret", "helen", "chris"])
def test_nobody_else_updates_it(cast: Cast, name: str) -> None:
    desk = Desk(getattr(cast, name), "1.1")

    with pytest.raises(RuleBroken) as refused:
        desk.says(Answer.ON_TRACK, SOON, LATER)

    assert refused.value.message == ("Action 1.1 belongs to Priya Nair. Only its owner updates it.")
    assert len(updates_of("1.1")) == 1


@pytest.mark.parametrize(
    ("name", "number", "why"),
    [
        ("marcus", "5.2", "Action 5.2 was completed on 28 June 2011."),
        (
            "ruth",
            "6.1",
            "Action 6.1 was sent for sign-off on 29 June 2011. It is with Jean Talbot.",
        ),
    ],
)
def test_what_is_finished_is_not_updated(cast: Cast, name: str, number: str, why: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        Desk(getattr(cast, name), number).says(Answer.ON_TRACK, SOON)

    assert refused.value.message == why


def test_what_is_no_longer_needed_or_in_a_closed_plan_is_not_updated(
    cast: Cast, today: date
) -> None:
    dropped, closed = the("1.1"), the("1.2")
    dropped.moved_to(Progress.NO_LONGER_NEEDED)
    assert why_not_update(dropped, cast.priya, today) == "Action 1.1 is no longer needed."

    closed.plan.state = PlanState.CLOSED
    assert (
        why_not_update(closed, cast.priya, today)
        == "The plan that action 1.2 belongs to is closed."
    )


def test_the_next_one_up_decides_about_a_managers_own_action(cast: Cast, today: date) -> None:
    mine = the("1.1")
    assert sign_off_decider(mine, today).person.name == "Jean Talbot"

    mine.owner, mine.owner_id = cast.jean, cast.jean.id
    assert sign_off_decider(mine, today).person.name == "Alan Mercer"

    mine.owner, mine.manager = cast.alan, cast.alan
    mine.owner_id = mine.manager_id = cast.alan.id
    assert sign_off_decider(mine, today).person.name == "Sam Whitlock"


def test_a_date_that_was_cleared_is_cleared_and_no_change_keeps_it(cast: Cast) -> None:
    Desk(cast.priya, "1.2").says(Answer.AT_RISK, SOON, date(2011, 8, 12))
    assert Desk(cast.priya, "1.2").says(Answer.NO_CHANGE).expected_on == date(2011, 8, 12)
    assert updates_of("1.2")[0].expected_on == date(2011, 8, 12)

    assert Desk(cast.priya, "1.2").says(Answer.ON_TRACK, "All trained.").expected_on is None


def test_milestones_are_ticked_and_unticked_and_left_alone_when_not_asked(cast: Cast) -> None:
    first, second, third = the("1.1").milestones

    Desk(cast.priya, "1.1").says(
        Answer.NO_CHANGE, milestones_done=frozenset({second.id, third.id, 999_999})
    )

    steps = the("1.1").milestones
    assert [(step.done_on, step.done_by_id) for step in steps] == [
        (None, None),
        (clock.today(), cast.priya.id),
        (clock.today(), cast.priya.id),
    ]
    assert sorted(
        (kind, facts["title"]) for kind, _who, facts in happened_to("1.1")[:4] if "title" in facts
    ) == sorted(
        [
            (Happened.MILESTONE_REOPENED, first.title),
            (Happened.MILESTONE_DONE, second.title),
            (Happened.MILESTONE_DONE, third.title),
        ]
    )

    Desk(cast.priya, "1.1").says(Answer.NO_CHANGE, milestones_done=None)

    assert [step.done_on for step in the("1.1").milestones] == [
        None,
        clock.today(),
        clock.today(),
    ]


def test_a_form_built_from_an_old_version_is_crossed_and_changes_nothing(cast: Cast) -> None:
    priya, sam = Desk(cast.priya, "1.1"), Desk(cast.sam, "1.1")
    sam.says(Answer.AT_RISK, "Sam heard that a post is filled.", LATER)

    with pytest.raises(Crossed):
        priya.says(Answer.OFF_TRACK, SOON, LATER)

    assert [update.note for update in updates_of("1.1")][:-1] == [
        "Sam heard that a post is filled."
    ]
    assert the("1.1").progress is Progress.AT_RISK


def test_saved_again_both_updates_are_kept_and_the_second_is_marked(cast: Cast) -> None:
    priya, sam = Desk(cast.priya, "1.1"), Desk(cast.sam, "1.1")
    sam.says(Answer.AT_RISK, "Sam heard that a post is filled.", LATER)
    with pytest.raises(Crossed):
        priya.says(Answer.OFF_TRACK, SOON, LATER)

    priya.version = the("1.1").version
    priya.says(Answer.OFF_TRACK, SOON, LATER)

    assert [(update.note, update.crossed) for update in updates_of("1.1")][:2] == [
        (SOON, True),
        ("Sam heard that a post is filled.", False),
    ]
    assert the("1.1").progress is Progress.OFF_TRACK


def test_two_updates_in_one_instant_are_two_versions(cast: Cast) -> None:
    Desk(cast.priya, "1.1").says(Answer.OFF_TRACK, SOON, LATER)
    late, early = Desk(cast.priya, "1.1"), Desk(cast.sam, "1.1")
    early.says(Answer.OFF_TRACK, "The same again.", LATER)

    with pytest.raises(Crossed):
        late.says(Answer.OFF_TRACK, "The same once more.", LATER)


def test_the_same_form_again_gets_its_first_answer(cast: Cast) -> None:
    form = sent_by(cast.priya, "one form")
    Desk(cast.priya, "1.1").says(Answer.OFF_TRACK, SOON, LATER, sent=form, message="Saved once")

    with pytest.raises(AlreadyDone) as again:
        Desk(cast.priya, "1.1").says(Answer.OFF_TRACK, SOON, LATER, sent=form)

    assert (again.value.answer, again.value.message) == (form.answer, "Saved once")
    assert len(updates_of("1.1")) == 2


def test_somebody_else_cannot_send_it_again(cast: Cast) -> None:
    Desk(cast.priya, "1.1").says(
        Answer.OFF_TRACK, SOON, LATER, sent=sent_by(cast.priya, "one form")
    )

    with pytest.raises(RuleBroken):
        Desk(cast.sam, "1.1").says(
            Answer.OFF_TRACK, SOON, LATER, sent=sent_by(cast.sam, "one form")
        )

    assert len(updates_of("1.1")) == 2


def test_after_an_update_thirteen_mornings_say_nothing_about_it(
    cast: Cast,
) -> None:
    Desk(cast.priya, "1.1").says(Answer.OFF_TRACK, SOON, LATER)

    for day in range(5, 18):
        plan_due(clock.at(f"2011-07-{day:02}T08:00"))
    assert letters_to(cast.priya) == []

    plan_due(clock.at("2011-07-18T08:00"))
    assert letters_to(cast.priya) == ["1.1"]


def test_not_mine_is_noted_and_changes_no_owner(cast: Cast) -> None:
    say_not_mine(
        the("2.2"),
        sent=sent_by(cast.tom),
        whose=cast.dawn,
        words="It moved to assessments.",
        message="Noted",
        now=clock.now(),
    )

    assert the("2.2").owner.name == "Tom Ashworth"
    assert happened_to("2.2")[0] == (
        Happened.NOT_MINE,
        "Tom Ashworth",
        {"whose": "Dawn Okafor", "note": "It moved to assessments."},
    )


@pytest.mark.parametrize(("name", "number"), [("priya", "2.2"), ("marcus", "5.2")])
def test_only_the_owner_of_an_open_action_says_it_is_not_theirs(
    cast: Cast, name: str, number: str
) -> None:
    before = db.session.scalar(select(func.count(HistoryEntry.id)))

    with pytest.raises(RuleBroken) as refused:
        say_not_mine(
            the(number),
            sent=sent_by(getattr(cast, name)),
            whose=None,
            words="",
            message="Noted",
            now=clock.now(),
        )

    assert refused.value.message == f"Action {number} is not one of your open actions."
    assert db.session.scalar(select(func.count(HistoryEntry.id))) == before
