"""Help, the accessibility statement and the privacy notice: open to everybody."""

from flask import Blueprint, render_template

from tracker.web.access import allow_anyone

pages = Blueprint("static_pages", __name__)


@pages.get("/help")
@allow_anyone
def help_page() -> str:
    """Questions people ask, answered."""
    return render_template("static_pages/help.html")


@pages.get("/accessibility-statement")
@allow_anyone
def accessibility_statement() -> str:
    """How accessible the service is, and whom to tell when it is not."""
    return render_template("static_pages/accessibility_statement.html")


@pages.get("/privacy")
@allow_anyone
def privacy() -> str:
    """What is kept about people, why and for how long."""
    return render_template("static_pages/privacy.html")
