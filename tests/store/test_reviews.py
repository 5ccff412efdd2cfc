"""What a reviewer is asked about: exactly what is overdue, whoever looks, however much there is."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import ColumnElement, and_, insert, select, true, update

from tests.cast import Cast
from tests.covering import covered
from tests.statements import counted
from tracker.domain.actions import Progress, is_overdue
from tracker.extensions import db
from tracker.store.actions import Action, Update
from tracker.store.decisions import (
    DateRequest,
    RequestState,
    Review,
    ReviewChoice,
    ReviewDecision,
)
from tracker.store.doors import ids_in_line, in_line, whole_line
from tracker.store.outbox import LetterState, Notification, NotificationAction, PlannedLetter
from tracker.store.people import Person
from tracker.store.plans import Plan, PlanState
from tracker.store.review_facts import facts_about
from tracker.store.review_rows import rows_with
from tracker.store.reviews import (
    actions_to_review,
    overdue_count,
    silent_and_waiting,
    silent_rows,
    worklist,
)
from tracker.store.waiting import waiting_count, waiting_for

LATE_IN_THE_EVENING = datetime(2011, 6, 30, 23, 30, tzinfo=UTC)
"""Half past midnight on 1 July in London."""


def change(number: str, **values: object) -> None:
    db.session.execute(update(Action).where(Action.number == number).values(**values))
    db.session.commit()


def the(number: str) -> Action:
    db.session.expire_all()
    return db.session.scalars(select(Action).where(Action.number == number)).one()


@pytest.mark.parametrize(
    ("sent_at", "overdue"),
    [
        (LATE_IN_THE_EVENING - timedelta(minutes=31), False),
        (LATE_IN_THE_EVENING - timedelta(minutes=30), True),
    ],
)
def test_what_was_sent_for_sign_off_in_time_is_not_overdue(
    cast: Cast, today: date, sent_at: datetime, overdue: bool
) -> None:
    change("6.1", submitted_at=sent_at)

    work = worklist(cast.jean, today)

    assert ("SLAC-6.1" in work.refs) is overdue
    assert is_overdue(the("6.1").standing, today) is overdue
    assert overdue_count(cast.jean, today) == len(work.turns) == 4 + overdue


def test_the_longest_overdue_comes_first(cast: Cast, today: date) -> None:
    assert worklist(cast.jean, today).refs == ["SLAC-1.1", "SLAC-2.1", "SLAC-4.1", "SLAC-6.2"]


def test_what_is_due_today_is_not_overdue(cast: Cast, today: date) -> None:
    change("1.1", due_on=today)

    assert overdue_count(cast.jean, today) == 3


@pytest.mark.parametrize(
    ("given_name", "count"), [("jean", 4), ("alan", 4), ("sam", 4), ("priya", 1), ("margaret", 0)]
)
def test_everybody_reviews_what_is_theirs(
    cast: Cast, today: date, given_name: str, count: int
) -> None:
    assert overdue_count(getattr(cast, given_name), today) == count


def test_a_closed_plan_is_not_reviewed(cast: Cast, today: date) -> None:
    db.session.execute(update(Plan).values(state=PlanState.CLOSED))
    db.session.commit()

    assert (overdue_count(cast.sam, today), worklist(cast.jean, today).turns) == (0, [])


def test_a_review_offers_only_actions_its_reader_may_see(cast: Cast, today: date) -> None:
    refs = ["slac-1.1", "SLAC-5.2", "SLAC-9.9", "nonsense"]

    assert [action.ref for action in actions_to_review(refs, cast.jean, today)] == ["SLAC-1.1"]
    assert actions_to_review(refs, cast.margaret, today) == []
    assert actions_to_review([], cast.jean, today) == []


@pytest.mark.parametrize(("days", "silent"), [(29, False), (30, True)])
def test_thirty_days_without_a_word_is_silence(
    cast: Cast, today: date, days: int, silent: bool
) -> None:
    noon = datetime(today.year, today.month, today.day, 11, 0, tzinfo=UTC)
    change("3.1", last_update_at=noon - timedelta(days=days))

    rows = silent_rows(cast.jean, today)

    assert [row.number for row in rows] == ["1.1", "4.1", *(["3.1"] if silent else [])]
    assert silent_and_waiting(cast.jean, today)[0] == len(rows)


def test_silence_is_counted_from_the_start_when_nobody_has_spoken(cast: Cast, today: date) -> None:
    change("7.2", last_update_at=None, starts_on=today - timedelta(days=30))
    change("3.2", last_update_at=None, starts_on=today - timedelta(days=29))

    assert [row.number for row in silent_rows(cast.jean, today)] == ["1.1", "4.1", "7.2"]


def test_what_waits_for_a_decision_is_listed_oldest_first(cast: Cast, today: date) -> None:
    waiting = waiting_for(cast.jean, today)

    assert [(one.number, one.asked_by, one.request is None) for one in waiting] == [
        ("2.1", "Tom Ashworth", False),
        ("6.1", "Ruth Calder (health)", True),
    ]
    assert waiting_count(cast.jean, today) == 2
    assert waiting_count(cast.margaret, today) == 0


def test_the_facts_are_those_of_the_latest(cast: Cast, now: datetime) -> None:
    tom = the("2.1")
    db.session.add(
        DateRequest(
            action=tom,
            asked_by=cast.tom,
            asked_at=now - timedelta(days=60),
            from_on=date(2011, 5, 20),
            to_on=date(2011, 6, 17),
            reason="Half term.",
            state=RequestState.AGREED,
            agreed_on=date(2011, 6, 17),
        )
    )
    db.session.commit()

    facts = facts_about([tom.id, the("1.1").id, the("6.1").id])

    about_tom, about_priya, about_ruth = (facts[the(number).id] for number in ("2.1", "1.1", "6.1"))
    assert about_tom.last_update is not None
    assert about_tom.asked is not None
    assert about_tom.last_update.note == "The record is written; two teams have still to try it."
    assert (about_tom.asked.to_on, about_tom.dates_agreed) == (date(2011, 7, 29), 1)
    assert (about_tom.last_decision, about_tom.reminders) == (None, 0)
    assert about_priya.last_decision is not None
    assert about_priya.last_decision.note == "Minute-taker posts to be advertised."
    assert about_ruth.sent is not None
    assert about_ruth.sent.sent_by == cast.ruth


def test_reminders_that_went_are_counted_once_each(cast: Cast, now: datetime) -> None:
    priya, action = cast.priya, the("1.1")
    sent = [
        _letter("reminder", priya, now - timedelta(days=n), state, action)
        for n, state in ((21, LetterState.SENT), (7, LetterState.SENT), (1, LetterState.CANCELLED))
    ]
    sent.append(_letter("new_action", priya, now - timedelta(days=60), LetterState.SENT, action))
    db.session.execute(
        insert(NotificationAction),
        [{"notification_id": letter, "action_id": action.id, "step": "overdue"} for letter in sent],
    )
    db.session.commit()

    facts = facts_about([action.id])[action.id]

    assert (facts.reminders, facts.reminded_at) == (2, now - timedelta(days=7))


def test_four_and_four_thousand_take_as_many_statements(cast: Cast, today: date) -> None:
    few = _statements_of_a_review(cast.jean, today)
    _many_more(cast, today)
    many = _statements_of_a_review(cast.jean, today)

    assert overdue_count(cast.jean, today) == 1_001
    assert many == few


def test_of_thousands_the_longest_overdue_come_first_and_those_decided_about_stay(
    cast: Cast, today: date, now: datetime
) -> None:
    _many_more(cast, today)
    work = worklist(cast.jean, today)
    assert (len(work.turns), work.more) == (1_000, True)
    assert len(worklist(cast.jean, today, most=None).turns) == 4_004
    review = Review(manager_id=cast.jean.id, opened_at=now)
    db.session.add(review)
    db.session.flush()
    decided = [_left(review, row.id, now) for row in work.turns]
    db.session.execute(insert(ReviewDecision), decided)
    db.session.commit()

    work = worklist(cast.jean, today)

    assert (len(work.turns), len(work.reviewed), work.more) == (2_000, 1_000, True)
    assert work.next_after(None) == work.refs[1_000]


def test_what_was_sent_in_time_hides_nothing_that_is_overdue(cast: Cast, today: date) -> None:
    _many_more(cast, today)
    in_time = datetime(2011, 1, 1, tzinfo=UTC)
    others = update(Action).where(Action.number.like("%.1___"), Action.id % 2 == 0)
    moved = db.session.execute(others.values(progress=Progress.SUBMITTED, submitted_at=in_time))
    db.session.commit()
    late = 4_004 - moved.rowcount  # type: ignore[attr-defined]  # an UPDATE has one

    assert len(worklist(cast.jean, today, most=None).turns) == late
    assert len(worklist(cast.jean, today, most=late - 1).turns) == late - 1
    assert (len(worklist(cast.jean, today, most=late).turns), overdue_count(cast.jean, today)) == (
        late,
        1_001,
    )


@pytest.mark.parametrize(("most", "total"), [(None, 4), (1_000, 4), (3, 3)])
def test_a_review_opens_with_its_first_turns_and_knows_how_many_there_are(
    cast: Cast, today: date, most: int | None, total: int
) -> None:
    whole = worklist(cast.jean, today, most=most)

    opened = worklist(cast.jean, today, most=most, opens_with=2)

    assert opened.refs == whole.refs[:2]
    assert opened.so_far == whole.so_far
    assert (opened.total, opened.more) == (total, total < 4)


def test_a_review_that_is_going_on_has_all_its_turns(
    cast: Cast, today: date, now: datetime
) -> None:
    review = Review(manager_id=cast.jean.id, opened_at=now)
    db.session.add(review)
    db.session.flush()
    assert len(worklist(cast.jean, today, opens_with=2).turns) == 2

    last = worklist(cast.jean, today).turns[3].id
    db.session.execute(insert(ReviewDecision), [_left(review, last, now)])

    opened = worklist(cast.jean, today, opens_with=2)
    assert (len(opened.turns), opened.reviewed) == (4, {"SLAC-6.2"})


def _left(review: Review, action_id: int, now: datetime) -> dict[str, object]:
    """The row of a decision to leave an action."""
    return {
        "review_id": review.id,
        "action_id": action_id,
        "choice": ReviewChoice.LEAVE,
        "note": "",
        "days_overdue": 1,
        "progress_said": "",
        "decided_at": now,
        "facts": {},
    }


def test_what_is_sent_in_while_a_page_is_made_is_left_out_of_it(cast: Cast, today: date) -> None:
    turns = worklist(cast.jean, today).turns
    change("2.1", progress=Progress.SUBMITTED, submitted_at=datetime(2011, 1, 1, tzinfo=UTC))

    assert [row.ref for row in rows_with(turns)] == ["SLAC-1.1", "SLAC-4.1", "SLAC-6.2"]
    assert rows_with([]) == []


def test_the_count_in_the_navigation_is_one_statement(cast: Cast, today: date) -> None:
    jean = cast.jean
    with counted() as sent:
        overdue_count(jean, today)

    assert len(sent) == 1


def _statements_of_a_review(person: Person, today: date) -> int:
    db.session.expire_all()
    assert person.active
    questions: tuple[Callable[[], object], ...] = (
        lambda: facts_about([row.id for row in worklist(person, today).turns]),
        lambda: silent_rows(person, today),
        lambda: waiting_for(person, today),
        lambda: (
            *silent_and_waiting(person, today),
            waiting_count(person, today),
            overdue_count(person, today),
        ),
    )
    with counted() as sent:
        for question in questions:
            question()
    return len(sent)


def _many_more(cast: Cast, today: date) -> None:
    like = the("1.1")
    kept = {
        column.name: getattr(like, column.key)
        for column in Action.__table__.columns
        if column.name != "id"
    }
    rows = [kept | {"number": f"9.{n}", "position": 100 + n} for n in range(4000)]
    db.session.execute(insert(Action), rows)
    new = db.session.scalars(select(Action.id).where(Action.number.startswith("9."))).all()
    said = {"by_id": cast.priya.id, "posted_at": kept["last_update_at"], "note": "So it goes."}
    db.session.execute(
        insert(Update),
        [
            said | {"action_id": n, "answer": "off_track", "progress": Progress.OFF_TRACK}
            for n in new
        ],
    )
    db.session.commit()


def _letter(kind: str, to: Person, at: datetime, state: LetterState, action: Action) -> str:
    planned = PlannedLetter(
        dedupe_key=f"{kind}|{at.isoformat()}",
        kind=kind,
        recipient_id=to.id,
        occasion_at=at,
        local_date=at.date(),
        next_at=at,
        expires_at=at + timedelta(days=14),
        action_id=action.id,
    )
    more = {"state": state, "generation": 1, "message_id": planned.dedupe_key, "batch": "test"}
    db.session.execute(
        insert(Notification).values(**asdict(planned), **more, created_at=at, finished_at=at)
    )
    return planned.id


def test_what_is_in_line_is_the_same_however_it_is_asked(cast: Cast, today: date) -> None:
    """`whole_line` is another way to say `in_line`; a cover, a head of a team and a second account
    are among those it is asked for."""
    covered(cast.jean, cast.alan, decides=True)
    covered(cast.alan, cast.jean, decides=True)
    db.session.execute(update(Action).where(Action.number == "2.1").values(owner_id=cast.jean.id))
    db.session.execute(update(Action).where(Action.number == "6.2").values(owner_id=cast.alan.id))
    db.session.commit()
    late = and_(Action.open, Action.due_on < today)
    reviewed = {}
    for person in db.session.scalars(select(Person)):
        ours = numbers(in_line(person, today))
        assert numbers(whole_line(person, today)) == ours, person.name
        ids = ids_in_line(person, today)
        assert numbers(true() if ids is None else Action.id.in_(ids)) == ours, person.name
        ours = numbers(late, in_line(person, today))
        reviewed[person.given_name] = len(ours)

    assert reviewed["Jean"] == 5
    assert reviewed["Dawn"] == 0


def numbers(*conditions: ColumnElement[bool]) -> set[str]:
    return set(db.session.scalars(select(Action.number).where(*conditions)))
