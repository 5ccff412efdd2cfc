"""Teams, directorates and partner bodies: added and changed, each save in the history."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from tracker.domain.errors import Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store.directory import team_named
from tracker.store.history import Happened
from tracker.store.people import Person, Team, TeamKind, all_teams

KIND_WORDS = {
    TeamKind.COUNCIL: "Council",
    TeamKind.DIRECTORATE: "Directorate",
    TeamKind.TEAM: "Team",
    TeamKind.PARTNER: "Partner body",
}


@dataclass(frozen=True)
class TeamFacts:
    """What an administrator says of a team."""

    name: str
    kind: TeamKind
    parent_id: int | None
    head_id: int | None
    label: str


def add_team(facts: TeamFacts, *, sent: SentForm, now: datetime) -> Team:
    """Add a team, a directorate or a partner body. Raises RuleBroken when it does not fit."""
    said = f"{facts.name.strip()} is added."
    with taking_effect(sent, route="teams.add", message=said, now=now):
        team = Team(name="", kind=facts.kind)
        _set_facts(team, facts)
        record(
            Happened.TEAM_ADDED,
            at=now,
            actor=sent.by,
            team=team.id,
            name=team.name,
            before={},
            after=described(team),
        )
        db.session.commit()
    return team


def change_team(
    team: Team, facts: TeamFacts, *, version: int | None, sent: SentForm, now: datetime
) -> None:
    """Change what is said of a team.

    Raises Crossed when somebody else saved first, and RuleBroken when the rules forbid it.
    """
    said = f"{facts.name.strip()} is saved."
    with taking_effect(sent, route="teams.change", message=said, now=now):
        if version != team.version:
            raise Crossed
        before = described(team)
        _set_facts(team, facts)
        after = described(team)
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            record(
                Happened.TEAM_CHANGED,
                at=now,
                actor=sent.by,
                team=team.id,
                name=team.name,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
        db.session.commit()


def described(team: Team) -> dict[str, str]:
    """What is said of a team, in words, for showing and for the history."""
    return {
        "name": team.name,
        "kind": KIND_WORDS[team.kind],
        "parent": team.parent.name if team.parent else "",
        "head": team.head.name if team.head else "",
        "label": team.label,
    }


def _set_facts(team: Team, facts: TeamFacts) -> None:
    name, label = facts.name.strip(), facts.label.strip()
    if not name:
        raise RuleBroken("Enter a name", field="name")
    _refuse_partner(facts, label)
    with db.session.no_autoflush:
        _refuse_taken(team, name)
        parent = _checked_parent(team, facts)
        head = db.session.get(Person, facts.head_id) if facts.head_id else None
    team.name, team.kind, team.parent, team.head = name, facts.kind, parent, head
    team.label = label
    db.session.add(team)
    try:
        db.session.flush()
    except IntegrityError as taken:
        db.session.rollback()
        raise RuleBroken("There is already a team of this name", field="name") from taken


def _refuse_partner(facts: TeamFacts, label: str) -> None:
    if facts.kind is not TeamKind.PARTNER:
        if label:
            raise RuleBroken("Only a partner body has a word after its names", field="label")
        return
    if not label:
        raise RuleBroken("Enter a word such as ‘health’ or ‘police’", field="label")
    if facts.parent_id:
        raise RuleBroken("A partner body stands beside the council, not in it", field="parent")


def _refuse_taken(team: Team, name: str) -> None:
    other = team_named(name)
    if other and other is not team:
        raise RuleBroken(f"There is already a team called {other.name}", field="name")


def _checked_parent(team: Team, facts: TeamFacts) -> Team | None:
    if facts.parent_id is None:
        return None
    parents = {other.id: other.parent_id for other in all_teams()}
    above: int | None = facts.parent_id
    while above is not None:
        if above == team.id:
            raise RuleBroken(f"{team.name} cannot be part of itself", field="parent")
        above = parents.get(above)
    return db.session.get(Team, facts.parent_id)
