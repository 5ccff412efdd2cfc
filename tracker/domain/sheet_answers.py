"""What a person has said so far of a spreadsheet on its way in, as plain values JSON can hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.domain.actions import Progress
from tracker.domain.month_words import plain
from tracker.domain.sheet_columns import Column
from tracker.domain.sheet_lines import RowSaid
from tracker.domain.sheet_names import Meaning
from tracker.domain.spreadsheets import Corrections, SheetReading

NOBODY = 0
"""Stands for a name that is nobody here: it is kept in a comment."""


class Choice(StrEnum):
    """What becomes of a row whose action is in the plan already."""

    SKIP = "skip"
    UPDATE = "update"
    ADD = "add"


class Part(StrEnum):
    """As whom a name in a spreadsheet is meant."""

    OWNER = "owner"
    MANAGER = "manager"


@dataclass(frozen=True)
class SheetAnswers:
    """Everything said so far.

    `columns` go by letter, `cells` by name ('E14'), `rows` by number, `states` by their plain
    words, `people` by `name_key`, and `choices` by the row's key. `owner`, `manager` and `due_on`
    stand in where a row names none.
    """

    sheet: int = 0
    heading_row: int | None = None
    columns: Mapping[str, Meaning] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, RowSaid] = field(default_factory=dict)
    states: Mapping[str, Progress | None] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    owner: int | None = None
    manager: int | None = None
    due_on: date | None = None
    choices: Mapping[str, Choice] = field(default_factory=dict)
    title: str = ""
    code: str = ""

    @property
    def corrections(self) -> Corrections:
        """What of it is about reading the sheet."""
        return Corrections(self.heading_row, self.columns, self.cells, self.rows, self.states)


def name_key(part: Part, name: str) -> str:
    """Under what a name is known, as owner or as manager, however it is written."""
    return f"{part.value}:{plain(name).replace('.', '')}"


def of_another_sheet(answers: SheetAnswers, sheet: int, heading_row: int | None) -> SheetAnswers:
    """The answers for another sheet or heading row of the file: what was said of its columns, rows
    and cells is about others."""
    return replace(
        answers, sheet=sheet, heading_row=heading_row, columns={}, cells={}, rows={}, choices={}
    )


def for_a_newer_file(
    answers: SheetAnswers, before: SheetReading, after: SheetReading
) -> SheetAnswers:
    """The answers that still hold for the file sent again: not those that mended its cells, and
    those about columns only where all are called as before."""
    same = [one.name for one in before.columns] == [one.name for one in after.columns]
    return replace(
        answers,
        heading_row=answers.heading_row if same else None,
        columns=answers.columns if same else {},
        cells={},
        rows={},
    )


def with_columns_remembered(
    answers: SheetAnswers, columns: Iterable[Column], known: Mapping[str, Meaning]
) -> SheetAnswers:
    """The answers with what was said of columns of these names before, where they are guessed to be
    something else and nothing is said of them yet."""
    from_names = {
        one.letter: known[one.name]
        for one in columns
        if one.name in known and (known[one.name] is not one.meaning or one.asked)
    }
    return replace(answers, columns={**from_names, **answers.columns})


def as_json(answers: SheetAnswers) -> dict[str, Any]:
    """The answers as values that JSON can hold; `from_json` gives the same ones back."""
    told = dict(vars(answers))
    told["columns"] = {letter: meaning.value for letter, meaning in answers.columns.items()}
    told["rows"] = {str(number): said.value for number, said in answers.rows.items()}
    told["states"] = {
        words: progress.value if progress else None for words, progress in answers.states.items()
    }
    told["choices"] = {key: choice.value for key, choice in answers.choices.items()}
    told["due_on"] = answers.due_on.isoformat() if answers.due_on else None
    return told


def from_json(told: Mapping[str, Any]) -> SheetAnswers:
    """The answers that `as_json` made this from."""
    due_on = told["due_on"]
    return SheetAnswers(**{
        **told,
        "columns": {letter: Meaning(meaning) for letter, meaning in told["columns"].items()},
        "rows": {int(number): RowSaid(said) for number, said in told["rows"].items()},
        "states": states_from(told["states"]),
        "choices": {key: Choice(choice) for key, choice in told["choices"].items()},
        "due_on": date.fromisoformat(due_on) if due_on else None,
    })  # fmt: skip


def states_from(told: Mapping[str, str | None]) -> dict[str, Progress | None]:
    """Words for progress and what they mean, from what JSON holds."""
    return {words: Progress(value) if value else None for words, value in told.items()}
