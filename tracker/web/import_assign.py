"""Taking a report in, step 4: for each area its actions, their owners and dates."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for

from tracker import clock
from tracker.domain.access import PLAN_MAKERS
from tracker.domain.draft_actions import (
    Gap,
    NumberedAction,
    add_action,
    gaps,
    numbered,
    with_actions_said,
    with_the_same,
    without_action,
)
from tracker.domain.drafts import Draft, DraftArea
from tracker.domain.errors import Crossed, RuleBroken
from tracker.services import imports as services
from tracker.services.imports import ASSIGN_STEP, CHECK_STEP
from tracker.store.imports import ImportDraft
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import show_broken_rule
from tracker.web.import_assign_form import TEXTS, AssignForm, assign_form
from tracker.web.import_page import (
    SAVED,
    Page,
    differences,
    draft_of,
    draft_or_404,
    elsewhere,
    posted_with_the_rest,
    sent,
    show,
    typed_into_nothing,
)

pages = Blueprint("assign", __name__)

AREAS_ON_A_PAGE = 15
"""A report with sixty findings is given out in four pages, so that each stays light."""


@dataclass(frozen=True)
class Part:
    """One page of the step: some of the included areas, each with its number, and their actions."""

    page: int
    pages: int
    areas: tuple[tuple[int, DraftArea], ...]
    actions: tuple[NumberedAction, ...]
    everywhere: tuple[NumberedAction, ...]

    def under(self, area: DraftArea) -> list[NumberedAction]:
        """The actions that stand under an area."""
        return [one for one in self.actions if one.areas[0].key == area.key]

    def answering(self, area: DraftArea) -> list[NumberedAction]:
        """The actions of any page that answer an area they do not stand under."""
        return [one for one in self.everywhere if area in one.areas[1:]]


@dataclass(frozen=True)
class Step:
    """What a button does to the draft once what was typed is in it, and where it leads."""

    change: Callable[[Draft], Draft]
    answer: str
    reached: int = 0
    finishes: bool = False
    message: str = ""


@pages.route("/import/<draft_id>/assign", methods=["GET", "POST"])
@allow(*PLAN_MAKERS)
def assign(draft_id: str) -> Page:
    """Give each area its actions, their owners and dates."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, ASSIGN_STEP):
        return away
    part = part_of(draft_of(row), _page_asked())
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = _form(row, part, typed) if typed else _form(row, part)
    if form.validate_on_submit():
        return _save(row, part, form)
    if request.method == "GET" and request.args.get("check"):
        form.mark(_gaps(draft_of(row)))
    elif request.form.get("then") == "continue":  # all that is missing at once, not in two rounds
        form.mark(_gaps(with_actions_said(draft_of(row), form.said(part.actions))))
    return _show(row, part, form), 422 if request.method == "POST" else 200


def first_gap_address(row: ImportDraft) -> str | None:
    """Where the first thing that is missing can be filled in; None when nothing is."""
    draft = draft_of(row)
    return _address_of(row, draft, _gaps(draft))


