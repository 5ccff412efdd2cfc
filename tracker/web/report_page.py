"""What the page of a report to a board shows, to whoever reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.domain.actions import PROGRESS_WORDS
from tracker.domain.board_paper import TABLES, Section, heading_facts, numbered
from tracker.domain.board_report import ReportFacts
from tracker.store.board_reports import BoardReport


def shown(
    report: BoardReport, facts: ReportFacts, told: Sequence[Section], links: Mapping[str, str]
) -> dict[str, Any]:
    """The names that `reports/_heading.html`, `_paper.html` and `_appendix.html` use; `links` says
    where the name of an area or action leads."""
    return {
        "report": report,
        "facts": facts,
        "heading_facts": heading_facts(facts),
        "tables": TABLES,
        "parts": [
            (one, [(type(block).__name__, block) for block in numbered(one, n)])
            for n, one in enumerate(told, 1)
        ],
        "links": links,
        "progress_words": PROGRESS_WORDS,
    }
