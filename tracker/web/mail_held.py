"""Email that is held since the database was restored or copied: an administrator decides."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField

from tracker import clock
from tracker.domain.access import Role
from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count
from tracker.services import holding
from tracker.services.forms import SentForm
from tracker.services.holding import STARTED, WHAT_WORDS, Waiting, What
from tracker.services.letters.names import planned_kind_words
from tracker.web.access import allow, me
from tracker.web.fields import Needed, TrackerForm, choice, show_broken_rule

pages = Blueprint("mail_held", __name__, url_prefix="/admin/mail/held")

PAGE_SIZE = 25
TICKED, ALL = "ticked", "all"


class DecideForm(TrackerForm):
    """Which of the emails that wait, and what becomes of them."""

    which = SelectField("Which emails", validators=[Needed("Select the emails this is about")])
    what = RadioField(
        "What should happen to them?",
        choices=[choice(what.value, WHAT_WORDS[what]) for what in What],
        validators=[Needed("Select what should happen to them")],
    )

    def offer(self, waiting: Waiting) -> None:
        """Offer the kinds that there are."""
        kinds = [
            choice(kind, f"{planned_kind_words(kind)} ({letters})")
            for kind, letters in waiting.kinds
        ]
        every = f"All {count(waiting.total, 'email')}"
        ticked = choice(TICKED, "The ones ticked below")
        self.which.choices = [ticked, choice(ALL, every), *kinds]


@pages.get("")
@allow(Role.ADMINISTRATOR)
def held() -> str:
    """Why email is held, and what waits."""
    waiting, page = _waiting()
    form = DecideForm()
    form.offer(waiting)
    return _page(form, waiting, page)


@pages.post("")
@allow(Role.ADMINISTRATOR)
def decide() -> Response | tuple[str, int]:
    """Release, drop or mark as sent."""
    waiting, page = _waiting()
    form = DecideForm()
    form.offer(waiting)
    if form.validate_on_submit():
        which = form.which.data
        try:
            said = holding.decide(
                What(form.what.data),
                ids=request.form.getlist("letter") if which == TICKED else (),
                kind=None if which in {TICKED, ALL} else which,
                everything=which == ALL,
                sent=_sent(form),
                now=clock.now(),
            )
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            flash(said, "success")
            return redirect(url_for("mail_held.held"), code=303)
    return _page(form, waiting, page), 422


@pages.post("/start")
@allow(Role.ADMINISTRATOR)
def start() -> Response | tuple[str, int]:
    """Let email leave again."""
    form = TrackerForm()
    try:
        holding.start_sending(_sent(form), now=clock.now())
    except RuleBroken as broken:
        waiting, page = _waiting()
        asking = DecideForm()
        asking.offer(waiting)
        return _page(asking, waiting, page, errors=[{"text": broken.message}]), 422
    flash(STARTED, "success")
    return redirect(url_for("mail_held.held"), code=303)


def _waiting() -> tuple[Waiting, int]:
    asked = request.args.get("page", "1")
    page = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    return holding.waiting_letters(first=(page - 1) * PAGE_SIZE, most=PAGE_SIZE), page


def _page(form: DecideForm, waiting: Waiting, page: int, **more: Any) -> str:
    return render_template(
        "mail/held.html",
        form=form,
        start_form=TrackerForm(),
        hold=holding.mail_hold(),
        waiting=waiting,
        page=page,
        pages_in_all=max(1, -(-waiting.total // PAGE_SIZE)),
        page_address=lambda number: url_for("mail_held.held", page=number),
        ticked=set(request.form.getlist("letter")),
        kind_words=planned_kind_words,
        **more,
    )


def _sent(form: TrackerForm) -> SentForm:
    return SentForm(me(), form.request_id.data or "", url_for("mail_held.held"))
