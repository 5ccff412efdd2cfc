"""What the source itself must be: commits in one room, files of a size to read, no addresses."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = sorted(path for path in (ROOT / "tracker").rglob("*.py") if "migrations" not in path.parts)
LONGEST_FILE = 400


@pytest.mark.parametrize("path", SOURCE, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_services_commit(path: Path) -> None:
    if "services" in path.relative_to(ROOT).parts:
        return
    found = [
        number
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\.commit\(\)|session\.begin\(\)|engine\.begin\(\)", line)
    ]

    assert found == [], (
        "Move the change into a function of tracker/services, whose last line commits."
    )


def test_no_file_is_longer_than_400_lines() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*SOURCE, *tests]
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}, "Split these by the next noun down."


def test_only_these_may_take_our_colours_without_asking_the_plan() -> None:
    """Wherever else an action is coloured, its plan says how (`tracker/domain/colours.py`)."""
    ours = re.compile(
        r"from tracker\.domain\.colours import (?:\([^)]*|[^\n]*)\bDEFAULT\b|\bScheme\(\)"
    )
    found = {
        str(path.relative_to(ROOT / "tracker"))
        for path in SOURCE
        if ours.search(path.read_text(encoding="utf-8"))
    }

    assert found == {
        "domain/colours.py",  # they are laid down here
        "domain/board_report.py",  # reports frozen before plans had their own
        "services/colours.py",  # what a plan begins with
        "services/letters/samples.py",  # a letter about no plan
        "store/schemes.py",  # a plan that has laid down none
        "web/colours.py",  # filled in when that is asked for
    }


@pytest.mark.parametrize("left", ["TODO", "FIXME", "XXX", "raise NotImplementedError"])
def test_nothing_is_left_for_later(left: str) -> None:
    assert [str(path) for path in SOURCE if left in path.read_text(encoding="utf-8")] == []


def test_the_npm_lock_holds_hashes_and_no_addresses() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: facts for name, facts in lock["packages"].items() if name}

    assert packages
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if "integrity" not in facts] == []


def test_no_python_lock_file_is_kept() -> None:
    assert not [name for name in ("uv.lock", "pylock.toml") if (ROOT / name).exists()]


def test_the_styles_name_no_font_a_council_may_not_use() -> None:
    built = [path.read_text(encoding="utf-8") for path in (ROOT / "tracker/static").glob("*.css")]

    assert built, "The styles are not built. Run: make setup"
    assert not [
        css for css in built if "GDS Transport" in css or "url(" in css.replace("url(data:", "")
    ]
