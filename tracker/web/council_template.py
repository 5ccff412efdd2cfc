"""The council's own Word template: put in its place, looked at, taken away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import RULE_KEEPERS
from tracker.services import council_template as services
from tracker.services.forms import SentForm, refuse_repeat
from tracker.store.council_template import council_template
from tracker.web import gates
from tracker.web.access import allow, me
from tracker.web.downloads import download
from tracker.web.fields import TrackerForm
from tracker.web.import_page import Page

pages = Blueprint("council_template", __name__)


class TemplateForm(TrackerForm):
    """The file."""

    file = FileField("Upload a template", description="A Word document (.docx), up to 5MB")


@pages.route("/admin/word-template", methods=["GET", "POST"])
@allow(*RULE_KEEPERS)
def template() -> Page:
    """See which template is used, and put another in its place."""
    if request.method == "POST":
        refuse_repeat(request.form.get("request_id", ""), by=me(), route=services.ROUTE)
    form = TemplateForm()
    if not form.validate_on_submit():
        return _show(form, 422 if request.method == "POST" else 200)
    file: FileStorage | None = form.file.data
    name, data = (file.filename or "", file.read()) if file else ("", b"")

    def take(sent: SentForm) -> str:
        return services.put_template(name, data, sent=sent, now=clock.now())

    goes_on = url_for(".template"), ""

    def show(code: int) -> tuple[str, int]:
        return _show(form, code)

    return gates.gone_on(form, take, goes_on, crossed=lambda: show(409), show=show)


def _show(form: TemplateForm, code: int) -> tuple[str, int]:
    page = render_template(
        "admin/word_template.html", form=form, used=council_template(), remove_form=TrackerForm()
    )
    return page, code


@pages.get("/admin/word-template/trial.docx")
@allow(*RULE_KEEPERS)
def trial() -> Response:
    """A short paper as the template makes it look."""
    return download(services.trial_paper(), "trial.docx")


@pages.post("/admin/word-template/remove")
@allow(*RULE_KEEPERS)
def remove() -> Response:
    """Write papers in our own look again."""
    leads_to = url_for(".template")
    sent = SentForm(me(), request.form.get("request_id", ""), leads_to)
    flash(services.remove_template(sent=sent, now=clock.now()), "success")
    return redirect(leads_to, code=303)
