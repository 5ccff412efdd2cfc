"""The fifteen kinds of letter, for an administrator: what each is for, and our words or theirs."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse
from wtforms import TextAreaField

from tracker import clock
from tracker.domain.access import Role
from tracker.domain.errors import Crossed, RuleBroken
from tracker.services.forms import SentForm
from tracker.services.installation import templates_folder
from tracker.services.letters.kinds import BY_NAME, LONGEST_SENTENCE, Kind, Wording
from tracker.services.letters.preview import preview
from tracker.services.letters.wording import (
    check_wording,
    own_wordings,
    save_wording,
    saved_wording,
)
from tracker.web import kept
from tracker.web.access import allow, me
from tracker.web.fields import AtMost, TrackerForm, show_broken_rule
from tracker.web.headers import LETTER_POLICY

pages = Blueprint("letters", __name__, url_prefix="/admin/letters")

Page = AnyResponse | tuple[str, int]

_HINT = (
    "One or two sentences for everybody who gets this kind of letter. Name no child, family or "
    "member of staff, and leave out web addresses. Leave it empty for ours."
)


class WordingForm(TrackerForm):
    """The sentences, and what is done with them: looked at, saved, or given up for ours."""

    opening = TextAreaField(
        "Opening, under the heading (optional)",
        description=_HINT,
        validators=[AtMost(LONGEST_SENTENCE, "Opening")],
    )
    closing = TextAreaField(
        "Closing, above the foot (optional)",
        description="As for the opening. The foot stays: why the letter was sent, how to change "
        "reminders, and whom to ask.",
        validators=[AtMost(LONGEST_SENTENCE, "Closing")],
    )

    def show(self, wording: Wording, version: int) -> None:
        """Begin with what is saved."""
        self.opening.data, self.closing.data = wording.opening, wording.closing
        self.version.data = version

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(self.opening.data or "", self.closing.data or "")


@dataclass(frozen=True)
class Listed:
    """One kind on the list."""

    kind: Kind
    own: bool


@pages.get("")
@allow(Role.ADMINISTRATOR)
def letters() -> str:
    """Every kind of letter, and which of them have the council's own words."""
    own = own_wordings()
    listed = [Listed(kind, kind.name in own) for kind in BY_NAME.values()]
    return render_template("letters/letters.html", listed=listed)


@pages.route("/<kind>", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def wording(kind: str) -> Page:
    """Look at a sample of one kind of letter, and change what it opens and closes with."""
    found = _kind(kind)
    typed = kept.typed_before(person_id=me().id) if request.method == "GET" else None
    form = WordingForm(typed) if typed else WordingForm()
    if request.method == "GET" and not typed:
        form.show(*saved_wording(kind))
    if not form.validate_on_submit():
        return _page(found, form, 422 if form.errors else 200)
    try:
        return _done(found, form)
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _page(found, form, 422)
    except Crossed:
        return _crossed(found, form)


def _done(kind: Kind, form: WordingForm) -> Page:
    """What the pressed button asks for."""
    if request.form.get("do") == "preview":
        check_wording(form.wording(), today=clock.today())
        return _page(kind, form, 200)
    back = request.form.get("do") == "ours"
    answer = url_for("letters.letters")
    sent = SentForm(by=me(), request_id=form.request_id.data or "", answer=answer)
    wanted = Wording() if back else form.wording()
    save_wording(kind.name, wanted, version=form.version.data, sent=sent, now=clock.now())
    kept.forget_typed()
    said = "is back to our words" if back else "is saved. It holds for every letter not yet written"
    flash(f"{kind.title} {said}.", "success")
    return redirect(answer, code=303)


@pages.post("/<kind>/formatted")
@allow(Role.ADMINISTRATOR)
def formatted(kind: str) -> Page:
    """The sample as a mail program shows it, in a sandbox where nothing can act; saves nothing."""
    found, form = _kind(kind), WordingForm()
    try:
        if not form.validate_on_submit():
            return _page(found, form, 422)
        check_wording(form.wording(), today=clock.today())
    except RuleBroken as broken:
        show_broken_rule(form, broken)
        return _page(found, form, 422)
    words = preview(kind, form.wording(), templates=templates_folder(), now=clock.now())
    response = Response(words.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


def _crossed(kind: Kind, form: WordingForm) -> tuple[str, int]:
    """What is saved now, above the form as it was typed; nothing was overwritten."""
    saved, version = saved_wording(kind.name)
    form.version.data = version
    errors = [{"text": "Somebody else saved first. Check what is there and save again."}]
    return _page(kind, form, 409, saved=saved, errors=errors)


def _page(
    kind: Kind,
    form: WordingForm,
    code: int,
    *,
    saved: Wording | None = None,
    errors: list[dict[str, str]] | None = None,
) -> tuple[str, int]:
    shown = form.wording() if not form.errors else Wording()
    page = render_template(
        "letters/wording.html",
        kind=kind,
        form=form,
        most=LONGEST_SENTENCE,
        sample=preview(kind.name, shown, templates=templates_folder(), now=clock.now()),
        saved=saved,
        errors=errors,
    )
    return page, code


def _kind(name: str) -> Kind:
    return BY_NAME.get(name) or abort(404)
