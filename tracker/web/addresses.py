"""Addresses that no mail goes to, and clearing one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import PEOPLE_KEEPERS, SERVICE_KEEPERS
from tracker.services.addresses import CLEARED, clear_address
from tracker.services.forms import SentForm
from tracker.store.delivery_detail import suppressed
from tracker.store.outbox import address_hash
from tracker.web.access import allow, me
from tracker.web.fields import TrackerForm
from tracker.web.listing import file_asked
from tracker.web.service_files import addresses_file

pages = Blueprint("addresses", __name__)


@pages.get("/addresses")
@allow(*SERVICE_KEEPERS)
def addresses() -> str | Response:
    """Every address no mail goes to: whose, why and since when."""
    rows: list[dict[str, Any]] = [
        {
            "hash": one.address_hash,
            "person": person,
            "current": person is not None and address_hash(person.email) == one.address_hash,
            "reason": one.reason,
            "since": one.since,
            "letter_id": one.notification_id,
        }
        for one, person in suppressed()
    ]
    if file_asked():
        return addresses_file(rows)
    return render_template(
        "deliveries/addresses.html",
        rows=rows,
        form=TrackerForm(),
        keeps_people=me().role in PEOPLE_KEEPERS,
    )


@pages.post("/addresses/<hashed>/clear")
@allow(*SERVICE_KEEPERS)
def clear(hashed: str) -> Response:
    """Let mail go to an address again."""
    form = TrackerForm()
    answer = url_for("admin.addresses.addresses")
    sent = SentForm(by=me(), request_id=form.request_id.data or "", answer=answer)
    clear_address(hashed[:64], sent=sent, now=clock.now())
    flash(CLEARED, "success")
    return redirect(answer, code=303)
