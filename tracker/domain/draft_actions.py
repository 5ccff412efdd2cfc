"""Step 4 of taking a report in: who does what by when, and what to point out before the start."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.drafts import (
    LONGEST_ACTION,
    LONGEST_SHORT_TITLE,
    Draft,
    DraftAction,
    DraftArea,
    new_key,
    shortened,
)
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import day, listed, long_day
from tracker.domain.workdays import Holidays, is_working_day

MANY_ACTIONS = 5
"""More than this for one person is pointed out."""


@dataclass(frozen=True)
class NumberedAction:
    """An action of the plan to be, with its number in it ('1.1') and the areas it answers."""

    number: str
    action: DraftAction
    areas: tuple[DraftArea, ...]


@dataclass(frozen=True)
class Gap:
    """Something an action still needs: a sentence, and the field of which action it is about."""

    key: str
    field: str
    sentence: str


@dataclass(frozen=True)
class Same:
    """What to set alike for several areas' actions; what is None stays as it is."""

    manager: int | None = None
    owner: int | None = None
    due_on: date | None = None


def with_suggestions(draft: Draft) -> Draft:
    """The draft with one action for each included area that has had none suggested yet.

    An area whose actions were taken away is left without: that was somebody's decision.
    """
    covered = {area.key for one in numbered(draft) for area in one.areas}
    for area in draft.included:
        if not area.suggested and area.key not in covered:
            draft = add_action(draft, area.key, title=area.title)
    areas = tuple(replace(area, suggested=area.suggested or area.included) for area in draft.areas)
    return replace(draft, areas=areas)


def add_action(draft: Draft, area_key: str, *, title: str = "") -> Draft:
    """The draft with another action under this area, titled with its words or empty."""
    if area_key not in {area.key for area in draft.included}:
        raise RuleBroken("This area is no longer there. Look at the list again.")
    made, draft = new_key(draft)
    action = DraftAction(
        key=made,
        area=area_key,
        title=shortened(title, LONGEST_ACTION),
        short_title=short_title(title),
    )
    return replace(draft, actions=(*draft.actions, action))


def short_title(title: str) -> str:
    """A first short title; a cut one says so, since it goes into letters."""
    if len(title) <= LONGEST_SHORT_TITLE:
        return title
    return shortened(title, LONGEST_SHORT_TITLE - 1) + "…"


def without_action(draft: Draft, key: str) -> Draft:
    """The draft without this action; nothing changes when it is not there."""
    return replace(draft, actions=tuple(one for one in draft.actions if one.key != key))


def with_actions_said(draft: Draft, said: Mapping[str, DraftAction]) -> Draft:
    """The draft with these actions as the person has them, by key."""
    return replace(draft, actions=tuple(said.get(one.key, one) for one in draft.actions))


def with_the_same(draft: Draft, areas: Collection[str], same: Same) -> Draft:
    """The draft with the same manager, owner or due date for every action under these areas."""
    changes = {name: value for name, value in vars(same).items() if value is not None}
    chosen = {one.action.key for one in numbered(draft) if one.areas[0].key in areas}
    actions = tuple(replace(one, **changes) if one.key in chosen else one for one in draft.actions)
    return replace(draft, actions=actions)


def numbered(draft: Draft) -> list[NumberedAction]:
    """The actions of the plan to be, in its order: those of area 1, then those of area 2.

    An action whose own area is left out stands under the first other one it answers; one that
    answers no included area is not in the plan.
    """
    included = {area.key: area for area in draft.included}
    under: dict[str, list[DraftAction]] = {key: [] for key in included}
    for action in draft.actions:
        home = _home(action, included)
        if home:
            under[home].append(action)
    return [
        NumberedAction(f"{area}.{place}", action, _answered(action, key, included))
        for area, (key, actions) in enumerate(under.items(), start=1)
        for place, action in enumerate(actions, start=1)
    ]


def gaps(draft: Draft, *, owners: Collection[int], managers: Collection[int]) -> list[Gap]:
    """What the actions still need before the plan can start, in the plan's order.

    `owners` and `managers` are the people who may be chosen now: somebody who has left is a gap.
    """
    return [
        Gap(one.action.key, name, sentence)
        for one in numbered(draft)
        for name, sentence in _gaps_of(one, draft.report_date, owners, managers)
    ]


