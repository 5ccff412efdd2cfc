"""The form of step 4: one group for each action on the page, and what to set alike for several."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wtforms import FormField, SelectField, SelectMultipleField, StringField, TextAreaField

from tracker.domain.draft_actions import Gap, NumberedAction, Same
from tracker.domain.drafts import LONGEST_ACTION, LONGEST_SHORT_TITLE, Draft, DraftAction
from tracker.domain.errors import RuleBroken
from tracker.services.imports import managers, owners
from tracker.store.people import Person
from tracker.web.fields import AtMost, DayField, TrackerForm, choice
from tracker.web.import_page import Group, add_error

TEXTS = ("title", "short_title", "measure")
_SAFE = "Appears in emails. Do not name a child, family or member of staff"
_Choices = list[tuple[str, str]]
"""What can be chosen: the value and what it is called."""


class AssignForm(TrackerForm):
    """Who does what by when; `assign_form` adds the actions."""

    same_areas = SelectMultipleField("Areas to set", choices=[])
    same_manager = SelectField("Accountable manager (optional)", choices=[])
    same_owner = SelectField(
        "Owner or partner (optional)",
        description="Partner agencies stand after the name",
        choices=[],
    )
    same_due_on = DayField("Due date (optional)", named="Due date")

    def group(self, one: NumberedAction) -> Any:
        """The fields of one action."""
        return self[_name(one.action.key)].form

    def said(self, actions: Sequence[NumberedAction]) -> dict[str, DraftAction]:
        """These actions as the form has them, by key."""
        return {one.action.key: _action_said(self.group(one), one.action) for one in actions}

    def same(self) -> Same:
        """What to set alike; RuleBroken when nothing is chosen, or for no area."""
        if not self.same_areas.data:
            raise RuleBroken("Select at least 1 area", field="same_areas")
        same = Same(
            manager=_number(self.same_manager.data),
            owner=_number(self.same_owner.data),
            due_on=self.same_due_on.data,
        )
        if same == Same():
            raise RuleBroken("Select a manager, an owner or a due date", field="same_manager")
        return same

    def mark(self, found: Sequence[Gap]) -> bool:
        """Put each gap beside the field it is about, unless something is wrong with that already;
        True when one of them is in this form."""
        here = [gap for gap in found if _name(gap.key) in self]
        for gap in here:
            field = self[_name(gap.key)].form[gap.field]
            if not field.errors:
                add_error(field, gap.sentence)
        return bool(here)


def assign_form(
    draft: Draft, actions: Sequence[NumberedAction], *formdata: Any, version: int, **more: Any
) -> AssignForm:
    """The form for these actions of the draft."""
    may_own, may_manage = _choices(owners()), _choices(managers())
    areas = [
        (area.key, f"{number}. {area.title}") for number, area in enumerate(draft.included, start=1)
    ]
    fields = {
        _name(one.action.key): FormField(
            _action_group(one, may_own, may_manage, areas), f"Action {one.number}"
        )
        for one in actions
    }
    data = {_name(one.action.key): _saved(one) for one in actions}
    kind = type("AssignFormOfOneDraft", (AssignForm,), fields)
    form: AssignForm = kind(*formdata, data={**data, "version": version}, **more)
    form.same_areas.choices = _options(areas)
    form.same_manager.choices = _options(may_manage)
    form.same_owner.choices = _options(may_own)
    return form


def _action_group(
    one: NumberedAction, may_own: _Choices, may_manage: _Choices, areas: _Choices
) -> type[Group]:
    number = one.number
    others = [
        (key, f"Also answers area {title}") for key, title in areas if key != one.areas[0].key
    ]
    fields = {
        "title": TextAreaField(
            "What will be done", validators=[AtMost(LONGEST_ACTION, f"Title of action {number}")]
        ),
        "short_title": StringField(
            "Short title",
            description=_SAFE,
            validators=[AtMost(LONGEST_SHORT_TITLE, f"Short title of action {number}")],
        ),
        "owner": SelectField("Owner", choices=_options(may_own)),
        "manager": SelectField("Accountable manager", choices=_options(may_manage)),
        "due_on": DayField("Due date", named=f"Due date for action {number}"),
        "measure": TextAreaField(
            "Measure of success (optional)",
            description="What will show that it is done",
            validators=[AtMost(2000, f"Measure of success of action {number}")],
        ),
        "also": SelectMultipleField(
            "Other areas this action answers (optional)", choices=_options(others)
        ),
    }
    return type("ActionGroup", (Group,), fields)


def _saved(one: NumberedAction) -> dict[str, Any]:
    action = one.action
    return {
        "title": action.title,
        "short_title": action.short_title,
        "owner": str(action.owner or ""),
        "manager": str(action.manager or ""),
        "due_on": action.due_on,
        "measure": action.measure,
        "also": [area.key for area in one.areas[1:]],
    }


def _action_said(group: Any, action: DraftAction) -> DraftAction:
    return replace(
        action,
        title=" ".join((group.title.data or "").split()),
        short_title=group.short_title.data or "",
        owner=_number(group.owner.data),
        manager=_number(group.manager.data),
        due_on=group.due_on.data,
        measure=group.measure.data or "",
        also=tuple(group.also.data or ()),
    )


def _choices(people: Mapping[int, Person]) -> _Choices:
    named = [(str(number), person.name_and_body) for number, person in people.items()]
    return [("", "Select a person"), *named]


def _options(choices: _Choices) -> list[Any]:
    return [choice(value, label) for value, label in choices]


def _number(chosen: str | None) -> int | None:
    return int(chosen) if chosen and chosen.isdecimal() else None


def _name(key: str) -> str:
    return f"action_{key}"
