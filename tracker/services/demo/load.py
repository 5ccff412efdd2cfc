"""Loading the demonstration council into an empty database."""

import hashlib
import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tracker.domain.actions import Answer, Progress
from tracker.domain.escalation import escalation_key
from tracker.domain.evidence import FORMATS, LINK, Shows, ending_of, host_of
from tracker.domain.responses import Responded
from tracker.domain.workdays import local_instant
from tracker.extensions import db
from tracker.services.demo import northbank as nb
from tracker.services.demo.days import days_of
from tracker.services.demo.sign_ins import PASSWORD, email_of
from tracker.services.evidence_arriving import folder
from tracker.services.planning.facts import PASSED_OVER
from tracker.services.record import record
from tracker.services.responses import write_down
from tracker.services.sign_in import hash_password
from tracker.store.actions import Action, Evidence, Milestone, Update
from tracker.store.board_meetings import keep_listed
from tracker.store.decisions import (
    DateRequest,
    Review,
    ReviewChoice,
    ReviewDecision,
    Submission,
    SubmissionState,
)
from tracker.store.history import Happened
from tracker.store.measures import MeasureReading
from tracker.store.outbox import OccasionSkip
from tracker.store.people import Person, Team
from tracker.store.plans import Plan
from tracker.store.reports import Finding, Judgement, Report, Strength

WRITTEN_FOR = date(2011, 7, 4)


def load_demo(*, now: datetime, today: date) -> bool:
    """Load the demonstration as it stands today; False, and nothing done, when it is there already.

    Dates move by whole weeks, so that this week's Monday stands where 4 July 2011 stands.
    """
    if db.session.scalar(select(Plan.id).where(Plan.code == nb.PLAN_CODE)):
        db.session.rollback()  # looking took SQLite's write lock, which others wait for
        return False
    monday = today - timedelta(days=today.weekday())
    _Loader(shift=monday - WRITTEN_FOR, now=now).load()
    db.session.commit()
    return True


