"""What was read from spreadsheets, for machines and in words."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tracker.domain.sheet_columns import Column
from tracker.domain.sheet_names import MEANING_WORDS
from tracker.domain.sheet_people import FoundPerson
from tracker.domain.sheet_proposals import Difference, Problem, ProposedRow
from tracker.domain.sheets import letters
from tracker.domain.spreadsheets import SheetReading
from tracker.domain.wording import count


def readings_as_json(
    readings: Iterable[SheetReading], found: Sequence[Difference] | None = None
) -> dict[str, Any]:
    """The shape that `docs/adding/spreadsheet.md` describes."""
    told: dict[str, Any] = {"sheets": [_sheet(reading) for reading in readings]}
    if found is not None:
        told["differences"] = [_difference(one) for one in found]
    return told


def readings_in_words(
    readings: Iterable[SheetReading], found: Sequence[Difference] | None = None
) -> Iterator[str]:
    """What was found, in lines for a person at a terminal."""
    for reading in readings:
        yield f"Sheet {reading.name or '(without a name)'}"
        for column in reading.columns:
            words = MEANING_WORDS[column.meaning]
            yield f"  {letters(column.place)} {column.name}: {words} ({column.confidence:.0%})"
        ready = sum(row.ready for row in reading.rows)
        yield f"  {ready} ready, {count(len(reading.rows) - ready, 'row')} to fix"
        yield from (f"  {problem.sentence}" for problem in reading.problems)
        yield from (f"  Check this: {question}" for question in reading.questions)
    if found is not None:
        yield count(len(found), "difference")
        for one in found:
            yield f"  {one.change.value}: {_action(one)} {', '.join(one.parts)}".rstrip()


def _sheet(reading: SheetReading) -> dict[str, Any]:
    ready = sum(row.ready for row in reading.rows)
    return {
        "name": reading.name,
        "hidden": reading.hidden,
        "plan": reading.is_plan,
        "heading_rows": list(reading.heading_rows),
        "columns": [_column(column) for column in reading.columns],
        "ready": ready,
        "to_fix": len(reading.rows) - ready,
        "rows": [_row(row) for row in reading.rows],
        "people": [_person(person) for person in reading.people],
        "skipped": [
            {"row": one.row, "why": one.why, "words": one.words} for one in reading.skipped
        ],
        "questions": list(reading.questions),
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "column": letters(column.place),
        "name": column.name,
        "meaning": column.meaning.value,
        "confidence": round(column.confidence, 2),
        "reason": column.reason,
        "asked": column.asked,
        "examples": list(column.examples),
    }


def _row(row: ProposedRow) -> dict[str, Any]:
    dates = ("due_on", "original_due_on", "completed_on")
    words = (
        "key", "action", "area", "section", "reference", "due_words", "completed_words", "note",
        "update", "measure", "evidence", "hidden",
    )  # fmt: skip
    return {
        "row": row.number,
        **{name: getattr(row, name) for name in words},
        **{name: on.isoformat() if (on := getattr(row, name)) else None for name in dates},
        "owners": list(row.owners),
        "managers": list(row.managers),
        "progress": row.progress.value if row.progress else None,
        "joined": list(row.joined),
        "problems": [_problem(problem) for problem in row.problems],
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "cell": problem.cell,
        "meaning": problem.meaning.value,
        "value": problem.value,
        "sentence": problem.sentence,
        "suggestion": problem.suggestion,
    }


def _person(person: FoundPerson) -> dict[str, Any]:
    return {
        "name": person.name,
        "rows": list(person.rows),
        "how": person.how.value,
        "person": person.person.key if person.person else None,
        "candidates": [one.key for one in person.candidates],
    }


def _action(one: Difference) -> str:
    row = one.after or one.before
    return row.action if row else ""


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "change": one.change.value,
        "row": one.after.number if one.after else None,
        "row_before": one.before.number if one.before else None,
        "action": _action(one),
        "parts": list(one.parts),
    }
