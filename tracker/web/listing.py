"""A list as a file: the page's own address with `as=csv` or `as=xlsx`, answered by the page's view.

The view has asked the door and read the filter by then, so that a file cannot hold what the page
would not list. It holds every row, where the page shows them a page at a time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import abort, request
from werkzeug.wrappers import Response

from tracker import clock
from tracker.domain.tables import Heading, Table, Value
from tracker.domain.wording import clock_time, local_day
from tracker.services.table_files import CSV, XLSX, table_file
from tracker.web.downloads import download

T = TypeVar("T")

MOST_ROWS = 10_000
"""Of what only ever grows (letters, history) the newest go into a file: as many as these."""

_NOT_OF_THE_LIST = ("page", "as")


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of a list: its heading, what it holds of a row, and its width in characters."""

    name: str
    of: Callable[[T], Value]
    width: int = 14


Columns = Sequence[Column[T]]


def file_asked() -> bool:
    """True when the address asks for a file in the page's place; 404 for a kind there is not."""
    asked = request.args.get("as")
    if asked not in (None, CSV, XLSX):
        abort(404)
    return asked is not None


def list_file(
    named: str, sheet: str, columns: Columns[T], rows: Iterable[T], *, ending: str = ""
) -> Response:
    """The file that was asked for, saved as '<named>-2011-07-04.csv'; `sheet` names its sheet.

    `ending` is for an address that is of one kind of file alone.
    """
    headings = tuple(Heading(column.name, column.width) for column in columns)
    table = Table(sheet, headings, [[column.of(row) for column in columns] for row in rows])
    ending = ending or request.args["as"]
    name = f"{named.lower()}-{clock.today().isoformat()}.{ending}"
    return download(table_file(table, ending), name)


def list_address(ending: str) -> str:
    """Where the list of the page in hand is as a file, under the filter of its own address."""
    asked = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if value and name not in _NOT_OF_THE_LIST
    ]
    return f"{quote(request.path)}?{urlencode([*asked, ('as', ending)])}"


def plan_code(ref: str) -> str:
    """'SLAC' of 'SLAC-1.1'."""
    return ref.rpartition("-")[0]


def day_of(at: datetime | None) -> Value:
    """The day of an instant as a date, in London."""
    return local_day(at) if at else None


def time_of(at: datetime | None) -> Value:
    """Its time in words, '8:01am'."""
    return clock_time(at) if at else None
