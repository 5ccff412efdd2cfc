"""PostgreSQL with three roles: the product does all it does with fewer rights than its owner has."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import ProgrammingError

from tests.cast import Cast
from tests.databases import create_database
from tests.web.pages import CheckedClient
from tests.web.walk.walker import Travel, Walk
from tracker import clock, create_app
from tracker.config import Settings
from tracker.extensions import Base, db
from tracker.services import holding
from tracker.services.demo import PASSWORD, load_demo
from tracker.services.tidying import tidy
from tracker.store import schema
from tracker.store.roles import Roles, roles_sql

pytestmark = pytest.mark.xdist_group("roles")
ROLES = Roles("roles_test_owner", "roles_test_app", "roles_test_backup")


@pytest.fixture(scope="module")
def address(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that the owner has upgraded and filled, after its roles were made."""
    place = create_database(postgresql, f"roles_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    administrator = create_engine(place, isolation_level="AUTOCOMMIT")
    _run(administrator, roles_sql(ROLES))
    app = _application(place, ROLES.owner, tmp_path_factory.mktemp("owner"))
    with app.app_context():
        os.environ["TRACKER_CLOCK"] = "2011-07-04T08:00"
        schema.upgrade()
        holding.begin(now=clock.now())
        load_demo(now=clock.now(), today=clock.today())
        db.session.remove()
        db.engine.dispose()
    _run(administrator, roles_sql(ROLES))
    yield place
    for name in (ROLES.owner, ROLES.app, ROLES.backup):
        _run(administrator, f"DROP OWNED BY {name}")
        _run(administrator, f"DROP ROLE {name}")
    administrator.dispose()


def _run(engine: Engine, script: str) -> None:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        driver.execute(script)  # past SQLAlchemy, which would take each % for a parameter


def _application(address: str, role: str, folder: Path) -> Flask:
    """The product, signed in to the database as a role."""
    settings = Settings(secret_key="k" * 32, instance=folder, database_url=address)
    app = create_app(settings, TESTING=True)
    app.test_client_class = CheckedClient
    with app.app_context():
        event.listen(db.engine, "connect", lambda connection, _: _become(connection, role))
    return app


def _become(connection: object, role: str) -> None:
    """Have only the rights of a role, whatever this server wants to be signed in to with."""
    connection.execute(f"SET ROLE {role}")  # type: ignore[attr-defined]  # the driver's own
    connection.commit()  # type: ignore[attr-defined]  # as above


@pytest.fixture
def as_app(address: str, tmp_path: Path) -> Iterator[Flask]:
    """The product as it runs."""
    app = _application(address, ROLES.app, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


FORBIDDEN = (
    "UPDATE history_entry SET at = at",
    "DELETE FROM history_entry",
    "TRUNCATE history_entry",
    "ALTER TABLE history_entry DISABLE TRIGGER ALL",
    "DELETE FROM action_snapshot",
    "UPDATE plan_scheme SET plan_id = plan_id",
    "UPDATE alembic_version SET version_num = '0001'",
    "CREATE TABLE mine (id int)",
    "DROP TABLE heartbeat",
)


def test_the_products_role_alters_no_history_and_makes_no_tables(as_app: Flask) -> None:
    for forbidden in FORBIDDEN:
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            db.session.execute(text(forbidden))
        db.session.rollback()


def test_the_product_does_all_it_does_with_the_rights_of_its_role(
    as_app: Flask, travel: Travel
) -> None:
    walk = Walk(Cast(as_app, PASSWORD), travel, seed=7)

    walk.go(50)
    tidy(now=clock.now())

    assert walk.seen.total() >= 15
    assert db.session.scalar(text("SELECT current_user")) == ROLES.app


def test_the_backup_reads_every_table_and_changes_none(address: str, tmp_path: Path) -> None:
    with _application(address, ROLES.backup, tmp_path).app_context():
        for table in Base.metadata.tables:
            db.session.execute(text(f'SELECT count(*) FROM "{table}"'))
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text("DELETE FROM heartbeat"))
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    "names", [("a", "a", "b"), ("a", "b", "c; DROP TABLE plan"), ("A", "b", "c")]
)
def test_only_plain_and_different_names_are_taken(names: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  it says nothing: the command says it in words
        Roles(*names)
