"""What nobody has decided climbs, and a check that is due as well: whoever decides is told once
more, then those above them, one after another (`interaction.md` 3.2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tracker.domain.access import REVIEWERS, with_other_accounts
from tracker.domain.decisions import decided_by, repeat_key, rungs_above
from tracker.domain.rules import DECIDE_AGAIN_DAYS
from tracker.domain.turns import Candidate, Urgency
from tracker.domain.workdays import working_days_between
from tracker.services.planning.candidates import Found, Skip
from tracker.services.planning.facts import PASSED_OVER, SILENT, Facts, Reach
from tracker.store.rechecks import DueCheck
from tracker.store.snapshots import OpenAction


@dataclass(frozen=True)
class _Asked:
    """A decision that waits: what the letter is called, what it is about, since when, and who has a
    part in it."""

    action: OpenAction | DueCheck
    purpose: str
    what: str
    number: int
    since: date
    asker_id: int
    moves: int = 0
    urgent: bool = False

    @property
    def action_id(self) -> int:
        """The number of the action it is about."""
        one = self.action
        return one.action_id if isinstance(one, DueCheck) else one.facts.id

    @property
    def owner_id(self) -> int:
        """The number of the action's owner."""
        one = self.action
        return one.owner_id if isinstance(one, DueCheck) else one.facts.owner_id

    @property
    def is_quiet(self) -> bool:
        """True while nobody is reminded of anything in its plan."""
        one = self.action
        return one.plan_paused if isinstance(one, DueCheck) else one.facts.plan_paused

    @property
    def told_after(self) -> int:
        """Working days after which whoever decides is told. Of a request a letter has gone when it
        was made; a check comes by itself, so that this is the first they hear of it."""
        return 0 if isinstance(self.action, DueCheck) else DECIDE_AGAIN_DAYS

    @property
    def key(self) -> str:
        """Once for each, whoever decides it."""
        return repeat_key(self.what, self.number)

    def key_above(self, person_id: int) -> str:
        """Once for each of those above."""
        return repeat_key(self.what, self.number, above=person_id)


@dataclass(frozen=True)
class _Telling:
    """One person who is to be told of what waits, under a key of their own."""

    asked: _Asked
    to: int
    key: str
    never: frozenset[int]
    """Those for whom a letter to somebody away is no use, though they cover."""
    above: bool = False


def asked_again(facts: Facts) -> Found:
    """Requests of a share for a new date and for sign-off that have waited long enough for whoever
    decides to be told again.

    Where the weekly summary of today lists it, that is the telling.
    """
    return _asked(_waiting(facts.actions), facts)


def checks_asked(facts: Facts) -> Found:
    """Checks that are due, for whoever decides about them."""
    return _asked(_checks(facts.checks), facts)


def _asked(waiting: Iterable[_Asked], facts: Facts) -> Found:
    found = Found()
    for asked in waiting:
        waited = working_days_between(asked.since, facts.today, facts.holidays)
        if waited >= asked.told_after and not asked.is_quiet:
            _told_again(asked, waited, facts, found)
    return found


def _told_again(asked: _Asked, waited: int, facts: Facts, found: Found) -> None:
    barred = _barred(asked, facts)
    decider = _decider(asked, barred, facts)
    second = _second(asked, barred | {decider}, facts)
    first = [_Telling(asked, decider, asked.key, barred)]
    if second is not None:
        first.append(_Telling(asked, second, f"{asked.key}|second:{second}", barred))
    now = [_tell(one, facts, found) for one in first if one.key not in facts.planned]
    if any(now):
        return
    rungs = [
        _Telling(asked, rung, asked.key_above(rung), barred | {decider}, above=True)
        for rung in rungs_above(decider, facts.ladder, never=barred | {second})
        if facts.people[rung].role in REVIEWERS
    ]
    if not _told_lately([first[0], *rungs], facts):
        _climb(rungs, waited, facts, found)


