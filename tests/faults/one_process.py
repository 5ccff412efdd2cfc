"""A real installation in one process, as `deploy/systemd/tracker.service` has it."""

import http.client
import os
import subprocess
import sys
from pathlib import Path
from typing import Self
from urllib.parse import urlencode

from tests.ports import free_port
from tests.test_config import REAL

HERE = "https://actions.northbank.example"
AS_PROXIED = {
    "Host": "actions.northbank.example",
    "X-Forwarded-Proto": "https",
    "Origin": HERE,
    "Referer": f"{HERE}/sign-in",
}
PATIENCE = 180


class OneProcess:
    """The running product, and what it logged until now; killed at the end of its `with`."""

    def __init__(self, folder: Path) -> None:
        self.port, self.lines = free_port(), list[str]()
        self.database = folder / "tracker.sqlite"
        ours = REAL | {
            "TRACKER_ENV": "production",
            "TRACKER_DATABASE_URL": f"sqlite:///{self.database}",
            "TRACKER_INSTANCE": str(folder),
            "TRACKER_TRUSTED_PROXIES": "1",
        }
        clean = {name: text for name, text in os.environ.items() if not name.startswith("TRACKER_")}
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-c", "from tracker.cli import main; main()"),
                *("run", "--port", str(self.port)),
            ],
            env=clean | ours,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stderr
        self.process.stderr.close()

    def until(self, words: str) -> None:
        """Read what it says up to these words."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line)
            if words in line:
                return
        raise AssertionError(f"it ended without: {words}\n{''.join(self.lines)}")

    def ask(
        self, method: str, path: str, form: dict[str, str], cookie: str = ""
    ) -> http.client.HTTPConnection:
        """What the proxy asks; it is answered when its answer is read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        typed = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
        connection.request(method, path, urlencode(form), AS_PROXIED | typed)
        return connection
