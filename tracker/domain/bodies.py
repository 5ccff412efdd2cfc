"""Which body was inspected, whatever its name is printed like."""

import re

_ORGANISATIONS = frozenset(
    {
        "academy",
        "authority",
        "board",
        "borough",
        "college",
        "commissioner",
        "constabulary",
        "council",
        "fire",
        "force",
        "hospital",
        "police",
        "prison",
        "school",
        "trust",
    }
)
"""A name without one of these is a place or a service, as reports often give it in a title."""
_OF_COUNCILS = frozenset(
    {
        "and",
        "authority",
        "borough",
        "city",
        "council",
        "county",
        "district",
        "local",
        "london",
        "metropolitan",
        "of",
        "royal",
        "the",
        "unitary",
    }
)
"""What is left out or put in another order when a council's name is printed."""


def body_key(inspected: str, *, council: str) -> str:
    """A word for the body a report is about: the same for 'Northbank Borough Council', 'London
    Borough of Northbank' and, where the council itself is Northbank's, for a name that names no
    body: 'Safeguarding services', or none at all. A trust or a force of that place is another body.
    """
    words = re.findall(r"\w+", inspected.casefold())
    if _ORGANISATIONS.isdisjoint(words):
        words = re.findall(r"\w+", council.casefold())
    told = [word for word in words if word not in _OF_COUNCILS]
    return " ".join(told or words)
