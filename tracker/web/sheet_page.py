"""What the steps of taking a spreadsheet in share: finding the draft, where it stands, its page."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.errors import Crossed, RuleBroken
from tracker.domain.sheet_answers import SheetAnswers
from tracker.services import sheet_imports as services
from tracker.store.doors import get_plan
from tracker.store.sheet_imports import SheetDraft, get_sheet_draft
from tracker.web import kept
from tracker.web.access import me
from tracker.web.fields import TrackerForm, show_broken_rule
from tracker.web.import_page import SAVED, Page, sent

STEPS = {
    2: "sheets.choose",
    3: "sheets.columns.columns",
    4: "sheets.people.people",
    5: "sheets.rows.rows",
    6: "sheets.add.add",
}
TITLES = {
    2: "Choose the sheet",
    3: "Match the columns",
    4: "Who is who",
    5: "Check the rows",
    6: "Check and add",
}


def draft_or_404(draft_id: str) -> SheetDraft:
    """The draft with this number, as it is now; a page that is not there when there is none, or
    when it goes into a plan that this person may not see."""
    row = get_sheet_draft(draft_id) or abort(404)
    if row.into is not None and get_plan(row.into.code, seen_by=me()) is None:
        abort(404)
    return row


def elsewhere(row: SheetDraft, step: int) -> Response | None:
    """Where to go instead when the draft is taken in already or has not come to this step."""
    if row.plan_id is not None:
        return redirect(url_for("sheets.add.done", draft_id=row.id), code=303)
    if row.step < step:
        return redirect(address(row, row.step), code=303)
    return None


def address(row: SheetDraft, step: int, **query: Any) -> str:
    """Where a step of a draft is."""
    return url_for(STEPS[step], draft_id=row.id, **query)


def show(template: str, row: SheetDraft, step: int, **facts: Any) -> str:
    """A step's page; its templates find the draft, the step's number and its title."""
    return render_template(
        f"sheets/{template}.html", row=row, step=step, step_title=TITLES[step], **facts
    )


def as_left() -> dict[str, Any]:
    """What was typed here before a session ended, in the form's own argument; empty otherwise."""
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    return {"formdata": typed} if typed else {}


def saved(
    row: SheetDraft,
    form: TrackerForm,
    change: Callable[[SheetAnswers], SheetAnswers],
    leads_to: str,
    *,
    reached: int = 0,
    check: Callable[[SheetDraft], None] = lambda _row: None,
    again: Callable[..., Page],
) -> Page:
    """Save what a step says and go on to `leads_to`; `again` shows the page once more, with what is
    wrong or because somebody else has saved meanwhile."""
    try:
        services.save(
            sent(row, form, answer=leads_to), change, now=clock.now(), reached=reached, check=check
        )
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return again(422)
    except Crossed:
        return crossed(row.id, form, again)
    kept.forget_typed()
    if leads_to == url_for("plans.plans"):
        flash(SAVED, "success")
    return redirect(leads_to, code=303)


def crossed(draft_id: str, form: TrackerForm, again: Callable[..., Page]) -> Page:
    """Somebody else saved first: it is taken in already, or what was typed is shown once more on
    top of what they saved."""
    row = draft_or_404(draft_id)
    if row.plan_id is not None:
        return redirect(url_for("sheets.add.done", draft_id=row.id), code=303)
    form.version.data = row.version
    return again(409, crossed=True)
