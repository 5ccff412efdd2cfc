"""The mailbox of the demonstration: every letter sent, as its reader would see it.

It exists only in development, where no real mail server is named and the local catcher takes
every letter.
"""

from flask import Blueprint, Response, abort, render_template

from tracker.services.mailbox import OpenedLetter, caught_letter, caught_letters
from tracker.web.access import allow_anyone
from tracker.web.headers import LETTER_POLICY

pages = Blueprint("mailbox", __name__)


@pages.get("/mailbox")
@allow_anyone
def mailbox() -> str:
    """Every letter caught, the newest first."""
    return render_template("mailbox/mailbox.html", letters=caught_letters())


@pages.get("/mailbox/<name>")
@allow_anyone
def letter(name: str) -> str:
    """One letter: its text part and its headers, and a link to its HTML part."""
    return render_template("mailbox/letter.html", letter=_opened(name))


@pages.get("/mailbox/<name>/html")
@allow_anyone
def letter_html(name: str) -> Response:
    """The HTML part alone, as sent, in a sandbox where nothing can act."""
    response = Response(_opened(name).html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        f"{LETTER_POLICY.replace('sandbox;', 'sandbox allow-top-navigation-by-user-activation;')}"
    )
    return response


def _opened(name: str) -> OpenedLetter:
    try:
        return caught_letter(name)
    except FileNotFoundError:
        abort(404)
