"""`make bench`: everything that is measured, in one table; `make bench ARGS="pages letters"` is only
these parts of it, and a number among them is how many letters are sent. With `SCALE=national` there
is a nation's morning among them."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace

from tests.bench.letters import letters
from tests.bench.national import growth, national
from tests.bench.pages import pages
from tests.bench.papers import papers
from tests.bench.planning import planning
from tests.bench.postrooms import postrooms
from tests.bench.reading import reading
from tests.bench.starting import starting
from tests.bench.table import Row, how_busy, show
from tests.bench.together import together
from tests.bench.working import working
from tests.bench.years import years
from tests.databases import create_database, postgresql_server

LETTERS = 10_000
SIZES = 1_000, 10_000, 100_000
TOGETHER = 60.0
"""Seconds of reading and saving at once; `make soak` has ten minutes of it."""


def main() -> None:
    """Measure the parts that are named, or all of them."""
    number = next((int(one) for one in sys.argv[1:] if one.isdigit()), LETTERS)
    parts: dict[str, Callable[[], list[Row]]] = {
        "reading": reading,
        "papers": papers,
        "starting": starting,
        "pages": lambda: pages(SIZES),
        "pages-postgresql": _pages_on_postgresql,
        "working": working,
        "planning": lambda: planning(SIZES),
        "together": lambda: together(TOGETHER),
        "letters": lambda: [*letters(number), *_letters_on_postgresql(number)],
        "rooms": postrooms,
        "growth": growth,
        "years": years,
    }
    if os.environ.get("SCALE") == "national":
        parts["national"] = national
    wanted = [one for one in sys.argv[1:] if not one.isdigit()] or list(parts)
    if unknown := set(wanted) - set(parts):
        raise SystemExit(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join(parts)}")
    print(show([row for name in wanted for row in measured(parts[name])]))


def measured(part: Callable[[], list[Row]]) -> list[Row]:
    """The rows of a part, each with how busy the machine was before it began."""
    busy = how_busy()
    return [replace(row, busy=busy) for row in part()]


def _pages_on_postgresql() -> list[Row]:
    with postgresql_server() as server:
        found = pages((SIZES[0], SIZES[-1]), server=server)
    return [replace(row, measure=f"{row.measure}, PostgreSQL") for row in found]


def _letters_on_postgresql(number: int) -> list[Row]:
    with postgresql_server() as server:
        return letters(number, create_database(server, "bench"))


if __name__ == "__main__":
    main()
