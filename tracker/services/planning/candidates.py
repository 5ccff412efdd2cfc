"""What could go to whom this morning, family by family; whose turn it is comes after."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tracker.domain.access import OWNERS, Role
from tracker.domain.escalation import STEP, Escalation, escalations
from tracker.domain.reminders import (
    Morning,
    OwnedAction,
    Owner,
    Reminder,
    Verdict,
    is_told_today,
    remind,
)
from tracker.domain.turns import Candidate, Urgency
from tracker.domain.weeks import weekly_day
from tracker.domain.workdays import next_working_day
from tracker.services.planning.facts import EMPTY, PASSED_OVER, SILENT, Facts, Reach
from tracker.store.snapshots import Reader


@dataclass(frozen=True, slots=True)
class Skip:
    """Something that does not go to somebody, and why in words.

    `kind` says whether its occasion is used up by it (`PASSED_OVER`, `EMPTY`) or comes up again.
    """

    kind: str
    recipient_id: int
    key: str
    reason: str
    action_id: int | None = None
    purpose: str = "reminder"


@dataclass
class Found:
    """What the families come to: letters that could go, and what does not go in any case."""

    candidates: list[Candidate] = field(default_factory=list)
    skips: list[Skip] = field(default_factory=list)

    def add(self, more: "Found") -> None:
        """Take in what another share of the actions comes to."""
        self.candidates += more.candidates
        self.skips += more.skips


ALL_CLEAR = "nothing is overdue and nothing waits: the all-clear goes once a month"


def reminders(facts: Facts, *, managers: frozenset[int]) -> Found:
    """What the owners of a share are reminded of; `managers` are those who get a weekly summary as
    well."""
    found = Found()
    by_owner: dict[int, list[OwnedAction]] = {}
    for action in facts.actions:
        by_owner.setdefault(action.facts.owner_id, []).append(action.facts)
    morning = Morning(
        facts.today, facts.holidays, facts.planned, facts.told, facts.rules.digest_days
    )
    for owner_id, own in by_owner.items():
        person = facts.people[owner_id]
        if person.role in OWNERS:
            reach = facts.reach(owner_id)
            owner = _owner(person, reach, managers, facts.read_by_another_until(owner_id))
            verdict = remind(owner, own, morning)
            found.skips += _silences(owner_id, verdict, facts.today)
            if verdict.reminder:
                found.candidates.append(_reminder(verdict, verdict.reminder, own, reach, facts))
    return found


def _owner(person: Reader, reach: Reach, managers: frozenset[int], since: date | None) -> Owner:
    return Owner(
        id=person.id,
        pattern=person.reminders,
        agenda_weekday=person.agenda_weekday,
        digest_weekday=person.digest_weekday if person.id in managers else None,
        covered_by=reach.to if reach.to != person.id else None,
        away=reach.reason,
        reader_since=since,
    )


def _reminder(
    verdict: Verdict, reminder: Reminder, own: list[OwnedAction], reach: Reach, facts: Facts
) -> Candidate:
    """One a day for a person: the key holds the day, so a second cannot be planned."""
    assert reach.to is not None  # noqa: S101  an owner nobody is reached for has no reminder
    week = reminder.agenda_key
    named = {need.action_id for need in reminder.needs}
    today = any(one.id in named and is_told_today(one, facts.today, facts.holidays) for one in own)
    occasions: list[tuple[str, int | None]] = [(n.key, n.action_id) for n in reminder.needs]
    occasions += [(week, None)] if week else []
    return Candidate(
        kind="reminder",
        to=reach.to,
        whose=reminder.owner_id,
        key=f"reminder|to:{reminder.owner_id}|{facts.today}",
        urgency=_how_urgent(facts, today=today, agenda=bool(week), covers="for" in reach.facts),
        occasions=tuple(occasions),
        steps=tuple((need.action_id, need.why.value) for need in reminder.needs),
        passed_over=verdict.passed_over,
        facts={"agenda": week is not None, **reach.facts},
    )


def _how_urgent(facts: Facts, *, today: bool, agenda: bool, covers: bool) -> Urgency:
    if today:
        return Urgency.DUE_TODAY
    next_day = next_working_day(facts.today + timedelta(days=1), facts.holidays)
    if agenda and next_day.isocalendar()[1] != facts.today.isocalendar()[1]:
        return Urgency.LAST_CHANCE
    return Urgency.COVERING if covers else Urgency.REMINDER


def _silences(owner_id: int, verdict: Verdict, today: date) -> Iterator[Skip]:
    """What is not said to an owner, with its reason."""
    purpose = "agenda" if verdict.empty_agenda else "reminder"
    if verdict.empty_agenda:
        nothing = "nothing needs this person this week"
        yield Skip(EMPTY, owner_id, verdict.empty_agenda, nothing, purpose="")
    for silence in verdict.silences:
        key = f"silence|act:{silence.action_id}|to:{owner_id}|{today}"
        yield Skip(SILENT, owner_id, key, silence.reason, silence.action_id, purpose)


def digest_readers(facts: Facts, accountable: set[int]) -> list[Reader]:
    """Managers who are turned on, want the weekly summary and are accountable in a live plan."""
    return [
        person
        for person in facts.people.values()
        if person.active
        and person.wants_digest
        and person.role is Role.MANAGER
        and person.id in accountable
    ]


def digests(facts: Facts, to: Iterable[Reader], *, busy: Collection[int]) -> Found:
    """The weekly summaries whose day is today or was earlier this week, and those that made way
    for something more urgent on the last day of last week. `busy` are the managers for whose
    actions something is overdue or waits."""
    found = Found()
    for person in to:
        reach = facts.reach(person.id, deciding=True)
        key = _digest_key(facts, person, reach)
        if key is None or key in facts.planned:
            continue
        if person.id not in busy and facts.today.day > 7:
            found.skips.append(Skip(EMPTY, person.id, key, ALL_CLEAR, purpose="digest"))
        elif reach.to is None:
            silent = f"silence|{key}|{facts.today}"
            found.skips.append(Skip(SILENT, person.id, silent, reach.reason, purpose="digest"))
        else:
            found.candidates.append(
                Candidate(
                    kind="digest",
                    to=reach.to,
                    whose=person.id,
                    key=key,
                    urgency=Urgency.DIGEST,
                    occasions=((key, None),),
                    facts=reach.facts,
                )
            )
    return found


def _digest_key(facts: Facts, person: Reader, reach: Reach) -> str | None:
    days = facts.rules.digest_days
    on = weekly_day(person.digest_weekday, facts.today, facts.holidays, days=days)
    if on <= facts.today:
        return _week_key(person.id, reach, facts.today)
    last = _week_key(person.id, reach, facts.today - timedelta(days=7))
    return last if last in facts.yielded else None


def _week_key(person_id: int, reach: Reach, on: date) -> str:
    year, week, _ = on.isocalendar()
    return f"digest|to:{person_id}{reach.by}|{year}-W{week:02}"


def escalated(facts: Facts, told_today: Mapping[int, int]) -> Found:
    """What of a share is taken to managers and directors, several actions in one letter for each
    level.

    `told_today` says by action how many other letters of today will be about it.
    """
    found = Found()
    rungs: dict[tuple[int, int], list[Escalation]] = {}
    for action in facts.actions:
        for one in escalations(
            action.facts,
            action.manager_id,
            facts.ladder,
            today=facts.today,
            holidays=facts.holidays,
            planned=facts.planned,
        ):
            told = facts.told.get(one.action_id, 0) + told_today.get(one.action_id, 0)
            if one.to is None:
                found.skips.append(
                    Skip(
                        "nobody above",
                        action.manager_id,
                        one.key,
                        one.reason,
                        one.action_id,
                        "escalation",
                    )
                )
            elif told < action.facts.rules.most_a_week:
                rungs.setdefault((one.to, one.level), []).append(one)
    found.candidates = [
        _escalation(facts, to, level, several) for (to, level), several in rungs.items()
    ]
    return found


def _escalation(facts: Facts, whose: int, level: int, several: list[Escalation]) -> Candidate:
    """It still runs when the person is away or paused: then their cover gets it if the cover may
    decide, and else they find it when they are back."""
    reach = facts.reach(whose, deciding=True)
    return Candidate(
        kind="escalation",
        to=whose if reach.to is None else reach.to,
        whose=whose,
        key=f"escalation|to:{whose}|level:{level}|{facts.today}",
        urgency=Urgency.ESCALATION,
        occasions=tuple((one.key, one.action_id) for one in several),
        steps=tuple((one.action_id, f"{STEP}{level}") for one in several),
        facts={"level": level, **reach.facts},
    )


def one_letter_a_rung(escalations: Iterable[Candidate]) -> list[Candidate]:
    """What the shares take to a person on one level, in one letter."""
    rungs: dict[str, list[Candidate]] = {}
    for one in escalations:
        rungs.setdefault(one.key, []).append(one)
    return [
        replace(
            several[0],
            occasions=tuple(occasion for one in several for occasion in one.occasions),
            steps=tuple(step for one in several for step in one.steps),
        )
        for several in rungs.values()
    ]


def board_digests(facts: Facts, plans: Iterable["BoardDay"]) -> Found:
    """The boards' monthly summaries that are due, to board members who want them and may read the
    plan."""
    found = Found()
    for plan in plans:
        for person in facts.people.values():
            if person.id not in plan.readers:
                continue
            key = f"board_digest|plan:{plan.plan_id}|to:{person.id}|{plan.month}"
            if key in facts.planned:
                continue
            reach = facts.reach(person.id)
            if reach.to != person.id:
                reason = reach.reason or "away, and a summary for the board is not passed on"
                silent = f"silence|{key}|{facts.today}"
                found.skips.append(Skip(SILENT, person.id, silent, reason, purpose="board_digest"))
                continue
            found.candidates.append(
                Candidate(
                    kind="board_digest",
                    to=person.id,
                    whose=person.id,
                    key=key,
                    urgency=Urgency.BOARD,
                    occasions=((key, None),),
                    plan_id=plan.plan_id,
                )
            )
    return found


@dataclass(frozen=True)
class BoardDay:
    """A plan whose board is to be told now of a month, and who of it."""

    plan_id: int
    month: str
    readers: frozenset[int]


def delivery_problems(facts: Facts, unreached: Iterable[int]) -> list[Candidate]:
    """Once a day to administrators and performance officers, while somebody gets no mail."""
    unreached = set(unreached)
    if not unreached:
        return []
    return [
        Candidate(
            kind="delivery_problem",
            to=person.id,
            whose=person.id,
            key=key,
            urgency=Urgency.DELIVERY,
            occasions=((key, None),),
        )
        for person in facts.people.values()
        if person.role in (Role.ADMINISTRATOR, Role.PERFORMANCE)
        and person.id not in unreached
        and facts.reach(person.id).to == person.id
        and (key := f"delivery_problem|to:{person.id}|{facts.today}") not in facts.planned
    ]


def passed_over(one: Candidate) -> Iterator[Skip]:
    """The older steps that a letter which goes makes pointless."""
    for key in one.passed_over:
        action_id = int(key.partition("|act:")[2].partition("|")[0])
        reason = "a newer reminder takes its place"
        yield Skip(PASSED_OVER, one.whose, key, reason, action_id, purpose="")
