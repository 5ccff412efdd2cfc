"""A field's facts as parameters of the GOV.UK macros, for `templates/components/forms.html`.

Only what is there is said: a hint or an error gets an id to point at when it exists, and never
otherwise. Whatever else a template passes goes to the macro as it is (`autocomplete`, `rows`).
"""

from typing import Any

from wtforms import Field
from wtforms.fields.choices import SelectFieldBase

from tracker.web.days import DayField

Params = dict[str, Any]


def control(
    field: Field,
    *,
    label_size: str = "",
    is_heading: bool = False,
    label: str = "",
    hides_label: bool = False,
    hint: str = "",
    **more: Any,
) -> Params:
    """Parameters for a control with one label: an input, a text area, a select, a file box.

    A label is hidden from eyes only where the page says the same beside it.
    """
    shown = f"govuk-label--{label_size}" if label_size else ""
    words = {
        "text": label or field.label.text,
        "classes": "govuk-visually-hidden" if hides_label else shown,
        "isPageHeading": is_heading,
    }
    return {**_common(field, hint), "label": words, "value": _value(field), **more}


def group(
    field: Field,
    *,
    label_size: str = "s",
    is_heading: bool = False,
    label: str = "",
    hint: str = "",
    small: bool = False,
    **more: Any,
) -> Params:
    """Parameters for several controls under one legend: radios, checkboxes, a date."""
    legend = {
        "text": label or field.label.text,
        "classes": f"govuk-fieldset__legend--{label_size}" if label_size else "",
        "isPageHeading": is_heading,
    }
    kind = "checkboxes" if field.type == "SelectMultipleField" else "radios"
    return {
        **_common(field, hint),
        "idPrefix": field.id,
        "fieldset": {"legend": legend},
        "items": _boxes(field) if isinstance(field, DayField) else _choices(field),
        **({"classes": f"govuk-{kind}--small"} if small else {}),
        **more,
    }


def select(field: Field, **more: Any) -> Params:
    """Parameters for a select; its options are the field's choices."""
    options = [
        {"value": option.value, "text": option.label, "selected": option.selected}
        for option in _options(field)
    ]
    return {**control(field, **more), "items": options}


def one_box(field: Field, *, hint: str = "", small: bool = False, **more: Any) -> Params:
    """Parameters for a single checkbox that says yes, without a legend."""
    box = {
        "value": "y",
        "text": field.label.text,
        "checked": bool(field.data),
        **_hint(field, hint),
    }
    common = {name: fact for name, fact in _common(field, "").items() if name != "hint"}
    classes = {"classes": "govuk-checkboxes--small"} if small else {}
    return {**common, "idPrefix": field.id, "items": [box], **classes, **more}


def _common(field: Field, hint: str) -> Params:
    error = {"errorMessage": {"text": field.errors[0]}} if field.errors else {}
    return {"id": field.id, "name": field.name, **_hint(field, hint), **error}


def _hint(field: Field, hint: str) -> Params:
    words = hint or field.description
    return {"hint": {"text": words}} if words else {}


def _value(field: Field) -> str:
    """What is shown again: never a password, and never the name of a file."""
    if field.type in {"PasswordField", "FileField", "MultipleFileField"}:
        return ""
    value = getattr(field, "_value", None)
    return str(value()) if value else ""


def _options(field: Field) -> list[Any]:
    return list(field.iter_choices()) if isinstance(field, SelectFieldBase) else []


def _choices(field: Field) -> list[Params]:
    return [
        {
            "value": option.value,
            "text": option.label,
            "checked": option.selected,
            **({"hint": {"text": option.render_kw["hint"]}} if "hint" in option.render_kw else {}),
        }
        for option in _options(field)
    ]


def _boxes(field: DayField) -> list[Params]:
    widths = ("govuk-input--width-2", "govuk-input--width-2", "govuk-input--width-4")
    return [
        {
            "name": part["name"],
            "id": part["id"],
            "label": part["label"],
            "value": part["value"],
            "classes": f"{width} govuk-input--error" if part["wrong"] else width,
            # Months may be typed as words, so only the other two ask for the number keypad.
            "inputmode": "text" if part["label"] == "Month" else "numeric",
        }
        for part, width in zip(field.parts, widths, strict=True)
    ]
