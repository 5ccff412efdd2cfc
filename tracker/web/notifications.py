"""How a person wants to be written to, and the link that stops a summary without signing in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, SelectField

from tracker import clock
from tracker.domain.access import EVERYONE, OWNERS, Role
from tracker.domain.errors import RuleBroken
from tracker.domain.rule_words import hour_words
from tracker.domain.rules import Rules
from tracker.services.forms import SentForm
from tracker.services.installation import council_rules
from tracker.services.preferences import Preferences, effect_of_pause, save_preferences
from tracker.services.stopping import Stopping, stopping
from tracker.services.stopping import stop as stop_what_it_names
from tracker.store.people import Person, ReminderPattern
from tracker.web import kept
from tracker.web.access import allow, allow_anyone, me, settings
from tracker.web.csrf import csrf
from tracker.web.fields import DayField, Needed, TrackerForm, choice, show_broken_rule
from tracker.web.own_emails import last_emails

pages = Blueprint("notifications", __name__)

_WEEKDAYS = [
    choice(str(number), name)
    for number, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
]


class NotificationsForm(TrackerForm):
    """The choices; the parts that are not for this person are taken out."""

    reminders = RadioField(
        "When do you want reminders?",
        choices=[
            choice(
                ReminderPattern.WEEKLY.value,
                "One email a week (recommended)",
                hint="Everything that needs you, in one email. None when nothing does.",
            ),
            choice(ReminderPattern.DAILY.value, "One email a day when something is due"),
            choice(ReminderPattern.ONLY_DUE.value, "Only when something is due or overdue"),
        ],
        validators=[Needed("Select when you want reminders")],
    )
    agenda_weekday = SelectField(
        "Day of the weekly email", choices=_WEEKDAYS, validators=[Needed("Select a day")]
    )
    wants_digest = BooleanField("Send me the weekly summary of the actions I am accountable for")
    digest_weekday = SelectField(
        "Day of the weekly summary", choices=_WEEKDAYS, validators=[Needed("Select a day")]
    )
    text_only = RadioField(
        "How should emails look?",
        choices=[
            choice("no", "Formatted text, with a plain text copy (recommended)"),
            choice("yes", "Plain text only"),
        ],
        validators=[Needed("Select how emails should look")],
    )

    wants_board_digest = BooleanField("Send me the monthly summary for the board")
    sending_hour = SelectField("Earliest hour for these emails", choices=())
    paused_from = DayField("First day of the pause", named="First day of the pause")
    paused_until = DayField("Last day of the pause", named="Last day of the pause")

    def offer_hours(self, rules: Rules) -> None:
        """Offer the hours in which the council sends."""
        first = hour_words(rules.send_from)
        hours = [str(hour) for hour in range(rules.send_from + 1, rules.send_until)]
        self.sending_hour.choices = [
            choice("", f"As soon as they are ready, from {first}"),
            *(choice(hour, hour_words(int(hour))) for hour in hours),
        ]

    def show(self, person: Person) -> None:
        """Begin with what the person has chosen."""
        self.wants_board_digest.data = person.wants_board_digest
        self.sending_hour.data = str(person.sending_hour or "")
        self.paused_from.process(None, person.paused_from)
        self.paused_until.process(None, person.paused_until)
        self.reminders.data = person.reminders.value
        self.agenda_weekday.data = str(person.agenda_weekday)
        self.wants_digest.data = person.wants_digest
        self.digest_weekday.data = str(person.digest_weekday)
        self.text_only.data = "yes" if person.text_only else "no"

    def keep_for(self, person: Person) -> None:
        """Leave out what does not concern this person."""
        if person.role not in OWNERS:
            del self.reminders, self.agenda_weekday
        if person.role is not Role.MANAGER:
            del self.wants_digest, self.digest_weekday
        if person.role is not Role.BOARD:
            del self.wants_board_digest

    def chosen(self, person: Person) -> Preferences:
        """The choices; what was not asked stays as it is."""
        owns, manages = self.reminders is not None, self.wants_digest is not None
        return Preferences(
            reminders=ReminderPattern(self.reminders.data) if owns else person.reminders,
            agenda_weekday=int(self.agenda_weekday.data) if owns else person.agenda_weekday,
            wants_digest=bool(self.wants_digest.data) if manages else person.wants_digest,
            digest_weekday=int(self.digest_weekday.data) if manages else person.digest_weekday,
            text_only=self.text_only.data == "yes",
            wants_board_digest=(
                bool(self.wants_board_digest.data)
                if self.wants_board_digest is not None
                else person.wants_board_digest
            ),
            sending_hour=int(self.sending_hour.data) if self.sending_hour.data else None,
            paused_from=self.paused_from.data,
            paused_until=self.paused_until.data,
        )


@pages.route("/account/notifications", methods=["GET", "POST"])
@allow(*EVERYONE)
def notifications() -> Response | tuple[str, int]:
    """When and how I am written to."""
    person = me()
    typed = kept.typed_before(person_id=person.id) if request.method == "GET" else None
    form = NotificationsForm(typed) if typed else NotificationsForm()
    if request.method == "GET" and not typed:
        form.show(person)
    form.keep_for(person)
    form.offer_hours(council_rules())
    if form.validate_on_submit():
        answer = url_for("account.account")
        sent = SentForm(person, form.request_id.data or "", answer)
        try:
            save_preferences(person.id, form.chosen(person), sent=sent, now=clock.now())
        except RuleBroken as broken:
            show_broken_rule(form, broken)
        else:
            kept.forget_typed()
            flash("Your reminders are saved.", "success")
            return redirect(answer, code=303)
    page = render_template(
        "account/notifications.html",
        form=form,
        person=person,
        example_form=TrackerForm(),
        emails=last_emails(person),
        pause=effect_of_pause(person, today=clock.today()),
    )
    return page, 422 if form.errors else 200


@pages.get("/stop/<token>")
@allow_anyone
def stop(token: str) -> str:
    """Ask whether to stop what the link names; opening the page changes nothing."""
    found = stopping(token, secret_key=_keys())
    return _stop_page(found, stopped=found.is_stopped)


@pages.post("/stop/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # mail programs send this without a page or a session (RFC 8058); the token is the right
@allow_anyone
def stop_now(token: str) -> str:
    """Stop it, from the page's button or from a mail program."""
    return _stop_page(stop_what_it_names(token, secret_key=_keys(), now=clock.now()), stopped=True)


def _stop_page(found: Stopping, *, stopped: bool) -> str:
    return render_template(
        "account/stop.html", reader=found.reader, what=found.what.value, stopped=stopped
    )


def _keys() -> list[str]:
    """Links outlive the secret they were signed with, as long as it is kept as a fallback."""
    return [*settings().secret_key_fallbacks, settings().secret_key]
