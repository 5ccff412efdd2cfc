"""What the rows of a spreadsheet are to the plan they go into, as it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.domain.sheet_answers import Part, SheetAnswers, from_json
from tracker.domain.sheet_merging import InPlan, Merged, People, merged, not_in_file
from tracker.domain.sheet_proposals import ProposedRow, key_of, row_from_json
from tracker.domain.wording import day
from tracker.extensions import db
from tracker.services.actions import why_over
from tracker.services.imports import managers, owners
from tracker.services.sheet_imports import Reading, meant_by_default, names_in, reading_of
from tracker.store.actions import Action, Update
from tracker.store.sheet_imports import SheetDraft, TakenRow, taken_rows


@dataclass(frozen=True)
class Taking:
    """All that a draft comes to: how its sheet is read, who is meant, and what each row is."""

    answers: SheetAnswers
    reading: Reading
    people: People
    plan: tuple[InPlan, ...]
    rows: tuple[Merged, ...]

    @property
    def absent(self) -> list[InPlan]:
        """The plan's actions that the file says nothing of; nothing happens to them."""
        return not_in_file(self.rows, self.plan)


def taking_of(row: SheetDraft) -> Taking:
    """What a draft comes to as its plan stands now; a fixed number of statements."""
    answers, reading = from_json(row.answers), reading_of(row)
    people = people_meant(answers, reading)
    plan = in_plan(row.into_id) if row.into_id else ()
    found = merged(reading.told.rows, reading.raw.rows, plan, answers, people)
    return Taking(answers, reading, people, plan, found)


def people_meant(answers: SheetAnswers, reading: Reading) -> People:
    """Who is meant by the names of a sheet: as a person said, else where there is no doubt."""
    sure: dict[str, int] = {}
    for part in Part:
        sure |= meant_by_default(names_in(reading.told, part), part)
    here = owners() | managers()
    said = {key: number for key, number in answers.people.items() if number == 0 or number in here}
    return People({**sure, **said}, {number: one.name for number, one in here.items()})


def in_plan(plan_id: int) -> tuple[InPlan, ...]:
    """All that a plan knows of rows: its actions with what files last said of them, and the rows
    that were left out."""
    last: dict[int, TakenRow] = {}
    left_out = []
    for taken in taken_rows(plan_id):
        if taken.action_id is None:
            row = row_from_json(taken.row)
            left_out.append(InPlan(row, last=row))
        else:
            last[taken.action_id] = taken
    actions = plan_actions(plan_id)
    notes = last_words(actions)
    return (
        *(_known(action, last.get(action.id), notes.get(action.id, "")) for action in actions),
        *left_out,
    )


def plan_actions(plan_id: int) -> Sequence[Action]:
    """The actions of a plan in its order, with all that a row of a spreadsheet tells."""
    found = (
        select(Action)
        .where(Action.plan_id == plan_id)
        .order_by(Action.position, Action.id)
        .options(
            joinedload(Action.owner),
            joinedload(Action.manager),
            joinedload(Action.plan),
            selectinload(Action.findings),
        )
    )
    return db.session.scalars(found).all()


def last_words(actions: Sequence[Action]) -> Mapping[int, str]:
    """What was last said of each action, by its number in the database."""
    newest = (
        select(Update.action_id, Update.note, Update.id)
        .where(Update.action_id.in_([action.id for action in actions]))
        .order_by(Update.id)
    )
    return {action_id: note for action_id, note, _ in db.session.execute(newest)}


def as_row(action: Action, update: str) -> ProposedRow:
    """An action as a row of a spreadsheet tells it."""
    return ProposedRow(
        key=key_of(action.number, action.title),
        number=action.position,
        action=action.title,
        area="; ".join(finding.title for finding in action.findings[:1]),
        reference=action.number,
        owners=(action.owner.name,),
        managers=(action.manager.name,),
        due_on=action.due_on,
        due_words=day(action.due_on),
        original_due_on=action.original_due_on,
        completed_on=action.completed_on,
        progress=action.progress,
        update=update,
        measure=action.measure,
        version=action.version,
    )


def _known(action: Action, last: TakenRow | None, update: str) -> InPlan:
    return InPlan(
        as_row(action, update),
        action.id,
        action.number,
        action.version,
        action.owner_id,
        action.manager_id,
        row_from_json(last.row) if last else None,
        last.owner_id if last else None,
        last.manager_id if last else None,
        why_over(action) or "",
    )
