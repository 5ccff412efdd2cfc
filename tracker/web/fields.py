"""Form fields and their checks, which answer in the design system's words.

What a page builder needs: `TrackerForm` to inherit from, `Needed` and `AtMost` as validators,
`DayField` for dates, `choice` for the options of radios, checkboxes and selects. The markup is in
`templates/components/forms.html`. No field ever asks the browser to check it (`required`), because
the browser's words would not be ours.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, HiddenField, PasswordField, StringField
from wtforms.fields.choices import SelectChoice, SelectFieldBase  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import StopValidation, ValidationError

from tracker.domain.errors import RuleBroken
from tracker.web.days import DayField

__all__ = [
    "NAME_NOBODY",
    "AtMost",
    "DayField",
    "Needed",
    "TrackerForm",
    "choice",
    "errors_for_summary",
    "show_broken_rule",
    "show_faults",
    "tidy",
]

NAME_NOBODY = "Do not name children or families"
"""Said of every field whose words others read."""
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def tidy(text: str | None) -> str | None:
    """Typed text as it is kept: one kind of line end, no control characters, no space around."""
    if text is None:
        return None
    return _CONTROL_CHARACTERS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def choice(value: str, label: str, *, hint: str | None = None) -> SelectChoice:
    """An option of radios, checkboxes or a select; a hint stands under it."""
    return SelectChoice(value, label, render_kw={"hint": hint} if hint else {})


class Needed:
    """Refuses an empty answer: nothing typed, chosen, ticked or uploaded.

    Its message also answers a choice that is not (or is no longer) among the options.
    """

    field_flags: Mapping[str, Any] = {}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: object, field: Field) -> None:
        """Raise StopValidation with the message when there is no usable answer."""
        strange_choice = isinstance(field, SelectFieldBase) and bool(field.errors)
        if strange_choice or not _answered(field.data):
            field.errors = []
            raise StopValidation(self.message)


def _answered(data: object) -> bool:
    """An upload without a name is an empty file box; a number may be 0."""
    if isinstance(data, str):
        return bool(data.strip())
    if data is None or data is False or data == []:
        return False
    return bool(getattr(data, "filename", True))


class AtMost:
    """Refuses too long a text: 'What has happened must be 500 characters or less'."""

    field_flags: Mapping[str, Any] = {}

    def __init__(self, most: int, named: str) -> None:
        self.most = most
        self.message = f"{named} must be {most:,} characters or less"

    def __call__(self, _form: object, field: Field) -> None:
        """Raise ValidationError when the text is longer."""
        if len(field.data or "") > self.most:
            raise ValidationError(self.message)


class _RequestNumber(HiddenField):
    """The number under which a form takes effect once. What was posted is kept, even nothing: a
    form without a number must be refused by the service, not given one."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0])[:64] if valuelist else ""

    def _value(self) -> str:
        return str(self.data or secrets.token_urlsafe(16))


class _SeenVersion(HiddenField):
    """The version a form was built from, as a number; None when there is none."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        posted = str(valuelist[0]) if valuelist else ""
        self.data = int(posted) if posted.isdecimal() and len(posted) < 10 else None

    def _value(self) -> str:
        return "" if self.data is None else str(self.data)


_CHOOSE = "Select from the options in the list"
_OUR_WORDS = {
    "Not a valid choice.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "Not a valid integer value.": "Enter a whole number",
}


class _Words:
    """The library's own messages in our words."""

    def gettext(self, text: str) -> str:
        """Our words for a message, or the message."""
        return _OUR_WORDS.get(text, text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Our words for the message that goes with this number."""
        return self.gettext(one if number == 1 else many)


class TrackerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The base of every form that changes something.

    `request_id` is the number `services.forms.take_once` asks for. Set `version.data` before
    showing a form that edits what others may edit, and read it back after. Typed text is tidied.
    """

    request_id = _RequestNumber()
    version = _SeenVersion()

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        """How fields are made for this form."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add tidying to every field that holds typed text; a password is left as it is."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField | HiddenField):
                options["filters"] = (tidy, *unbound_field.kwargs.get("filters", ()))
            return super().bind_field(form, unbound_field, options)  # type: ignore[no-any-return]  # as above

        def get_translations(self, _form: Any) -> _Words:
            """Our words, whatever languages the browser asks for."""
            return _Words()


def errors_for_summary(form: Any) -> list[dict[str, str]]:
    """What the error summary lists: for each wrong field its first message and a link to its first
    wrong part. Empty when there is no form or nothing is wrong."""
    if not form:
        return []
    of_fields = [
        {"text": str(field.errors[0]), "href": f"#{_first_wrong_part(field)}"}
        for field in _leaves(form)
        if field.errors
    ]
    return [*of_fields, *({"text": str(message)} for message in form.form_errors)]


def show_broken_rule(form: Any, broken: RuleBroken) -> None:
    """Put a broken rule beside the field it names, or above the form when it names none here."""
    for field in _leaves(form):
        if broken.field and broken.field in {field.name, field.short_name}:
            field.errors = [*field.errors, broken.message]
            return
    form.form_errors.append(broken.message)


def show_faults(form: Any, faults: Iterable[RuleBroken]) -> bool:
    """Put each broken rule beside its field, but for fields already found wrong; True when nothing
    is."""
    wrong = {field.name for field in form if field.errors}
    broken = [fault for fault in faults if fault.field not in wrong]
    for fault in broken:
        show_broken_rule(form, fault)
    return not (broken or wrong)


def _first_wrong_part(field: Field) -> str:
    return field.wrong_ids[0] if isinstance(field, DayField) else str(field.id)


def _leaves(fields: Iterable[Field]) -> Iterator[Field]:
    """Fields that people fill in, those inside lists and groups included."""
    for field in fields:
        if isinstance(field, FieldList | FormField):
            yield from _leaves(field)
        else:
            yield field
