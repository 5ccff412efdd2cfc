"""An assurance pack of a plan: what it shall hold, and the archive itself."""

import io
import tempfile
from typing import IO

from flask import Blueprint, Response, abort, render_template, request, send_file
from wtforms import BooleanField, Form, RadioField, SelectField

from tracker import clock
from tracker.domain.access import REVIEWERS
from tracker.services import assurance as services
from tracker.services.assurance import Asked, Kind
from tracker.store.assurance import areas_for
from tracker.store.doors import get_plan
from tracker.store.plans import Plan
from tracker.web.access import allow, me
from tracker.web.fields import Needed, choice

pages = Blueprint("assurance", __name__)

POSTS, NAMES = "posts", "names"
WHOLE = "all"


class PackForm(Form):
    """What a pack holds; it is asked for in the address and changes nothing."""

    area = SelectField(
        "What it covers", default=WHOLE, validators=[Needed("Select what it covers")]
    )
    names = RadioField(
        "How people are told",
        choices=[
            choice(POSTS, "By their job titles", hint="Email addresses and phone numbers go too"),
            choice(NAMES, "By their names"),
        ],
        default=POSTS,
        validators=[Needed("Select how people are told")],
    )
    format = RadioField(
        "Kind of document",
        choices=[choice(Kind.WORD.value, "Word"), choice(Kind.PDF.value, "PDF")],
        default=Kind.WORD.value,
        validators=[Needed("Select Word or PDF")],
    )
    files = BooleanField("Put the files of evidence in")


@pages.get("/plans/<code>/assurance")
@allow(*REVIEWERS)
def choose(code: str) -> tuple[str, int]:
    """Choose what the pack holds; an area may be given in the address."""
    plan = get_plan(code, seen_by=me()) or abort(404)
    form = _form(plan)
    form.area.data = form.area.data or WHOLE
    form.names.data = form.names.data or POSTS
    form.format.data = form.format.data or Kind.WORD.value
    return _show(plan, form, 200)


@pages.get("/plans/<code>/assurance/pack")
@allow(*REVIEWERS)
def pack(code: str) -> Response | tuple[str, int]:
    """The archive, drawn up as it is asked for."""
    plan = get_plan(code, seen_by=me()) or abort(404)
    form = _form(plan)
    if not form.validate():
        return _show(plan, form, 422)
    chosen = form.area.data
    asked = Asked(
        area=None if chosen == WHOLE else areas_for(plan, chosen)[0],
        by_post=form.names.data == POSTS,
        kind=Kind(form.format.data),
        with_files=bool(form.files.data),
    )
    out: IO[bytes] = io.BytesIO()
    if asked.with_files:
        out = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it once it is sent
    try:
        name = services.write_pack(plan, asked, out, by=me(), now=clock.now(), today=clock.today())
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return send_file(out, "application/zip", as_attachment=True, download_name=name)


def _form(plan: Plan) -> PackForm:
    form = PackForm(request.args)
    areas = [choice(one.number, f"Area {one.number}: {one.title}") for one in areas_for(plan)]
    form.area.choices = [choice(WHOLE, "The whole report"), *areas]
    return form


def _show(plan: Plan, form: PackForm, code: int) -> tuple[str, int]:
    return render_template("plans/assurance.html", plan=plan, form=form), code
