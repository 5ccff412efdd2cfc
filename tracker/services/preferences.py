"""What a person has chosen to be sent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.domain.errors import RuleBroken
from tracker.domain.wording import count, day, local_day, long_day
from tracker.domain.workdays import next_working_day, working_days_between
from tracker.extensions import db
from tracker.services.forms import SentForm, taking_effect
from tracker.services.installation import closed_days, council_rules
from tracker.services.record import record
from tracker.store.cover import spells_with
from tracker.store.directory import how_many_due
from tracker.store.history import Happened
from tracker.store.people import Person, ReminderPattern, get_person

LONGEST_PAUSE = 10
"""Working days for which somebody may pause their own letters with nobody covering."""


@dataclass(frozen=True)
class Preferences:
    """How a person wants to be written to; weekdays count from Monday, which is 0."""

    reminders: ReminderPattern
    agenda_weekday: int
    wants_digest: bool
    digest_weekday: int
    text_only: bool
    wants_board_digest: bool = True
    sending_hour: int | None = None
    """The hour from which timed letters may leave; None for the council's own."""
    paused_from: date | None = None
    paused_until: date | None = None
    """The first and last day of a pause from timed letters."""


def preferences_of(person: Person) -> Preferences:
    """What a person has chosen so far."""
    return Preferences(
        reminders=person.reminders,
        agenda_weekday=person.agenda_weekday,
        wants_digest=person.wants_digest,
        digest_weekday=person.digest_weekday,
        text_only=person.text_only,
        wants_board_digest=person.wants_board_digest,
        sending_hour=person.sending_hour,
        paused_from=person.paused_from,
        paused_until=person.paused_until,
    )


def save_preferences(person_id: int, chosen: Preferences, *, sent: SentForm, now: datetime) -> None:
    """Keep what a person has chosen; it holds for every letter not yet written."""
    with taking_effect(
        sent, route="account.notifications", message="Your reminders are saved.", now=now
    ):
        person = get_person(person_id)
        before, after = preferences_of(person).__dict__, chosen.__dict__
        _refuse(person, chosen, today=local_day(now))
        changed = [name for name in before if before[name] != after[name]]
        for name in changed:
            setattr(person, name, after[name])
        if changed:
            record(
                Happened.PERSON_CHANGED,
                at=now,
                actor=sent.by,
                person=person.id,
                name=person.name,
                before={name: _kept(before[name]) for name in changed},
                after={name: _kept(after[name]) for name in changed},
            )
        db.session.commit()


def _kept(value: object) -> object:
    """A value as the history keeps it, JSON."""
    return value.isoformat() if isinstance(value, date) else value


def _refuse(person: Person, chosen: Preferences, *, today: date) -> None:
    """Raise RuleBroken for an hour outside the council's, or a pause that does not fit."""
    before, rules = preferences_of(person), council_rules()
    hour = chosen.sending_hour
    changed = hour is not None and hour != before.sending_hour
    if changed and hour not in range(rules.send_from, rules.send_until):
        raise RuleBroken("Select an hour in which the council sends email", field="sending_hour")
    first, last = chosen.paused_from, chosen.paused_until
    if (first, last) != (before.paused_from, before.paused_until):
        _refuse_pause(first, last, today)
        if first and last:
            _refuse_while_covering(person, first, last, today)


def _refuse_while_covering(person: Person, first: date, last: date, today: date) -> None:
    """Whoever covers gets what somebody away does not: with both silent nobody would be told."""
    for spell in spells_with(person.id, today):
        if spell.person_id != person.id and spell.from_on <= last and spell.to_on >= first:
            raise RuleBroken(
                f"You cover for {spell.person.name} from {day(spell.from_on)} to"
                f" {day(spell.to_on)}. Choose other days, or ask somebody else to cover for both",
                field="paused_from",
            )


def _refuse_pause(first: date | None, last: date | None, today: date) -> None:
    if first is None and last is None:
        return
    if first is None:
        raise RuleBroken("Enter the first day of the pause", field="paused_from")
    if last is None:
        raise RuleBroken("Enter the last day of the pause", field="paused_until")
    if last < today:
        raise RuleBroken("The last day of the pause must be today or later", field="paused_until")
    if last < first:
        raise RuleBroken(
            "The last day of the pause must be the same as or after the first",
            field="paused_until",
        )
    days = working_days_between(first - timedelta(days=1), last, closed_days(first))
    if days > LONGEST_PAUSE:
        raise RuleBroken(
            f"A pause can be {LONGEST_PAUSE} working days at most. This one is {days}. For a longer"
            " absence, ask somebody to cover",
            field="paused_until",
        )


def effect_of_pause(person: Person, *, today: date) -> str:
    """What a person's pause means for them, in sentences; empty when there is none to come."""
    first, last = person.paused_from, person.paused_until
    if first is None or last is None or last < today:
        return ""
    back = next_working_day(last + timedelta(days=1), closed_days(last))
    due = count(how_many_due(person.id, first, last), "action")
    return (
        f"From {day(first)} to {day(last)} no reminders or summaries go to you. {due} of yours"
        f" {'falls' if due.startswith('1 ') else 'fall'} due in that time. What stays overdue is"
        f" still taken to your manager. On {long_day(back)} you get one email about whatever needs"
        " you then."
    )
