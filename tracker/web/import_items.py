"""Taking a report in, step 3: the areas for development, the judgements and the strengths found."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.actions import PROGRESS_WORDS
from tracker.domain.draft_areas import (
    NONE_INCLUDED,
    add_area,
    merge_with_next,
    split_area,
    with_areas_said,
    with_judgements_said,
)
from tracker.domain.drafts import Draft, with_found_areas
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.reports import ImportedFinding, ImportedReport, findings_under
from tracker.domain.reports import from_json as report_from_json
from tracker.domain.wording import count
from tracker.services import imports as services
from tracker.services.imports import ASSIGN_STEP, ITEMS_STEP
from tracker.services.seen_before import seen_before_draft
from tracker.store.imports import ImportDraft
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.actions import reads_words
from tracker.web.fields import show_broken_rule
from tracker.web.import_items_form import TEXTS, ItemsForm, items_form, mark_gaps
from tracker.web.import_page import (
    SAVED,
    Page,
    add_error,
    differences,
    draft_of,
    draft_or_404,
    elsewhere,
    posted_with_the_rest,
    sent,
    show,
    typed_into_nothing,
)

pages = Blueprint("items", __name__)

_AS_FOUND = "as-found"


@dataclass(frozen=True)
class Step:
    """What a button does to the draft once what was typed is in it, and where it leads."""

    change: Callable[[Draft], Draft]
    answer: str
    reached: int = 0
    message: str = ""


@pages.route("/import/<draft_id>/items", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def items(draft_id: str) -> Page:
    """What we found: keep, cut, join or add areas, and confirm the judgements."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, ITEMS_STEP):
        return away
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = _form(row, typed) if typed else _form(row)
    if form.validate_on_submit():
        return _save(row, form)
    return _show(row, form), 422 if form.errors else 200


def _save(row: ImportDraft, form: ItemsForm) -> Page:
    found = report_from_json(row.found)
    try:
        step = _step(row, form, found)
        said = _said(draft_of(row), form, found)
        if step.reached and _marked(form, said):
            return _show(row, form), 422
        services.save(
            sent(row, form, answer=step.answer),
            lambda draft: step.change(_said(draft, form, found)),
            reached=step.reached,
            now=clock.now(),
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _show(row, form), 422
    except Crossed:
        return _crossed(row.id)
    kept.forget_typed()
    if step.message:
        flash(step.message, "success")
    return redirect(step.answer, code=303)


def _said(draft: Draft, form: ItemsForm, found: ImportedReport) -> Draft:
    draft = with_areas_said(draft, form.areas_said(draft), source_text=found.source_text)
    draft = with_judgements_said(draft, form.judgements_said(draft))
    return replace(draft, keeps_strengths=bool(form.strengths.data))


def _marked(form: ItemsForm, said: Draft) -> bool:
    """Mark what keeps the step from being finished; True when there is something."""
    if said.areas and not said.included:
        add_error(form.group(said.areas[0]).included, NONE_INCLUDED)
    elif not said.areas:
        form.form_errors.append(NONE_INCLUDED)
    mark_gaps(form, said)
    return bool(form.errors)


def _step(row: ImportDraft, form: ItemsForm, found: ImportedReport) -> Step:
    """What the pressed button asks for; RuleBroken when it lacks its choice."""
    button, _, key = request.form.get("then", "").partition(":")
    draft = draft_of(row)
    if button == "split":
        return Step(_as_it_is, _address(row, f"area-{key}", split=key))
    if button == "split-at":
        place = _place_chosen(form)
        return Step(lambda said: split_area(said, key, place), _address(row, f"area-{key}"))
    if button == "merge":
        return Step(lambda said: merge_with_next(said, key), _address(row, f"area-{key}"))
    if button == "add":
        made = add_area(draft)[0]
        return Step(lambda said: add_area(said)[1], _address(row, f"area-{made}"))
    if button == "part":
        findings = _part_chosen(form, found)
        return Step(lambda said: with_found_areas(said, findings), _address(row, "areas"))
    if button == "here":
        return Step(_as_it_is, _address(row, ""), message="Saved.")
    if button == "save":
        return Step(_as_it_is, url_for("plans.plans"), message=SAVED)
    answer = url_for("imports.assign.assign", draft_id=row.id)
    return Step(_as_it_is, answer, reached=ASSIGN_STEP)


def _as_it_is(draft: Draft) -> Draft:
    return draft


def _place_chosen(form: ItemsForm) -> int:
    chosen = str(form.at.data or "")
    if chosen not in form.places:
        raise RuleBroken("Select where the second area begins", field="at" if form.places else None)
    return int(chosen)


def _part_chosen(form: ItemsForm, found: ImportedReport) -> tuple[ImportedFinding, ...]:
    chosen = str(form.part.data or "")
    if chosen == _AS_FOUND:
        return found.findings
    if not chosen.isdecimal() or int(chosen) >= len(found.headings):
        raise RuleBroken(
            "Select the part of the report that has them",
            field="part" if form.part.choices else None,
        )
    return findings_under(found, found.headings[int(chosen)])


def _form(row: ImportDraft, *formdata: Any, **more: Any) -> ItemsForm:
    parts = _parts(report_from_json(row.found))
    return items_form(row, *formdata, parts=parts, split=request.args.get("split", ""), **more)


def _parts(found: ImportedReport) -> list[tuple[str, str]]:
    """The parts of the report that could be the list of areas, and how many each would give."""
    first = [(_AS_FOUND, f"What we found at first – {count(len(found.findings), 'area')}")]
    others = [
        (str(place), f"{heading} – {count(len(findings_under(found, heading)), 'area')}")
        for place, heading in enumerate(found.headings)
    ]
    return [*(first if found.findings else []), *others]


def _show(row: ImportDraft, form: ItemsForm, **facts: Any) -> str:
    found = report_from_json(row.found)
    draft = draft_of(row)
    judgements = list(enumerate(draft.judgements))
    return show(
        "items",
        row,
        ITEMS_STEP,
        form=form,
        draft=draft,
        judgement_groups=[
            (group, list(rows)) for group, rows in groupby(judgements, lambda one: one[1].group)
        ],
        strength_groups=[
            (group, list(rows)) for group, rows in groupby(found.strengths, lambda one: one.group)
        ],
        strengths=len(found.strengths),
        has_source=bool(found.source_text),
        splitting=request.args.get("split", ""),
        seen_before=seen_before_draft(draft, seen_by=me(), today=clock.today()),
        reads_words=partial(reads_words, person=me()),
        progress_words=PROGRESS_WORDS,
        **facts,
    )


def _crossed(draft_id: str) -> Page:
    """Both versions: what was saved meanwhile, and what was typed, which is in the form."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, ITEMS_STEP):
        return away
    saved = _form(row, formdata=None)
    form = _form(row, posted_with_the_rest(saved))
    form.version.data = row.version
    both, lost = differences(saved, form), typed_into_nothing(saved, TEXTS)
    return _show(row, form, crossed=True, both=both, lost=lost), 409


def _address(row: ImportDraft, anchor: str, *, split: str | None = None) -> str:
    return url_for("imports.items.items", draft_id=row.id, _anchor=anchor or None, split=split)
