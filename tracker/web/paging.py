"""Which page of a long list an address asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import abort, request

T = TypeVar("T")


@dataclass(frozen=True)
class Paged(Generic[T]):
    """One page of a list that is all there."""

    rows: Sequence[T]
    number: int
    pages: int
    total: int


def page_asked(rows: Sequence[T], on_a_page: int) -> Paged[T]:
    """The page the address asks for, the first when it asks for none; 404 for one there is not."""
    pages = max(1, -(-len(rows) // on_a_page))
    number = request.args.get("page", 1, type=int)
    if not 1 <= number <= pages:
        abort(404)
    here = rows[(number - 1) * on_a_page : number * on_a_page]
    return Paged(here, number, pages, len(rows))
