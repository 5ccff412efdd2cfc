"""The emails a person has been sent: the last five with their status, and each as it was sent."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker import clock
from tracker.domain.access import EVERYONE
from tracker.services.deliveries import opened
from tracker.services.examples import send_example
from tracker.services.forms import SentForm
from tracker.services.holding import mail_hold
from tracker.store.deliveries import Logged, find_letter, latest_to
from tracker.store.people import Person
from tracker.web import letter_words as words
from tracker.web.access import allow, me
from tracker.web.deliveries import sandboxed

pages = Blueprint("own_emails", __name__)

LAST = 5


def last_emails(person: Person) -> list[dict[str, str]]:
    """The last five emails to a person, the newest first, with what became of each."""
    hold = mail_hold()
    return [
        {
            "href": url_for("account.own_emails.email", letter_id=one.id),
            "when": words.when_words(one),
            "kind": words.kind_words(one),
            "status": words.status_words(one, hold),
        }
        for one in latest_to(person.id, LAST)
    ]


@pages.post("/account/emails/example")
@allow(*EVERYONE)
def example() -> AnyResponse:
    """Send me an example of the email I mostly get."""
    answer = url_for("account.notifications.notifications")
    sent = SentForm(me(), request.form.get("request_id", ""), answer)
    flash(send_example(sent=sent, now=clock.now()), "success")
    return redirect(answer, code=303)


@pages.get("/account/emails/<letter_id>")
@allow(*EVERYONE)
def email(letter_id: str) -> str:
    """One email to me, as it was sent."""
    found = _mine(letter_id)
    return render_template(
        "account/email.html",
        kind=words.kind_words(found.letter),
        when=words.when_words(found.letter),
        status=words.status_words(found.letter, mail_hold()),
        said=opened(found.letter),
        went_out=found.letter.body_sha256 is not None,
        is_secret=found.letter.is_secret,
        html_href=url_for(".email_html", letter_id=letter_id),
    )


@pages.get("/account/emails/<letter_id>/html")
@allow(*EVERYONE)
def email_html(letter_id: str) -> Response:
    """The HTML part of an email to me, in a sandbox where nothing can act."""
    return sandboxed(_mine(letter_id).letter)


def _mine(letter_id: str) -> Logged:
    """Another person's email and none look the same."""
    found = find_letter(letter_id, seen_by=me())
    return found if found and found.letter.recipient_id == me().id else abort(404)
