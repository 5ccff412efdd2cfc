"""Milestones: added, changed and removed by those who see to the action, and kept in its history."""

from datetime import date
from typing import Any

import pytest

from tests.cast import Cast
from tests.services.forms_sent import sent_by
from tests.services.meetings import last_entry, the
from tracker import clock
from tracker.domain.errors import AlreadyDone, Crossed, RuleBroken
from tracker.domain.milestones import Step
from tracker.extensions import db
from tracker.services import milestones
from tracker.store.actions import Milestone
from tracker.store.history import Happened
from tracker.store.people import Person
from tracker.store.quality import kept_about

MAY = date(2011, 5, 20)
DRAFT = Step("Draft agreed", MAY)


def form(by: Person, **more: Any) -> dict[str, Any]:
    return {"sent": sent_by(by), "now": clock.now(), "today": clock.today()} | more


def steps() -> list[str]:
    return [step.title for step in the("1.1").milestones]


def step(position: int) -> Milestone:
    return the("1.1").milestones[position]


def changes(by: Person, what: Step, *, position: int = 1, **more: Any) -> str:
    action = the("1.1")
    held = {"version": action.version} | more
    return milestones.change(action.milestones[position], action, what, **form(by, **held))


def removes(by: Person, *, position: int = 1, **more: Any) -> str:
    action = the("1.1")
    held = {"version": action.version} | more
    return milestones.remove(action.milestones[position], action, **form(by, **held))


def test_a_milestone_is_added_where_its_date_puts_it(cast: Cast) -> None:
    version = the("1.1").version
    said = milestones.add(the("1.1"), Step("Draft agreed", MAY, cast.tom.id), **form(cast.priya))

    assert said == "Milestone added to action 1.1"
    assert steps()[:2] == ["Standard agreed with conference chairs", "Draft agreed"]
    owner = step(1).owner
    assert owner
    assert owner.name == "Tom Ashworth"
    assert the("1.1").version == version + 1
    assert (last_entry().kind, last_entry().facts) == (
        Happened.MILESTONE_ADDED,
        {"title": "Draft agreed"},
    )


def test_a_change_says_what_was_and_what_is(cast: Cast) -> None:
    changes(cast.jean, Step("Posts filled", date(2011, 5, 31), cast.dawn.id))

    assert (step(1).title, step(1).due_on) == ("Posts filled", date(2011, 5, 31))
    assert last_entry().facts == {
        "title": "Posts filled",
        "before": {"milestone": "Vacant posts filled", "due": "10 June 2011", "owner": ""},
        "after": {"milestone": "Posts filled", "due": "31 May 2011", "owner": "Dawn Okafor"},
    }


def test_what_is_removed_is_in_no_list_and_stays_in_the_table(cast: Cast) -> None:
    gone = step(1).id
    said = removes(cast.priya)

    kept = db.session.get_one(Milestone, gone)
    assert said == "Milestone removed from action 1.1"
    assert steps() == ["Standard agreed with conference chairs", "First month's figures reported"]
    assert (kept.removed_at, kept.removed_by_id) == (clock.now(), cast.priya.id)
    assert (last_entry().kind, last_entry().facts["title"]) == (
        Happened.MILESTONE_REMOVED,
        "Vacant posts filled",
    )


def test_what_is_removed_is_no_fault_of_the_plan(cast: Cast) -> None:
    def latest() -> date | None:
        found = kept_about(the("1.1").plan, seen_by=cast.sam)
        return next(one.last_step_on for one in found if one.ref == "SLAC-1.1")

    before = latest()
    removes(cast.priya, position=2)

    assert (before, latest()) == (date(2011, 6, 30), date(2011, 6, 10))


def test_a_date_lies_within_the_action_unless_it_stays_as_it_was(cast: Cast) -> None:
    with pytest.raises(RuleBroken) as late:
        milestones.add(the("1.1"), Step("x", date(2011, 6, 1)), **form(cast.priya))
    with pytest.raises(RuleBroken) as early:
        changes(cast.priya, Step("x", date(2011, 4, 10)))
    changes(cast.priya, Step("Posts advertised", date(2011, 6, 10)))

    assert (late.value.message, late.value.field) == (
        "The date must be on or before 31 May 2011, when the action is due",
        "due",
    )
    assert early.value.message == (
        "The date must be on or after 11 April 2011, when the action starts"
    )
    assert step(1).title == "Posts advertised"


def test_nobody_owns_a_milestone_of_what_they_cannot_see(cast: Cast) -> None:
    the("1.1").plan.restricted = True
    db.session.commit()
    for stranger, message in (
        (cast.tom.id, "Tom Ashworth cannot see this action. Select somebody who can"),
        (cast.helen.id, "Helen Pryce (health) cannot see this action"),
        (cast.margaret.id, "Select somebody from the list"),
        (999_999, "Select somebody from the list"),
    ):
        with pytest.raises(RuleBroken) as refused:
            milestones.add(the("1.1"), Step("x", MAY, stranger), **form(cast.priya))
        assert refused.value.message.startswith(message.replace(" (health)", ""))
        assert refused.value.field == "owner"

    milestones.add(the("1.1"), Step("x", MAY, cast.jean.id), **form(cast.priya))
    assert "x" in steps()


def test_what_is_finished_stays_as_it_was(cast: Cast) -> None:
    for act in (
        lambda: changes(cast.priya, DRAFT, position=0),
        lambda: removes(cast.priya, position=0),
    ):
        with pytest.raises(RuleBroken, match="was finished on 28 April 2011"):
            act()

    assert steps()[0] == "Standard agreed with conference chairs"


def test_only_those_who_see_to_the_action_and_not_while_it_waits(cast: Cast) -> None:
    with pytest.raises(RuleBroken, match="belongs to Priya Nair"):
        milestones.add(the("1.1"), DRAFT, **form(cast.tom))
    with pytest.raises(RuleBroken, match="belongs to Priya Nair"):
        removes(cast.tom)
    with pytest.raises(RuleBroken, match="sent for sign-off"):
        milestones.add(the("6.1"), DRAFT, **form(cast.ruth))

    assert len(steps()) == 3


def test_what_changed_meanwhile_and_what_comes_twice_is_not_done(cast: Cast) -> None:
    seen = the("1.1").version
    once = form(cast.priya)
    milestones.add(the("1.1"), DRAFT, **once)
    with pytest.raises(AlreadyDone):
        milestones.add(the("1.1"), DRAFT, **once)
    for act in (changes, removes):
        with pytest.raises(Crossed):
            act(cast.priya, *([DRAFT] if act is changes else []), position=2, version=seen)  # type: ignore[operator]  # any of the three services

    assert len(steps()) == 4


def test_an_action_holds_so_many_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(milestones, "MOST_ON_ACTION", 3)

    with pytest.raises(RuleBroken, match="as many milestones as it can hold"):
        milestones.add(the("1.1"), DRAFT, **form(cast.priya))
