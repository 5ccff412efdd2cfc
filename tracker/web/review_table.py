"""The table of a review: how it is sorted, which page is shown, and what each heading links to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import request, url_for

from tracker.store.review_rows import ReviewRow, Turn, rows_with

PAGE_SIZE = 25
LONGEST_OVERDUE_FIRST = "-overdue"
_NEVER = datetime.min.replace(tzinfo=UTC)

_Sorted = TypeVar("_Sorted", Turn, ReviewRow)

_TURN_SORTS: dict[str, Callable[[Turn], Any]] = {
    "action": lambda turn: (turn.code, turn.position),
    "overdue": lambda turn: -turn.due_on.toordinal(),
}
SORTS: dict[str, Callable[[ReviewRow], Any]] = {
    "action": lambda row: row.place,
    "owner": lambda row: row.owner,
    "overdue": lambda row: -row.due_on.toordinal(),
    "updated": lambda row: row.last_update_at or _NEVER,
}
"""What the headings sort by; equal rows stay longest overdue first. What a turn says is sorted
without asking for all of the rows."""
_HEADINGS = {"action": "Action", "owner": "Owner", "overdue": "Overdue", "updated": "Last update"}


@dataclass(frozen=True)
class Table:
    """One page of a list of actions."""

    rows: Sequence[ReviewRow]
    columns: Sequence[str | dict[str, Any]]
    ticked: frozenset[str]
    total: int
    page: int
    pages: int

    def address(self, page: int) -> str:
        """Where another page of the same table is."""
        return address_with(page=page)

    def file_address(self, ending: str) -> str:
        """Where the whole table is as a file, in the same order."""
        asked: dict[str, Any] = {"sort": request.args.get("sort"), "as": ending}
        return url_for("review.review", **asked)

    @property
    def all_ticked(self) -> str:
        """Where this page is with every row ticked."""
        return address_with(page=self.page, select="all")


def opens_in_turn() -> bool:
    """Whether the address asks for the first page in the order of the review."""
    return _sort_asked() == LONGEST_OVERDUE_FIRST and page_asked_for(most=2) == 1


def table_of(turns: Sequence[Turn], total: int) -> Table:
    """The page of these actions that the address asks for, sorted as it asks. There are `total`, of
    which the first page alone is enough while it `opens_in_turn`."""
    sort = _sort_asked()
    if sort.removeprefix("-") in _TURN_SORTS:
        in_turn = turns if sort == LONGEST_OVERDUE_FIRST else _sorted(turns, _TURN_SORTS)
        page, pages, some = page_of(in_turn, total)
        shown: Sequence[ReviewRow] = rows_with(some)
    else:
        rows = in_order(rows_with(turns))
        page, pages, shown = page_of(rows, len(rows))
    return Table(
        rows=shown,
        columns=_columns(sort),
        ticked=_ticked(shown),
        total=total,
        page=page,
        pages=pages,
    )


def in_order(rows: Sequence[ReviewRow]) -> list[ReviewRow]:
    """All of these rows, sorted as the address asks."""
    return _sorted(rows, SORTS)


def _sorted(
    rows: Sequence[_Sorted], sorts: Mapping[str, Callable[[_Sorted], Any]]
) -> list[_Sorted]:
    sort = _sort_asked()
    return sorted(rows, key=sorts[sort.removeprefix("-")], reverse=sort.startswith("-"))


def _sort_asked() -> str:
    sort = request.args.get("sort", "")
    return sort if sort.removeprefix("-") in SORTS else LONGEST_OVERDUE_FIRST


def page_of(rows: Sequence[Any], total: int) -> tuple[int, int, Sequence[Any]]:
    """The page of `total` rows the address asks for: its number, how many there are, and what is on
    it."""
    pages = max(1, -(-total // PAGE_SIZE))
    page = page_asked_for(pages)
    return page, pages, rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def page_asked_for(most: int) -> int:
    """The number of the page in the address, or the nearest there is."""
    asked = request.args.get("page", "1")
    return min(most, max(1, int(asked))) if asked.isdecimal() and len(asked) < 6 else 1


def address_with(**changes: Any) -> str:
    """The review's own address, with the action in hand and the order kept and this changed."""
    kept = {name: request.args[name] for name in ("item", "sort") if name in request.args}
    return url_for("review.review", **{**kept, **changes}, _anchor="all")


def _columns(sort: str) -> list[str | dict[str, Any]]:
    sortable = [
        {
            "text": _HEADINGS[name],
            "sort": address_with(sort=_turned(name, sort)),
            "direction": _direction(name, sort),
        }
        for name in SORTS
    ]
    return [{"text": "Select", "select": True}, *sortable, "Progress"]


def _turned(name: str, sort: str) -> str:
    """The other way round for the column in use; the longest overdue first for that one, and else
    from the beginning."""
    if sort.removeprefix("-") == name:
        return name if sort.startswith("-") else f"-{name}"
    return LONGEST_OVERDUE_FIRST if name == "overdue" else name


def _direction(name: str, sort: str) -> str:
    if sort.removeprefix("-") != name:
        return "none"
    return "descending" if sort.startswith("-") else "ascending"


def _ticked(rows: Sequence[ReviewRow]) -> frozenset[str]:
    if request.args.get("select") == "all":
        return frozenset(row.ref for row in rows)
    return frozenset(request.args.getlist("ref"))
