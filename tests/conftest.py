"""The application, a client that checks every page, the cast, and the two databases."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine

from tests import databases
from tests.cast import Cast
from tests.web.pages import CheckedClient
from tracker import clock, create_app
from tracker.config import Settings
from tracker.extensions import Base, db
from tracker.services import sign_in
from tracker.services.demo import PASSWORD, load_demo

_IN_MEMORY = os.access("/dev/shm", os.W_OK)
MONDAY = "2011-07-04T08:00"


_COMPILED = FileSystemBytecodeCache(tempfile.gettempdir())
"""Each template compiled once a run, not once a test: that is most of what a page costs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long tests, so that the run does not end with waiting for one of them."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_configure() -> None:
    """Collect no rubbish while seven thousand tests are read in: next to nothing of it is rubbish."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave out of every later collection of rubbish what was read in and stays to the end, and
    collect more seldom: both together were an eighth of what the tests took."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Call a test after the name of a file's content, not after the content: an archive that is
    made for it holds the time, and the workers have to agree on every name."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """A password costs a fifth of a second by design; here, where all know it, next to nothing."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            sign_in, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All workers of a run keep their compiled templates in one place."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "compiled"
    folder.mkdir(exist_ok=True)
    _COMPILED.directory = str(folder)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test begins at 8am on Monday 4 July 2011, the day of the worked examples."""
    for name in [name for name in os.environ if name.startswith("TRACKER_")]:
        if name not in {"TRACKER_CHROMIUM", "TRACKER_TEST_POSTGRESQL", "TRACKER_SOAK"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("TRACKER_CLOCK", MONDAY)


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the one clock: `travel("2011-07-05T09:00")`, London time."""
    return lambda moment: monkeypatch.setenv("TRACKER_CLOCK", moment)


@pytest.fixture(scope="session")
def postgresql(worker_id: str = "master") -> Iterator[str]:
    """One PostgreSQL database with our tables, for the whole run of this worker."""
    with databases.postgresql_server() as server:
        address = databases.create_database(
            server, f"tracker_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        )
        engine = create_engine(address)
        Base.metadata.create_all(engine)
        engine.dispose()
        yield address


@pytest.fixture(scope="session")
def sqlite_place() -> Iterator[Path]:
    """Where this worker's SQLite database lies: in memory where there is room for files, because it
    need not outlive a power cut. The tests of faults have theirs on the disk."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if _IN_MEMORY else None) as folder:
        yield Path(folder) / "tracker.sqlite"


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our tables and no rows, copied for each test."""
    path = tmp_path_factory.mktemp("empty") / "tracker.sqlite"
    _make_tables(path)
    return path


@pytest.fixture(scope="session")
def demo_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demonstration in it, as on 4 July 2011, copied for each test."""
    path = tmp_path_factory.mktemp("demo") / "tracker.sqlite"
    _load_demo(_make_tables(path))
    return path


@pytest.fixture(scope="session")
def demo_postgresql(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same in PostgreSQL, kept beside the tables for each test to put back."""
    databases.empty_tables(postgresql)
    _load_demo(_new_application(tmp_path_factory.mktemp("demo"), postgresql))
    databases.keep_rows(postgresql)
    return postgresql


def _load_demo(app: Flask) -> None:
    os.environ["TRACKER_CLOCK"] = MONDAY
    with app.app_context():
        load_demo(now=clock.now(), today=clock.today())
        db.session.remove()
        db.engine.dispose()  # the last connection's end moves the log into the file to be copied


def _make_tables(path: Path) -> Flask:
    app = create_app(_settings(path.parent, f"sqlite:///{path}"), TESTING=True)
    with app.app_context():
        db.create_all()
        db.session.execute(db.text("SELECT 1"))
        db.session.remove()
        db.engine.dispose()
    return app


def _settings(instance: Path, database_url: str) -> Settings:
    return Settings(
        secret_key="a test key of enough length, no more",
        instance=instance,
        database_url=database_url,
    )


@pytest.fixture
def engine_name() -> str:
    """Which database this test runs on; rooms that must hold on both override it."""
    return "sqlite"


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest) -> str:
    """The address of a database with our tables and no rows."""
    if engine_name == "postgresql":
        address: str = request.getfixturevalue("postgresql")
        databases.empty_tables(address)
        return address
    return _laid(request.getfixturevalue("empty_sqlite"), request.getfixturevalue("sqlite_place"))


_BUILT: dict[str, tuple[Flask, dict[str, Any], dict[str, Any]]] = {}


def _application(instance: Path, database_url: str) -> Flask:
    """The application, built once for each database of a worker and made as new for each test."""
    if database_url not in _BUILT:
        application = _new_application(instance, database_url)
        views = dict(application.view_functions)
        _BUILT[database_url] = application, dict(application.config), views
    application, configuration, views = _BUILT[database_url]
    application.config.clear()
    application.config.update(configuration)
    application.view_functions.update(views)
    application.extensions["settings"] = _settings(instance, database_url)
    return application


def _new_application(instance: Path, database_url: str) -> Flask:
    application = create_app(_settings(instance, database_url), TESTING=True)
    application.test_client_class = CheckedClient
    application.jinja_env.bytecode_cache = _COMPILED
    return application


def _laid(rows: Path, place: Path) -> str:
    """Put a copy of a SQLite file where this worker's database is; returns its address. Whoever
    still has the last one open keeps it."""
    for name in (place.name, f"{place.name}-wal", f"{place.name}-shm"):
        place.with_name(name).unlink(missing_ok=True)
    shutil.copy(rows, place)
    return f"sqlite:///{place}"


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database, its context pushed."""
    application = _application(tmp_path, database_url)
    yield from _in_context(application)


@pytest.fixture
def unstarted(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application of the test's own that has answered nothing yet, to add pages to."""
    yield from _in_context(_new_application(tmp_path, database_url))


@pytest.fixture
def northbank(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application with the demonstration council as on 4 July 2011, its context pushed."""
    if engine_name == "postgresql":
        database_url = request.getfixturevalue("demo_postgresql")
        databases.put_back(database_url)
    else:
        rows = request.getfixturevalue("demo_sqlite")
        database_url = _laid(rows, request.getfixturevalue("sqlite_place"))
    yield from _in_context(_application(tmp_path, database_url))


def _in_context(application: Flask) -> Iterator[Flask]:
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(northbank: Flask) -> Cast:
    """The people of the demonstration, by first name, and a way to sign in as each."""
    return Cast(northbank, PASSWORD)


@pytest.fixture
def client(northbank: Flask) -> CheckedClient:
    """A browser nobody has signed in with; it checks every page it is given."""
    return northbank.test_client()  # type: ignore[return-value]  # the app builds it


@pytest.fixture
def now() -> datetime:
    """This test's instant."""
    return clock.now()


@pytest.fixture
def today() -> date:
    """This test's date."""
    return clock.today()
