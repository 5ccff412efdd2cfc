"""The form of step 3: one group for each area and each judgement of the draft."""

from typing import Any

from wtforms import BooleanField, FormField, RadioField, StringField, TextAreaField

from tracker.domain.draft_areas import AreaSaid, area_gaps, places_to_split
from tracker.domain.drafts import LONGEST_TITLE, Draft, DraftArea
from tracker.domain.reports import LONGEST_GRADE
from tracker.store.imports import ImportDraft
from tracker.web.fields import AtMost, TrackerForm, choice
from tracker.web.import_page import Group, add_error, draft_of

LONGEST_WORDING = 5000
TEXTS = ("title", "wording", "grade")
_SAFE = "Appears in lists and emails. Do not name a child, family or member of staff"


class ItemsForm(TrackerForm):
    """What was found in the report; `items_form` adds the areas and the judgements."""

    strengths = BooleanField("Keep these strengths with the plan")
    part = RadioField("Part of the report", choices=[], validate_choice=False)
    at = RadioField("Where does the second area begin?", choices=[], validate_choice=False)

    places: frozenset[str] = frozenset()
    """The values of `at`: places in the wording of the area that is being split."""

    def group(self, area: DraftArea) -> Any:
        """The fields of one area."""
        return self[_area_name(area.key)].form

    def grade(self, place: int) -> Any:
        """The fields of one judgement."""
        return self[f"judgement_{place}"].form

    def areas_said(self, draft: Draft) -> dict[str, AreaSaid]:
        """What was said of each area, by key."""
        return {area.key: _area_said(self.group(area), area) for area in draft.areas}

    def judgements_said(self, draft: Draft) -> list[tuple[bool, str]]:
        """Whether each judgement counts, and its grade."""
        grades = (self.grade(place) for place in range(len(draft.judgements)))
        return [(bool(one.included.data), one.grade.data or "") for one in grades]


def items_form(
    row: ImportDraft, *formdata: Any, parts: list[tuple[str, str]], split: str = "", **more: Any
) -> ItemsForm:
    """The form for this draft: `parts` of the report to choose from, and, while an area is being
    split, the places where the second may begin."""
    draft = draft_of(row)
    fields: dict[str, Any] = {}
    for number, area in enumerate(draft.areas, start=1):
        fields[_area_name(area.key)] = FormField(_area_group(number, area), f"Area {number}")
    for place, judgement in enumerate(draft.judgements):
        label = f"{judgement.group} {judgement.area}".strip()
        fields[f"judgement_{place}"] = FormField(_judgement_group(label), label)
    kind = type("ItemsFormOfOneDraft", (ItemsForm,), fields)
    form: ItemsForm = kind(*formdata, data=_saved(draft, row.version), **more)
    places = _places(draft, split)
    form.part.choices = [choice(value, label) for value, label in parts]
    form.at.choices = [choice(value, label) for value, label in places]
    form.places = frozenset(value for value, _label in places)
    return form


def mark_gaps(form: ItemsForm, draft: Draft) -> None:
    """Put an error beside every field that keeps the step from being finished."""
    for key, field, sentence in area_gaps(draft):
        group = form[_area_name(key)].form
        add_error(group[field if field in group else "title"], sentence)


def _area_name(key: str) -> str:
    return f"area_{key}"


def _area_group(number: int, area: DraftArea) -> type[Group]:
    fields: dict[str, Any] = {"included": BooleanField(f"Include area {number}")}
    if area.added:
        fields["wording"] = TextAreaField(
            "What the inspectors said",
            description="As printed. It cannot be changed once the plan is created",
            validators=[AtMost(LONGEST_WORDING, f"Wording of area {number}")],
        )
    fields["title"] = TextAreaField(
        "Your own short title",
        description=_SAFE,
        validators=[AtMost(LONGEST_TITLE, f"Title of area {number}")],
    )
    return type("AreaGroup", (Group,), fields)


def _judgement_group(label: str) -> type[Group]:
    fields = {
        "included": BooleanField(f"Include {label}"),
        "grade": StringField(
            f"Grade for {label}", validators=[AtMost(LONGEST_GRADE, f"Grade for {label}")]
        ),
    }
    return type("JudgementGroup", (Group,), fields)


def _saved(draft: Draft, version: int) -> dict[str, Any]:
    areas = {
        _area_name(area.key): {
            "included": area.included,
            "title": area.title,
            "wording": area.wording,
        }
        for area in draft.areas
    }
    judgements = {
        f"judgement_{place}": {"included": one.included, "grade": one.grade}
        for place, one in enumerate(draft.judgements)
    }
    return {**areas, **judgements, "strengths": draft.keeps_strengths, "version": version}


def _area_said(group: Any, area: DraftArea) -> AreaSaid:
    return AreaSaid(
        title=" ".join((group.title.data or "").split()),
        included=bool(group.included.data),
        wording=(group.wording.data or "") if area.added else "",
    )


def _places(draft: Draft, split: str) -> list[tuple[str, str]]:
    for area in draft.areas:
        if area.key == split:
            return [(str(at), f"“{words}”") for at, words in places_to_split(area.wording)]
    return []
