"""Signing in and out, and a person's own page."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField

from tracker import clock
from tracker.domain.access import EVERYONE, OWNERS, PEOPLE_KEEPERS, ROLE_WORDS, Role
from tracker.domain.errors import RuleBroken
from tracker.services import sign_in as sessions
from tracker.store.people import Person, get_person, person_by_email
from tracker.web.access import Visitor, allow, allow_anyone, me, safe_next
from tracker.web.fields import Needed, TrackerForm, show_broken_rule

pages = Blueprint("account", __name__)


class SignInForm(TrackerForm):
    """An address and a password."""

    email = EmailField("Email address", validators=[Needed("Enter your email address")])
    password = PasswordField("Password", validators=[Needed("Enter your password")])


@pages.route("/sign-in", methods=["GET", "POST"])
@allow_anyone
def sign_in() -> Response | str | tuple[str, int]:
    """Sign in, and go on to the page that was asked for."""
    target = safe_next(request.values.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(target)
    form = SignInForm()
    if form.validate_on_submit():
        try:
            return _signed_in(form, target)
        except RuleBroken as broken:
            show_broken_rule(form, broken)
    code = 422 if form.errors else 200
    return render_template("account/sign_in.html", form=form, target=target), code


def _signed_in(form: SignInForm, target: str) -> Response:
    token = sessions.sign_in(
        form.email.data or "",
        form.password.data or "",
        address=request.remote_addr or "",
        now=clock.now(),
    )
    kept = session.get("kept")
    session.clear()
    if kept:
        session["kept"] = kept
    person = person_by_email(form.email.data or "")
    if person:
        login_user(Visitor(person, token))
    return redirect(target if target != url_for("home.home") or not person else first_page(person))


def first_page(person: Person) -> str:
    """Where a person starts: what they own, what they review, or what they keep."""
    starts = {Role.BOARD: "plans.plans", Role.ADMINISTRATOR: "people.people"}
    return url_for(starts.get(person.role, "home.home"))


@pages.post("/sign-out")
@allow(*EVERYONE)
def sign_out() -> Response:
    """End the session on the server, so that its cookie is worth nothing anywhere."""
    sessions.sign_out(current_user.token)
    logout_user()
    session.clear()
    response = redirect(url_for("account.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.get("/account")
@allow(*EVERYONE)
def account() -> str:
    """Who I am here, and the way out."""
    person = get_person(me().id)
    return render_template(
        "account/account.html",
        person=person,
        role=ROLE_WORDS[person.role],
        keeps_people=person.role in PEOPLE_KEEPERS,
        owns_actions=person.role in OWNERS,
    )
