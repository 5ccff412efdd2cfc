"""The facts of a board report as at a day, from what was kept of that day.

The number of statements is fixed, however many actions the plan has.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from tracker.domain.actions import (
    Progress,
    Rag,
    Standing,
    days_late,
    is_overdue,
    is_signed_off,
    silent_days,
)
from tracker.domain.board_report import ReportedAction, ReportedArea, ReportedDate, ReportFacts
from tracker.domain.charts import is_uncovered, worst
from tracker.domain.colours import Scheme, is_recoloured, legend, rating
from tracker.domain.dates import DELAY_WORDS
from tracker.domain.measures import Measure, Reading, in_words, short
from tracker.domain.redaction import Known, Redactor
from tracker.domain.responses import RESPONSE_WORDS, Response
from tracker.domain.wording import day, local_day
from tracker.extensions import db
from tracker.store import past
from tracker.store.action_snapshots import ActionSnapshot, snapshots_on
from tracker.store.actions import Action
from tracker.store.decisions import DateRequest
from tracker.store.doors import visible_actions
from tracker.store.history import Happened
from tracker.store.measures import newest_readings
from tracker.store.overview import areas_of
from tracker.store.people import Person, all_people, people_by_id
from tracker.store.plans import Plan
from tracker.store.reports import Finding
from tracker.store.schemes import schemes_of


@dataclass(frozen=True)
class _Words:
    """What stood in words on the day, where it has changed since, and who people were."""

    titles: dict[int, past.Before]
    areas: dict[int, past.Before]
    measures: dict[int, past.Before]
    people: dict[int, Person]
    people_then: dict[int, past.Before]
    by_name: bool
    told: Callable[[str], str]
    """What people typed, as it may stand here: without names where posts stand for them."""

    def title(self, action: Action) -> str:
        before = self.titles.get(action.id, {})
        return self.told(str(before.get("action", action.title)))

    def areas_of(self, action: Action) -> tuple[str, ...]:
        before = self.areas.get(action.id)
        return tuple(before["areas"]) if before else tuple(f.number for f in action.findings)

    def person(self, number: int) -> str:
        person, before = self.people[number], self.people_then.get(number, {})
        if self.by_name:
            return person.name_and_body.replace(person.name, before.get("name", person.name), 1)
        return _post(person, before)

    def target(self, action: Action) -> str:
        before = self.measures.get(action.id, {})
        now = "" if action.target is None else in_words(action.target, action.measure_unit)
        return str(before.get("target", now))


@dataclass(frozen=True)
class _Day:
    """What was kept of a day for each action, and how the plan was coloured on it."""

    on: date
    scheme: Scheme
    rows: dict[int, ActionSnapshot]

    def standing(self, action: Action) -> Standing | None:
        row = self.rows.get(action.id)
        return row.standing(action.starts_on) if row else None


@dataclass(frozen=True)
class _Gathered:
    """Everything a report is made of."""

    plan: Plan
    actions: Sequence[Action]
    """Those that were in the plan on the day."""
    now: _Day
    then: _Day | None
    words: _Words
    requests: Sequence[DateRequest]
    evidence: dict[int, int]


def report_facts(
    plan: Plan, *, seen_by: Person, on: date, since: date | None, by_name: bool
) -> ReportFacts:
    """What a report about a plan as at the end of `on` says, compared with the end of `since`.

    `seen_by` asks, so that nothing stands in it that they may not read. People are given by name or
    by post, as they were on the day.
    """
    found = _gathered(plan, _actions(plan, seen_by, on), on, since, by_name=by_name)
    report, then = plan.report, found.then
    return ReportFacts(
        code=plan.code,
        plan=plan.title,
        restricted=plan.restricted,
        report_to=report.report_to if report else "",
        officer=report.reporting_officer if report else "",
        subject=plan.full_title,
        wards=report.wards if report else "",
        as_at=on,
        since=since,
        by_name=by_name,
        areas=tuple(_areas(found)),
        actions=tuple(_reported(found)),
        dates=tuple(_dates(found, since)),
        next_board_on=_next_board(plan, on),
        legend=legend(found.now.scheme),
        names_then=_names(then.scheme) if then else (),
        recoloured=then is not None and is_recoloured(then.scheme, found.now.scheme),
    )


def _names(scheme: Scheme) -> tuple[tuple[Rag, str], ...]:
    return tuple((rag, scheme.name(rag)) for rag in Rag if scheme.name(rag))


def _next_board(plan: Plan, on: date) -> date | None:
    """When the board was to meet next, as was known on the day."""
    before = past.plan_changed_since(plan.id, on)
    if "next_board_on" not in before:
        meets_on = plan.next_board_on
    else:
        meets_on = date.fromisoformat(before["next_board_on"]) if before["next_board_on"] else None
    return meets_on if meets_on and meets_on > on else None


def _actions(plan: Plan, seen_by: Person, on: date) -> Sequence[Action]:
    return db.session.scalars(
        select(Action)
        .join(Action.plan)
        .where(Action.plan_id == plan.id, visible_actions(seen_by, on))
        .order_by(Action.position, Action.id)
        .options(contains_eager(Action.plan), selectinload(Action.findings))
    ).all()


def _gathered(
    plan: Plan, actions: Sequence[Action], on: date, since: date | None, *, by_name: bool
) -> _Gathered:
    ids = [action.id for action in actions]
    scheme, *before = schemes_of(plan.id, on, *([since] if since else []))
    now = _Day(on, scheme, snapshots_on(db.session(), ids, on))
    there = [action for action in actions if action.id in now.rows]
    return _Gathered(
        plan=plan,
        actions=there,
        now=now,
        then=_Day(since, before[0], snapshots_on(db.session(), ids, since)) if since else None,
        words=_words(there, now, by_name=by_name),
        requests=past.requests_until([action.id for action in there], on),
        evidence=past.evidence_on(ids, on),
    )


def _words(actions: Sequence[Action], now: _Day, *, by_name: bool) -> _Words:
    ids, then = [action.id for action in actions], past.people_changed_since(now.on)
    return _Words(
        titles=past.changed_since(Happened.RETITLED, ids, now.on),
        areas=past.changed_since(Happened.AREAS_CHANGED, ids, now.on),
        measures=past.changed_since(Happened.MEASURE_SET, ids, now.on),
        people=people_by_id({row.owner_id for row in now.rows.values()}),
        people_then=then,
        by_name=by_name,
        told=_as_it_is if by_name else _redactor(now.on, then),
    )


def _as_it_is(text: str) -> str:
    return text


def _redactor(on: date, then: dict[int, past.Before]) -> Redactor:
    """Takes out the names of those who were known here on the day, as they were called then."""
    known = (one for one in all_people() if one.created_at < past.end_of(on))
    return Redactor(
        Known(str(before.get("name", one.name)), _post(one, before))
        for one in known
        for before in (then.get(one.id, {}),)
    )


def _post(person: Person, before: past.Before) -> str:
    """What a person was called by without their name."""
    team = person.team.name if person.team else ""
    return str(before.get("post", person.post)) or str(before.get("team", team)) or "An officer"


def _reported(found: _Gathered) -> list[ReportedAction]:
    ids, on = [action.id for action in found.actions], found.now.on
    moves = Counter(one.action_id for one in found.requests if past.was_agreed(one, on))
    readings = newest_readings(ids, before=past.end_of(on))
    doing = _doing(found)
    return [
        _one(
            action,
            found,
            moves=moves[action.id],
            evidence=found.evidence.get(action.id, 0),
            doing=tuple(doing[action.id]),
            measure=_measure(action, readings.get(action.id), found.words, on),
        )
        for action in found.actions
    ]


def _one(action: Action, found: _Gathered, **known: Any) -> ReportedAction:
    now, then, words = found.now, found.then, found.words
    row, before = now.rows[action.id], then.standing(action) if then else None
    standing = row.standing(action.starts_on)
    return ReportedAction(
        ref=action.ref,
        number=action.number,
        title=words.title(action),
        owner=words.person(row.owner_id),
        areas=words.areas_of(action),
        progress=row.progress,
        due_on=row.due_on,
        first_due_on=action.original_due_on,
        expected_on=row.expected_on,
        completed_on=row.completed_on,
        submitted_on=standing.submitted_on,
        last_update_on=standing.last_update_on,
        last_said=row.last_said,
        now=rating(standing, now.on, now.scheme),
        then=rating(before, then.on, then.scheme) if before and then else None,
        progress_then=before.progress if before else None,
        overdue=is_overdue(standing, now.on),
        overdue_then=is_overdue(before, then.on) if before and then else False,
        days_late=days_late(row.due_on, now.on),
        silent_days=silent_days(standing, now.on),
        **known,
    )


def _measure(action: Action, reading: Reading | None, words: _Words, on: date) -> str:
    """'Measure: 82% on 1 July 2011, target 95%'; the target as it was then."""
    then = words.target(action)
    said = short(Measure(action.measure, action.measure_unit, None, None), reading, today=on)
    if not then:
        return said
    return f"{said}, target {then}" if said else f"Measure: target {then}, no reading yet"


def _doing(found: _Gathered) -> dict[int, list[str]]:
    """What was being done about each, as far as facts tell: nobody's own words."""
    ids, now = [action.id for action in found.actions], found.now
    reviewed, chased = past.reviewed_on(ids, now.on), past.chased_on(ids, now.on)
    asked = {one.action_id: one for one in found.requests if past.was_waiting(one, now.on)}
    said: dict[int, list[str]] = {number: [] for number in ids}
    for number in ids:
        row = now.rows[number]
        if row.expected_on and row.expected_on > row.due_on:
            said[number].append(f"Expected to finish {day(row.expected_on)}")
        if number in asked:
            to_on = day(asked[number].to_on)
            said[number].append(f"A new date of {to_on} is waiting for a decision")
        if row.progress is Progress.SUBMITTED:
            said[number].append("It is waiting to be signed off")
        if number in reviewed:
            said[number].append(f"Reviewed {day(local_day(reviewed[number]))}")
        if number in chased and (not row.last_update_at or row.last_update_at < chased[number]):
            said[number].append(f"An update was asked for on {day(local_day(chased[number]))}")
    return said


