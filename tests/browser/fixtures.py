"""What a test needs to drive real Chromium: import these names in a folder's `conftest.py`.

`page` fails its test on anything in the console, on a script fault and on a request to another host.
`axe(page)` checks both layouts and three widths. `screenshot(page, name)` keeps pictures where SCREENSHOTS says.
"""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no types
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Route
from werkzeug.serving import make_server

__all__ = [
    "axe",
    "base_url",
    "browser_type_launch_args",
    "chromium",
    "no_scripts_page",
    "page",
    "screenshot",
    "served",
]

WIDTHS = (1280, 375, 320)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)

Check = Callable[[Page], None]


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name whole addresses. (The plugin's own fixture is of a kind pytest warns about.)"""


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is: TRACKER_CHROMIUM, or the usual places; without windows where it can be."""
    lighter, usual = shutil.which("chromium-headless-shell"), shutil.which("chromium")
    named = [os.environ.get("TRACKER_CHROMIUM"), lighter, usual]
    for path in named:
        if path and Path(path).is_file():
            return path
    words = "Chromium is missing. Install the package chromium, or name it in TRACKER_CHROMIUM."
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    """One browser for the session: ours, not one that would have to be fetched."""
    return {"executable_path": chromium, "args": _ARGUMENTS}


def _whole(app: Flask) -> Callable[[dict[str, Any], StartResponse], list[bytes]]:
    """The application with each answer read to its end before it is sent: Werkzeug's server leaves
    a file open when the browser has gone on before it was sent."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        parts = app(environ, start_response)
        try:
            return list(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()

    return answer


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, _whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@pytest.fixture
def served() -> Iterator[Callable[[Flask], str]]:
    """`served(app)` serves an application until the test ends and gives its address."""
    opened = []

    def serve(app: Flask) -> str:
        server = serving(app)
        opened.append(server)
        return server.__enter__()

    yield serve
    for server in opened:
        server.__exit__(None, None, None)


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that must stay clean: an empty console, no script fault, no other host."""
    faults: list[str] = []
    watch(page, faults)
    yield page
    assert faults == []


def watch(page: Page, faults: list[str]) -> None:
    """Note in `faults` whatever a page does that it should not."""

    def note_message(message: ConsoleMessage) -> None:
        # A refusal is a page with a status; the browser mentions it, and it is what was wanted.
        refused = message.text.startswith("Failed to load resource: the server responded with a")
        if message.type in {"error", "warning"} and not (
            refused and message.location["url"] == page.url
        ):
            faults.append(f"console: {message.text}")

    def note_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and parts.hostname != "127.0.0.1":
            faults.append(f"request to another host: {request.url}")

    page.on("console", note_message)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("request", note_request)


@pytest.fixture
def no_scripts_page(browser: Browser) -> Iterator[Page]:
    """A page in a browser whose scripts are off. Axe cannot run in it: see `without_scripts`."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def without_scripts(page: Page) -> None:
    """Take the scripts out of every page that is opened from now on, so that axe, which is a script
    itself and never ends where scripts are off, can look at what people without them get."""

    def take_out(route: Route) -> None:
        answer = route.fetch(max_redirects=0)  # so that the browser knows where it is
        route.fulfill(response=answer, body=_SCRIPT.sub("", answer.text()))

    page.route(lambda address: "/static/" not in address, take_out)


def follow(page: Page, control: Locator) -> None:
    """Click what leads to another page and wait until that page is there. A click alone may end
    while the old page still stands, or between the two, and what is looked at next with it."""
    with page.expect_navigation():
        control.click()


@pytest.fixture(scope="session")
def axe() -> Check:
    """`axe(page)`: nothing wider than the screen at 1280, 375 and 320 pixels, and no violation.

    Violations are looked for in the two layouts there are: beside one another at 1280, and below
    one another at 320, as they are at 375 with a little more room.
    """

    def check(page: Page) -> None:
        faults = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = [] if width == WIDTHS[1] else violations(page)
            faults += [f"at {width}px: {fault}" for fault in [*found, *_too_wide(page)]]
        assert not faults, "\n".join([page.url, *faults])

    return check


def violations(page: Page, tags: Sequence[str] = TAGS) -> list[str]:
    """What axe finds against a page as it now stands. Axe is put into each page once."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_axe_script())
    options = {
        "runOnly": {"type": "tag", "values": list(tags)},
        "resultTypes": ["violations"],
        "preload": False,  # style sheets are fetched anew for one rule that is in none of the tags
    }
    run = "options => axe.run(document, options).then(found => found.violations)"
    return [
        f"{rule['id']} ({rule['help']}): {node['html']} {node['failureSummary']}"
        for rule in page.evaluate(run, options)
        for node in rule["nodes"]
    ]


@cache
def _axe_script() -> str:
    script: str = Axe().axe_script
    return script


def _too_wide(page: Page) -> list[str]:
    wide, screen = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    return [f"{wide}px wide on a {screen}px screen"] if wide > screen else []


@pytest.fixture(scope="session")
def screenshot() -> Callable[..., list[Path]]:
    """`screenshot(page, name)`: whole pages at 1280 and 375 pixels in the folder SCREENSHOTS names,
    to be looked at. Without that name nothing is taken."""
    folder = os.environ.get("SCREENSHOTS")

    def take(page: Page, name: str, widths: tuple[int, ...] = WIDTHS[:2]) -> list[Path]:
        return [_picture(page, Path(folder, f"{name}-{w}.png"), w) for w in widths if folder]

    return take


def _picture(page: Page, path: Path, width: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": 900})
    page.screenshot(path=path, full_page=True)
    return path
