"""What the tests of the review's pages share: reading a page, and changing what it shows."""

import re

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tests.web.pages import CheckedClient, post_forms
from tracker.extensions import db
from tracker.store.actions import Action
from tracker.store.outbox import LetterState, Notification
from tracker.store.people import Person

CHASE, LEAVE, GIVE = ({"choice": word} for word in ("chase", "leave", "give"))


def words(response: TestResponse) -> str:
    """The words of a page, without its tags and with single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+([.,:])", r"\1", " ".join(text.split())).replace("&#39;", "'")


def refs_in_table(response: TestResponse) -> list[str]:
    """The actions of the table, in its order."""
    return re.findall(r'name="ref" value="SLAC-([\d.]+)"', response.get_data(as_text=True))


def ticked(response: TestResponse) -> list[str]:
    """The actions whose box is ticked."""
    return re.findall(r'name="ref" value="SLAC-([\d.]+)" checked', response.get_data(as_text=True))


def heading(response: TestResponse) -> str:
    """The number of the action in hand, or what the panel says."""
    found = re.search(r'id="current"[^>]*>(?:<a[^>]*>)?([^<]+)', response.get_data(as_text=True))
    return found.group(1).split()[0] if found else ""


def letters_waiting() -> list[tuple[str, str]]:
    """The letters that have not left: kind and to whom."""
    found = select(Notification.kind, Person.name).join(
        Person, Person.id == Notification.recipient_id
    )
    ready = found.where(Notification.state == LetterState.READY).order_by(Person.name)
    return [(row.kind, row.name) for row in db.session.execute(ready)]


def change(number: str, **values: object) -> None:
    """Change an action behind everybody's back."""
    db.session.execute(update(Action).where(Action.number == number).values(**values))
    db.session.commit()


def give(client: CheckedClient, ref: str, to: Person) -> None:
    """Give an action to somebody, in both steps."""
    first = client.send(f"/review?item={ref}", GIVE)
    client.post(f"/review/{ref}/give", data=fields_of(first) | {"to": str(to.id)})


def fields_of(page: TestResponse) -> dict[str, object]:
    """What the first form of a page would send."""
    return post_forms(page.get_data(as_text=True))[0][1]


def rows_of(page: TestResponse) -> list[str]:
    """The actions a list links to."""
    return re.findall(r'href="/actions/SLAC-([\d.]+)"', page.get_data(as_text=True))