def _areas(found: _Gathered) -> list[ReportedArea]:
    now, then = found.now, found.then
    answered = past.responses_on(found.plan.id, now.on)
    before = past.responses_on(found.plan.id, then.on) if then else {}
    return [
        _area(
            area,
            [action for action in found.actions if area.number in found.words.areas_of(action)],
            (now, answered.get(area.number)),
            (then, before.get(area.number)) if then else None,
            found.evidence,
        )
        for area in areas_of(found.plan.id)
    ]


def _area(
    area: Finding,
    own: Sequence[Action],
    now: tuple[_Day, Response | None],
    then: tuple[_Day, Response | None] | None,
    evidence: dict[int, int],
) -> ReportedArea:
    today, response = now
    standings = [found for action in own if (found := today.standing(action))]
    return ReportedArea(
        number=area.number,
        title=area.title,
        response=RESPONSE_WORDS[response] if response else "",
        now=worst(standings, today.on, today.scheme, response),
        then=_worst_then(own, *then) if then else None,
        covered=not is_uncovered((one.progress for one in standings), response),
        actions=len(standings),
        done=sum(is_signed_off(one.progress) for one in standings),
        evidence=sum(evidence.get(action.id, 0) for action in own),
    )


def _worst_then(own: Sequence[Action], then: _Day, response: Response | None) -> Any:
    standings = [found for action in own if (found := then.standing(action))]
    return worst(standings, then.on, then.scheme, response) if standings else None


