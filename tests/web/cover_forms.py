"""What the tests of being away fill in and read."""

from tests.web.officer_pages import filled_in, words
from tests.web.pages import CheckedClient

MINE = "/account/cover"


def away(kind: str = "covered", **more: str) -> dict[str, str]:
    """The form for the two weeks from 4 July 2011."""
    return {
        "kind": kind,
        "first-day": "4",
        "first-month": "july",
        "first-year": "2011",
        "last-day": "15",
        "last-month": "7",
        "last-year": "2011",
    } | more


def asked(client: CheckedClient, fields: dict[str, str], path: str = MINE) -> str:
    """What the page that is shown before anything is saved says."""
    page = client.send(path, fields)
    assert page.status_code == 200, words(page.text)
    return words(page.text)


def saved(client: CheckedClient, fields: dict[str, str], path: str = MINE) -> str:
    """What is said once it is saved, going through both pages as a browser does."""
    check = client.send(path, fields)
    done = client.post(path, data=filled_in(check) | {"save": "yes"})
    assert done.status_code == 303, words(done.text)
    return words(client.get(done.location).text)
