"""Signing in and out, and a person's own page."""

import re

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response
from wtforms import EmailField, PasswordField

from tracker import clock
from tracker.domain.access import EVERYONE, OWNERS, ROLE_WORDS, SERVICE_KEEPERS, Role
from tracker.domain.api_tokens import API_ROLES
from tracker.domain.calendar_feed import FEED_ROLES
from tracker.domain.errors import RuleBroken
from tracker.services import sign_in as sessions
from tracker.services.sign_in import SHORTEST_PASSWORD
from tracker.store.directory import find_person
from tracker.store.people import Person, person_by_email
from tracker.web import cover, notifications, own_emails
from tracker.web.access import Visitor, allow, allow_anyone, me, safe_next
from tracker.web.fields import Needed, TrackerForm, show_broken_rule
from tracker.web.kept import belongs_to

pages = Blueprint("account", __name__)
pages.register_blueprint(notifications.pages)
pages.register_blueprint(own_emails.pages)
pages.register_blueprint(cover.pages)


_TO_UPDATE = re.compile(r"/(?:a|actions)/[A-Z0-9]+-([0-9.]+)(?:/|$)", re.IGNORECASE)


class SignInForm(TrackerForm):
    """An address and a password."""

    email = EmailField("Email address", validators=[Needed("Enter your email address")])
    password = PasswordField("Password", validators=[Needed("Enter your password")])


class PasswordForm(TrackerForm):
    """The password a person has, and the one they want."""

    current_password = PasswordField(
        "Current password", validators=[Needed("Enter your current password")]
    )
    password = PasswordField(
        "New password",
        validators=[Needed("Enter a new password")],
        description=f"At least {SHORTEST_PASSWORD} characters. Three random words are easy to"
        " remember and hard to guess.",
    )


@pages.route("/sign-in", methods=["GET", "POST"])
@allow_anyone
def sign_in() -> Response | tuple[str, int]:
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
    page = render_template(
        "account/sign_in.html",
        form=form,
        action_number=_action_in(target),
        ended="ended" in request.args,
    )
    return page, 422 if form.errors else 200


def _action_in(target: str) -> str | None:
    """'1.1' when the page asked for is about action 1.1, as from a link in an email."""
    found = _TO_UPDATE.match(target)
    return found[1] if found else None


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
        belongs_to(person.id)
    return redirect(target if target != url_for("home.home") or not person else first_page(person))


def first_page(person: Person) -> str:
    """Where a person starts: what they own, what they review, or what they keep."""
    starts = {Role.BOARD: "plans.plans", Role.ADMINISTRATOR: "people.people"}
    return url_for(starts.get(person.role, "home.home"))


@pages.post("/sign-out")
@allow(*EVERYONE)
def sign_out() -> Response:
    """End the session on the server, so that its cookie is worth nothing anywhere."""
    holder = me().id
    sessions.sign_out(current_user.token)
    logout_user()
    session.clear()
    belongs_to(holder)
    response = redirect(url_for("account.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.get("/account")
@allow(*EVERYONE)
def account() -> str:
    """Who I am here, and the way out."""
    person = find_person(me().id)
    return render_template(
        "account/account.html",
        person=person,
        role=ROLE_WORDS[me().role],
        keeps_service=me().role in SERVICE_KEEPERS,
        owns_actions=me().role in OWNERS,
        has_tokens=me().role in API_ROLES,
        has_days=me().role in FEED_ROLES,
        watches_leave=me().role is Role.PERFORMANCE,
    )


@pages.route("/account/password", methods=["GET", "POST"])
@allow(*EVERYONE)
def password() -> Response | tuple[str, int]:
    """Change my own password; every other browser I have signed in with is signed out."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            token = sessions.change_password(
                me(),
                current=form.current_password.data or "",
                new=form.password.data or "",
                now=clock.now(),
            )
            return _with_new_password(token)
        except RuleBroken as broken:
            show_broken_rule(form, broken)
    return render_template("account/password.html", form=form), 422 if form.errors else 200


def _with_new_password(token: str) -> Response:
    person = me()
    session.clear()
    login_user(Visitor(person, token))
    belongs_to(person.id)
    flash("Your password is changed. Everywhere else you are signed out.", "success")
    return redirect(url_for("account.account"), code=303)
