"""A gallery of every component in every state. It belongs to the tests; the product has none of it."""

from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, flash, render_template, request
from markupsafe import Markup
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from tracker import create_app
from tracker.config import Settings
from tracker.web.access import allow_anyone
from tracker.web.fields import AtMost, DayField, Needed, TrackerForm, choice

TODAY = date(2011, 7, 4)
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"

pages = Blueprint("gallery", __name__, template_folder="templates", url_prefix="/gallery")


class UpdateForm(TrackerForm):
    """The update form of the prototype."""

    answer = RadioField(
        "How is this action going?",
        choices=[
            choice("no_change", "No change since my last update (off track)"),
            choice("on_track", "On track", hint="Late, but will finish by the date you give below"),
            choice("at_risk", "At risk", hint="Late, and the date below might slip"),
            choice("off_track", "Off track", hint="Late, and needs help to finish"),
            choice("done", "Done", hint="Goes to your manager to sign off"),
        ],
        validators=[Needed("Select how this action is going")],
    )
    note = TextAreaField(
        "What has happened since 12 May 2011?",
        description="One or two sentences. Do not name children or families",
        validators=[
            Needed("Say what has happened since 12 May 2011"),
            AtMost(500, "What has happened"),
        ],
    )
    expected = DayField(
        "When do you expect to finish?",
        named="Date you expect to finish",
        description="Your best estimate, for example 27 7 2011. It does not change the due date",
        validators=[Needed("Enter the date you expect to finish")],
    )
    milestones = SelectMultipleField(
        "Milestones finished",
        choices=[
            choice("1", "Standard agreed by the safeguarding board", hint="Done 20 April 2011"),
            choice("2", "Weekly report on time taken"),
            choice("3", "3 months at or under 15 working days"),
        ],
    )
    evidence = FileField(
        "Add evidence (optional)", description="Word, Excel, PDF or image, up to 10MB"
    )


class EverythingForm(TrackerForm):
    """A field of each kind that the update form does not have."""

    email = EmailField("Email address", validators=[Needed("Enter your email address")])
    password = PasswordField("Password", validators=[Needed("Enter your password")])
    title = StringField("Title (optional)", description="What the action is called in lists")
    owner = SelectField(
        "Owner",
        choices=[
            choice("", "Choose an owner"),
            choice("1", "Priya Nair"),
            choice("2", "Tom Ashworth"),
        ],
        validators=[Needed("Select an owner")],
    )
    decision = RadioField(
        "What do you want to do?",
        choices=[
            choice("chase", "Chase Priya Nair for an update"),
            choice(
                "give", "Give it to someone else", hint="You choose the person on the next step"
            ),
            choice("leave", "Leave it and look again next month"),
        ],
        validators=[Needed("Select what you want to do")],
    )
    report = FileField("Report", validators=[Needed("Select a report or paste its text")])
    agreed = BooleanField("Include this area", validators=[Needed("Include at least 1 area")])
    areas = SelectMultipleField(
        "Areas",
        choices=[choice("1", "Minutes"), choice("2", "Supervision")],
        validators=[Needed("Select at least 1 area")],
    )


@pages.get("/words")
@allow_anyone
def words() -> str:
    """Small pieces of text, and the banner after something was saved."""
    flash("Saved. 1 more to update.")
    flash(
        Markup(
            'You can still <a class="govuk-notification-banner__link" href="/">change this decision</a>.'
        )
    )
    return render_template("gallery/words.html", long_word=LONG_WORD)


@pages.get("/my-actions")
@allow_anyone
def my_actions() -> str:
    """The prototype's first page."""
    return render_template("gallery/my_actions.html")


@pages.route("/update", methods=["GET", "POST"])
@allow_anyone
def update() -> str:
    """The prototype's form, checked like a real one."""
    form = UpdateForm(answer="off_track")
    form.validate_on_submit()
    return render_template("gallery/update.html", form=form)


@pages.route("/everything", methods=["GET", "POST"])
@allow_anyone
def everything() -> str:
    """Every other field."""
    form = EverythingForm()
    form.validate_on_submit()
    return render_template("gallery/everything.html", form=form)


@pages.get("/review")
@allow_anyone
def review() -> str:
    """The prototype's review page, with all rows ticked when `select=all` is asked for."""
    every = request.args.get("select") == "all"
    return render_template("gallery/review.html", form=EverythingForm(), every=every)


@pages.get("/panels")
@allow_anyone
def panels() -> str:
    """Timeline, cards, filter, two versions, chart."""
    return render_template("gallery/panels.html", long_word=LONG_WORD)


def gallery_app(folder: Path) -> Flask:
    """The real application on an empty database, with the gallery's pages and a navigation."""
    settings = Settings(
        secret_key="the gallery's key, long enough to sign",
        instance=folder,
        database_url=f"sqlite:///{folder / 'gallery.sqlite'}",
    )
    app = create_app(settings, TESTING=True)
    app.register_blueprint(pages)
    app.context_processor(_navigation)
    return app


def _navigation() -> dict[str, Any]:
    links = ("My actions", "Review (6)", "Plans", "Reports", "Search", "Jean Talbot")
    current = {"/gallery/my-actions": "My actions", "/gallery/review": "Review (6)"}.get(
        request.path
    )
    return {
        "navigation": [{"text": text, "href": "/", "current": text == current} for text in links],
        "today": TODAY,
    }