def part_of(draft: Draft, page: int) -> Part:
    """One page of the step, the nearest there is."""
    areas = list(enumerate(draft.included, start=1))
    total = max(1, -(-len(areas) // AREAS_ON_A_PAGE))
    page = min(max(page, 1), total)
    here = tuple(areas[(page - 1) * AREAS_ON_A_PAGE : page * AREAS_ON_A_PAGE])
    keys = {area.key for _number, area in here}
    everywhere = tuple(numbered(draft))
    actions = tuple(one for one in everywhere if one.areas[0].key in keys)
    return Part(page, total, here, actions, everywhere)


def _save(row: ImportDraft, part: Part, form: AssignForm) -> Page:
    said = form.said(part.actions)
    try:
        step = _step(row, part, form)
        if step.finishes and form.mark(_gaps(with_actions_said(draft_of(row), said))):
            return _show(row, part, form), 422
        services.save(
            sent(row, form, answer=step.answer),
            lambda draft: step.change(with_actions_said(draft, said)),
            reached=step.reached,
            now=clock.now(),
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _show(row, part, form), 422
    except Crossed:
        return _crossed(row.id)
    kept.forget_typed()
    if step.message:
        flash(step.message, "success")
    return redirect(step.answer, code=303)


def _step(row: ImportDraft, part: Part, form: AssignForm) -> Step:
    """What the pressed button asks for; RuleBroken when it lacks its choice."""
    button, _, key = request.form.get("then", "").partition(":")
    if button == "add":
        made = add_action(draft_of(row), key).last_key
        answer = _address(row, part.page, anchor=f"action-{made}")
        return Step(lambda said: add_action(said, key), answer)
    if button == "remove":
        area = next((one.areas[0].key for one in part.actions if one.action.key == key), "")
        answer = _address(row, part.page, anchor=f"area-{area}" if area else "")
        return Step(lambda said: without_action(said, key), answer)
    if button == "same":
        same, areas = form.same(), list(form.same_areas.data or [])
        return Step(
            lambda said: with_the_same(said, areas, same),
            _address(row, part.page),
            message="Set for the areas you selected.",
        )
    if button == "here":
        return Step(_as_it_is, _address(row, part.page), message="Saved.")
    if button == "page":
        return Step(_as_it_is, _address(row, int(key) if key.isdecimal() else 1))
    if button == "save":
        return Step(_as_it_is, url_for("plans.plans"), message=SAVED)
    return _going_on(row, part)


def _going_on(row: ImportDraft, part: Part) -> Step:
    if part.page < part.pages:
        return Step(_as_it_is, _address(row, part.page + 1), finishes=True)
    draft = draft_of(row)
    here = {one.action.key for one in part.actions}
    others = [gap for gap in _gaps(draft) if gap.key not in here]
    if others:
        return Step(_as_it_is, _address_of(row, draft, others) or "", finishes=True)
    answer = url_for("imports.check.check", draft_id=row.id)
    return Step(_as_it_is, answer, reached=CHECK_STEP, finishes=True)


def _as_it_is(draft: Draft) -> Draft:
    return draft


def _gaps(draft: Draft) -> list[Gap]:
    return gaps(draft, owners=services.owners(), managers=services.managers())


def _address_of(row: ImportDraft, draft: Draft, found: list[Gap]) -> str | None:
    """The page that has the first of these gaps, with every gap on it pointed out."""
    if not found:
        return None
    action = next(one for one in numbered(draft) if one.action.key == found[0].key)
    place = [area.key for area in draft.included].index(action.areas[0].key)
    return _address(row, place // AREAS_ON_A_PAGE + 1, check="1")


def _form(row: ImportDraft, part: Part, *formdata: Any, **more: Any) -> AssignForm:
    return assign_form(draft_of(row), part.actions, *formdata, version=row.version, **more)


def _show(row: ImportDraft, part: Part, form: AssignForm, **facts: Any) -> str:
    has_source = bool(row.found["source_text"])
    return show("assign", row, ASSIGN_STEP, part=part, form=form, has_source=has_source, **facts)


def _crossed(draft_id: str) -> Page:
    """Both versions: what was saved meanwhile, and what was typed, which is in the form."""
    row = draft_or_404(draft_id)
    if away := elsewhere(row, ASSIGN_STEP):
        return away
    part = part_of(draft_of(row), _page_asked())
    saved = _form(row, part, formdata=None)
    form = _form(row, part, posted_with_the_rest(saved))
    form.version.data = row.version
    both, lost = differences(saved, form), typed_into_nothing(saved, TEXTS)
    return _show(row, part, form, crossed=True, both=both, lost=lost), 409


def _page_asked() -> int:
    asked = request.args.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 1


def _address(row: ImportDraft, page: int, *, anchor: str = "", check: str = "") -> str:
    return url_for(
        "imports.assign.assign",
        draft_id=row.id,
        page=page if page > 1 else None,
        check=check or None,
        _anchor=anchor or None,
    )
