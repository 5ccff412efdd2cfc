"""From nothing to the first sign-in page, beside a bare program of Flask and SQLAlchemy."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.serving import as_installed
from tests.bench.table import Row
from tracker import create_app
from tracker.config import Settings
from tracker.extensions import db

ROUNDS = 3
_SIGN_IN = "from wsgi import app; assert app.test_client().get('/sign-in').status_code == 200"


def starting() -> list[Row]:
    """Each is started in turn, in a process of its own; the first start of each, which finds nothing
    in the machine's memory, is not counted."""
    with TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/tracker.sqlite"
        _make(Path(folder), address)
        named = {
            "TRACKER_ENV": "development",
            "TRACKER_INSTANCE": folder,
            "TRACKER_DATABASE_URL": address,
        }
        product, limit = list[float](), list[float]()
        for _ in range(ROUNDS + 1):
            product.append(_seconds(["-c", _SIGN_IN], named))
            limit.append(_seconds(["-m", "tests.bench.bare"], {}))
    return [
        Row(
            "start to the first sign-in page: processor",
            median(product[1:]),
            "s",
            median(limit[1:]),
            floor=4,
            goal=2.5,
            least=True,
            number="18",
        )
    ]


def _make(folder: Path, address: str) -> None:
    secret = "for measuring, and nothing else, here"
    app = create_app(Settings(secret_key=secret, instance=folder, database_url=address))
    with app.app_context():
        db.create_all()
        db.engine.dispose()


def _seconds(arguments: Sequence[str], named: dict[str, str]) -> float:
    """The processor's seconds: a start waits for nothing else, and others' work is not counted."""
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], env={**as_installed(), **named}, check=True)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
