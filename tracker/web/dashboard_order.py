"""How the list of the dashboard is sorted, and what each heading links to."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import request, url_for

from tracker.store.listed_actions import PlanAction

DUE_FIRST = "due"
_SORTS: dict[str, Callable[[PlanAction], Any]] = {
    "owner": lambda one: one.owner,
    "due": lambda one: one.standing.due_on,
    "updated": lambda one: one.standing.last_update_on or date.min,
}
"""What is sorted by, beside the order of the plans; equal rows stay in that order."""
HEADINGS = {"action": "Action", "owner": "Owner", "due": "Due", "updated": "Last update"}


def in_order(rows: Sequence[PlanAction]) -> list[PlanAction]:
    """All of these rows, sorted as the address asks; they come plan by plan."""
    sort = _sort_asked()
    name, turned = sort.removeprefix("-"), sort.startswith("-")
    if name == "action":
        return list(reversed(rows)) if turned else list(rows)
    return sorted(rows, key=_SORTS[name], reverse=turned)


def heading_links(chosen: Mapping[str, str]) -> list[str | dict[str, Any]]:
    """The headings of the table, those to sort by as links that turn the order round."""
    sort, asked = _sort_asked(), dict[str, Any](chosen)
    return [
        {
            "text": words,
            "sort": url_for("dashboard.actions", **asked, sort=_turned(name, sort)),
            "direction": _direction(name, sort),
        }
        for name, words in HEADINGS.items()
    ] + ["How it stands", "Progress"]


def _sort_asked() -> str:
    sort = request.args.get("sort", "")
    return sort if sort.removeprefix("-") in HEADINGS else DUE_FIRST


def _turned(name: str, sort: str) -> str:
    return f"-{name}" if sort == name else name


def _direction(name: str, sort: str) -> str:
    if sort.removeprefix("-") != name:
        return "none"
    return "descending" if sort.startswith("-") else "ascending"