def people_told(draft: Draft, *, giver: int) -> dict[int, list[NumberedAction]]:
    """The actions each owner would be told of in one email; nobody is told what they gave
    themselves."""
    told: dict[int, list[NumberedAction]] = {}
    for one in numbered(draft):
        if one.action.owner is not None and one.action.owner != giver:
            told.setdefault(one.action.owner, []).append(one)
    return told


def areas_without_action(draft: Draft) -> list[tuple[int, DraftArea]]:
    """The included areas that no action answers, with their numbers in the plan."""
    covered = {area.key for one in numbered(draft) for area in one.areas}
    return [
        (number, area)
        for number, area in enumerate(draft.included, start=1)
        if area.key not in covered
    ]


def warnings(
    draft: Draft,
    *,
    names: Mapping[int, str],
    today: date,
    closed: Callable[[date], Holidays],
) -> list[str]:
    """What to look at again before the plan starts, as sentences; none of it is forbidden.

    `closed(day)` gives the bank holidays around a day.
    """
    actions = numbered(draft)
    return [
        *_areas_to_look_at(areas_without_action(draft)),
        *_days_off(actions, closed),
        *_busy_people(actions, names),
        *_in_the_past(actions, today),
    ]


def _home(action: DraftAction, included: Mapping[str, DraftArea]) -> str | None:
    if action.area in included:
        return action.area
    return next((key for key in included if key in action.also), None)


def _answered(
    action: DraftAction, home: str, included: Mapping[str, DraftArea]
) -> tuple[DraftArea, ...]:
    others = (included[key] for key in included if key in action.also and key != home)
    return (included[home], *others)


def _gaps_of(
    one: NumberedAction,
    report_date: date | None,
    owners: Collection[int],
    managers: Collection[int],
) -> Iterator[tuple[str, str]]:
    action, number = one.action, one.number
    if not action.title:
        yield "title", f"Enter a title for action {number}"
    if not action.short_title:
        yield "short_title", f"Enter a short title for action {number}"
    if action.owner not in owners:
        yield "owner", _choose("owner", number, gone=action.owner is not None)
    if action.manager not in managers:
        yield "manager", _choose("accountable manager", number, gone=action.manager is not None)
    if action.due_on is None:
        yield "due_on", f"Enter a due date for action {number}"
    elif report_date and action.due_on <= report_date:
        yield "due_on", f"Due date for action {number} must be after {day(report_date)}"


def _choose(what: str, number: str, *, gone: bool) -> str:
    if gone:
        return f"The {what} of action {number} has left the council. Select another"
    return f"Select {'an' if what[0] in 'ao' else 'a'} {what} for action {number}"


def _areas_to_look_at(areas: Sequence[tuple[int, DraftArea]]) -> Iterator[str]:
    numbers = [str(number) for number, _area in areas]
    if numbers:
        what = f"Area {numbers[0]} has" if len(numbers) == 1 else f"Areas {listed(numbers)} have"
        yield f"{what} no action. The board will see a finding that nobody is working on."


def _days_off(
    actions: Sequence[NumberedAction], closed: Callable[[date], Holidays]
) -> Iterator[str]:
    due: dict[date, list[str]] = {}
    for one in actions:
        if one.action.due_on:
            due.setdefault(one.action.due_on, []).append(one.number)
    for due_on, numbers in sorted(due.items()):
        if not is_working_day(due_on, closed(due_on)):
            kind = "a weekend" if due_on.weekday() > 4 else "a bank holiday"
            yield f"{_are(numbers)} due on {kind}, {long_day(due_on)}."


def _busy_people(actions: Sequence[NumberedAction], names: Mapping[int, str]) -> Iterator[str]:
    owned = Counter(one.action.owner for one in actions if one.action.owner is not None)
    for owner, number in owned.items():
        if number > MANY_ACTIONS:
            who = names.get(owner, "One person")
            yield f"{who} has {number} actions, more than {MANY_ACTIONS}."


def _in_the_past(actions: Sequence[NumberedAction], today: date) -> Iterator[str]:
    past = [one.number for one in actions if one.action.due_on and one.action.due_on < today]
    if past:
        owner = "Its owner" if len(past) == 1 else "Their owners"
        reminded = "will be reminded on the next working morning."
        yield f"{_are(past)} due in the past. {owner} {reminded}"


def _are(numbers: list[str]) -> str:
    return f"Action {numbers[0]} is" if len(numbers) == 1 else f"Actions {listed(numbers)} are"
