"""What is on record about one action, as tables of an assurance pack."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tracker.domain.access import ROLE_WORDS
from tracker.domain.actions import ANSWER_WORDS, PROGRESS_WORDS, Answer, Rag
from tracker.domain.colours import Scheme, rating
from tracker.domain.dates import DELAY_WORDS
from tracker.domain.evidence import SHOWS_WORDS, Scan
from tracker.domain.measures import in_words
from tracker.domain.papers import Facts, Grid, Rated
from tracker.domain.wording import clock_time, day, local_day
from tracker.services.letters.names import STATUSES, planned_kind_words
from tracker.store.actions import Action, Evidence, Milestone, Update
from tracker.store.assurance import OnRecord
from tracker.store.decisions import DateRequest, RequestState, Submission, SubmissionState
from tracker.store.deliveries import status_of
from tracker.store.instance import MailHold
from tracker.store.people import Person, TeamKind
from tracker.store.rechecks import CheckOutcome, Recheck

_REQUESTS = {
    RequestState.WAITING: "Waiting for a decision",
    RequestState.AGREED: "Agreed",
    RequestState.REFUSED: "Refused",
    RequestState.WITHDRAWN: "Withdrawn",
}
_SUBMISSIONS = {
    SubmissionState.WAITING: "Waiting for a decision",
    SubmissionState.SIGNED_OFF: "Signed off",
    SubmissionState.RETURNED: "Returned, more was needed",
    SubmissionState.WITHDRAWN: "Taken back",
}
_OUTCOMES = {
    None: "Still to come",
    CheckOutcome.LASTED: "It has lasted",
    CheckOutcome.NOT_LASTED: "It has not lasted",
}
_SCANS = {
    Scan.CLEAN: "",
    Scan.UNSCANNED: "",
    Scan.WAITING: "Waits for the virus check",
    Scan.INFECTED: "A virus was found, so it was not kept",
}


@dataclass(frozen=True)
class Told:
    """How a pack tells who it was, on which day, by which colours, and whether letters are held."""

    by_post: bool
    today: date
    hold: MailHold
    scheme: Scheme

    def who(self, person: Person | None) -> str:
        """A person by name, or by their post; nothing for nobody."""
        if person is None:
            return ""
        if not self.by_post:
            return person.name_and_body
        team = person.team
        body = team.label if team and team.kind is TeamKind.PARTNER else ""
        return f"{post_of(person)} ({body})" if body else post_of(person)

    def rated(self, rated: tuple[Rag, str]) -> Rated:
        """A colour as the plan calls it, with its reason."""
        return Rated(*rated, self.scheme.name(rated[0]))


def post_of(person: Person) -> str:
    """What is said in the place of a name: the post, or the part played where none is known."""
    return person.post or ROLE_WORDS[person.role]


def facts_of(action: Action, told: Told) -> Facts:
    """Whose the action is, when it was due and is, and what it is measured by."""
    moved = action.due_on != action.original_due_on
    rows = [
        ("Owner", told.who(action.owner)),
        ("Accountable manager", told.who(action.manager)),
        ("Second signatory", told.who(action.signatory)),
        ("Given on", day(local_day(action.given_at))),
        ("Original due date", day(action.original_due_on) if moved else ""),
        ("Due", day(action.due_on)),
        ("Progress", PROGRESS_WORDS[action.progress]),
        ("How it stands", _stands(action, told)),
        ("Measure of success", _measure(action)),
    ]
    return Facts(tuple((label, text) for label, text in rows if text))


def _stands(action: Action, told: Told) -> str:
    return told.rated(rating(action.standing, told.today, told.scheme)).text


def _measure(action: Action) -> str:
    ends = [
        f"{name} {in_words(value, action.measure_unit)}"
        for name, value in (("from", action.baseline), ("to", action.target))
        if value is not None
    ]
    return " ".join(filter(None, [action.measure, f"({' '.join(ends)})" if ends else ""]))


def tables_of(one: OnRecord, told: Told) -> Iterator[Grid]:
    """Each thing there is anything to tell of, in the order in which it comes about."""
    made = (
        Grid(
            "Milestones",
            ("Milestone", "Whose", "Due", "What became of it"),
            tuple(_milestone(row, one.action, told) for row in one.milestones),
            (6, 3, 3, 4),
        ),
        Grid(
            "Readings of the measure",
            ("Measured on", "What was measured", "Note", "Added"),
            _readings(one, told),
            _FOUR,
        ),
        Grid("Updates", ("When", "Who", "Answer", "What was said"), _updates(one, told), _FOUR),
        Grid(
            "New due dates",
            ("Asked for", "From and to", "Why", "What was decided"),
            tuple(_request(row, told) for row in one.requests),
            _FOUR,
        ),
        Grid(
            "Sign-off",
            ("Sent in", "What was done", "How it is known", "What was decided"),
            tuple(_submission(row, told) for row in one.submissions),
            _FOUR,
        ),
        Grid(
            "Checked again later",
            ("Due", "What is looked at", "What was found"),
            tuple(_recheck(row, told) for row in one.rechecks),
            (2, 5, 5),
        ),
        Grid(
            "Evidence",
            ("Added", "What it is", "What it shows", "SHA-256"),
            tuple(_evidence(row, told) for row in one.evidence),
            (3, 4, 4, 4),
        ),
        Grid(
            "Comments",
            ("When", "Who", "What was said"),
            tuple((_when(row.at), told.who(row.by), row.text) for row in one.comments),
            (2, 3, 7),
        ),
        Grid(
            "Emails sent about it",
            ("When", "To", "What it was", "What became of it"),
            tuple(
                (
                    _when(sent.row.finished_at or sent.row.created_at),
                    told.who(sent.to),
                    planned_kind_words(sent.row.kind),
                    STATUSES[status_of(sent.row, told.hold)],
                )
                for sent in one.letters
            ),
            (3, 4, 4, 3),
        ),
    )
    return (grid for grid in made if grid.rows)


_FOUR = (3, 3, 4, 5)


def _milestone(row: Milestone, action: Action, told: Told) -> tuple[str, ...]:
    done = f"Finished on {day(row.done_on)}" if row.done_on else "Not finished"
    removed = f"Removed on {day(local_day(row.removed_at))}" if row.removed_at else ""
    owner = told.who(row.owner or action.owner)
    return row.title, owner, day(row.due_on) if row.due_on else "", _lines(done, removed)


def _readings(one: OnRecord, told: Told) -> tuple[tuple[str, ...], ...]:
    """By their days; one for a day that has a later one says that it was corrected."""
    stand = {row.read_on: row.id for row in one.readings}
    return tuple(
        (
            day(row.read_on),
            _lines(
                in_words(row.value, one.action.measure_unit),
                "" if stand[row.read_on] == row.id else "Corrected since",
            ),
            row.note,
            _lines(_when(row.at), told.who(row.by)),
        )
        for row in sorted(one.readings, key=lambda row: (row.read_on, row.id))
    )


def _updates(one: OnRecord, told: Told) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (_when(row.posted_at), _on_behalf(row, told), _answer(row), _said(row))
        for row in one.updates
    )


def _on_behalf(row: Update, told: Told) -> str:
    said = told.who(row.by)
    return f"{said} on behalf of {told.who(row.on_behalf_of)}" if row.on_behalf_of else said


def _answer(row: Update) -> str:
    said = ANSWER_WORDS[row.answer]
    still = row.answer is Answer.NO_CHANGE
    return f"{said} ({PROGRESS_WORDS[row.progress].lower()})" if still else said


def _said(row: Update) -> str:
    expects = f"Expects to finish on {day(row.expected_on)}." if row.expected_on else ""
    return _lines(row.note, expects)


def _request(row: DateRequest, told: Told) -> tuple[str, ...]:
    to_on = day(row.moved_to)
    asked_for = f"{day(row.to_on)} was asked for" if row.moved_to != row.to_on else ""
    return (
        _lines(_when(row.asked_at), told.who(row.asked_by)),
        _lines(f"{day(row.from_on)} to {to_on}", asked_for),
        _lines(
            DELAY_WORDS[row.code] if row.code else "",
            row.reason,
            f"Meanwhile: {row.interim}" if row.interim else "",
            f"Risk: {row.risk}" if row.risk else "",
        ),
        _decided(_REQUESTS[row.state], row.decision_reason, row.decided_at, row.decided_by, told),
    )


def _submission(row: Submission, told: Told) -> tuple[str, ...]:
    return (
        _lines(_when(row.sent_at), told.who(row.sent_by)),
        _lines(row.what_was_done, f"Finished on {day(row.finished_on)}."),
        row.how_known,
        _decided(_SUBMISSIONS[row.state], row.reason, row.decided_at, row.decided_by, told),
    )


def _recheck(row: Recheck, told: Told) -> tuple[str, ...]:
    found = _OUTCOMES[row.outcome]
    return (
        day(row.due_on),
        row.measure,
        _decided(found, row.note, row.decided_at, row.decided_by, told),
    )


def _evidence(row: Evidence, told: Told) -> tuple[str, ...]:
    removed = ""
    if row.removed_at:
        removed = f"Removed {_by(row.removed_at, row.removed_by, told)}: {row.removed_because}"
    valid = f"Valid until {day(row.valid_until)}." if row.valid_until else ""
    return (
        _lines(_when(row.added_at), told.who(row.added_by)),
        _lines(row.name, row.link, row.kind),
        _lines(SHOWS_WORDS[row.shows], row.about, valid, _SCANS[row.scan], removed),
        _in_fours(row.sha256),
    )


def _in_fours(sha256: str) -> str:
    """A hash that can be broken into lines, and read out."""
    return " ".join(sha256[start : start + 8] for start in range(0, len(sha256), 8))


def _decided(state: str, reason: str, at: datetime | None, by: Person | None, told: Told) -> str:
    return _lines(state, reason, _by(at, by, told) if at else "")


def _by(at: datetime, by: Person | None, told: Told) -> str:
    return f"on {day(local_day(at))} by {told.who(by)}" if by else f"on {day(local_day(at))}"


def _when(at: datetime) -> str:
    return f"{day(local_day(at))}, {clock_time(at)}"


def _lines(*parts: str) -> str:
    return "\n".join(filter(None, parts))
