"""The overdue review: what each decision does, what can be taken back, and what is written down."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Select, select, update

from tests.cast import Cast
from tracker import clock
from tracker.domain.actions import Progress
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.review import Decision, Seen, Sent, decide, decide_many, finish, mark_of
from tracker.store.actions import Action
from tracker.store.decisions import Review, ReviewChoice, ReviewDecision
from tracker.store.history import Happened, HistoryEntry
from tracker.store.outbox import LetterState, Notification, NotificationAction
from tracker.store.people import Person
from tracker.store.reviews import decisions_of, open_review, worklist

CHASE, LEAVE = Decision(ReviewChoice.CHASE), Decision(ReviewChoice.LEAVE)
Travel = Callable[[str], None]


@dataclass
class Meeting:
    """A reviewer at their review: `meeting.decides("1.1", CHASE)` as the page would do it."""

    by: Person
    forms: int = 0

    def sent(self) -> Sent:
        """A form nobody has sent before."""
        self.forms += 1
        return Sent(self.by, f"{self.by.name}'s form {self.forms}", "/review")

    def seen(self, number: str) -> Seen:
        """The action and its decision as a page shows them now."""
        action = the(number)
        review = open_review(self.by)
        held = decisions_of(review.id).get(action.id) if review else None
        return Seen(action.ref, action.version, mark_of(held))

    def decides(self, number: str, decision: Decision) -> str:
        """What the page says after the decision."""
        return decide(
            self.seen(number), decision, sent=self.sent(), now=clock.now(), today=clock.today()
        )

    def finishes(self) -> None:
        """The end of the review."""
        finish(sent=self.sent(), now=clock.now(), today=clock.today())


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Jean Talbot's review on 4 July 2011."""
    return Meeting(cast.jean)


def the(number: str) -> Action:
    """The action as the database has it."""
    db.session.expire_all()
    return db.session.scalars(select(Action).where(Action.number == number)).one()


def letters(*states: LetterState) -> list[tuple[str, str, list[str], datetime]]:
    """The letters in these states: kind, to whom, about what, and when they go."""
    found = select(Notification, Person.name).join(Person, Person.id == Notification.recipient_id)
    return [
        (letter.kind, name, _about(letter), letter.next_at)
        for letter, name in db.session.execute(
            found.where(Notification.state.in_(states)).order_by(Notification.kind, Person.name)
        )
    ]


def _about(letter: Notification) -> list[str]:
    found = select(Action.number).join(
        NotificationAction, NotificationAction.action_id == Action.id
    )
    about = found.where(NotificationAction.notification_id == letter.id)
    return list(db.session.scalars(about.order_by(Action.number)))


def waiting_letters() -> list[tuple[str, str, list[str], datetime]]:
    """The letters that have not left."""
    return letters(LetterState.READY)


def last_entry() -> HistoryEntry:
    """What was added to the history last."""
    return db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()  # type: ignore[return-value]  # there always is one


def test_chasing_marks_the_action_and_waits_a_quarter_of_an_hour(
    meeting: Meeting, now: datetime
) -> None:
    said = meeting.decides("1.1", CHASE)

    action = the("1.1")
    assert said == "We will ask the owner of action 1.1 for an update when you finish the review."
    assert (action.chased_at, action.chased_by, action.is_chased) == (now, meeting.by, True)
    assert last_entry().kind is Happened.CHASED
    assert waiting_letters() == [
        ("chase", "Priya Nair", ["1.1"], now + timedelta(minutes=15)),
    ]


