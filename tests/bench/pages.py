"""Pages of few and of many actions, asked in turn, beside the least such a page can cost."""

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.laid import NOW, PASSWORD, email, laid
from tests.bench.serving import Cost, Served, cost_of, gunicorn
from tests.bench.table import Row
from tests.databases import create_database

ROUNDS = 3
MOST_KB = 60
_BUILT = Path("tracker/static")
_FETCHED = re.compile(
    rb'(?:<link rel="(?:stylesheet|icon)" href|<script [^>]*src)="/static/([^"]+)"'
)


@dataclass(frozen=True)
class _Page:
    """Who asks for which page; the page of the limit it stands beside, with floor and goal; and
    whether its growth has a goal."""

    measure: str
    who: str
    path: str
    beside: str = ""
    floor: float = 6
    goal: float = 4
    number: str = ""
    grows: bool = False


PAGES = (
    _Page("overdue, performance", "sam.whitlock", "/review", "/", number="6", grows=True),
    _Page("overdue, manager", "manager.0", "/review", grows=True),
    _Page("one action, manager", "manager.0", "/actions/P0-1.0", grows=True),
    _Page("my actions, officer", "officer.0", "/", grows=True),
    _Page("update form, officer", "officer.0", "/actions/P0-1.0/update"),
    _Page("plan, performance", "sam.whitlock", "/plans/P0"),
    _Page("dashboard, performance", "sam.whitlock", "/dashboard", "/plans", 4, 2.5, number="10"),
)
QUICK = PAGES[0], PAGES[2], PAGES[3]
"""Those that `make bench-quick` asks for: a list, an action, and somebody's own actions."""


@dataclass(frozen=True)
class _Installation:
    """The product and the limit on one database."""

    visitors: Mapping[str, Served]
    limit: Served


def pages(sizes: Sequence[int], wanted: Sequence[_Page] = PAGES, *, server: str = "") -> list[Row]:
    """What each page costs with so many actions, how it grows from the first size to the last, what
    it costs beside its limit, and how much of it has to be fetched; on SQLite, or in databases of a
    `server` of PostgreSQL."""
    with TemporaryDirectory() as folder, ExitStack() as running:
        there = {
            size: running.enter_context(
                _installation(
                    Path(folder) / str(size),
                    size,
                    address=create_database(server, f"pages{size}") if server else "",
                )
            )
            for size in sizes
        }
        rows = [row for page in wanted for row in _rows(page, there)]
        most = there[sizes[-1]]
        memory = most.visitors["sam.whitlock"].memory()
        heaviest = max(_weight(most.visitors[page.who], page.path) for page in wanted)
    return [
        *rows,
        Row("memory of the pages’ server after it", memory, "MiB"),
        Row(
            "heaviest page, styles and scripts, compressed",
            heaviest,
            "KB",
            floor=MOST_KB,
            goal=MOST_KB,
            least=True,
            number="23",
            counted=True,
        ),
    ]


def _rows(page: _Page, there: Mapping[int, _Installation]) -> list[Row]:
    costs = in_turn({n: one.visitors[page.who] for n, one in there.items()}, page.path)
    few, many = min(costs), max(costs)
    rows = [Row(f"{page.measure}, {n:,}: p50", cost.p50, "ms") for n, cost in costs.items()]
    rows.append(
        Row(
            f"  {many:,} beside {few:,}: p50",
            costs[many].p50,
            "ms",
            costs[few].p50,
            2 if page.grows else None,
            1.5 if page.grows else None,
            least=True,
            number="9" if page.grows else "",
        )
    )
    if page.beside:
        limit = _median([cost_of(there[many].limit, page.beside) for _ in range(ROUNDS)])
        rows.append(
            Row(
                f"  {many:,}: processor beside the limit",
                costs[many].cpu,
                "ms",
                limit.cpu,
                page.floor,
                page.goal,
                least=True,
                number=page.number,
            )
        )
    return rows


def in_turn(servers: Mapping[int, Served], path: str) -> dict[int, Cost]:
    """The medians of several rounds, one server after another, so that a busy moment meets all."""
    found: dict[int, list[Cost]] = {size: [] for size in servers}
    for _ in range(ROUNDS):
        for size, server in servers.items():
            found[size].append(cost_of(server, path))
    return {size: _median(costs) for size, costs in found.items()}


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(one.p50 for one in costs), median(one.cpu for one in costs))


def _weight(server: Served, path: str) -> float:
    page = server.get(path)
    beside = {one.decode() for one in _FETCHED.findall(page)}
    files = sum((_BUILT / f"{one}.gz").stat().st_size for one in beside)
    return (len(gzip.compress(page)) + files) / 1000


@contextmanager
def _installation(folder: Path, actions: int, *, address: str) -> Iterator[_Installation]:
    people = sorted({page.who for page in PAGES})
    environment = laid(folder, actions, who=people, address=address)
    limit = {"BENCH_DATABASE": environment["TRACKER_DATABASE_URL"], "BENCH_TODAY": NOW[:10]}
    with (
        gunicorn("wsgi:app", environment, folder) as product,
        gunicorn("tests.bench.limit:application()", limit, folder) as least,
    ):
        visitors = {}
        for who in people:
            visitors[who] = Served(product.port, product.pid)
            visitors[who].sign_in(email(who), PASSWORD)
        yield _Installation(visitors, least)
