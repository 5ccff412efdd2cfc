"""What the styles and the script are built from, and what is kept about that."""

import json
from pathlib import Path

FRONT_END = Path(__file__).resolve().parents[2] / "frontend"
LOCK = json.loads((FRONT_END / "package-lock.json").read_text(encoding="utf-8"))
PACKAGES = {name: facts for name, facts in LOCK["packages"].items() if name}


def test_the_lock_holds_a_hash_for_each_package_and_no_address() -> None:
    assert [name for name, facts in PACKAGES.items() if "integrity" not in facts] == []
    assert [name for name, facts in PACKAGES.items() if "resolved" in facts] == []
    assert "://" not in json.dumps({name: facts.get("version") for name, facts in PACKAGES.items()})


def test_the_design_system_is_the_one_the_macros_were_written_for() -> None:
    assert PACKAGES["node_modules/govuk-frontend"]["version"] == "6.3.0"


def test_every_package_is_pinned_as_it_is_locked() -> None:
    wanted = json.loads((FRONT_END / "package.json").read_text(encoding="utf-8"))["devDependencies"]

    assert wanted == {name: PACKAGES[f"node_modules/{name}"]["version"] for name in wanted}