def _climb(rungs: list[_Telling], waited: int, facts: Facts, found: Found) -> None:
    """Tell the lowest rung whose day has come and who can be reached; no more than one."""
    for steps, rung in enumerate(rungs, start=2):
        if waited < steps * DECIDE_AGAIN_DAYS:
            return
        if rung.key not in facts.planned and _tell(rung, facts, found):
            return


def _told_lately(tellings: list[_Telling], facts: Facts) -> bool:
    """Whether the last one told has not had as long to decide as each is given. It matters where
    one was told late, and when many days of not sending anything are caught up."""
    told = [facts.planned[one.key] for one in tellings if one.key in facts.planned]
    return bool(told) and (
        working_days_between(max(told), facts.today, facts.holidays) < DECIDE_AGAIN_DAYS
    )


def _barred(asked: _Asked, facts: Facts) -> frozenset[int]:
    """Those who never decide about it, as `services.deciders` has it."""
    away = facts.covers.get(asked.owner_id)
    cover_id = away.covered_by_id if away else None
    return with_other_accounts({asked.owner_id, asked.asker_id, cover_id}, facts.accounts)


def _decider(asked: _Asked, barred: frozenset[int], facts: Facts) -> int:
    """As `services.deciders` has it, from the facts of the morning."""
    action = asked.action
    return decided_by(
        asked.owner_id,
        action.manager_id,
        action.lead_id,
        facts.ladder,
        moves=asked.moves,
        urgent=asked.urgent,
        never=barred,
    )


def _second(asked: _Asked, never: frozenset[int], facts: Facts) -> int | None:
    """The second signatory of a sign-off or a check, who is chased with whoever decides it."""
    named = facts.people.get(asked.action.signatory_id or 0)
    if asked.what == "request" or named is None or named.id in never:
        return None
    return named.id if named.active and named.role in REVIEWERS else None


def _tell(telling: _Telling, facts: Facts, found: Found) -> bool:
    """Have a letter ready for this person, or say why there is none; whether they are told of it
    today."""
    asked, to, key = telling.asked, telling.to, telling.key
    action_id = asked.action_id
    is_listed = not isinstance(asked.action, DueCheck) and to == asked.action.manager_id
    if is_listed and to in facts.digests_today:
        listed = "the weekly summary of today lists it"
        found.skips.append(Skip(PASSED_OVER, to, key, listed, action_id, asked.purpose))
        return True
    reach = _reach(telling, facts)
    if reach.to is None:
        silent = f"silence|{key}|{facts.today}"
        found.skips.append(Skip(SILENT, to, silent, reach.reason, action_id, asked.purpose))
        return False
    above = {"above": True} if telling.above else {}
    found.candidates.append(
        Candidate(
            kind=asked.purpose,
            to=reach.to,
            whose=to,
            key=key,
            urgency=Urgency.DECISION,
            occasions=((key, action_id),),
            steps=((action_id, _step(telling)),),
            facts={asked.what: asked.number, "repeat": True, **above, **reach.facts},
        )
    )
    return True


def _step(telling: _Telling) -> str:
    if telling.above:
        return "asked above"
    return "check due" if isinstance(telling.asked.action, DueCheck) else "asked again"


def _reach(telling: _Telling, facts: Facts) -> Reach:
    reach = facts.reach(telling.to, deciding=True)
    if reach.to is None or reach.to == telling.to or reach.to not in telling.never:
        return reach
    cover = facts.people[reach.to].name
    return Reach(None, {}, f"away, and {cover}, who covers, has a part in it already")


def _waiting(actions: list[OpenAction]) -> Iterator[_Asked]:
    for action in actions:
        if action.request:
            asked = action.request
            yield _Asked(
                action,
                "new_date_asked",
                "request",
                asked.id,
                asked.since,
                asked.asker_id,
                asked.moves,
                asked.urgent,
            )
        if action.submission:
            sent = action.submission
            yield _Asked(action, "sign_off_asked", "submission", sent.id, sent.since, sent.asker_id)


def _checks(checks: list[DueCheck]) -> Iterator[_Asked]:
    for one in checks:
        yield _Asked(one, "check_due", "recheck", one.id, one.due_on, one.sent_by_id)
