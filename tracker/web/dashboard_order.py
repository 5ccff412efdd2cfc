"""How the list of the dashboard is sorted, and what each heading links to."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for

from tracker.store.line_lists import Order, SortBy

HEADINGS = {"action": "Action", "owner": "Owner", "due": "Due", "updated": "Last update"}


def order_asked() -> Order:
    """How the address asks for the list; what is due first, when it does not say."""
    sort = _sort_asked()
    return Order(SortBy(sort.removeprefix("-")), descending=sort.startswith("-"))


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
    return sort if sort.removeprefix("-") in HEADINGS else SortBy.DUE.value


def _turned(name: str, sort: str) -> str:
    return f"-{name}" if sort == name else name


def _direction(name: str, sort: str) -> str:
    if sort.removeprefix("-") != name:
        return "none"
    return "descending" if sort.startswith("-") else "ascending"
