"""A person's own dates in their calendar: the page that gives it an address, and the calendar."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker import clock
from tracker.domain.calendar_feed import FEED_ROLES, PLAN_DAYS_ROLES
from tracker.extensions import only_reading
from tracker.services import calendar_feeds as services
from tracker.services.forms import SentForm
from tracker.store.calendar_feeds import feed_of
from tracker.web.access import allow, allow_anyone, me, settings
from tracker.web.fields import TrackerForm
from tracker.web.headers import FILE_POLICY

pages = Blueprint("calendar_feed", __name__)


@pages.get("/account/calendar")
@allow(*FEED_ROLES)
def mine() -> str:
    """What a calendar shows, whether I have one, and when it was last fetched."""
    return _page()


@pages.post("/account/calendar")
@allow(*FEED_ROLES)
def make() -> str:
    """Give my calendar an address, in place of an earlier one. Answered at once and not after a
    redirect, so that the address is stored nowhere between."""
    token = services.make_feed(sent=_sent(), now=clock.now())
    base_url = settings().base_url.rstrip("/")
    return _page(address=f"{base_url}{url_for('.calendar', token=token)}")


@pages.post("/account/calendar/off")
@allow(*FEED_ROLES)
def turn_off() -> AnyResponse:
    """Turn my calendar off."""
    flash(services.turn_off_feed(sent=_sent(), now=clock.now()), "success")
    return redirect(url_for(".mine"), code=303)


@pages.get("/calendar/<token>.ics")
@allow_anyone
def calendar(token: str) -> Response:
    """Somebody's calendar. For everybody, because calendars cannot sign in: whoever has the address
    may read it. One that is no good, whatever the reason, is not there."""
    feed = services.feed_behind(token) or abort(404)
    response = Response(services.calendar_of(feed.person, clock.today()), mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="action-plan-dates.ics"'
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    only_reading.set(False)
    services.note_fetched(feed.id, feed.last_fetched_at, now=clock.now())
    response.make_conditional(request)
    return response


def _sent() -> SentForm:
    return SentForm(me(), request.form.get("request_id", ""), url_for(".mine"))


def _page(**more: Any) -> str:
    return render_template(
        "account/calendar.html",
        feed=feed_of(me().id),
        shows_plans=me().role in PLAN_DAYS_ROLES,
        form=TrackerForm(formdata=None),
        off_form=TrackerForm(formdata=None),
        **more,
    )
