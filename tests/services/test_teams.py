"""Teams, directorates and partner bodies: the rules, and what the history keeps."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tracker.domain.errors import Crossed, RuleBroken
from tracker.extensions import db
from tracker.services.teams import TeamFacts, add_team, change_team
from tracker.store.directory import team_named
from tracker.store.history import Happened, HistoryEntry
from tracker.store.people import Team, TeamKind


def named(name: str) -> Team:
    team = team_named(name)
    assert team
    return team


def newest(kind: Happened) -> HistoryEntry:
    found = select(HistoryEntry).where(HistoryEntry.kind == kind).order_by(HistoryEntry.id.desc())
    return db.session.scalars(found.limit(1)).one()


def test_a_team_is_added_under_its_directorate(cast: Cast, now: datetime) -> None:
    directorate = named("Children and Young People")
    facts = TeamFacts(" Leaving care ", TeamKind.TEAM, directorate.id, cast.jean.id, "")

    team = add_team(facts, sent=sent_by(cast.chris), now=now)

    assert (team.name, team.parent, team.head) == ("Leaving care", directorate, cast.jean)
    assert newest(Happened.TEAM_ADDED).facts == {
        "team": team.id,
        "name": "Leaving care",
        "before": {},
        "after": {
            "name": "Leaving care",
            "kind": "Team",
            "parent": "Children and Young People",
            "head": "Jean Talbot",
            "label": "",
        },
    }


def test_a_change_is_kept_with_what_was_before_and_after(cast: Cast, now: datetime) -> None:
    team = named("Safeguarding")
    facts = TeamFacts("Safeguarding", TeamKind.TEAM, team.parent_id, cast.alan.id, "")

    change_team(team, facts, version=team.version, sent=sent_by(cast.chris), now=now)

    assert newest(Happened.TEAM_CHANGED).facts == {
        "team": team.id,
        "name": "Safeguarding",
        "before": {"head": "Jean Talbot"},
        "after": {"head": "Alan Mercer"},
    }


def test_a_form_built_from_an_old_version_overwrites_nothing(cast: Cast, now: datetime) -> None:
    team, seen = named("Safeguarding"), named("Safeguarding").version
    first = TeamFacts("Safeguarding service", TeamKind.TEAM, team.parent_id, team.head_id, "")
    second = TeamFacts("Safeguarding unit", TeamKind.TEAM, team.parent_id, team.head_id, "")
    change_team(team, first, version=seen, sent=sent_by(cast.chris), now=now)

    with pytest.raises(Crossed):
        change_team(team, second, version=seen, sent=sent_by(cast.chris), now=now)

    assert team.name == "Safeguarding service"


@pytest.mark.parametrize(
    ("facts", "message", "field"),
    [
        (TeamFacts("", TeamKind.TEAM, None, None, ""), "Enter a name", "name"),
        (
            TeamFacts("safeguarding", TeamKind.TEAM, None, None, ""),
            "There is already a team called Safeguarding",
            "name",
        ),
        (
            TeamFacts("Northbank Police", TeamKind.PARTNER, None, None, ""),
            "Enter a word such as ‘health’ or ‘police’",
            "label",
        ),
        (
            TeamFacts("Highways", TeamKind.TEAM, None, None, "roads"),
            "Only a partner body has a word after its names",
            "label",
        ),
        (
            TeamFacts("Northbank Police", TeamKind.PARTNER, 1, None, "police"),
            "A partner body stands beside the council, not in it",
            "parent",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    cast: Cast, now: datetime, facts: TeamFacts, message: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as rule:
        add_team(facts, sent=sent_by(cast.chris), now=now)

    assert (rule.value.message, rule.value.field) == (message, field)


def test_no_team_stands_above_itself(cast: Cast, now: datetime) -> None:
    directorate, below = named("Children and Young People"), named("Safeguarding")
    facts = TeamFacts(directorate.name, directorate.kind, below.id, None, "")

    with pytest.raises(RuleBroken) as rule:
        change_team(
            directorate, facts, version=directorate.version, sent=sent_by(cast.chris), now=now
        )

    assert rule.value.message == "Children and Young People cannot be part of itself"
