"""The council's own Word template: checked, tried, then used for every paper."""

import tempfile
from datetime import datetime

from sqlalchemy import delete

from tracker.domain.actions import Rag
from tracker.domain.errors import RuleBroken
from tracker.domain.papers import BadTemplate, Facts, Grid, Heading, Paper, Para, Rated
from tracker.exporters.documents import document
from tracker.extensions import db
from tracker.importers.limited import guard_limited
from tracker.services.forms import SentForm, taking_effect
from tracker.services.installation import settings
from tracker.services.record import record
from tracker.store.council_template import CouncilTemplate, template_bytes
from tracker.store.history import Happened

ROUTE = "council_template.template"
MOST_BYTES = 5_000_000
UNFILLABLE = (
    "The template cannot be filled in. Check what it says in double braces, save it in Word as"
    " .docx and upload it again"
)


def put_template(name: str, data: bytes, *, sent: SentForm, now: datetime) -> str:
    """Write every paper into this template from now on; returns what to say.

    Raises RuleBroken, naming the field `file`, for what is no Word document, is too large, holds
    something that acts, or cannot be filled in; and AlreadyDone when this form has taken effect
    before.
    """
    said = "Papers are now written into this template"
    with taking_effect(sent, route=ROUTE, message=said, now=now):
        _check(name, data)
        db.session.execute(delete(CouncilTemplate))
        db.session.add(
            CouncilTemplate(id=1, name=name[-300:], data=data, put_at=now, put_by_id=sent.by.id)
        )
        record(Happened.TEMPLATE_CHANGED, at=now, actor=sent.by, file=name[-300:])
        db.session.commit()
    return said


def remove_template(*, sent: SentForm, now: datetime) -> str:
    """Write papers in our own look again; returns what to say."""
    said = "Papers are written in the usual look again"
    with taking_effect(sent, route=f"{ROUTE}.remove", message=said, now=now):
        db.session.execute(delete(CouncilTemplate))
        record(Happened.TEMPLATE_CHANGED, at=now, actor=sent.by, file="")
        db.session.commit()
    return said


def trial_paper() -> bytes:
    """A short paper in the template as it is, to be looked at."""
    return document(_trial(), "docx", template=template_bytes())


def _check(name: str, data: bytes) -> None:
    if not data:
        raise RuleBroken("Select a file", field="file")
    if not name.lower().endswith(".docx"):
        raise RuleBroken("The template must be a Word document, saved as .docx", field="file")
    if len(data) > MOST_BYTES:
        raise RuleBroken("The template must be 5MB or less", field="file")
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        guard_limited(file, ".docx")
    try:
        document(_trial(), "docx", template=data)
    except BadTemplate as bad:
        raise RuleBroken(UNFILLABLE, field="file") from bad


def _trial() -> Paper:
    return Paper(
        title="A paper to try the template with",
        subtitle="Report as at 4 July 2011",
        facts=(("Report to", "Executive Board"), ("Date", "4 July 2011")),
        blocks=(
            Heading("Purpose of the report", 1, "1.0"),
            Para("To see what papers look like.", "1.1"),
            Facts((("Reporting officer", "Strategic Director"),)),
            Grid(
                "How each area stands",
                ("Area", "How it stands"),
                (("1. An area", Rated(Rag.RED, "34 days overdue")),),
                (2, 1),
                first_names=True,
            ),
        ),
        issuer=settings().council_name,
    )
