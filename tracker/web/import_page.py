"""What the five steps of taking a report in share: finding the draft, forms made of groups, and
showing both versions when two people have saved."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import BooleanField, Field, Form, FormField
from wtforms.fields.choices import SelectFieldBase

from tracker.domain.drafts import Draft, from_json
from tracker.services.imports import Sent
from tracker.store.imports import ImportDraft, get_draft
from tracker.store.sheet_imports import SheetDraft
from tracker.web.access import me
from tracker.web.days import DayField
from tracker.web.fields import TrackerForm

Page = Response | tuple[str, int]

STEPS = {
    2: "imports.report.report",
    3: "imports.items.items",
    4: "imports.assign.assign",
    5: "imports.check.check",
}
TITLES = {
    2: "Check the report",
    3: "Review what we found",
    4: "Owners and dates",
    5: "Check and start",
}

SAVED = "Your draft is saved. Carry on with it from this list whenever you like."


class Group(Form):
    """Fields that belong together inside a step's form: one area, one action."""

    class Meta(TrackerForm.Meta):
        """As the form around it, which carries the token."""

        csrf = False


@dataclass(frozen=True)
class Difference:
    """A field that two people left differently."""

    label: str
    saved: str
    typed: str


def draft_or_404(draft_id: str) -> ImportDraft:
    """The draft with this number, as it is now; a page that is not there when there is none."""
    row = get_draft(draft_id)
    if row is None:
        abort(404)
    return row


def elsewhere(row: ImportDraft, step: int) -> Response | None:
    """Where to go instead when the draft is a plan already or has not come to this step."""
    if row.plan_id is not None:
        return redirect(url_for("imports.check.done", draft_id=row.id), code=303)
    if row.step < step:
        return redirect(url_for(STEPS[row.step], draft_id=row.id), code=303)
    return None


def sent(row: ImportDraft | SheetDraft, form: TrackerForm, *, answer: str) -> Sent:
    """The form that was posted, under a number of its own.

    What was typed is part of the number: the same form sent twice takes effect once, but a page
    gone back to, changed and sent again is another form and is not taken for the first.
    """
    number = str(form.request_id.data or "")
    posted = sorted((k, v) for k, v in request.form.items(multi=True) if k != "csrf_token")
    whole = hashlib.sha256(repr(posted).encode()).hexdigest()
    return Sent(me(), row.id, form.version.data, whole if number else "", answer)


def show(template: str, row: ImportDraft, step: int, **facts: Any) -> str:
    """A step's page; its templates find the draft, the step's number and its title."""
    return render_template(
        f"imports/{template}.html",
        row=row,
        draft=facts.pop("draft", None) or from_json(row.answers),
        step=step,
        step_title=TITLES[step],
        **facts,
    )


def posted_with_the_rest(saved: TrackerForm) -> MultiDict[str, str]:
    """What was posted, and for groups that the posted form did not have what is saved of them."""
    posted = MultiDict(request.form)
    for field in saved:
        begins = f"{field.name}-"
        if isinstance(field, FormField) and not any(k.startswith(begins) for k in request.form):
            for name, value in _as_posted(field.form):
                posted.add(name, value)
    return posted


def differences(saved: TrackerForm, typed: TrackerForm) -> list[Difference]:
    """The fields in which two forms of one kind differ, with what each says."""
    return [
        Difference(label, _said(theirs) or "Nothing", _said(ours) or "Nothing")
        for (label, theirs), (_label, ours) in zip(_labelled(saved), _labelled(typed), strict=True)
        if _said(theirs) != _said(ours)
    ]


def typed_into_nothing(saved: TrackerForm, names: Sequence[str]) -> list[str]:
    """Texts that were posted for groups which are no longer there."""
    there = {field.name for field in _fields_of(saved)}
    return [
        value
        for name, value in request.form.items(multi=True)
        if value and name not in there and name.rpartition("-")[2] in names
    ]


def add_error(field: Field, sentence: str) -> None:
    """Put an error on a field that the form's own checks did not find."""
    field.errors = [*field.errors, sentence]


def _fields_of(form: Any) -> Iterator[Field]:
    for field in form:
        if isinstance(field, FormField):
            yield from _fields_of(field.form)
        else:
            yield field


def _labelled(form: Any, before: str = "") -> Iterator[tuple[str, Field]]:
    for field in form:
        if isinstance(field, FormField):
            yield from _labelled(field.form, f"{field.label.text}: ")
        elif field.type not in {"CSRFTokenField", "_RequestNumber", "_SeenVersion"}:
            yield f"{before}{field.label.text}", field


def _as_posted(form: Any) -> Iterator[tuple[str, str]]:
    for field in _fields_of(form):
        if isinstance(field, DayField):
            yield from ((part["name"], part["value"]) for part in field.parts)
        elif isinstance(field, BooleanField):
            yield from [(field.name, "y")] if field.data else []
        elif isinstance(field.data, list):
            yield from ((field.name, str(value)) for value in field.data)
        else:
            yield field.name, str(field.data or "")


def _said(field: Field) -> str:
    if isinstance(field, DayField):
        return " ".join(part["value"] for part in field.parts).strip()
    if isinstance(field, BooleanField):
        return "Yes" if field.data else "No"
    if isinstance(field, SelectFieldBase):
        options: list[Any] = list(field.iter_choices())
        chosen = [one.label for one in options if one.selected and str(one.value)]
        return ", ".join(map(str, chosen))
    return str(field.data or "")


def draft_of(row: ImportDraft) -> Draft:
    """What has been said so far."""
    return from_json(row.answers)