def test_the_letters_wait_for_the_last_decision_and_then_for_the_end(
    meeting: Meeting, travel: Travel, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    travel("2011-07-04T08:10")
    meeting.decides("4.1", CHASE)
    after_two = waiting_letters()
    meeting.decides("2.1", LEAVE)
    meeting.decides("6.2", LEAVE)
    travel("2011-07-04T08:12")
    meeting.finishes()

    later = now + timedelta(minutes=25)
    end = now + timedelta(minutes=12)
    assert after_two == [
        ("chase", "Helen Pryce", ["4.1"], later),
        ("chase", "Priya Nair", ["1.1"], later),
    ]
    assert waiting_letters() == [
        ("chase", "Helen Pryce", ["4.1"], end),
        ("chase", "Priya Nair", ["1.1"], end),
    ]


def test_an_owner_of_twelve_overdue_actions_gets_one_letter(
    meeting: Meeting, now: datetime
) -> None:
    db.session.execute(
        update(Action)
        .where(Action.open)
        .values(owner_id=the("1.1").owner_id, due_on=date(2011, 6, 1))
    )
    db.session.execute(update(Action).values(progress=Progress.AT_RISK).where(Action.open))
    db.session.commit()
    numbers = [row.number for row in worklist(meeting.by, clock.today()).rows]

    for number in numbers:
        meeting.decides(number, CHASE)
    meeting.finishes()

    assert len(numbers) == 11
    assert waiting_letters() == [("chase", "Priya Nair", sorted(numbers), now)]


def test_a_chase_changed_before_its_letter_leaves_never_was(meeting: Meeting) -> None:
    before = (the("1.1").chased_at, the("1.1").chased_by_id)
    meeting.decides("1.1", CHASE)

    meeting.decides("1.1", LEAVE)

    assert (the("1.1").chased_at, the("1.1").chased_by_id) == before
    assert waiting_letters() == []
    assert [(d.choice, d.note) for d in db.session.scalars(_decisions())] == [
        (ReviewChoice.CHASE, "Minute-taker posts to be advertised."),
        (ReviewChoice.LEAVE, ""),
    ]


def test_a_chase_whose_letter_has_left_stays(
    meeting: Meeting, travel: Travel, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    db.session.execute(
        update(Notification).values(
            state=LetterState.SENT, first_attempt_at=now + timedelta(minutes=15)
        )
    )
    db.session.commit()
    travel("2011-07-04T08:20")

    meeting.decides("1.1", LEAVE)

    assert the("1.1").chased_at == now
    with pytest.raises(RuleBroken, match="has been chased today"):
        meeting.decides("1.1", CHASE)


def test_changing_only_the_note_chases_once(
    meeting: Meeting, travel: Travel, now: datetime
) -> None:
    meeting.decides("1.1", CHASE)
    travel("2011-07-04T08:05")

    meeting.decides("1.1", replace(CHASE, note="Posts advertised."))

    chased = select(HistoryEntry).where(
        HistoryEntry.kind == Happened.CHASED, HistoryEntry.at >= now
    )
    assert len(db.session.scalars(chased).all()) == 1
    assert the("1.1").chased_at == now
    assert db.session.scalars(_decisions()).all()[-1].note == "Posts advertised."


def test_an_action_is_chased_once_a_day_whoever_asks(
    meeting: Meeting, cast: Cast, travel: Travel
) -> None:
    meeting.decides("1.1", CHASE)

    with pytest.raises(RuleBroken, match="It can be chased again tomorrow") as refused:
        Meeting(cast.alan).decides("1.1", CHASE)
    travel("2011-07-05T08:00")
    Meeting(cast.alan).decides("1.1", CHASE)

    assert refused.value.field == "choice"
    assert the("1.1").chased_by == cast.alan


def test_giving_tells_the_new_owner_alone_and_begins_afresh(
    meeting: Meeting, cast: Cast, now: datetime
) -> None:
    db.session.execute(update(Action).where(Action.number == "1.1").values(no_changes=2))
    db.session.commit()

    said = meeting.decides(
        "1.1",
        Decision(ReviewChoice.GIVE, note="Agreed.", to=cast.dawn, words="Start with the rota."),
    )

    action, entry = the("1.1"), last_entry()
    assert said == "You have given action 1.1 to Dawn Okafor. We will tell them by email."
    assert (action.owner, action.given_at, action.given_by_id) == (cast.dawn, now, meeting.by.id)
    assert (action.chased_at, action.chased_by_id, action.no_changes) == (None, None, 0)
    assert (entry.kind, entry.facts) == (
        Happened.GIVEN,
        {"from": "Priya Nair", "to": "Dawn Okafor", "note": "Start with the rota."},
    )
    assert waiting_letters() == [
        ("new_action", "Dawn Okafor", ["1.1"], now + timedelta(minutes=10)),
    ]


def test_a_giving_taken_back_puts_everything_back(meeting: Meeting, cast: Cast) -> None:
    before = as_kept(the("1.1"))
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.dawn))

    meeting.decides("1.1", LEAVE)

    assert as_kept(the("1.1")) == before
    assert the("1.1").owner == cast.priya


def test_a_giving_changed_to_somebody_else_goes_from_the_first_owner(
    meeting: Meeting, cast: Cast
) -> None:
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.dawn))

    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.marcus))

    assert the("1.1").owner == cast.marcus
    assert last_entry().facts == {"from": "Priya Nair", "to": "Marcus Bell", "note": ""}
    assert decision_about("1.1").facts["owner"] == "Priya Nair"


