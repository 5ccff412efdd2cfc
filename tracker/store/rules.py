"""What is laid down about reminders: for the council, for a plan, for one action."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import JSON, BindParameter, ForeignKey, Select, String, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.domain.rules import Rules, merged
from tracker.extensions import Base, db
from tracker.store.columns import UtcDateTime
from tracker.store.people import Person

COUNCIL = "council"


class RuleSet(Base):
    """What one level lays down; what it leaves out is laid down by the level above.

    `scope` is 'council', 'plan:3' or 'action:17'. `said` holds only what this level says, by the
    names of `domain/rules.py`.
    """

    __tablename__ = "rule_set"

    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    saved_by: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads a plain dict


def plan_scope(plan_id: int) -> str:
    """The scope of a plan's own rules."""
    return f"plan:{plan_id}"


def action_scope(action_id: int) -> str:
    """The scope of one action's own rules."""
    return f"action:{action_id}"


def said_at(scopes: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
    """What each level says, by scope; of every level unless `scopes` narrows it. One statement."""
    if scopes is None:
        found = db.session.execute(select(RuleSet.scope, RuleSet.said))
    else:
        found = db.session.execute(_said_at_some(), {"scopes": list(scopes)})
    return {row.scope: row.said for row in found}


@cache
def _said_at_some() -> Select[str, dict[str, Any]]:
    these: BindParameter[list[str]] = bindparam("scopes", expanding=True)
    return select(RuleSet.scope, RuleSet.said).where(RuleSet.scope.in_(these))


def rules_of_actions(said: Mapping[str, Mapping[str, Any]]) -> Callable[[int, int], Rules]:
    """What `rules_for` says of an action, given its plan and its number, for asking about very many
    actions: few of them have rules of their own, and the others of a plan share theirs."""
    of_plans: dict[int, Rules] = {}

    def rules(plan_id: int, action_id: int) -> Rules:
        if action_scope(action_id) in said:
            return rules_for(said, plan_id=plan_id, action_id=action_id)
        if plan_id not in of_plans:
            of_plans[plan_id] = rules_for(said, plan_id=plan_id)
        return of_plans[plan_id]

    return rules


def rules_for(
    said: Mapping[str, Mapping[str, Any]],
    *,
    plan_id: int | None = None,
    action_id: int | None = None,
) -> Rules:
    """What holds for an action, a plan or the council, when these are all the levels that speak."""
    scopes = [COUNCIL]
    scopes += [plan_scope(plan_id)] if plan_id is not None else []
    scopes += [action_scope(action_id)] if action_id is not None else []
    return merged(*(said.get(scope, {}) for scope in scopes))
