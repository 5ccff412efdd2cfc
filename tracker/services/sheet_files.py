"""Plans as spreadsheets: the empty template, and a plan to be edited and taken in again."""

from tracker.domain.actions import PROGRESS_WORDS, Progress
from tracker.domain.sheet_proposals import ProposedRow
from tracker.domain.tables import Heading, Table, Value
from tracker.exporters.separated import separated
from tracker.exporters.workbook import workbook
from tracker.services.sheet_merging import as_row, last_words, plan_actions
from tracker.services.table_files import CSV, table_file
from tracker.store.plans import Plan

_SAYABLE = (
    Progress.NOT_STARTED,
    Progress.ON_TRACK,
    Progress.AT_RISK,
    Progress.OFF_TRACK,
    Progress.COMPLETED,
)
_HEADINGS = (
    Heading("Reference"),
    Heading("Area for development", 30),
    Heading("Action", 50),
    Heading("Owner", 20),
    Heading("Accountable manager", 20),
    Heading("Due date", 12),
    Heading("Progress", 14, tuple(PROGRESS_WORDS[one] for one in _SAYABLE)),
    Heading("Latest update", 40),
    Heading("Measure of success", 30),
)
_VERSION = Heading("Tracker version (leave as it is)", 12)
_HOW = (
    ("Reference", "Your own number, such as 1.2. Leave it empty and we number them."),
    ("Area for development", "What the inspectors asked for, in the same words each time."),
    ("Action", "What will be done. Needed."),
    ("Owner", "One person's name as in the tracker. Needed."),
    ("Accountable manager", "Or choose one for all rows when you send the file."),
    ("Due date", "Day first, such as 30/06/2011. Needed."),
    ("Progress", "One of the words offered, or your own: we ask what it means."),
    ("Latest update", "Kept as a comment on the action."),
    ("Measure of success", "How you will know that it has worked."),
)  # fmt: skip


def template(ending: str) -> bytes:
    """An empty plan to fill in, 'xlsx' or 'csv'."""
    plan = Table("Action plan", _HEADINGS)
    if ending == CSV:
        return separated(plan)
    how = Table("How to fill it in", (Heading("Column", 24), Heading("What goes in", 70)), _HOW)
    return workbook([plan, how])


def plan_file(plan: Plan, ending: str) -> bytes:
    """A plan's actions as a file to edit and take in again, 'xlsx' or 'csv'.

    Whoever asks has been let into the plan. The version of each action goes with it, so that what
    changes in the plan meanwhile is not undone.
    """
    actions = plan_actions(plan.id)
    notes = last_words(actions)
    rows = [_cells(as_row(action, notes.get(action.id, ""))) for action in actions]
    return table_file(Table("Action plan", (*_HEADINGS, _VERSION), rows), ending)


def _cells(row: ProposedRow) -> tuple[Value, ...]:
    return (
        row.reference,
        row.area,
        row.action,
        ", ".join(row.owners),
        ", ".join(row.managers),
        row.due_on,
        PROGRESS_WORDS[row.progress] if row.progress else "",
        row.update,
        row.measure,
        row.version,
    )
