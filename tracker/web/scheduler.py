"""The scheduler: what each part does, when it last did it, and running it by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import SERVICE_KEEPERS
from tracker.domain.wording import count, moment
from tracker.services import checks
from tracker.services.forms import SentForm
from tracker.services.heartbeat import EVERY
from tracker.services.installation import templates_folder
from tracker.services.rehearsal import rehearse
from tracker.services.scheduling import run_now
from tracker.store.runs import Heartbeat
from tracker.store.watch import beats, busy_rooms, cursors, relays
from tracker.web.access import allow, me
from tracker.web.fields import TrackerForm
from tracker.web.tomorrow import listed

pages = Blueprint("scheduler", __name__)

PARTS = {
    "plan": "Works out who is to be emailed about what, and plans those emails",
    "webhooks": "Tells other programs what has happened",
    "tidy": "Drops what has been kept long enough: old forms, ended sessions, words of old emails",
    "digests": "Plans the managers’ weekly summaries",
    "reminders": "Plans the owners’ reminders",
    "board": "Plans the boards’ monthly summaries",
    "escalations": "Takes what stays overdue to the next manager up",
    "backup": "Keeps a copy of everything elsewhere, and tries it by restoring it",
    "replies": "Reads the mailbox for replies and for emails that came back",
}
"""What each part of the scheduler does; one that is not named here is shown by its name."""

SLOTS = {"digests": "Weekly summaries", "reminders": "Reminders"}
_TOOK = "took_ms"


@dataclass(frozen=True)
class Part:
    """One part of the scheduler as a row."""

    name: str
    does: str
    last: str
    took: str
    did: str
    next: str
    well: bool


@pages.get("/scheduler")
@allow(*SERVICE_KEEPERS)
def scheduler() -> str:
    """How the scheduler, the post rooms and the mail server are."""
    now = clock.now()
    return render_template(
        "admin/scheduler.html",
        findings=checks.reminders(now=now),
        parts=[_part(beat, now) for beat in beats()],
        slots=[
            {"name": SLOTS.get(one.rule) or one.rule.capitalize(), "to": moment(one.planned_to)}
            for one in cursors()
        ],
        rooms=busy_rooms(now),
        relays=relays(),
        moment=moment,
    )


@pages.get("/scheduler/run")
@allow(*SERVICE_KEEPERS)
def run() -> str:
    """What running the planner would bring today, before it is run."""
    today = clock.today()
    came = rehearse(today, today=today, templates=templates_folder())
    return render_template(
        "admin/run.html", came=came, rows=listed(came, me()), form=TrackerForm(), on=today
    )


@pages.post("/scheduler/run")
@allow(*SERVICE_KEEPERS)
def run_it() -> Response:
    """Run the planner now."""
    form = TrackerForm()
    answer = url_for("admin.scheduler.scheduler")
    sent = SentForm(by=me(), request_id=form.request_id.data or "", answer=answer)
    planned = run_now(sent=sent, now=clock.now())
    said = count(planned, "email") + " planned" if planned else "nothing was due"
    flash(f"The planner has run: {said}.", "success")
    return redirect(answer, code=303)


def _part(beat: Heartbeat, now: datetime) -> Part:
    every = EVERY.get(beat.part)
    well = every is None or now - beat.at <= checks.SILENT_AFTER
    took = beat.result.get(_TOOK)
    return Part(
        name=beat.part.capitalize(),
        does=PARTS.get(beat.part, f"The part called ‘{beat.part}’"),
        last=moment(beat.at),
        took="not known" if took is None else _seconds(took),
        did=_did(beat.result),
        next=_next(beat, every, well=well),
        well=well,
    )


def _next(beat: Heartbeat, every: int | None, *, well: bool) -> str:
    if every is None:
        return "when its time comes"
    if not well:
        return "not known: it has stopped"
    return f"within {every} seconds of {moment(beat.at + timedelta(seconds=every))}"


def _did(result: dict[str, int]) -> str:
    counted = {name: number for name, number in result.items() if name != _TOOK and number}
    words = [f"{number} {name.replace('_', ' ')}" for name, number in counted.items()]
    return ", ".join(words) or "Nothing to do"


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f} seconds" if milliseconds >= 100 else "under 0.1 seconds"
