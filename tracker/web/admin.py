"""The list of what an administrator and a performance officer may open, reached from their name."""

from dataclasses import dataclass

from flask import Blueprint, render_template, url_for

from tracker.domain.access import PEOPLE_KEEPERS, RULE_KEEPERS, SERVICE_KEEPERS, Role
from tracker.web import addresses, deliveries, history, scheduler, tomorrow, versions, webhooks, why
from tracker.web.access import allow, me

pages = Blueprint("admin", __name__, url_prefix="/admin")
for part in (addresses, deliveries, history, scheduler, tomorrow, versions, webhooks, why):
    pages.register_blueprint(part.pages)


@dataclass(frozen=True)
class Entry:
    """One page in the list: its name, where it is, what it is for, and who may open it."""

    text: str
    endpoint: str
    words: str
    roles: frozenset[Role] = SERVICE_KEEPERS


ENTRIES = (
    Entry("People", "people.people", "Add people, change them, turn them off.", PEOPLE_KEEPERS),
    Entry(
        "Teams and partner bodies",
        "people.teams.teams",
        "Who heads which team, and to whom what stays overdue is taken.",
        PEOPLE_KEEPERS,
    ),
    Entry(
        "Reminder rules",
        "rules.council",
        "When people are reminded and what is escalated, where no plan or action says otherwise.",
        RULE_KEEPERS,
    ),
    Entry(
        "Calendar",
        "calendar.calendar",
        "Bank holidays, and the days on which the council itself is closed.",
        RULE_KEEPERS,
    ),
    Entry(
        "Word template",
        "council_template.template",
        "The council’s own look for board reports and assurance packs.",
        RULE_KEEPERS,
    ),
    Entry(
        "Words of the emails",
        "letters.letters",
        "The first and last sentence of each kind of email, with a preview.",
        PEOPLE_KEEPERS,
    ),
    Entry(
        "Delivery log",
        "admin.deliveries.log",
        "Every email: to whom, about what, and whether it reached them.",
    ),
    Entry(
        "Addresses without mail",
        "admin.addresses.addresses",
        "Addresses that refused an email. Nothing goes to them until you clear them.",
    ),
    Entry(
        "Held emails",
        "mail_held.held",
        "After a backup is restored or a copy is made: what becomes of the emails that waited.",
        PEOPLE_KEEPERS,
    ),
    Entry(
        "Open a plan",
        "break_glass.open_plan",
        "To read one for some hours where a problem cannot be solved otherwise. Its lead is told.",
        PEOPLE_KEEPERS,
    ),
    Entry(
        "Why did they get this email?",
        "admin.why.why",
        "For a person and an action: why an email, why none, and what comes next.",
    ),
    Entry(
        "Tomorrow’s post",
        "admin.tomorrow.tomorrow",
        "What will leave on the next working morning, to whom and why. Nothing is sent.",
    ),
    Entry(
        "History",
        "admin.history.history",
        "Every change: who made it, on whose behalf, when, and what was there before.",
    ),
    Entry(
        "Webhooks",
        "admin.webhooks.webhooks",
        "Other programs that are told when something happens, and whether they take it.",
        PEOPLE_KEEPERS,
    ),
    Entry(
        "Scheduler",
        "admin.scheduler.scheduler",
        "Whether reminders are being planned and emails leave, and when they last did.",
    ),
    Entry(
        "Versions",
        "admin.versions.versions",
        "Which versions of the service, its database and its libraries are at work.",
        PEOPLE_KEEPERS,
    ),
)
"""The pages, in the order they are listed. A new page adds its own entry here."""


@pages.get("")
@allow(*SERVICE_KEEPERS)
def admin() -> str:
    """Every page for running the service that this person may open."""
    entries = [
        {"text": entry.text, "href": url_for(entry.endpoint), "words": entry.words}
        for entry in ENTRIES
        if me().role in entry.roles
    ]
    return render_template("admin/admin.html", entries=entries)
