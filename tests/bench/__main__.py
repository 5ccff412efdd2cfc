"""`make bench`: everything that is measured, in one table."""

import sys

from tests.bench.letters import letters
from tests.bench.pages import pages
from tests.bench.papers import papers
from tests.bench.reading import reading
from tests.bench.table import how_busy, show
from tests.databases import create_database, postgresql_server

LETTERS = 10_000


def main() -> None:
    """Measure with as many letters as the first argument says, 10,000 if it says nothing."""
    number = int(sys.argv[1]) if sys.argv[1:] else LETTERS
    print(how_busy(), flush=True)
    rows = [*reading(), *papers(), *pages(), *letters(number)]
    with postgresql_server() as server:
        rows += letters(number, create_database(server, "bench"))
    print(show(rows))


if __name__ == "__main__":
    main()
