"""Which versions are at work on the machine that answers."""

import socket

from flask import Blueprint, render_template

from tracker.domain.access import PEOPLE_KEEPERS
from tracker.services.versions import versions as versions_here
from tracker.web.access import allow

pages = Blueprint("versions", __name__)


@pages.get("/versions")
@allow(*PEOPLE_KEEPERS)
def versions() -> str:
    """The product, its tables, its database and its libraries."""
    return render_template("admin/versions.html", rows=versions_here(), host=socket.gethostname())
