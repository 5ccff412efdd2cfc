"""Pages of 1,000 and 100,000 actions, asked in turn, beside the least such a page can cost."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import select

from tests.bench.council import Size, lay
from tests.bench.serving import Cost, Served, cost_of, gunicorn
from tests.bench.table import Row
from tracker import clock, create_app
from tracker.config import Settings
from tracker.extensions import db
from tracker.services.sign_in import hash_password
from tracker.store.people import Person

ROUNDS = 3
_PASSWORD = "a password for measuring alone"
_NOW = "2011-07-04T08:00"
_PEOPLE = ("sam.whitlock", "manager.0", "officer.0")
_PAGES = {
    "overdue review, performance officer": ("sam.whitlock", "/review"),
    "overdue review, manager": ("manager.0", "/review"),
    "one action, manager": ("manager.0", "/actions/P0-1.0"),
    "my actions, officer": ("officer.0", "/"),
    "update form, officer": ("officer.0", "/actions/P0-1.0/update"),
    "plan, performance officer": ("sam.whitlock", "/plans/P0"),
    "dashboard, performance officer": ("sam.whitlock", "/dashboard"),
}
"""Measures in words, with who asks for which page."""
_OF_THE_LIST = "overdue review, performance officer"


@dataclass(frozen=True)
class _Installation:
    """The product and the limit on one database."""

    visitors: dict[str, Served]
    limit: Served


def pages(few: int = 1_000, many: int = 100_000) -> list[Row]:
    """A row for what each page costs with many actions, one for how it grows from few, and the
    list beside its limit; SQLite."""
    with TemporaryDirectory() as folder, ExitStack() as running:
        small = running.enter_context(_installation(Path(folder) / "few", few))
        large = running.enter_context(_installation(Path(folder) / "many", many))
        rows = []
        for name, (who, path) in _PAGES.items():
            least, most = _in_turn(small.visitors[who], large.visitors[who], path)
            rows += [
                Row(f"{name}, {many:,} actions: p50", most.p50, "ms"),
                Row("  processor", most.cpu, "ms"),
                Row(
                    f"  p50 beside that of {few:,}", most.p50, "ms", least.p50, 2.0, 1.5, least=True
                ),
            ]
            if name == _OF_THE_LIST:
                limit = _median([cost_of(large.limit, "/") for _ in range(ROUNDS)])
                rows.append(
                    Row(
                        "  processor beside the limit",
                        most.cpu,
                        "ms",
                        limit.cpu,
                        6.0,
                        4.0,
                        least=True,
                    )
                )
        rows.append(
            Row(
                "memory of the pages’ server after it",
                large.visitors["sam.whitlock"].memory(),
                "MiB",
            )
        )
        return rows


def _in_turn(small: Served, large: Served, path: str) -> tuple[Cost, Cost]:
    """The medians of several rounds, one after the other, so that a busy moment meets both."""
    found: tuple[list[Cost], list[Cost]] = ([], [])
    for _ in range(ROUNDS):
        found[0].append(cost_of(small, path))
        found[1].append(cost_of(large, path))
    return _median(found[0]), _median(found[1])


def _median(costs: list[Cost]) -> Cost:
    return Cost(median(one.p50 for one in costs), median(one.cpu for one in costs))


@contextmanager
def _installation(folder: Path, actions: int) -> Iterator[_Installation]:
    folder.mkdir()
    address = f"sqlite:///{folder / 'tracker.sqlite'}"
    _fill(folder, address, actions)
    environment = {
        "TRACKER_ENV": "development",
        "TRACKER_CLOCK": _NOW,
        "TRACKER_INSTANCE": str(folder),
        "TRACKER_DATABASE_URL": address,
    }
    limit = {"BENCH_DATABASE": address, "BENCH_TODAY": str(date.fromisoformat(_NOW[:10]))}
    with (
        gunicorn("wsgi:app", environment, folder) as product,
        gunicorn("tests.bench.limit:application()", limit, folder) as least,
    ):
        visitors = {}
        for who in _PEOPLE:
            visitors[who] = Served(product.port, product.pid)
            visitors[who].sign_in(f"{who}@northbank.example", _PASSWORD)
        yield _Installation(visitors, least)


def _fill(folder: Path, address: str, actions: int) -> None:
    os.environ["TRACKER_CLOCK"] = _NOW
    secret = "for measuring, and nothing else, here"
    app = create_app(Settings(secret_key=secret, instance=folder, database_url=address))
    with app.app_context():
        db.create_all()
        lay(Size(actions), now=clock.now())
        emails = [f"{who}@northbank.example" for who in _PEOPLE]
        for person in db.session.scalars(select(Person).where(Person.email.in_(emails))):
            person.password_hash = hash_password(_PASSWORD)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
