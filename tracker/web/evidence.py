"""Evidence of an action: adding a file or a link, opening it, removing it."""

from urllib.parse import quote

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from tracker import clock
from tracker.domain.access import OWNERS
from tracker.domain.errors import RuleBroken
from tracker.domain.evidence import FORMATS, LONGEST_ABOUT, LONGEST_REASON, ending_of
from tracker.domain.personal import personal_detail_in
from tracker.services import evidence as services
from tracker.services import evidence_arriving as arriving
from tracker.services.actions import is_concerned
from tracker.services.evidence_arriving import Arrived
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.actions import Action, Evidence
from tracker.store.doors import get_action
from tracker.store.evidence import evidence_of
from tracker.web import kept
from tracker.web.access import allow, me, settings
from tracker.web.actions import READERS, reads_words
from tracker.web.evidence_forms import AddForm, RemoveForm
from tracker.web.fields import show_broken_rule
from tracker.web.headers import FILE_POLICY

pages = Blueprint("evidence", __name__)

Page = AnyResponse | str | tuple[str, int]


@pages.route("/actions/<ref>/evidence/add", methods=["GET", "POST"])
@allow(*OWNERS)
def add(ref: str) -> Page:
    """Add a file or a link that shows that an action was done, or that it has worked."""
    action = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    posted = request.method == "POST"
    if posted:
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.ADD_ROUTE)
    closed = services.why_not_add(action, me(), clock.today())
    if closed:
        return _closed(action, closed)
    form = _form()
    if "back" in request.form:
        return _show(action, form)
    if form.validate_on_submit():
        try:
            return _try_to_add(action, form)
        except RuleBroken as broken:
            form.held.data = ""
            show_broken_rule(form, broken)
    return _show(action, form, 422 if posted else 200)


def _form() -> AddForm:
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = AddForm() if typed is None else AddForm(formdata=typed)
    form.fit(most_mb=settings().upload_mb, today=clock.today())
    return form


def _try_to_add(action: Action, form: AddForm) -> Page:
    today = clock.today()
    arrived = None if form.is_link else _arrived(action, form)
    typed = " ".join([form.about.data or "", arrived.name if arrived else form.link.data or ""])
    looks_like = personal_detail_in(typed, today)
    in_file = arrived.personal if arrived else ()
    if (looks_like or in_file) and "anyway" not in request.form:
        return _check(action, form, arrived, looks_like)
    leads_to = url_for("actions.action", ref=action.ref, _anchor="evidence")
    sent = SentForm(me(), form.request_id.data or "", leads_to)
    now, said = clock.now(), form.said
    if arrived is None:
        link = form.link.data or ""
        message = services.add_link(action, link, said, sent=sent, now=now, today=today)
    else:
        message = services.add_file(action, arrived, said, sent=sent, now=now, today=today)
    kept.forget_typed()
    flash(message, "success")
    return redirect(leads_to, code=303)


def _arrived(action: Action, form: AddForm) -> Arrived:
    """The file that came with the form, else the one that came before and was warned about."""
    upload = form.upload
    if upload is None:
        return arriving.arrived_before(form.held.data or "", action=action, by=me())
    return arriving.receive(
        upload.stream,
        upload.filename or "",
        action=action,
        by=me(),
        now=clock.now(),
        today=clock.today(),
    )


def _check(
    action: Action, form: AddForm, arrived: Arrived | None, looks_like: tuple[str, ...]
) -> str:
    """Ask the author to look again, before anything is saved; every answer goes along."""
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {"csrf_token", "about", "anyway", "held"}
    ]
    if arrived:
        carried.append(("held", arriving.receipt_for(arrived, action=action, by=me())))
    return render_template(
        "actions/evidence_check.html",
        action=action,
        about=form.about,
        most=LONGEST_ABOUT,
        arrived=arrived,
        looks_like=looks_like,
        carried=carried,
    )


def _show(action: Action, form: AddForm, code: int = 200) -> tuple[str, int]:
    page = render_template(
        "actions/evidence_add.html",
        action=action,
        form=form,
        most=LONGEST_ABOUT,
        **_held(action, form),
    )
    return page, code


def _held(action: Action, form: AddForm) -> dict[str, str]:
    """The name of the file that is kept while its author thinks again."""
    if not form.held.data:
        return {}
    try:
        arrived = arriving.arrived_before(form.held.data, action=action, by=me())
    except RuleBroken:
        form.held.data = ""
        return {}
    return {"held_name": arrived.name}


def _closed(action: Action, why: str) -> tuple[str, int]:
    page = render_template(
        "actions/closed.html",
        action=action,
        heading=f"You cannot add evidence to action {action.number}",
        why=why,
        typed=request.form.get("about", ""),
    )
    if not is_concerned(action, me(), clock.today()):
        return page, 403
    return page, 409 if request.method == "POST" else 200


@pages.get("/actions/<ref>/evidence/<int:evidence_id>")
@allow(*READERS)
def download(ref: str, evidence_id: int) -> Response:
    """The file, to be saved and never shown here. Missing, hidden and waiting look the same."""
    found = _found(ref, evidence_id)
    file = services.opened(found)
    if file is None:
        abort(404)
    kind = FORMATS[ending_of(found.name)].mimetype
    response = send_file(file, mimetype=kind, conditional=False, etag=False, last_modified=None)
    response.content_length = found.size
    response.headers["Content-Disposition"] = (
        f'attachment; filename="evidence{ending_of(found.name)}"; '
        f"filename*=UTF-8''{quote(found.name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers.pop("Last-Modified", None)
    return response


@pages.route("/actions/<ref>/evidence/<int:evidence_id>/remove", methods=["GET", "POST"])
@allow(*OWNERS)
def remove(ref: str, evidence_id: int) -> Page:
    """Say why a piece of evidence goes, and remove it."""
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.REMOVE_ROUTE)
    found = _found(ref, evidence_id)
    action = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    refused = services.why_not_remove(found, action, me())
    if refused:
        heading = f"You cannot remove this evidence of action {action.number}"
        return render_template(
            "actions/closed.html", action=action, heading=heading, why=refused, typed=""
        ), 403
    form = RemoveForm()
    if form.validate_on_submit():
        leads_to = url_for("actions.action", ref=action.ref, _anchor="evidence")
        sent = SentForm(me(), form.request_id.data or "", leads_to)
        message = services.remove(action, found, form.reason.data or "", sent=sent, now=clock.now())
        flash(message, "success")
        return redirect(leads_to, code=303)
    page = render_template(
        "actions/evidence_remove.html", action=action, file=found, form=form, most=LONGEST_REASON
    )
    return page, 422 if form.errors else 200


def _found(ref: str, evidence_id: int) -> Evidence:
    """The evidence, for those who may see its action and read what is in it; 404 for others."""
    action = get_action(ref, seen_by=me(), on=clock.today()) or abort(404)
    if not reads_words(action.plan, me()):
        abort(404)
    return evidence_of(action, evidence_id) or abort(404)
