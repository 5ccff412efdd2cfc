"""The form of the reminder rules: one field a rule, empty where the level above holds."""

from collections.abc import Iterator
from typing import Any

from wtforms import Field, Form, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.domain.errors import RuleBroken
from tracker.domain.rule_words import RULE_WORDS, hour_words, in_words, read, typed_as
from tracker.domain.rules import EARLIEST_HOUR, LATEST_HOUR, WEEKDAYS, Level, names_at
from tracker.services.rules import Here
from tracker.web.fields import AtMost, TrackerForm, choice

_YES_OR_NO = ("yes", "no")


class RulesForm(TrackerForm):
    """What one level lays down. Make one with `rules_form`; its rules are fields of their names."""

    def rules(self) -> Iterator[Field]:
        """The fields that hold rules, in the order of the page."""
        for name in RULE_WORDS:
            if name in self:
                yield self[name]

    def show(self, here: Here) -> None:
        """Begin with what the level says."""
        self.version.data = here.version
        for field in self.rules():
            value = here.said.get(field.name)
            said = field.name in here.said
            if RULE_WORDS[field.name].kind == "days":
                field.data = [str(one) for one in value or ()]
            else:
                field.data = typed_as(field.name, _held(value)) if said else ""

    def said(self) -> dict[str, Any]:
        """What was typed, rule by rule, those left empty left out; raises RuleBroken for the first
        that is no answer."""
        typed = {
            field.name: " ".join(field.data) if isinstance(field.data, list) else field.data
            for field in self.rules()
        }
        return {name: read(name, text) for name, text in typed.items() if text and text.strip()}


def rules_form(level: Level, here: Here, formdata: Any = None, **more: Field) -> RulesForm:
    """The form for a level, each field with what holds when it is left empty. `more` are fields
    that only this level has."""
    made = {name: _field(name, here) for name in names_at(level)} | more
    kind = type("RulesFormHere", (RulesForm,), made)
    form: RulesForm = kind(formdata) if formdata is not None else kind()
    return form


def _held(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _field(name: str, here: Here) -> Field:
    words, inherited = RULE_WORDS[name], here.inherited[name]
    empty = inherited.words(name)
    if words.kind == "yes":
        options = [choice("", f"Not said here ({empty})")]
        options += [choice(one, one.capitalize()) for one in _YES_OR_NO]
        return SelectField(words.label, choices=options)
    if words.kind == "hour":
        options = [choice("", f"Not said here ({empty})")]
        hours = range(EARLIEST_HOUR, LATEST_HOUR + 1)
        options += [choice(str(hour), hour_words(hour)) for hour in hours]
        return SelectField(words.label, choices=options)
    hint = " ".join(filter(None, (words.hint, f"When this is left empty: {empty}.")))
    if words.kind == "days":
        days = [choice(str(number), name) for number, name in enumerate(WEEKDAYS)]
        return SelectMultipleField(
            words.label,
            choices=days,
            description=hint,
            widget=ListWidget(),
            option_widget=CheckboxInput(),
        )
    return StringField(words.label, description=hint, validators=[AtMost(60, words.label)])


def read_or_show(form: RulesForm) -> dict[str, Any] | None:
    """What was typed, or None with the fault beside its field."""
    try:
        return form.said()
    except RuleBroken as broken:
        beside(form, broken)
        return None


def beside(form: Form, broken: RuleBroken) -> None:
    """Put a broken rule beside its field; every rule is named after its field."""
    if broken.field and broken.field in form:
        form[broken.field].errors = [*form[broken.field].errors, broken.message]
    else:
        form.form_errors.append(broken.message)


def saved_words(here: Here) -> list[dict[str, str]]:
    """What the level says now, for showing beside what was typed."""
    return [
        {"key": RULE_WORDS[name].label, "value": in_words(name, _held(value))}
        for name, value in here.said.items()
        if name in RULE_WORDS
    ] or [{"key": "Rules", "value": "None of its own"}]
