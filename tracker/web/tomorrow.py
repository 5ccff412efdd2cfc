"""Tomorrow's post: the next working morning gone through, with nothing kept and nothing sent."""

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.access import SERVICE_KEEPERS, Role
from tracker.services.installation import templates_folder
from tracker.services.morning import Skipped
from tracker.services.rehearsal import Rehearsal, Rehearsed, next_morning, rehearse
from tracker.store.deliveries import About, shown_actions
from tracker.store.directory import names_of
from tracker.store.people import Person
from tracker.web.access import allow, me
from tracker.web.letter_words import WRITTEN_KINDS
from tracker.web.listing import file_asked
from tracker.web.service_files import Row, post_file

pages = Blueprint("tomorrow", __name__)


@dataclass(frozen=True)
class Rows:
    """What a rehearsal comes to, as its viewer may see it."""

    going: list[Row]
    silent: list[Row]
    most: ClassVar[int] = 100
    """How many of each a page shows; a file has all of them."""
    most_about: ClassVar[int] = 10
    """How many actions it names of each."""

    @property
    def people(self) -> int:
        """How many people would get something."""
        return len({row.person_id for row in self.going})


@pages.get("/tomorrow")
@allow(*SERVICE_KEEPERS)
def tomorrow() -> str | Response:
    """What will leave on the next working morning, if nothing changes."""
    today = clock.today()
    on = next_morning(today)
    came = rehearse(on, today=today, templates=templates_folder())
    rows = listed(came, me())
    if file_asked():
        going, silent = rows.going, rows.silent
        return post_file(going, silent, on, reads_actions=me().role is not Role.ADMINISTRATOR)
    return render_template("admin/tomorrow.html", on=on, rows=rows)


def listed(came: Rehearsal, viewer: Person) -> Rows:
    """The rows of a rehearsal, without what speaks only of actions its viewer may not see.

    An administrator sees every row and none of the actions.
    """
    ids = set[int]().union(*(letter.action_ids for letter in came.letters))
    ids |= {one.action_id for one in came.not_sent if one.action_id}
    shown = shown_actions(ids, viewer)
    people = [letter.recipient_id for letter in came.letters]
    names = names_of([*people, *(one.recipient_id for one in came.not_sent if one.recipient_id)])
    return Rows(
        [_going(one, names, shown.seen) for one in came.letters if shown.any_of(one.action_ids)],
        [
            _silent(one, names, shown.seen)
            for one in came.not_sent
            if shown.any_of({one.action_id} if one.action_id else set())
        ],
    )


def _going(letter: Rehearsed, names: dict[int, str], seen: dict[int, About]) -> Row:
    return Row(
        person_id=letter.recipient_id,
        to=names.get(letter.recipient_id, ""),
        kind=_kind(letter.kind),
        why=letter.rules,
        about=[seen[one] for one in sorted(letter.action_ids) if one in seen],
        at=letter.at,
    )


def _silent(skipped: Skipped, names: dict[int, str], seen: dict[int, About]) -> Row:
    who = names.get(skipped.recipient_id, "") if skipped.recipient_id else "Everybody"
    about = [seen[skipped.action_id]] if skipped.action_id in seen else []
    kind = _kind(skipped.kind)
    return Row(skipped.recipient_id, who, kind, why=(skipped.reason,), about=about)


def _kind(kind: str) -> str:
    return WRITTEN_KINDS.get(kind) or ("Any email" if kind == "all" else kind.capitalize())
