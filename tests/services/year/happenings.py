"""What happens in the made-up council: its beginning, and what each day brings, by chance.

Everything is done twice over: to the plain values the model reads, and to the database.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, update

from tests.services.year.people import A, Council, Laid, Leave, P, Plans
from tracker.domain.access import Role
from tracker.domain.actions import Progress
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.calendar import ClosedDay
from tracker.store.cover import Cover
from tracker.store.decisions import DateRequest, RequestState, Submission, SubmissionState
from tracker.store.outbox import Suppression, address_hash
from tracker.store.people import Person, ReminderPattern, Team, TeamKind
from tracker.store.plans import Plan
from tracker.store.rules import RuleSet, action_scope, plan_scope

FIRST = date(2026, 1, 5)
LEAD = 1


def at(on: date, hour: int = 6, minute: int = 0) -> datetime:
    """An instant of a day, early enough for that morning."""
    return local_instant(on, time(hour, minute))


class Happenings:
    """A council of so many people and actions, and its luck."""

    def __init__(self, *, people: int, actions: int, seed: int) -> None:
        self.luck = Random(seed)
        self.next_id = 1000
        self.council = Council({}, {}, {}, Plans(LEAD))
        self._people(people)
        self._plans()
        for number in range(1, actions + 1):
            self._action(number)
        db.session.commit()

    # ---- the beginning ----------------------------------------------------------------------------

    def _people(self, number: int) -> None:
        managers = max(4, number // 10)
        rows: list[P] = [P(1, "performance", None, None), P(2, "administrator", None, None)]
        rows += [P(3, "board", None, None), P(4, "board", None, None)]
        for n in range(5, number + 1):
            role = "manager" if n < 5 + managers else "partner" if n % 9 == 0 else "officer"
            boss = 5 if n < 5 + managers else 6 + n % (managers - 1)
            rows.append(
                P(
                    n,
                    role,
                    None if n == 5 or n % 17 == 0 else boss,
                    1 + n % 3,
                    self.luck.choice(["weekly", "weekly", "daily", "only_due"]),
                    self.luck.choice([0, 0, 0, 2, 4]),
                    self.luck.random() < 0.9,
                    self.luck.choice([0, 0, 0, 1, 4]),
                    hour=self.luck.choice([None, None, 9, 15, 20]),
                )
            )
        self.council.people = {p.id: p for p in rows}
        self.council.heads = {1: (5, None), 2: (6, 1), 3: (None, 1)}
        db.session.execute(
            insert(Team),
            [
                {"id": i, "name": f"Team {i}", "kind": TeamKind.TEAM, "parent_id": above}
                for i, (_head, above) in self.council.heads.items()
            ],
        )
        db.session.execute(insert(Person), [self._person_row(p) for p in rows])
        for team, (head, _above) in self.council.heads.items():
            db.session.execute(update(Team).where(Team.id == team).values(head_id=head))

    @staticmethod
    def _person_row(p: P) -> dict[str, Any]:
        return {
            "id": p.id,
            "name": f"Person {p.id}",
            "email": f"person{p.id}@northbank.example",
            "role": Role(p.role),
            "manager_id": p.manager,
            "team_id": p.team,
            "reminders": ReminderPattern(p.pattern),
            "agenda_weekday": p.agenda_weekday,
            "wants_digest": p.wants_digest,
            "digest_weekday": p.digest_weekday,
            "sending_hour": p.hour,
            "created_at": at(FIRST),
        }

    def _plans(self) -> None:
        plans = self.council.plans
        plans.board_day = {1: 8, 3: 31}
        for number in range(1, 5):
            db.session.add(
                Plan(
                    id=number,
                    code=f"PLAN{number}",
                    title=f"Plan {number}",
                    lead_id=LEAD,
                    board_day=plans.board_day.get(number),
                    started_at=at(FIRST - timedelta(days=60)),
                )
            )
        for on in (date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31), date(2026, 8, 28)):
            db.session.add(ClosedDay(on=on, name="Closed", added_at=at(FIRST), added_by_id=LEAD))
        db.session.flush()
        self._rule(
            plan_scope(2),
            {"overdue": [2, 4], "quiet_days": 7, "manager_after": 5, "director_after": 8},
            plan_id=2,
        )

    def _rule(self, scope: str, said: dict[str, Any], **ids: int) -> None:
        db.session.add(RuleSet(scope=scope, said=said, saved_at=at(FIRST), saved_by_id=LEAD, **ids))

    def _action(self, number: int) -> None:
        owners = [p.id for p in self.council.people.values() if p.role in ("officer", "partner")]
        managers = [p.id for p in self.council.people.values() if p.role == "manager"]
        plan = 1 + number % 4
        rules = Laid(overdue=(2, 4), quiet_days=7, manager_after=5, director_after=8)
        a = A(
            id=number,
            plan=plan,
            owner=self.luck.choice(owners if number % 12 else managers),
            manager=self.luck.choice(managers),
            due=FIRST + timedelta(days=self.luck.randrange(-20, 400)),
            starts=FIRST - timedelta(days=60),
            given=FIRST - timedelta(days=self.luck.randrange(1, 50)),
            rules=rules if plan == 2 else Laid(),
        )
        if number % 10 == 1:
            a.rules = Laid(**{**a.rules.__dict__, "before": (5, 2)})
        self.council.actions[a.id] = a
        db.session.add(
            Action(
                id=a.id,
                plan_id=plan,
                number=f"1.{number}",
                position=number,
                title="Something to do",
                short_title="Something to do",
                owner_id=a.owner,
                manager_id=a.manager,
                starts_on=a.starts,
                original_due_on=a.due,
                due_on=a.due,
                progress=Progress.ON_TRACK,
                given_at=at(a.given),
                given_by_id=LEAD,
            )
        )
        db.session.flush()
        if number % 10 == 1:
            self._rule(action_scope(a.id), {"before": [5, 2]}, action_id=a.id)

    # ---- a day ------------------------------------------------------------------------------------

    def new_day(self, today: date) -> None:
        """Let a day begin: people do what they do before anything is planned. Commits."""
        chance = self.luck.random
        for a in list(self.council.actions.values()):
            if a.state == "done" or chance() > 0.05:
                continue
            self._something(a, today)
        for p in list(self.council.people.values()):
            if p.id > 4 and chance() < 0.008:
                self._away(p, today)
        if chance() < 0.05:
            self._somebody_leaves(today)
        if chance() < 0.04:
            self._plan_pauses()
        if chance() < 0.05:
            self._mail_bounces(today)
        db.session.commit()

    def _something(self, a: A, today: date) -> None:
        kind = self.luck.choice(["say", "say", "ask", "send", "move", "give", "chase", "decide"])
        if a.request or a.submission:
            self._decide(a, today)
        elif kind == "say":
            a.updated, a.chased = today, False
            self._set(a, last_update_at=at(today))
        elif kind == "chase":
            a.chased = True
            self._set(a, chased_at=at(today, 6, 30), chased_by_id=LEAD)
        elif kind == "move":
            a.due = max(today, a.due) + timedelta(days=self.luck.randrange(0, 40))
            self._set(a, due_on=a.due)
        elif kind == "give":
            self._give(a, self._somebody(a), today)
        elif kind == "ask":
            a.request, a.asker = (self._number(), today), a.owner
            db.session.add(
                DateRequest(
                    id=a.request[0],
                    action_id=a.id,
                    asked_by_id=a.owner,
                    asked_at=at(today),
                    from_on=a.due,
                    to_on=a.due + timedelta(days=30),
                    reason="More time",
                )
            )
        elif kind == "send":
            a.state, a.submission = "submitted", (self._number(), today)
            self._set(a, submitted_at=at(today), progress=Progress.SUBMITTED)
            db.session.add(
                Submission(
                    id=a.submission[0],
                    action_id=a.id,
                    sent_by_id=a.owner,
                    sent_at=at(today),
                    finished_on=today,
                    what_was_done="All of it",
                )
            )
        db.session.flush()

    def _decide(self, a: A, today: date) -> None:
        if a.request:
            state, later = self.luck.choice([(RequestState.AGREED, 30), (RequestState.REFUSED, 0)])
            db.session.execute(
                update(DateRequest).where(DateRequest.id == a.request[0]).values(state=state)
            )
            a.request, a.due = None, a.due + timedelta(days=later)
            a.moves += state is RequestState.AGREED
            self._set(a, due_on=a.due)
        elif a.submission:
            done = self.luck.random() < 0.5
            state = SubmissionState.SIGNED_OFF if done else SubmissionState.RETURNED
            db.session.execute(
                update(Submission).where(Submission.id == a.submission[0]).values(state=state)
            )
            a.submission, a.state = None, "done" if done else "open"
            progress = Progress.COMPLETED if done else Progress.ON_TRACK
            ended = today if done else None
            self._set(a, submitted_at=None, progress=progress, open=not done, completed_on=ended)

    def _give(self, a: A, to: int, today: date) -> None:
        a.owner, a.given = to, today
        self._set(a, owner_id=to, given_at=at(today))

    def _somebody(self, a: A) -> int:
        may = ("officer", "partner", "manager")
        people = [p.id for p in self.council.people.values() if p.active and p.role in may]
        return self.luck.choice([n for n in people if n != a.owner])

    def _away(self, p: P, today: date) -> None:
        first = today + timedelta(days=self.luck.randrange(0, 5))
        last = first + timedelta(days=self.luck.randrange(0, 14))
        if self.luck.random() < 0.3:
            p.pause = (first, last)
            values = {"paused_from": first, "paused_until": last}
            db.session.execute(update(Person).where(Person.id == p.id).values(**values))
            return
        if any(one.person == p.id and one.last >= first for one in self.council.leaves):
            return
        others = [q.id for q in self.council.people.values() if q.id > 4 and q.id != p.id]
        by = self.luck.choice([None, *self.luck.sample(others, 3)])
        leave = Leave(p.id, by, first, last, self.luck.random() < 0.5)
        self.council.leaves.append(leave)
        db.session.add(
            Cover(
                person_id=p.id,
                covered_by_id=by,
                from_on=first,
                to_on=last,
                decides=leave.decides,
                set_at=at(today),
                set_by_id=p.id,
            )
        )

    def _somebody_leaves(self, today: date) -> None:
        """Half the time their actions are moved first, as they should be."""
        may = [p for p in self.council.people.values() if p.active and p.id > 8]
        gone = self.luck.choice(may)
        gone.active = False
        db.session.execute(update(Person).where(Person.id == gone.id).values(active=False))
        if self.luck.random() < 0.5:
            for a in self.council.actions.values():
                if a.owner == gone.id and a.state != "done":
                    self._give(a, self._somebody(a), today)

    def _plan_pauses(self) -> None:
        paused, plan = self.council.plans.paused, self.luck.choice([3, 4])
        paused.symmetric_difference_update({plan})
        db.session.execute(update(Plan).where(Plan.id == plan).values(paused=plan in paused))

    def _mail_bounces(self, today: date) -> None:
        bouncing = [p for p in self.council.people.values() if p.bounces]
        if bouncing:
            bouncing[0].bounces = False
            hashed = address_hash(f"person{bouncing[0].id}@northbank.example")
            cleared = update(Suppression).where(Suppression.address_hash == hashed)
            db.session.execute(cleared.values(cleared_at=at(today)))
            return
        p = self.luck.choice([p for p in self.council.people.values() if p.id > 4])
        p.bounces = True
        hashed = address_hash(f"person{p.id}@northbank.example")
        db.session.merge(
            Suppression(
                address_hash=hashed, reason="No such address", since=at(today), cleared_at=None
            )
        )

    def _set(self, a: A, **values: Any) -> None:
        db.session.execute(update(Action).where(Action.id == a.id).values(**values))

    def _number(self) -> int:
        self.next_id += 1
        return self.next_id
