"""A letter of each kind about people and actions that do not exist, to see wording in its place.

The drafts are made by the same functions and rendered by the same templates as real ones. No row is
read for them and none is written.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from tracker.domain.access import Role
from tracker.domain.actions import PROGRESS_WORDS, Progress, Rag, Standing, silent_days
from tracker.domain.board import BoardAction, BoardArea, BoardDigest, Move
from tracker.domain.colours import DEFAULT
from tracker.domain.digests import DigestAction, Shown, digest
from tracker.domain.reminders import OwnedAction, Why
from tracker.services.letters.board import board_draft
from tracker.services.letters.deciding import Asks, Waiting, asked_draft
from tracker.services.letters.digest import digest_draft
from tracker.services.letters.escalation import Escalated, escalation_draft
from tracker.services.letters.facts import Owned
from tracker.services.letters.officer import Told
from tracker.services.letters.orders import Desk, Draft, Order
from tracker.services.letters.outcomes import Decided, Open, Outcome, decided_draft
from tracker.services.letters.reminding import agenda_draft, new_action_draft, single_draft
from tracker.services.letters.undelivered import Unreached, undelivered_draft
from tracker.store.people import Person, ReminderPattern
from tracker.store.plans import Plan

_PLAN = "the inspection action plan for parks and playgrounds"
_TITLES = {
    "1.1": "Playground checks every month",
    "1.2": "Benches repaired before the summer",
    "2.1": "Opening hours on every gate",
}


def sample_draft(kind: str, *, base: str, now: datetime) -> tuple[Draft, Person]:
    """The sample of one kind as if written now, and its invented reader."""
    reader = _reader(Role.ADMINISTRATOR)
    return _SAMPLES[kind](Desk(reader, now, base)), reader


def example(order: Order, desk: Desk) -> Draft:
    """The sample that is sent to somebody who asked for one."""
    draft, _reader = sample_draft(order.sample, base=desk.base, now=desk.now)
    return replace(draft, about=None, stops=None, is_example=True)


def _reader(role: Role) -> Person:
    return Person(
        name="Alex Example",
        email="alex@example.org",
        role=role,
        active=True,
        reminders=ReminderPattern.WEEKLY,
        digest_weekday=0,
        wants_digest=True,
    )


def _owned(desk: Desk, number: str, due_in: int, said: Progress | None) -> Owned:
    standing = _standing(desk, due_in, said or Progress.NOT_STARTED)
    return Owned(
        id=0,
        ref=f"SAMPLE-{number}",
        plan_code="SAMPLE",
        number=number,
        name=_TITLES[number],
        restricted=False,
        plan_words=_PLAN,
        standing=standing,
        last_said=PROGRESS_WORDS[said].lower() if said else None,
        manager="Maria Sample",
        review_on=desk.today + timedelta(days=2),
        area_wording="Playgrounds should be checked often enough to be safe",
        measure="Every playground checked, and the dates published",
        given_by="Oscar Instance",
        chased_by="",
        facts=OwnedAction(
            id=0,
            owner_id=0,
            standing=standing,
            given_on=desk.today - timedelta(days=60),
            manager_name="Maria Sample",
            chased=False,
            asked_for_on=None,
        ),
    )


def _standing(desk: Desk, due_in: int, progress: Progress) -> Standing:
    today = desk.today
    return Standing(
        progress=progress,
        due_on=today + timedelta(days=due_in),
        expected_on=None,
        started_on=today - timedelta(days=90),
        last_update_on=today - timedelta(days=40),
        completed_on=today - timedelta(days=3) if progress is Progress.COMPLETED else None,
        submitted_on=None,
    )


def _single(why: Why, due_in: int) -> Callable[[Desk], Draft]:
    def draft(desk: Desk) -> Draft:
        action = _owned(desk, "1.1", due_in, Progress.AT_RISK)
        other = _owned(desk, "1.2", 40, Progress.ON_TRACK)
        return single_draft(Told(((action, why),), (), (), 2), [other], desk)

    return draft


def _agenda(desk: Desk) -> Draft:
    late = _owned(desk, "1.1", -4, Progress.AT_RISK)
    soon = _owned(desk, "1.2", 10, Progress.ON_TRACK)
    return agenda_draft(Told(((late, Why.OVERDUE),), (soon,), (), 3), desk)


def _new_action(desk: Desk) -> Draft:
    return new_action_draft([_owned(desk, "1.1", 30, None)], base=desk.base)


def _escalation(desk: Desk) -> Draft:
    today = desk.today
    action = Escalated(
        ref="SAMPLE-1.1",
        plan_code="SAMPLE",
        number="1.1",
        name=_TITLES["1.1"],
        restricted=False,
        plan_words=_PLAN,
        due_on=today - timedelta(days=15),
        working_days=10,
        owner="Oscar Instance",
        manager="Alex Example",
        last_said="At risk",
        updated_on=today - timedelta(days=40),
        reminders=3,
        moves=1,
        chased_by="Maria Sample",
        chased_on=today - timedelta(days=8),
    )
    return escalation_draft([action], level=1, desk=desk)


def _asked(asks: Asks) -> Callable[[Desk], Draft]:
    def draft(desk: Desk) -> Draft:
        new_date = asks is Asks.NEW_DATE
        waiting = Waiting(
            asks=asks,
            ref="SAMPLE-1.2",
            plan_code="SAMPLE",
            number="1.2",
            name=_TITLES["1.2"],
            restricted=False,
            plan_words=_PLAN,
            by="Oscar Instance",
            on=desk.today - timedelta(days=1),
            due_on=desk.today + timedelta(days=6),
            late=False,
            to_on=desk.today + timedelta(days=48) if new_date else None,
            moves=0,
            files=2,
            quote="The timber arrives in six weeks."
            if new_date
            else "All 40 benches are repaired.",
        )
        return asked_draft([waiting], desk)

    return draft


def _decided(kind: str, outcome: Outcome) -> Callable[[Desk], Draft]:
    def draft(desk: Desk) -> Draft:
        agreed = outcome is Outcome.AGREED
        decided = Decided(
            outcome=outcome,
            ref="SAMPLE-1.2",
            plan_code="SAMPLE",
            number="1.2",
            name=_TITLES["1.2"],
            restricted=False,
            plan_words=_PLAN,
            by="Maria Sample",
            on=desk.today,
            due_on=desk.today + timedelta(days=20),
            late=False,
            from_on=desk.today - timedelta(days=10) if agreed else None,
            asked_for=desk.today + timedelta(days=20) if agreed else None,
        )
        ends = outcome is Outcome.SIGNED_OFF
        others = [Open("SAMPLE-2.1", f"2.1 {_TITLES['2.1']}", desk.today + timedelta(days=30))]
        return decided_draft(kind, [decided], desk, others=others if ends else ())

    return draft


def _digest(desk: Desk) -> Draft:
    today = desk.today
    late, soon, done = (
        DigestAction(
            id=place,
            plan_code="SAMPLE",
            area=number[:1],
            progress=said,
            due_on=today + timedelta(days=due_in),
            submitted_on=None,
            completed_on=_standing(desk, due_in, said).completed_on,
            was_overdue=due_in < -7,
            shown=Shown(
                ref=f"SAMPLE-{number}",
                number=number,
                name=_TITLES[number],
                owner="Oscar Instance",
                sender="Oscar Instance",
                last_said=said,
                silent_for=silent_days(_standing(desk, due_in, said), today),
            ),
        )
        for place, (number, due_in, said) in enumerate(
            (
                ("1.1", -12, Progress.AT_RISK),
                ("1.2", 5, Progress.ON_TRACK),
                ("2.1", -20, Progress.COMPLETED),
            )
        )
    )
    areas = [("SAMPLE", "1", "Safe playgrounds"), ("SAMPLE", "2", "Open parks")]
    found = digest([late, soon, done], areas, today=today)
    return digest_draft(found, "SAMPLE", ["Inspection action plan: parks and playgrounds"], desk)


def _board_digest(desk: Desk) -> Draft:
    today = desk.today

    def action(number: str, due_in: int, said: Progress, moves: tuple[Move, ...]) -> BoardAction:
        standing = _standing(desk, due_in, said)
        return BoardAction(
            ref=f"SAMPLE-{number}",
            number=number,
            name=_TITLES[number],
            owner_post="Parks manager",
            areas=(number[:1],),
            standing=standing,
            then=standing,
            last_said=said,
            doing=("An update was asked for",),
            moves=moves,
        )

    move = Move(today - timedelta(days=20), today + timedelta(days=10), "")
    late = action("1.1", -35, Progress.AT_RISK, ())
    found = BoardDigest(
        total=3,
        completed=1,
        overdue=1,
        completed_then=0,
        overdue_then=2,
        is_first=False,
        areas=(
            BoardArea(
                "1", "Safe playgrounds", (Rag.RED, "35 days overdue"), (Rag.AMBER, "at risk")
            ),
            BoardArea("2", "Open parks", (Rag.GREEN, "on track"), (Rag.GREEN, "on track")),
        ),
        finished=(action("2.1", -20, Progress.COMPLETED, ()),),
        moved=(action("1.2", 10, Progress.ON_TRACK, (move,)),),
        long_overdue=(late,),
        scheme=DEFAULT,
        scheme_then=DEFAULT,
    )
    plan = Plan(
        code="SAMPLE",
        title="Parks and playgrounds",
        restricted=False,
        next_board_on=today + timedelta(days=17),
    )
    return board_draft(found, plan, desk)


def _undelivered(desk: Desk) -> Draft:
    since = desk.today - timedelta(days=2)
    people = [
        Unreached("Maria Sample", since, 2, ()),
        Unreached("Oscar Instance", since, 1, ()),
    ]
    return undelivered_draft(people, desk)


_SAMPLES: dict[str, Callable[[Desk], Draft]] = {
    "new_action": _new_action,
    "due_soon": _single(Why.DUE_SOON, 10),
    "due_today": _single(Why.DUE_TODAY, 0),
    "overdue": _single(Why.OVERDUE, -4),
    "escalation": _escalation,
    "update_request": _single(Why.UPDATE_REQUEST, 40),
    "new_date_asked": _asked(Asks.NEW_DATE),
    "new_date_decided": _decided("new_date_decided", Outcome.AGREED),
    "sign_off_asked": _asked(Asks.SIGN_OFF),
    "returned": _decided("returned", Outcome.RETURNED),
    "signed_off": _decided("signed_off", Outcome.SIGNED_OFF),
    "agenda": _agenda,
    "digest": _digest,
    "board_digest": _board_digest,
    "delivery_problem": _undelivered,
}
