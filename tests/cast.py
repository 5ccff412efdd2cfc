"""The people of the demonstration, so that a reader knows who should be refused."""

from flask import Flask
from sqlalchemy import select

from tests.web.pages import CheckedClient
from tracker.extensions import db
from tracker.store.people import Person


class Cast:
    """`cast.priya` is a person; `cast.as_priya()` is a browser in which she has signed in.

    Priya Nair, Tom Ashworth, Dawn Okafor and Marcus Bell are officers; Jean Talbot is their
    manager and Alan Mercer the director above her; Helen Pryce and Ruth Calder work for health;
    Sam Whitlock is the performance officer, Margaret Osei sits on the board, Chris Bolton is the
    administrator.
    """

    def __init__(self, app: Flask, password: str) -> None:
        self._app = app
        self._password = password

    def __getattr__(self, given_name: str) -> Person:
        named = select(Person).where(Person.name.startswith(f"{given_name.title()} "))
        return db.session.scalars(named).one()

    def client(self, given_name: str) -> CheckedClient:
        """A browser in which this person has signed in."""
        client: CheckedClient = self._app.test_client()  # type: ignore[assignment]  # the app builds it
        client.sign_in(getattr(self, given_name).email, self._password)
        return client
