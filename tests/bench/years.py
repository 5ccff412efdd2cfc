"""A hundred thousand actions with three years of letters and reviews behind them, beside as many of
an installation that is new: no page and no morning may come to cost more because time has passed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.laid import PASSWORD, email, laid
from tests.bench.pages import in_turn
from tests.bench.planning import run
from tests.bench.serving import Served, gunicorn
from tests.bench.table import Row

ACTIONS = 100_000
FLOOR, GOAL = 2, 1.5
_PAGES = (
    ("overdue, performance", "sam.whitlock", "/review"),
    ("overdue, manager", "manager.0", "/review"),
    ("one action, manager", "manager.0", "/actions/P0-1.0"),
    ("my actions, officer", "officer.0", "/"),
    ("delivery log, performance", "sam.whitlock", "/admin/deliveries"),
)


def years() -> list[Row]:
    """What pages and a morning cost after three years, beside what they do at first; SQLite."""
    with TemporaryDirectory() as folder:
        with ExitStack() as running:
            there = {
                with_past: running.enter_context(_visited(Path(folder) / str(with_past), with_past))
                for with_past in (False, True)
            }
            rows = [
                _row(f"{measure}: p50", costs[True].p50, costs[False].p50)
                for measure, who, path in _PAGES
                for costs in [in_turn({n: one[who] for n, one in there.items()}, path)]
            ]
        new = run(Path(folder) / "new", ACTIONS)
        old = run(Path(folder) / "old", ACTIONS, with_past=True)
    return [
        *rows,
        _row(f"planning {ACTIONS:,}", old.planned, new.planned, "s"),
        _row(f"a morning of {old.letters} letters", old.worked, new.worked, "s"),
    ]


def _row(measure: str, old: float, new: float, unit: str = "ms") -> Row:
    return Row(
        f"{measure}, three years on beside new", old, unit, new, FLOOR, GOAL, least=True, number="9"
    )


@contextmanager
def _visited(folder: Path, with_past: bool) -> Iterator[dict[str, Served]]:
    people = sorted({who for _measure, who, _path in _PAGES})
    environment = laid(folder, ACTIONS, who=people, with_past=with_past)
    with gunicorn("wsgi:app", environment, folder) as product:
        visitors = {who: Served(product.port, product.pid) for who in people}
        for who, visitor in visitors.items():
            visitor.sign_in(email(who), PASSWORD)
        yield visitors
