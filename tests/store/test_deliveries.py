"""The delivery log on both databases: counts are rows, hidden plans are not there, and nothing
grows with the number of letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import event, insert, select

from tests.cast import Cast
from tests.statements import counted
from tests.store.outbox_rows import MONDAY
from tracker.extensions import db
from tracker.store import deliveries, watch
from tracker.store.actions import Action
from tracker.store.deliveries import Status, Wanted, counts, page_of, status_of
from tracker.store.instance import NOT_HELD, MailHold
from tracker.store.outbox import InDoubt, LetterState, Notification, NotificationAction, new_id
from tracker.store.people import Person
from tracker.store.plans import Plan

HOLDS = (
    MailHold(held=False, reason="", since=None, generation=2),
    MailHold(held=True, reason="a copy", since=None, generation=2),
)


def letters(number: int, *, of: list[int], to: list[int]) -> None:
    """That many letters in every state, about these actions, to these people."""
    random = Random(3)
    rows = [
        {
            "id": new_id(),
            "dedupe_key": f"{new_id()}|{n}",
            "kind": random.choice(["reminder", "chase"]),
            "policy": InDoubt.RESEND,
            "recipient_id": random.choice(to),
            "facts": {},
            "occasion_at": MONDAY,
            "local_date": MONDAY.date(),
            "expires_at": MONDAY,
            "state": state,
            "next_at": MONDAY - timedelta(minutes=n // 3),
            "generation": random.choice([1, 2, 2]),
            "message_id": f"<{new_id()}@northbank.example>",
            "batch": "b",
            "created_at": MONDAY,
            "attempts": random.choice([0, 1]),
            "doubt_count": random.choice([0, 0, 1]),
            "owner": "one" if state in (LetterState.CLAIMED, LetterState.GATED) else None,
        }
        for n in range(number)
        for state in [random.choice(list(LetterState))]
    ]
    about = [{"notification_id": row["id"], "action_id": random.choice(of)} for row in rows]
    db.session.execute(insert(Notification), rows)
    db.session.execute(insert(NotificationAction), [row | {"step": "overdue"} for row in about])
    db.session.commit()


def everything(cast: Cast, number: int = 200) -> Person:
    """Letters about every action to everybody, and the performance officer."""
    letters(
        number,
        of=list(db.session.scalars(select(Action.id))),
        to=list(db.session.scalars(select(Person.id))),
    )
    return cast.sam


def all_pages(wanted: Wanted, viewer: Person, hold: MailHold) -> list[Notification]:
    """Every letter of every page."""
    found: list[Notification] = []
    more, page = True, 1
    while more:
        rows, more = page_of(wanted, page, seen_by=viewer, hold=hold)
        found += [row.letter for row in rows]
        page += 1
    return found


@pytest.mark.parametrize("hold", HOLDS, ids=["free", "held"])
def test_each_count_is_exactly_the_rows_and_each_row_has_its_status(
    northbank: Flask, cast: Cast, hold: MailHold
) -> None:
    sam = everything(cast)
    for asked in (Wanted(), Wanted(kind="chase"), Wanted(person_id=cast.priya.id)):
        found = counts(asked, seen_by=sam, hold=hold)
        for status in Status:
            wanted = Wanted(status=status, kind=asked.kind, person_id=asked.person_id)
            rows = all_pages(wanted, sam, hold)
            assert len(rows) == found[status], status
            assert {status_of(row, hold) for row in rows} <= {status}
        assert sum(found.values()) == len(all_pages(asked, sam, hold))


def test_pages_follow_one_another_without_a_gap_or_a_repeat(northbank: Flask, cast: Cast) -> None:
    sam = everything(cast)

    found = all_pages(Wanted(), sam, HOLDS[0])

    assert len({row.id for row in found}) == len(found) == 200
    assert [row.next_at for row in found] == sorted((r.next_at for r in found), reverse=True)


def test_letters_about_a_hidden_plan_are_in_no_row_and_no_count(
    northbank: Flask, cast: Cast
) -> None:
    sam, chris = everything(cast), cast.chris
    plan = db.session.scalars(select(Plan)).one()
    plan.restricted, plan.lead_id = True, cast.jean.id
    db.session.commit()

    assert sum(counts(Wanted(), seen_by=sam, hold=HOLDS[0]).values()) == 0
    assert all_pages(Wanted(), sam, HOLDS[0]) == []
    assert sum(counts(Wanted(), seen_by=chris, hold=HOLDS[0]).values()) == 200
    letter = db.session.scalars(select(Notification.id)).first()
    assert letter
    assert deliveries.find_letter(letter, seen_by=sam) is None


def test_an_administrator_is_told_of_no_action(northbank: Flask, cast: Cast) -> None:
    everything(cast)

    rows, _more = page_of(Wanted(), 1, seen_by=cast.chris, hold=HOLDS[0])

    assert {(len(row.about), row.actions) for row in rows} == {(0, 1)}


def test_as_many_statements_for_three_thousand_letters_as_for_thirty(
    northbank: Flask, cast: Cast
) -> None:
    sam = everything(cast, 30)

    def looked_at() -> int:
        with counted() as sent:
            hold = NOT_HELD
            counts(Wanted(), seen_by=sam, hold=hold)
            page_of(Wanted(), 1, seen_by=sam, hold=hold)
            page_of(Wanted(status=Status.SENT, kind="chase"), 2, seen_by=sam, hold=hold)
            deliveries.latest_to(sam.id, 5)
            watch.watch()
            watch.longest_waiting(MONDAY)
            watch.busy_rooms(MONDAY)
        return len(sent)

    few = looked_at()
    everything(cast, 3000)
    assert looked_at() == few == 18


@contextmanager
def plans_asked() -> Iterator[list[str]]:
    """How SQLite goes about each question about letters that is asked inside the block."""
    asked: list[tuple[str, object]] = []

    def note(
        _connection: object, _cursor: object, statement: str, given: object, *_: object
    ) -> None:
        if statement.startswith("SELECT") and "FROM notification" in statement:
            asked.append((statement, given))

    event.listen(db.engine, "before_cursor_execute", note)
    found: list[str] = []
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    for statement, given in asked:
        explained = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}",
            given,  # type: ignore[arg-type]  # as it was sent
        )
        found += [str(row[-1]) for row in explained]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_no_page_of_the_log_reads_every_letter(northbank: Flask, cast: Cast) -> None:
    sam = everything(cast)
    hold, priya = HOLDS[0], cast.priya.id
    with plans_asked() as steps:
        counts(Wanted(), seen_by=sam, hold=hold)
        for wanted in (
            Wanted(),
            Wanted(status=Status.SENT),
            Wanted(status=Status.WAITING),
            Wanted(kind="chase"),
            Wanted(person_id=priya),
            Wanted(on=MONDAY.date()),
        ):
            page_of(wanted, 1, seen_by=sam, hold=hold)
        watch.longest_waiting(MONDAY)
        deliveries.latest_to(priya, 5)

    whole = [step for step in steps if step.startswith("SCAN notification")]
    assert [step for step in whole if "USING COVERING INDEX" not in step] == []


def test_what_went_is_counted_no_further_than_a_page_says(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = everything(cast)

    def gone() -> int:
        return counts(Wanted(), seen_by=viewer, hold=NOT_HELD)[Status.SENT]

    assert gone() > 2
    monkeypatch.setattr(deliveries, "MOST_COUNTED", 1)

    assert gone() == 2