def test_a_giving_others_have_moved_on_from_is_not_undone(meeting: Meeting, cast: Cast) -> None:
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.dawn))
    Meeting(cast.alan).decides("1.1", Decision(ReviewChoice.GIVE, to=cast.tom))

    meeting.decides("1.1", LEAVE)

    assert the("1.1").owner == cast.tom
    assert decision_about("1.1").facts["owner"] == "Tom Ashworth"


@pytest.mark.parametrize(
    ("given_to", "sentence"),
    [
        ("priya", "Priya Nair owns action 1.1 already"),
        ("margaret", "Margaret Osei cannot own actions. Select somebody else."),
        (None, "Select who to give it to"),
    ],
)
def test_an_action_is_given_to_somebody_else_who_may_own_it(
    meeting: Meeting, cast: Cast, given_to: str | None, sentence: str
) -> None:
    to = getattr(cast, given_to) if given_to else None

    with pytest.raises(RuleBroken) as refused:
        meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=to))

    assert (refused.value.message, refused.value.field) == (sentence, "to")
    assert (the("1.1").owner, open_review(meeting.by)) == (cast.priya, None)


def test_an_action_cannot_be_given_to_somebody_turned_off(meeting: Meeting, cast: Cast) -> None:
    cast.tom.active = False
    db.session.commit()

    with pytest.raises(RuleBroken, match="Tom Ashworth cannot own actions"):
        meeting.decides("1.1", Decision(ReviewChoice.GIVE, to=cast.tom))


def test_leaving_twice_running_needs_a_reason(meeting: Meeting, travel: Travel) -> None:
    for number in ("1.1", "2.1", "4.1", "6.2"):
        meeting.decides(number, LEAVE)
    meeting.finishes()
    travel("2011-08-01T08:00")

    with pytest.raises(RuleBroken) as refused:
        meeting.decides("1.1", LEAVE)
    meeting.decides("1.1", replace(LEAVE, note="The posts are filled from September."))

    assert (refused.value.message, refused.value.field) == ("Say why it is being left", "note")
    assert decision_about("1.1").note == "The posts are filled from September."


def test_a_form_sent_again_takes_effect_once(meeting: Meeting) -> None:
    seen, sent = meeting.seen("1.1"), meeting.sent()
    facts = {"sent": sent, "now": clock.now(), "today": clock.today()}
    decide(seen, CHASE, **facts)  # type: ignore[arg-type]  # the same keywords twice

    with pytest.raises(AlreadyDone) as again:
        decide(seen, CHASE, **facts)  # type: ignore[arg-type]  # as above

    assert (again.value.answer, len(waiting_letters())) == ("/review", 1)


def test_two_managers_who_decide_at_once_lose_nothing(
    meeting: Meeting, cast: Cast, now: datetime
) -> None:
    alan = Meeting(cast.alan)
    as_alan_saw_it = alan.seen("1.1")
    meeting.decides("1.1", CHASE)

    with pytest.raises(Crossed):
        decide(
            as_alan_saw_it,
            Decision(ReviewChoice.GIVE, to=cast.dawn),
            sent=alan.sent(),
            now=clock.now(),
            today=clock.today(),
        )

    assert (the("1.1").owner, the("1.1").chased_at) == (cast.priya, now)
    assert open_review(cast.alan) is None


def test_the_same_decision_shown_in_two_windows_is_changed_in_one(meeting: Meeting) -> None:
    first_window = meeting.seen("2.1")
    meeting.decides("2.1", replace(LEAVE, note="A new date is asked for."))

    with pytest.raises(Crossed):
        decide(first_window, LEAVE, sent=meeting.sent(), now=clock.now(), today=clock.today())

    assert decision_about("2.1").note == "A new date is asked for."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"progress": Progress.COMPLETED, "open": False, "completed_on": date(2011, 7, 4)},
            "Action 1.1 is completed now. There is nothing left to decide.",
        ),
        (
            {"due_on": date(2011, 7, 29)},
            "Action 1.1 is no longer overdue. There is nothing left to decide.",
        ),
    ],
)
def test_what_ended_meanwhile_needs_no_decision(
    meeting: Meeting, changes: dict[str, object], sentence: str
) -> None:
    seen = meeting.seen("1.1")
    db.session.execute(update(Action).where(Action.number == "1.1").values(**changes))
    db.session.commit()

    with pytest.raises(RuleBroken) as refused:
        decide(seen, CHASE, sent=meeting.sent(), now=clock.now(), today=clock.today())

    assert refused.value.message == sentence


