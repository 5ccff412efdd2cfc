"""The numbers of actions that come from a spreadsheet: those they have there, where that can be."""

import re
from collections import Counter
from collections.abc import Collection, Sequence

_USUAL = re.compile(r"^(?:[A-Z]{1,3} ?)?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?$", re.IGNORECASE)
"""'7', '1.2', '2.1a', 'A3': what is safe in an address and easily said."""


def numbers_for(rows: Sequence[tuple[str, str]], *, taken: Collection[str]) -> list[str]:
    """A number for each row, given its reference in the file and its area's number.

    References are kept when every row has one of its own that can be a number; else all are
    numbered within their areas, after what is `taken`.
    """
    references = ["".join(reference.split()) for reference, _area in rows]
    used = Counter(one.casefold() for one in references)
    has_taken = {one.casefold() for one in taken}
    if all(
        _USUAL.match(one) and used[one.casefold()] == 1 and one.casefold() not in has_taken
        for one in references
    ):
        return references
    numbers, held = [], set(taken)
    place: Counter[str] = Counter()
    for _reference, area in rows:
        place[area] += 1
        while f"{area}.{place[area]}" in held:
            place[area] += 1
        numbers.append(f"{area}.{place[area]}")
    return numbers