def _dates(found: _Gathered, since: date | None) -> list[ReportedDate]:
    """What waited for a decision on the day, then what was agreed since the earlier day."""
    by_id = {action.id: action for action in found.actions}
    moves: Counter[int] = Counter()
    told: list[ReportedDate] = []
    for one in found.requests:
        agreed = past.was_agreed(one, found.now.on)
        if past.was_waiting(one, found.now.on) or (agreed and _is_since(one, since)):
            told.append(
                _date(one, by_id[one.action_id], found, moves[one.action_id], agreed=agreed)
            )
        moves[one.action_id] += agreed
    return sorted(told, key=lambda one: (one.agreed_on is not None, one.asked_on, one.ref))


def _is_since(request: DateRequest, since: date | None) -> bool:
    return since is None or (
        request.decided_at is not None and request.decided_at >= past.end_of(since)
    )


def _date(
    request: DateRequest, action: Action, found: _Gathered, moves: int, *, agreed: bool
) -> ReportedDate:
    words = found.words
    return ReportedDate(
        ref=action.ref,
        number=action.number,
        title=words.title(action),
        owner=words.person(found.now.rows[action.id].owner_id),
        from_on=request.from_on,
        to_on=request.moved_to if agreed else request.to_on,
        reason=_reason(request, words),
        moves=moves,
        agreed_on=local_day(request.decided_at) if agreed and request.decided_at else None,
        asked_on=local_day(request.asked_at),
    )


def _reason(request: DateRequest, words: _Words) -> str:
    """'Recruitment or staffing: two posts are vacant', as far as there is something to say."""
    named = DELAY_WORDS[request.code] if request.code else ""
    return ": ".join(filter(None, (named, words.told(request.reason.strip()))))