def test_nobody_decides_about_what_is_not_in_their_line(meeting: Meeting, cast: Cast) -> None:
    seen = meeting.seen("1.1")
    cast.jean.manager = None
    db.session.commit()

    with pytest.raises(RuleBroken, match=r"Action 1\.1 is no longer yours to review"):
        decide(seen, CHASE, sent=Meeting(cast.alan).sent(), now=clock.now(), today=clock.today())


def test_several_are_chased_with_one_letter_each_owner(meeting: Meeting, now: datetime) -> None:
    said = decide_many(
        [meeting.seen(number) for number in ("1.1", "4.1", "6.2")],
        CHASE,
        sent=meeting.sent(),
        now=now,
        today=clock.today(),
    )

    later = now + timedelta(minutes=15)
    assert said == "We will ask the owners of 3 actions for an update when you finish the review."
    assert waiting_letters() == [
        ("chase", "Helen Pryce", ["4.1"], later),
        ("chase", "Priya Nair", ["1.1"], later),
        ("chase", "Ruth Calder", ["6.2"], later),
    ]
    assert len(worklist(meeting.by, clock.today()).reviewed) == 3


def test_several_are_given_with_one_letter(meeting: Meeting, cast: Cast, now: datetime) -> None:
    said = decide_many(
        [meeting.seen(number) for number in ("1.1", "4.1")],
        Decision(ReviewChoice.GIVE, to=cast.dawn),
        sent=meeting.sent(),
        now=now,
        today=clock.today(),
    )

    assert said == "You have given 2 actions to Dawn Okafor. We will tell them by email."
    assert waiting_letters() == [
        ("new_action", "Dawn Okafor", ["1.1", "4.1"], now + timedelta(minutes=10)),
    ]


def test_when_one_of_several_cannot_be_decided_none_is(meeting: Meeting, now: datetime) -> None:
    seen = [meeting.seen(number) for number in ("1.1", "4.1")]

    with pytest.raises(Crossed):
        decide_many(
            [seen[0], replace(seen[1], version=99)],
            CHASE,
            sent=meeting.sent(),
            now=now,
            today=clock.today(),
        )

    assert (waiting_letters(), open_review(meeting.by)) == ([], None)
    assert the("1.1").chased_at != now


def test_a_review_ends_when_everything_is_decided(meeting: Meeting) -> None:
    meeting.decides("1.1", CHASE)

    with pytest.raises(
        RuleBroken, match=r"3 overdue actions still to be decided about, beginning with 2\.1"
    ):
        meeting.finishes()

    for number in ("2.1", "4.1", "6.2"):
        meeting.decides(number, LEAVE)
    meeting.finishes()
    assert open_review(meeting.by) is None
    assert last_entry().kind is Happened.REVIEW_CLOSED
    with pytest.raises(Crossed):
        meeting.finishes()


def test_the_record_keeps_how_it_stood(meeting: Meeting, cast: Cast, now: datetime) -> None:
    meeting.decides("1.1", Decision(ReviewChoice.GIVE, note="Agreed with both.", to=cast.dawn))

    kept = decision_about("1.1")

    assert (kept.choice, kept.given_to, kept.note) == (
        ReviewChoice.GIVE,
        cast.dawn,
        "Agreed with both.",
    )
    assert (kept.days_overdue, kept.progress_said, kept.decided_at) == (34, "Off track", now)
    assert {name: kept.facts[name] for name in ("title", "owner", "due_on")} == {
        "title": "Set and monitor a 15 working day standard for sending out minutes",
        "owner": "Priya Nair",
        "due_on": "2011-05-31",
    }


def as_kept(action: Action) -> tuple[object, ...]:
    """What a giving or a chase changes."""
    return (
        action.owner_id,
        action.given_at,
        action.given_by_id,
        action.chased_at,
        action.chased_by_id,
    )


def decision_about(number: str) -> ReviewDecision:
    """The latest decision about an action in Jean's open review."""
    found = (
        select(ReviewDecision)
        .join(Review)
        .where(ReviewDecision.action_id == the(number).id, Review.closed_at.is_(None))
        .order_by(Review.id)
    )
    return db.session.scalars(found).first()  # type: ignore[return-value]  # the test has just made it


def _decisions() -> Select[tuple[ReviewDecision]]:
    return select(ReviewDecision).order_by(ReviewDecision.id)
