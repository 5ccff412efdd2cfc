"""Migrations have one head, match the models and go down again, on both databases."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, Enum, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests import databases
from tracker import clock, create_app
from tracker.config import Settings
from tracker.domain.errors import RuleBroken
from tracker.domain.search import Findable, sought_from
from tracker.extensions import Base, db
from tracker.services import audit
from tracker.services.demo import load_demo
from tracker.services.record import record
from tracker.store import schema
from tracker.store.action_snapshots import FACTS
from tracker.store.history import Happened, HistoryEntry
from tracker.store.search_index import MAKE
from tracker.store.search_match import matching

MIGRATED, EMPTY = "tracker_migrated", "tracker_migrations"


@pytest.fixture(params=databases.ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """SQLite, then PostgreSQL."""
    name: str = request.param
    return name


@pytest.fixture
def empty(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database with nothing in it."""
    if engine == "sqlite":
        address = f"sqlite:///{tmp_path / 'tracker.sqlite'}"
    else:
        shared: str = request.getfixturevalue("postgresql")
        address = databases.create_database(shared, EMPTY)
    yield from _application(address, tmp_path)


@pytest.fixture
def upgraded(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database on which every migration has been run."""
    if engine == "sqlite":
        path: Path = request.getfixturevalue("migrated_sqlite")
        shutil.copy(path, tmp_path / "tracker.sqlite")
        address = f"sqlite:///{tmp_path / 'tracker.sqlite'}"
    else:
        shared: str = request.getfixturevalue("migrated_postgresql")
        address = databases.create_database(shared, EMPTY, like=MIGRATED)
    yield from _application(address, tmp_path)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file on which every migration has been run, copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    for _app in _application(f"sqlite:///{folder / 'tracker.sqlite'}", folder, stays=True):
        schema.upgrade()
    return folder / "tracker.sqlite"


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server with a PostgreSQL database on which every migration has been run."""
    address = databases.create_database(postgresql, MIGRATED)
    for _app in _application(address, tmp_path_factory.mktemp("migrated")):
        schema.upgrade()
    return postgresql


def _application(address: str, folder: Path, *, stays: bool = False) -> Iterator[Flask]:
    settings = Settings(secret_key="k" * 32, instance=folder, database_url=address)
    app = create_app(settings, TESTING=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if not stays:
        shutil.rmtree(folder, ignore_errors=True)


def test_there_is_one_head_and_we_read_what_alembic_does() -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    (head,) = scripts.get_heads()
    older = [script.revision for script in scripts.walk_revisions()][1:]

    assert schema.newest() == head
    assert all(schema.is_behind(one) for one in older)
    assert (schema.is_behind(head), schema.is_ahead(head)) == (False, False)
    assert (schema.is_ahead("9999"), schema.is_behind("9999")) == (True, False)


def test_the_migrations_make_exactly_the_tables_of_the_models(empty: Flask) -> None:
    schema.upgrade()

    flask_migrate.check(directory=schema.folder())
    assert schema.current() == schema.newest()


def test_a_database_that_does_not_keep_every_letter_is_refused(
    postgresql: str, tmp_path: Path
) -> None:
    """As a server makes them that was set up without a language."""
    address = databases.create_database(
        postgresql, EMPTY, like="template0", more="ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    for _app in _application(address, tmp_path):
        with pytest.raises(RuleBroken, match="keeps text as SQL_ASCII, and the tracker needs UTF8"):
            schema.upgrade()
        assert schema.current() is None


@pytest.mark.parametrize("engine", ["postgresql"])
def test_a_migration_may_take_its_time(empty: Flask) -> None:
    """Words rewritten for 400,000 actions take longer than a page may. SQLite sets no limits."""
    limits: set[str] = set()

    @event.listens_for(db.engine, "after_cursor_execute")
    def note(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("CREATE TABLE", "ALTER TABLE")):
            limits.add(connection.exec_driver_sql("SHOW statement_timeout").scalar_one())

    schema.upgrade()

    assert limits == {"0"}
    with db.engine.connect() as later:
        assert later.exec_driver_sql("SHOW statement_timeout").scalar_one() == "30s"


def test_the_migrated_checks_allow_every_word_of_the_models(upgraded: Flask) -> None:
    """A word that only the models know is refused by every installation and by no other test."""
    made = inspect(db.engine)
    missing = []
    for table in Base.metadata.sorted_tables:
        checks = {one["name"]: one["sqltext"] for one in made.get_check_constraints(table.name)}
        for column in table.columns:
            if isinstance(column.type, Enum) and column.type.create_constraint:
                check = checks[f"ck_{table.name}_{column.type.name}"]
                words = column.type.enums
                missing += [
                    f"{table.name}.{column.name}: {w}" for w in words if f"'{w}'" not in check
                ]

    assert missing == []


def test_upgrading_again_changes_nothing(empty: Flask) -> None:
    schema.upgrade()
    schema.upgrade()

    assert schema.current() == schema.newest()


def test_the_migrations_go_down_to_nothing(upgraded: Flask) -> None:
    flask_migrate.downgrade(directory=schema.folder(), revision="base")

    engine = (
        create_engine(db.engine.url, module=db.engine.dialect.dbapi)
        if db.engine.dialect.name == "sqlite"
        else db.engine
    )
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_entries_from_before_the_chain_are_sealed_by_the_upgrade(upgraded: Flask) -> None:
    flask_migrate.downgrade(directory=schema.folder(), revision="0005")
    with db.engine.begin() as connection:
        for number in range(1, 2101):
            connection.execute(
                text(
                    "INSERT INTO history_entry (id, at, kind, facts) VALUES (:id, :at, :kind, :facts)"
                ),
                {
                    "id": 2 * number,
                    "at": "2011-07-04 08:00:00.000000",
                    "kind": "signed_in",
                    "facts": '{"note": "\\u00e9", "b": 1, "a": [1.5, null]}',
                },
            )

    schema.upgrade()

    assert audit.verify().faults == ()
    assert str(audit.verify().anchor).startswith("2100-")
    flask_migrate.downgrade(directory=schema.folder(), revision="0005")
    schema.upgrade()
    assert audit.verify().faults == ()


def test_after_the_migrations_the_history_refuses_to_be_altered(upgraded: Flask) -> None:
    record(Happened.SIGNED_IN, at=clock.at("2011-07-04T08:00"), actor=None)
    db.session.commit()

    for statement in ("UPDATE history_entry SET plan_id = NULL", "DELETE FROM history_entry"):
        with pytest.raises(DBAPIError, match="the history is never altered"):
            db.session.execute(text(statement))
        db.session.rollback()
    assert audit.verify().faults == ()


def test_after_the_migrations_no_entry_is_outside_the_chain(upgraded: Flask) -> None:
    db.session.add(HistoryEntry(at=clock.at("2011-07-04T08:00"), kind=Happened.SIGNED_IN))

    with pytest.raises(DBAPIError, match=r"(?i)not.null"):
        db.session.commit()


def test_evidence_of_before_stays_on_the_way_up_and_links_go_on_the_way_down(
    upgraded: Flask,
) -> None:
    load_demo(now=clock.now(), today=clock.today())
    db.session.execute(text("UPDATE evidence SET removed_at = added_at WHERE kind = 'CSV'"))
    db.session.commit()
    db.session.remove()

    flask_migrate.downgrade(directory=schema.folder(), revision="0005")
    flask_migrate.upgrade(directory=schema.folder())

    kept = db.session.execute(
        text("SELECT name, kind, shows, scan, stored, link, removed_at FROM evidence")
    ).all()
    assert [tuple(row) for row in kept] == [
        ("Session checklist.pdf", "PDF", "completion", "unscanned", "", "", None)
    ]
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE evidence SET scan = 'perhaps'"))
    db.session.rollback()


def test_what_the_history_says_of_measures_outlives_the_way_down(upgraded: Flask) -> None:
    load_demo(now=clock.now(), today=clock.today())
    record(Happened.READING_ADDED, at=clock.now(), actor=None, value="4", on="2011-07-01")
    db.session.execute(text("UPDATE milestone SET removed_at = CURRENT_TIMESTAMP WHERE id = 1"))
    db.session.commit()
    db.session.remove()

    flask_migrate.downgrade(directory=schema.folder(), revision="0011")
    flask_migrate.upgrade(directory=schema.folder())

    said = text("SELECT count(*) FROM history_entry WHERE kind = 'reading_added'")
    gone = text("SELECT count(*) FROM milestone WHERE id = 1")
    assert [db.session.scalar(one) for one in (said, gone)] == [1, 0]
    assert audit.verify().faults == ()


def test_responses_go_on_the_way_down_and_the_history_of_them_stays_whole(upgraded: Flask) -> None:
    load_demo(now=clock.now(), today=clock.today())
    told = text("SELECT count(*) FROM history_entry WHERE kind = 'responded'")
    before = db.session.scalar(told)
    db.session.remove()

    flask_migrate.downgrade(directory=schema.folder(), revision="0009")
    flask_migrate.upgrade(directory=schema.folder())

    answered = text("SELECT count(*) FROM finding WHERE response IS NOT NULL")
    assert (before, db.session.scalar(told), db.session.scalar(answered)) == (5, 5, 0)
    assert audit.verify().faults == ()
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE finding SET response = 'perhaps'"))
    db.session.rollback()


def test_areas_from_before_are_urgent_by_the_words_they_stood_under(upgraded: Flask) -> None:
    load_demo(now=clock.now(), today=clock.today())
    db.session.execute(text("UPDATE finding SET heading = 'Cause of concern' WHERE number = '2'"))
    db.session.execute(text("UPDATE finding SET urgency = 'Immediately' WHERE number = '5'"))
    db.session.commit()
    db.session.remove()

    flask_migrate.downgrade(directory=schema.folder(), revision="0017")
    flask_migrate.upgrade(directory=schema.folder())

    urgent = text("SELECT number FROM finding WHERE urgent ORDER BY position")
    assert list(db.session.scalars(urgent)) == ["2", "5"]


def test_what_is_known_of_the_days_before_is_kept_by_the_upgrade(upgraded: Flask) -> None:
    columns = ", ".join(("action_id", "on_day", *FACTS))
    found = text(f"SELECT {columns} FROM action_snapshot ORDER BY action_id, id")
    load_demo(now=clock.now(), today=clock.today())
    db.session.commit()
    before = [tuple(row) for row in db.session.execute(found)]
    db.session.remove()

    flask_migrate.downgrade(directory=schema.folder(), revision="0022")
    flask_migrate.upgrade(directory=schema.folder())

    assert [tuple(row) for row in db.session.execute(found)] == before
    with pytest.raises(DBAPIError, match="what was is never altered"):
        db.session.execute(text("DELETE FROM action_snapshot"))
    db.session.rollback()


def test_the_index_for_searching_is_made_whole_by_the_migrations_too(upgraded: Flask) -> None:
    """No model speaks of it, and a table that is made anew on SQLite would lose it in silence."""
    load_demo(now=clock.now(), today=clock.today())
    db.session.remove()
    flask_migrate.downgrade(directory=schema.folder(), revision="0022")
    flask_migrate.upgrade(directory=schema.folder())
    dialect = db.engine.dialect.name

    stored = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name LIKE 'search_%'",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'ix_search_%'",
    }[dialect]
    made = "\n".join(db.session.scalars(text(stored)))
    names = [name for one in MAKE[dialect] if (name := _wanted(one)) not in made]
    assert names == []
    found = db.session.scalars(matching(sought_from("immunisa"))[Findable.AREA]).all()
    areas = text("SELECT id FROM finding WHERE number = '6'")
    assert list(found) == list(db.session.scalars(areas))


def _wanted(statement: str) -> str:
    """What the database keeps of a statement that made part of the index: on SQLite all of it."""
    if statement.startswith("CREATE INDEX"):
        return statement.split()[5]
    return "" if "FUNCTION" in statement else statement.replace("IF NOT EXISTS ", "")