class _Loader:
    """Turns the written dates into moved ones and the names into people as it goes."""

    def __init__(self, *, shift: timedelta, now: datetime) -> None:
        self.shift = shift
        self.now = now
        self.people: dict[str, Person] = {}
        self.findings: dict[str, Finding] = {}
        self.actions: dict[str, Action] = {}

    def load(self) -> None:
        self._people()
        plan = self._plan(self._report())
        for position, row in enumerate(nb.ACTIONS):
            self._action(plan, position, row)
        db.session.flush()
        self._said_and_decided()
        self._responses(plan)
        db.session.add_all(row for action in self.actions.values() for row in days_of(action))

    def day(self, written: str) -> date:
        return date.fromisoformat(written) + self.shift

    def at(self, written: str, hour: int = 10) -> datetime:
        return min(local_instant(self.day(written), time(hour, 0)), self.now)

    def _people(self) -> None:
        teams: dict[str, Team] = {}
        for name, kind, parent, label in nb.TEAMS:
            teams[name] = Team(name=name, kind=kind, parent=teams.get(parent or ""), label=label)
        hashed = hash_password(PASSWORD)
        for name, post, role, team, manager in nb.PEOPLE:
            self.people[name] = Person(
                name=name,
                email=email_of(name),
                post=post,
                role=role,
                team=teams[team],
                manager=self.people.get(manager or ""),
                password_hash=hashed,
                created_at=self.at(nb.STARTS_ON),
            )
        db.session.add_all([*teams.values(), *self.people.values()])
        db.session.flush()
        teams["Safeguarding"].head = self.people[nb.MANAGER]
        teams["Children and Young People"].head = self.people["Alan Mercer"]

    def _report(self) -> Report:
        text = "\n".join(wording for _number, _title, wording in nb.FINDINGS)
        dates = {
            k: self.day(v)
            for k, v in nb.REPORT.items()
            if k.endswith(("_on", "_from", "_to", "_date")) and k != "report_to"
        }
        words = {k: v for k, v in nb.REPORT.items() if k not in dates}
        report = Report(
            **words,
            **dates,
            filename="",
            source_text=text,
            header={},
            source_sha256=hashlib.sha256(text.encode()).hexdigest(),
            taken_in_at=self.at(nb.STARTS_ON),
            taken_in_by_id=self.people[nb.LEAD].id,
        )
        graded = [(group, area, grade) for group, areas in nb.JUDGEMENTS for area, grade in areas]
        report.judgements = [
            Judgement(position=n, group=g, area=a, grade=w) for n, (g, a, w) in enumerate(graded)
        ]
        report.strengths = [
            Strength(position=n, group=g, text=t) for n, (g, t) in enumerate(nb.STRENGTHS)
        ]
        for position, (number, title, wording) in enumerate(nb.FINDINGS):
            self.findings[number] = Finding(
                position=position,
                number=number,
                title=title,
                wording=wording,
                heading="Areas for development",
                section="4.2",
            )
        report.findings = list(self.findings.values())
        db.session.add(report)
        return report

    def _plan(self, report: Report) -> Plan:
        plan = Plan(
            code=nb.PLAN_CODE,
            title=nb.PLAN_TITLE,
            report=report,
            lead=self.people[nb.LEAD],
            next_review_on=self.day(nb.NEXT_REVIEW_ON),
            next_board_on=self.day(nb.NEXT_BOARD_ON),
            started_at=self.at(nb.STARTS_ON),
        )
        db.session.add(plan)
        db.session.flush()
        keep_listed(plan.id, before=None, after=plan.next_board_on)
        record(
            Happened.PLAN_STARTED,
            at=self.at(nb.STARTS_ON),
            actor=self.people[nb.LEAD],
            plan_id=plan.id,
        )
        return plan

    def _responses(self, plan: Plan) -> None:
        decider, decided_on = self.people["Alan Mercer"], self.day(nb.RESPONDED_ON)
        for number, (response, reason) in nb.RESPONSES.items():
            said = Responded(response, reason, decider.id, decided_on)
            by, at = self.people[nb.LEAD], self.at(nb.STARTS_ON)
            write_down(plan, self.findings[number], said, by=by, now=at)

    def _action(self, plan: Plan, position: int, row: tuple[Any, ...]) -> None:
        number, title, short, owner, due, progress, _said_on, _note, measure = row
        action = Action(
            plan=plan,
            number=number,
            position=position,
            title=title,
            short_title=short,
            owner=self.people[owner],
            manager=self.people[nb.MANAGER],
            starts_on=self.day(nb.STARTS_ON),
            original_due_on=self.day(due),
            due_on=self.day(due),
            measure=measure,
            given_at=self.at(nb.STARTS_ON),
            given_by_id=self.people[nb.LEAD].id,
            findings=[self.findings[number.split(".")[0]]],
            milestones=[
                Milestone(
                    position=n, title=t, due_on=self.day(d), done_on=self.day(d) if done else None
                )
                for n, (t, d, done) in enumerate(nb.MILESTONES.get(number, ()))
            ],
        )
        action.moved_to(progress)
        self.actions[number] = action
        db.session.add(action)

    def _said_and_decided(self) -> None:
        for number, _title, _short, owner, _due, progress, said_on, note, _measure in nb.ACTIONS:
            action, person = self.actions[number], self.people[owner]
            record(
                Happened.GIVEN,
                at=self.at(nb.STARTS_ON),
                actor=self.people[nb.LEAD],
                action=action,
                to=person.name,
            )
            said = progress if progress in _SAYABLE else Progress.ON_TRACK
            self._update(action, person, said, self.at(said_on), note)
            self._ask_for_date(action, person)
            self._submit(action, person)
            self._complete(action)
            self._measure(action, person)
        self._review()
        self._escalated()

    def _escalated(self) -> None:
        """What was long overdue when the tracker was taken into use had been escalated by hand."""
        for number, levels in nb.ESCALATED.items():
            action = self.actions[number]
            for level, told_on in levels:
                db.session.add(
                    OccasionSkip(
                        dedupe_key=escalation_key(action.id, action.due_on, level),
                        kind=PASSED_OVER,
                        recipient_id=action.manager_id,
                        action_id=action.id,
                        reason="escalated before the tracker sent escalations",
                        at=self.at(told_on),
                    )
                )

    def _update(
        self, action: Action, person: Person, said: Progress, at: datetime, note: str
    ) -> None:
        update = Update(
            action=action,
            by=person,
            posted_at=at,
            answer=Answer(said.value),
            progress=said,
            note=note,
        )
        db.session.add(update)
        db.session.flush()
        action.last_said, action.last_update_at = said, at
        record(
            Happened.UPDATED,
            at=at,
            actor=person,
            action=action,
            update=update.id,
            answer=said.value,
        )

    def _ask_for_date(self, action: Action, person: Person) -> None:
        if action.number not in nb.DATE_ASKED:
            return
        asked_on, to_on, reason, risk = nb.DATE_ASKED[action.number]
        at = self.at(asked_on, 11)
        db.session.add(
            DateRequest(
                action=action,
                asked_by=person,
                asked_at=at,
                from_on=action.due_on,
                to_on=self.day(to_on),
                reason=reason,
                risk=risk,
            )
        )
        record(
            Happened.DATE_ASKED,
            at=at,
            actor=person,
            action=action,
            from_on=action.due_on.isoformat(),
            to_on=self.day(to_on).isoformat(),
        )

    def _submit(self, action: Action, person: Person) -> None:
        if action.number not in nb.SUBMITTED:
            return
        sent_on, words = nb.SUBMITTED[action.number]
        at = self.at(sent_on, 15)
        action.submitted_at = at
        db.session.add(
            Submission(
                action=action,
                sent_by=person,
                sent_at=at,
                finished_on=self.day(sent_on),
                what_was_done=words,
            )
        )
        for name, about, data in nb.EVIDENCE.get(action.number, ()):
            kept = folder().take_in(io.BytesIO(data), most=len(data), reserve=0)
            folder().let_out(kept.stored)
            db.session.add(
                Evidence(
                    action_id=action.id,
                    name=name,
                    kind=FORMATS[ending_of(name)].words,
                    size=kept.size,
                    stored=kept.stored,
                    sha256=kept.sha256,
                    about=about,
                    added_at=at,
                    added_by=person,
                )
            )
        record(Happened.SUBMITTED, at=at, actor=person, action=action)

    def _complete(self, action: Action) -> None:
        if action.number not in nb.COMPLETED:
            return
        at, jean = self.at(nb.COMPLETED[action.number], 16), self.people[nb.MANAGER]
        action.completed_on = self.day(nb.COMPLETED[action.number])
        action.submitted_at = at - timedelta(days=1)
        if action.number in nb.LINKS:
            link, about = nb.LINKS[action.number]
            db.session.add(
                Evidence(
                    action_id=action.id,
                    name=host_of(link),
                    kind=LINK,
                    size=0,
                    link=link,
                    about=about,
                    shows=Shows.IMPACT,
                    valid_until=action.completed_on + timedelta(days=365),
                    added_at=at,
                    added_by=jean,
                )
            )
        db.session.add(
            Submission(
                action=action,
                sent_by=action.owner,
                sent_at=at - timedelta(days=1),
                finished_on=action.completed_on - timedelta(days=1),
                what_was_done="Done as planned.",
                state=SubmissionState.SIGNED_OFF,
                decided_by_id=jean.id,
                decided_at=at,
            )
        )
        record(Happened.SIGNED_OFF, at=at, actor=jean, action=action)

    def _measure(self, action: Action, person: Person) -> None:
        if action.number not in nb.MEASURED:
            return
        (unit, baseline, target), readings = nb.MEASURED[action.number]
        action.measure_unit = unit
        action.baseline, action.target = Decimal(baseline), Decimal(target)
        db.session.add_all(
            MeasureReading(
                action_id=action.id,
                read_on=self.day(on),
                value=Decimal(value),
                note=note,
                by_id=person.id,
                at=self.at(on),
            )
            for on, value, note in readings
        )

    def _review(self) -> None:
        jean, at = self.people[nb.MANAGER], self.at(nb.REVIEWED_ON, 14)
        review = Review(manager=jean, opened_at=at, closed_at=at)
        for number, (note, late) in nb.REVIEWED.items():
            action = self.actions[number]
            action.chased_at, action.chased_by = at, jean
            review.decisions.append(
                ReviewDecision(
                    action=action,
                    choice=ReviewChoice.CHASE,
                    note=note,
                    days_overdue=late,
                    decided_at=at,
                    facts={
                        "title": action.title,
                        "owner": action.owner.name_and_body,
                        "due_on": action.due_on.isoformat(),
                    },
                )
            )
            record(Happened.CHASED, at=at, actor=jean, action=action)
        db.session.add(review)
        db.session.flush()
        record(Happened.REVIEW_CLOSED, at=at, actor=jean, review=review.id)


_SAYABLE = frozenset({Progress.ON_TRACK, Progress.AT_RISK, Progress.OFF_TRACK})
