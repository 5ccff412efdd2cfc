"""Eight people who read and four who save at once, over HTTP on SQLite: no request fails, and none
finds the database locked (`performance.md` 7, row 19).

Run as a program it prints what came of it: `python -m tests.bench.together 600` is ten minutes under
gunicorn, `python -m tests.bench.together 600 alone` as many in one process.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.laid import PASSWORD, email, installed
from tests.bench.serving import Served, gunicorn, one_process
from tests.bench.table import Row
from tests.web.pages import post_forms

ACTIONS = 1_000
MANAGERS = tuple(f"manager.{n}" for n in range(3))
READERS = ("sam.whitlock", *MANAGERS, *(f"officer.{n}" for n in range(10, 14)))
WRITERS = tuple(f"officer.{n}" for n in range(4))
_READ = {
    "sam": ("/review", "/dashboard", "/plans/P0", "/search?q=action"),
    "manager": ("/review", "/dashboard", "/review/silent"),
    "officer": ("/", "/account/notifications"),
}
TYPED = {  # as is right for an action before its day and after it
    "answer": "off_track",
    "note": "Two of the four meetings have been held.",
    "expected-day": "1",
    "expected-month": "9",
    "expected-year": "2011",
}
_OWN = re.compile(r'href="/actions/([^"/?]+)/update"')


def together(seconds: float, *, alone: bool = False) -> list[Row]:
    """What failed in so many seconds of reading and saving, and how often the log says 'locked';
    under gunicorn, or `alone` in one process that plans and sends as well."""
    came = Counter[str]()
    with TemporaryDirectory() as folder:
        place = Path(folder) / "few"
        environment = installed(place, ACTIONS, who=(*READERS, *WRITERS))
        serving = (
            one_process(environment, place) if alone else gunicorn("wsgi:app", environment, place)
        )
        with serving as server:
            people = [_signed_in(server, who) for who in (*READERS, *WRITERS)]
            until = time.monotonic() + seconds
            with ThreadPoolExecutor(len(people)) as at_once:
                for one in at_once.map(lambda work: work(until), people):
                    came += one
        log = "".join(one.read_text() for one in place.glob("server-*.log"))
    if came["failed"]:
        print(log, file=sys.stderr)
    at_once_words = f"{len(READERS)} readers, {len(WRITERS)} writers"
    return [
        Row(f"{at_once_words}: pages read", came["read"], ""),
        Row(f"{at_once_words}: updates saved", came["saved"], "", floor=1, goal=1, counted=True),
        _none("  requests that failed", came["failed"]),
        _none("  'locked' in the log", log.count("locked")),
    ]


def _none(measure: str, product: int) -> Row:
    return Row(measure, product, "", floor=0, goal=0, least=True, number="19", counted=True)


def _signed_in(server: Served, who: str) -> Callable[[float], Counter[str]]:
    """What this person does until an instant, once they have signed in; says what came of it."""
    browser = Served(server.port, server.pid)
    browser.sign_in(email(who), PASSWORD)
    if who in WRITERS:
        return lambda until: _save(browser, until)
    pages = _READ[re.split(r"\W", who)[0]]
    return lambda until: _read(browser, pages, until)


def _read(browser: Served, pages: tuple[str, ...], until: float) -> Counter[str]:
    came = Counter[str]()
    for path in cycle(pages):
        if time.monotonic() > until:
            return came
        came["read" if browser.ask("GET", path).status == 200 else "failed"] += 1
    return came


def _save(browser: Served, until: float) -> Counter[str]:
    came = Counter[str]()
    own = sorted(set(_OWN.findall(browser.get("/").decode())))
    for ref in cycle(own):
        if time.monotonic() > until:
            return came
        path = f"/actions/{ref}/update"
        page = browser.ask("GET", path)
        came["read" if page.status == 200 else "failed"] += 1
        if page.status != 200:
            continue
        _action, there = post_forms(page.body.decode())[0]
        came["saved" if browser.ask("POST", path, there | TYPED).status == 303 else "failed"] += 1
    return came


def main() -> None:
    """Print what came of as many seconds as the first argument says."""
    for row in together(float(sys.argv[1]), alone="alone" in sys.argv):
        print(row.measure, row.product)


if __name__ == "__main__":
    main()
