"""A new version on the tables of an older one says so, and begins by itself once they are there."""

from flask import Flask
from sqlalchemy import text

from tests.web.pages import CheckedClient
from tracker.extensions import db
from tracker.store import schema
from tracker.web.upgrading import SEEN


def stand_at(revision: str) -> None:
    db.session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32))"))
    db.session.execute(text("DELETE FROM alembic_version"))
    db.session.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": revision})
    db.session.commit()


def test_nothing_is_answered_before_the_tables_are_there(
    northbank: Flask, client: CheckedClient
) -> None:
    northbank.extensions.pop(SEEN, None)
    stand_at("0001")
    asked = ("/sign-in", "/readyz", "/api/v1/actions", "/healthz")

    early = [client.get(path) for path in asked]
    stand_at(schema.newest())
    late = [client.get(path) for path in asked]

    assert [answer.status_code for answer in early] == [503, 503, 503, 200]
    assert "The service is being upgraded at the moment." in early[0].text
    assert early[1].json == {"status": "the database is not ready. Run: tracker db upgrade"}
    assert [answer.status_code for answer in late] == [200, 200, 401, 200]


def test_tables_of_a_newer_version_are_worked_with(northbank: Flask, client: CheckedClient) -> None:
    northbank.extensions.pop(SEEN, None)
    stand_at("newer")

    assert [client.get(path).status_code for path in ("/sign-in", "/readyz")] == [200, 200]
