"""What a spreadsheet says of its actions besides whose and when: how they go, and the rest.

Written for all of them at once, because the database is asked once for each kind and not for each
row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.actions import Answer, Progress
from tracker.domain.sheet_merging import People, words_of
from tracker.domain.sheet_proposals import ProposedRow
from tracker.extensions import db
from tracker.services.record import record
from tracker.store.actions import Action, Update
from tracker.store.comments import Comment
from tracker.store.history import Happened
from tracker.store.people import Person

_SAID = {
    Progress.ON_TRACK: Answer.ON_TRACK,
    Progress.AT_RISK: Answer.AT_RISK,
    Progress.OFF_TRACK: Answer.OFF_TRACK,
}
_HAS_A_PLACE = frozenset({
    None, Progress.NOT_STARTED, Progress.COMPLETED, Progress.EMBEDDED, *_SAID,
})  # fmt: skip
"""Progress that an action takes over; resting, for instance, has no end yet and stays words."""


@dataclass(frozen=True)
class Made:
    """A new action and the row it was made of."""

    action: Action
    row: ProposedRow


def tell(made: Sequence[Made], people: People, *, by: Person, now: datetime) -> None:
    """Write down whose each action is, how the spreadsheet says it goes, and as a comment what has
    no other place. Progress is said by `by` on the owner's behalf. The caller commits."""
    for one in made:
        _given(one, by=by, now=now)
    said = [(one.action, answer) for one in made if (answer := _answer(one.row))]
    _say(said, by=by, now=now)
    words = [
        (one.action, words_of(one.row, people, with_progress=one.row.progress not in _HAS_A_PLACE))
        for one in made
    ]
    comment(words, by=by, now=now)


def comment(words: Sequence[tuple[Action, str]], *, by: Person, now: datetime) -> None:
    """Add these words to their actions as comments, but for empty ones; the caller commits."""
    comments = [
        Comment(action_id=action.id, by_id=by.id, at=now, text=text, via="spreadsheet")
        for action, text in words
        if text
    ]
    db.session.add_all(comments)
    db.session.flush()
    actions = [action for action, text in words if text]
    for action, one in zip(actions, comments, strict=True):
        record(Happened.COMMENTED, at=now, actor=by, action=action, comment=one.id)


def _given(one: Made, *, by: Person, now: datetime) -> None:
    action = one.action
    record(Happened.GIVEN, at=now, actor=by, action=action, to=action.owner.name)
    if action.completed_on:
        done_on = action.completed_on.isoformat()
        record(Happened.TAKEN_IN_DONE, at=now, actor=by, action=action, completed_on=done_on)


def _answer(row: ProposedRow) -> Answer | None:
    return _SAID.get(row.progress) if row.progress else None


def _say(said: Sequence[tuple[Action, Answer]], *, by: Person, now: datetime) -> None:
    updates = [
        Update(
            action_id=action.id,
            by_id=by.id,
            on_behalf_of_id=None if by.id == action.owner_id else action.owner_id,
            posted_at=now,
            answer=answer,
            progress=Progress(answer.value),
            note="",
        )
        for action, answer in said
    ]
    for (action, _answer), update in zip(said, updates, strict=True):
        action.last_said, action.last_update_at = update.progress, now
        action.moved_to(update.progress)
    db.session.add_all(updates)
    db.session.flush()
    for (action, answer), update in zip(said, updates, strict=True):
        record(
            Happened.UPDATED,
            at=now,
            actor=by,
            acting_for=action.owner if update.on_behalf_of_id else None,
            action=action,
            update=update.id,
            answer=answer.value,
        )
