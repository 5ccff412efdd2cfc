"""A board report as the sheets of a workbook: one row an action, colours as words."""

from tracker.domain.actions import PROGRESS_WORDS
from tracker.domain.board_paper import area_name, heading_facts
from tracker.domain.board_report import ReportedAction, ReportFacts
from tracker.domain.frozen import fingerprint
from tracker.domain.papers import Rated
from tracker.domain.tables import Heading, Table, Value


def report_tables(facts: ReportFacts) -> list[Table]:
    """The sheets: every action, the areas, the new due dates, what the colours mean, and what the
    report is."""
    legend = [_legend(facts)] if facts.legend else []
    return [_actions(facts), _areas(facts), _dates(facts), *legend, _about(facts)]


def _actions(facts: ReportFacts) -> Table:
    headings = (
        *(Heading("Reference", 12), Heading("Action", 50), Heading("Areas", 10)),
        *(Heading("Owner", 28), Heading("Due", 12), Heading("First due", 12)),
        *(Heading("Times moved", 8), Heading("Expected", 12), Heading("Progress", 18)),
        *(Heading("RAG", 9), Heading("Reason", 26), Heading("RAG before", 9)),
        *(Heading("Overdue", 9), Heading("Days overdue", 9), Heading("Last update", 12)),
        *(Heading("Owner’s word", 14), Heading("Completed", 12), Heading("Evidence", 9)),
        *(Heading("What is being done", 40), Heading("Measure", 34)),
    )
    return Table("Actions", headings, [_row(one, facts) for one in facts.actions])


def _row(one: ReportedAction, facts: ReportFacts) -> list[Value]:
    return [
        *(one.ref, one.title, ", ".join(one.areas), one.owner, one.due_on, one.first_due_on),
        *(one.moves, one.expected_on, PROGRESS_WORDS[one.progress]),
        *(_colour(facts.rated_now(one.now)), one.now[1]),
        _colour(facts.rated_then(one.then)) if one.then else "",
        "Yes" if one.overdue else "No",
        one.days_late if one.overdue else 0,
        one.last_update_on,
        PROGRESS_WORDS[one.last_said] if one.last_said else "",
        *(one.completed_on, one.evidence, ". ".join(one.doing)),
        one.measure.removeprefix("Measure: "),
    ]


def _colour(rated: Rated) -> str:
    return rated.name or rated.rag.capitalize()


def _areas(facts: ReportFacts) -> Table:
    headings = (
        *(Heading("Area", 60), Heading("Response", 16), Heading("RAG", 9), Heading("Reason", 26)),
        *(Heading("RAG before", 10), Heading("Reason before", 26), Heading("Actions", 9)),
        *(Heading("Completed", 10), Heading("Evidence", 9)),
    )
    rows: list[list[Value]] = [
        [
            area_name(area.number, area.title),
            area.response,
            *(_colour(facts.rated_now(area.now)), area.now[1]),
            _colour(facts.rated_then(area.then)) if area.then else "",
            area.then[1] if area.then else "",
            *(area.actions, area.done, area.evidence),
        ]
        for area in facts.areas
    ]
    return Table("Areas", headings, rows)


def _dates(facts: ReportFacts) -> Table:
    headings = (
        *(Heading("Reference", 12), Heading("Action", 50), Heading("Owner", 28)),
        *(Heading("From", 12), Heading("To", 12), Heading("Reason", 40)),
        *(Heading("Moved before", 9), Heading("Asked for", 12), Heading("Agreed", 12)),
    )
    rows: list[list[Value]] = [
        [
            *(one.ref, one.title, one.owner, one.from_on, one.to_on, one.reason, one.moves),
            *(one.asked_on, one.agreed_on),
        ]
        for one in facts.dates
    ]
    return Table("New due dates", headings, rows)


def _legend(facts: ReportFacts) -> Table:
    rows: list[list[Value]] = [
        [_colour(Rated(line.rag, "", line.name)), line.means, "; ".join(line.rules)]
        for line in facts.legend
    ]
    headings = Heading("Colour", 18), Heading("Means", 28), Heading("When an action is", 70)
    return Table("Colours", headings, rows)


def _about(facts: ReportFacts) -> Table:
    rows: list[list[Value]] = [list(line) for line in heading_facts(facts)]
    rows.append(["Fingerprint of the facts", fingerprint(facts)])
    return Table("About", (Heading("What", 24), Heading("Answer", 70)), rows)
