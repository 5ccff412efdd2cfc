"""Laying down the rules of reminding: for the council, for a plan, for one action.

Each save is in the history with what was before and after. A level keeps only what it says itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.rule_words import in_words
from tracker.domain.rules import Level, Rules, faults, merged, names_at
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.record import record
from tracker.store.actions import Action
from tracker.store.history import Happened
from tracker.store.plans import Plan
from tracker.store.rules import COUNCIL, RuleSet, action_scope, plan_scope, said_at

SAVED = "The reminder rules are saved."


@dataclass(frozen=True)
class Place:
    """Where rules are laid down: the council, a plan, or an action in it."""

    level: Level
    plan: Plan | None = None
    action: Action | None = None

    @property
    def scope(self) -> str:
        """The name under which the level's own rules are kept."""
        return self.scopes[-1]

    @property
    def scopes(self) -> list[str]:
        """The scopes that speak here, the uppermost first."""
        scopes = [COUNCIL]
        plan_id = self.action.plan_id if self.action else self.plan.id if self.plan else None
        scopes += [plan_scope(plan_id)] if plan_id is not None else []
        return [*scopes, action_scope(self.action.id)] if self.action else scopes


@dataclass(frozen=True)
class Inherited:
    """What holds for a rule when this level says nothing, and which level says so; None is the
    product itself."""

    value: Any
    level: Level | None

    def words(self, name: str) -> str:
        """'1, 5 and 10, from the council'."""
        sources = {Level.COUNCIL: "from the council", Level.PLAN: "from the plan"}
        source = sources[self.level] if self.level else "our default"
        return f"{in_words(name, self.value)}, {source}"


@dataclass(frozen=True)
class Here:
    """What a level says itself, what it inherits, and the version it was read at; 0 before any."""

    said: dict[str, Any]
    inherited: dict[str, Inherited]
    version: int


def rules_here(place: Place) -> Here:
    """What is laid down at a place, and what comes from above; two statements."""
    said = said_at(place.scopes)
    above = [(Level(scope.partition(":")[0]), said.get(scope, {})) for scope in place.scopes[:-1]]
    held = merged(*(values for _level, values in above))
    inherited = {
        name: Inherited(
            getattr(held, name),
            next((level for level, values in reversed(above) if name in values), None),
        )
        for name in names_at(place.level)
    }
    own = db.session.get(RuleSet, place.scope)
    return Here(said.get(place.scope, {}), inherited, own.version if own else 0)


def would_hold(place: Place, said: Mapping[str, Any]) -> Rules:
    """What would hold at a place if its level said this; raises RuleBroken when it does not fit."""
    kept = said_at(place.scopes[:-1])
    held = merged(*(kept.get(scope, {}) for scope in place.scopes[:-1]), said)
    wrong = next((fault for fault in faults(held) if fault.rule in names_at(place.level)), None)
    if wrong:
        raise RuleBroken(wrong.sentence, field=wrong.rule)
    return held


def save_rules(
    place: Place,
    said: Mapping[str, Any],
    *,
    version: int | None,
    sent: SentForm,
    now: datetime,
    message: str = SAVED,
    also: Callable[[], bool] = lambda: False,
) -> None:
    """Keep what a level says; saying nothing goes back to what comes from above. `also` is done in
    the same change, and says whether it changed anything, which counts for who saved first.

    Raises RuleBroken when it does not fit and Crossed when somebody else saved first.
    """
    with taking_effect(sent, route="rules.save", message=message, now=now):
        would_hold(place, said)
        own = db.session.get(RuleSet, place.scope)
        if (own.version if own else 0) != (version or 0):
            raise Crossed
        before, after = dict(own.said) if own else {}, _kept(said)
        if also() or before != after:
            _keep(own, place, after, sent, now)
        if before != after:
            _record(place, before, after, sent, now)
        try:
            db.session.commit()
        except IntegrityError as crossed:
            db.session.rollback()
            raise Crossed from crossed


def _keep(
    own: RuleSet | None, place: Place, after: dict[str, Any], sent: SentForm, now: datetime
) -> None:
    if own is None:
        own = RuleSet(
            scope=place.scope,
            plan_id=place.plan.id if place.plan else None,
            action_id=place.action.id if place.action else None,
        )
        db.session.add(own)
    own.said, own.saved_at, own.saved_by_id = after, now, sent.by.id


def _record(
    place: Place, before: dict[str, Any], after: dict[str, Any], sent: SentForm, now: datetime
) -> None:
    changed = [
        name
        for name in {**before, **after}
        if (name in before, before.get(name)) != (name in after, after.get(name))
    ]
    record(
        Happened.RULES_CHANGED,
        at=now,
        actor=sent.by,
        action=place.action,
        plan_id=place.plan.id if place.plan else None,
        scope=place.scope,
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed if name in after},
    )


def _kept(said: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are kept, JSON."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in said.items()
    }
