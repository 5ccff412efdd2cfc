"""Letters in words: what each kind is called, and what became of it.

The delivery log, an action's history and a person's own page all speak in these words.
"""

from collections.abc import Sequence

from tracker.domain.wording import clock_time, local_day, moment
from tracker.services.letters.names import KINDS, STATUSES, planned_kind_words
from tracker.store.deliveries import Status, status_of
from tracker.store.instance import MailHold
from tracker.store.outbox import DeliveryAttempt, LetterState, Notification

WRITTEN_KINDS = KINDS | {
    "due_soon": "Reminder: due soon",
    "due_today": "Reminder: due today",
    "overdue": "Reminder: overdue",
    "update_request": "Request for an update",
    "agenda": "Weekly agenda",
}
"""The same for letters as they are written: a reminder says by then what it is about."""

COLOURS = {
    Status.WAITING: "blue",
    Status.TRYING: "yellow",
    Status.HELD: "yellow",
    Status.SENDING: "blue",
    Status.SENT: "green",
    Status.BOUNCED: "red",
    Status.FAILED: "red",
    Status.DOUBTFUL: "orange",
    Status.NOT_SENT: "grey",
}

_ADDRESS_GONE = ("5.1.", "5.2.1")
_PHASES = {
    "check": "Checked before writing",
    "write": "Being written",
    "compose": "Being put together",
    "connect": "Connecting to our mail server",
    "greeting": "Greeting our mail server",
    "tls": "Securing the connection",
    "login": "Signing in to our mail server",
    "mail": "Saying who it is from",
    "rcpt": "Saying who it is to",
    "data": "Offering the text",
    "body": "Sending the text",
    "gate": "Last check before it goes",
    "dot": "Waiting for the answer to the whole email",
}
_OUTCOMES = {
    "sent": "Sent",
    "bounced": "Refused for good",
    "dead": "Given up",
    "cancelled": "Not wanted any more",
    "superseded": "A newer one took its place",
    "ready": "Put off",
    "in doubt": "No answer came: it may have been sent",
    "lost": "The post room stopped before it was sent",
}


def kind_words(letter: Notification) -> str:
    """What a planned letter is called."""
    return planned_kind_words(letter.kind)


def status_words(letter: Notification, hold: MailHold) -> str:
    """What became of a letter, in a few plain words with the reason (`interaction.md` 2.18)."""
    status = status_of(letter, hold)
    words = STATUSES[status]
    if status is Status.HELD:
        return f"{words}: {_why_held(hold)}"
    if status is Status.TRYING:
        return f"{words} (will try again at {moment(letter.next_at)})"
    if status is Status.DOUBTFUL and letter.state is LetterState.READY:
        return f"{words} (will be sent again at {moment(letter.next_at)})"
    if status is Status.BOUNCED:
        return f"{words}: {_why_bounced(letter)}"
    reason = _reason(letter) if status in (Status.FAILED, Status.NOT_SENT) else ""
    return f"{words}: {reason}" if reason else words


def when_words(letter: Notification) -> str:
    """'8:01am on 4 July 2011' when it ended, 'due at 8am on 5 July 2011' before."""
    if letter.finished_at:
        return moment(letter.finished_at)
    return f"due at {clock_time(letter.next_at)} on {_day_of(letter)}"


def attempt_words(attempts: Sequence[DeliveryAttempt]) -> list[dict[str, str]]:
    """Each claim of a letter: when, how far it came, what the mail server said, how it ended."""
    return [
        {
            "when": moment(one.started_at),
            "phase": _PHASES.get(one.phase or "", "Taken up by a post room"),
            "said": " ".join(filter(None, [str(one.code) if one.code else "", _once(one)])),
            "outcome": _OUTCOMES.get(one.outcome or "", one.outcome or "In hand"),
        }
        for one in attempts
    ]


def _once(attempt: DeliveryAttempt) -> str:
    return (attempt.said or "").removeprefix(f"{attempt.code} ")


def _day_of(letter: Notification) -> str:
    on = local_day(letter.next_at)
    return f"{on.day} {on:%B %Y}"


def _why_held(hold: MailHold) -> str:
    return hold.reason or "it was planned before this database was restored from a backup"


def _why_bounced(letter: Notification) -> str:
    enhanced = letter.last_enhanced or ""
    if enhanced.startswith(_ADDRESS_GONE) or (letter.last_phase == "rcpt" and not enhanced):
        return "address does not exist"
    return "refused by the mail server of the reader"


def _reason(letter: Notification) -> str:
    if letter.state is LetterState.DEAD and letter.revoked_reason in (None, _OUT_OF_TIME):
        return "problem with our mail server"
    return letter.revoked_reason or ""


_OUT_OF_TIME = "not taken by the mail server in time"
