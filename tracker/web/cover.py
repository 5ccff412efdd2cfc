"""My own cover: who gets my reminders while I am away, and that I am leaving."""

from flask import Blueprint
from werkzeug.wrappers import Response

from tracker.domain.access import OWNERS
from tracker.web.access import allow, me
from tracker.web.cover_page import Desk, Page, change_page, cover_page, stay, take_back_page

pages = Blueprint("cover", __name__, url_prefix="/account/cover")


@pages.route("", methods=["GET", "POST"])
@allow(*OWNERS)
def cover() -> Page:
    """What is set, and the form that sets more."""
    return cover_page(_mine())


@pages.route("/<int:cover_id>", methods=["GET", "POST"])
@allow(*OWNERS)
def change(cover_id: int) -> Page:
    """Change one of my covers."""
    return change_page(_mine(), cover_id)


@pages.route("/<int:cover_id>/take-back", methods=["GET", "POST"])
@allow(*OWNERS)
def take_back(cover_id: int) -> Page:
    """End one of my covers now."""
    return take_back_page(_mine(), cover_id)


@pages.post("/stay")
@allow(*OWNERS)
def stay_here() -> Response:
    """Take back that I am leaving."""
    return stay(_mine())


def _mine() -> Desk:
    return Desk(me(), own=True)
