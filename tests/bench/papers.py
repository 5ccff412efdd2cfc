"""How long a person waits for a paper whose appendix holds a thousand actions."""

from collections.abc import Callable

from tests.bench.table import Row, timed
from tests.exporters.sample_paper import paper
from tracker.domain.papers import Paper
from tracker.exporters.pdf import pdf
from tracker.exporters.word import word

ROWS = 1_000


def papers() -> list[Row]:
    """Goal two seconds for each kind of file."""
    return [_row("Word", word), _row("PDF", pdf)]


def _row(kind: str, write: Callable[[Paper], bytes]) -> Row:
    whole = paper(ROWS)
    with timed() as took:
        write(whole)
    return Row(f"a paper with 1,000 actions in {kind} (2 s or less)", took.seconds, "s")
