"""Those who have not decided for five working days are told once more (`interaction.md` 3.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.domain.access import with_other_accounts
from tracker.domain.decisions import decided_by
from tracker.domain.rules import DECIDE_AGAIN_DAYS
from tracker.domain.turns import Candidate, Urgency
from tracker.domain.workdays import working_days_between
from tracker.services.planning.candidates import Found, Skip
from tracker.services.planning.facts import PASSED_OVER, REPEAT, SILENT, Facts
from tracker.store.snapshots import OpenAction


@dataclass(frozen=True)
class _Asked:
    """A decision that waits: what the letter is called, what it is about, since when."""

    action: OpenAction
    purpose: str
    what: str
    number: int
    since: date
    asker_id: int
    moves: int = 0

    @property
    def key(self) -> str:
        """Once for each, whoever decides it."""
        return f"{REPEAT}{self.what}:{self.number}"


def asked_again(facts: Facts) -> Found:
    """Requests for a new date and for sign-off that have waited long enough to be told again.

    Where the weekly summary of today lists it, that is the telling.
    """
    found = Found()
    for asked in _waiting(facts.actions):
        late = working_days_between(asked.since, facts.today, facts.holidays)
        if late < DECIDE_AGAIN_DAYS or asked.key in facts.planned or asked.action.facts.plan_paused:
            continue
        to = _decider(asked, facts)
        _told_again(asked, to, facts, found)
    return found


def _decider(asked: _Asked, facts: Facts) -> int:
    """As `services.deciders` has it, from the facts of the morning."""
    action = asked.action
    away = facts.covers.get(action.facts.owner_id)
    cover_id = away.covered_by_id if away else None
    parties = {action.facts.owner_id, asked.asker_id, cover_id}
    return decided_by(
        action.facts.owner_id,
        action.manager_id,
        action.lead_id,
        facts.ladder,
        moves=asked.moves,
        never=with_other_accounts(parties, facts.accounts),
    )


def _told_again(asked: _Asked, to: int, facts: Facts, found: Found) -> None:
    action_id = asked.action.facts.id
    if to == asked.action.manager_id and to in facts.digests_today:
        listed = "the weekly summary of today lists it"
        skip = Skip(PASSED_OVER, to, asked.key, listed, action_id, asked.purpose)
        found.skips.append(skip)
        return
    reach = facts.reach(to, deciding=True)
    if reach.to is None:
        silent = f"silence|{asked.key}|{facts.today}"
        found.skips.append(Skip(SILENT, to, silent, reach.reason, action_id, asked.purpose))
        return
    found.candidates.append(
        Candidate(
            kind=asked.purpose,
            to=reach.to,
            whose=to,
            key=asked.key,
            urgency=Urgency.DECISION,
            occasions=((asked.key, action_id),),
            steps=((action_id, "asked again"),),
            facts={asked.what: asked.number, "repeat": True, **reach.facts},
        )
    )


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
            )
        if action.submission:
            sent = action.submission
            yield _Asked(action, "sign_off_asked", "submission", sent.id, sent.since, sent.asker_id)
