"""Which versions are at work, and what is said of those with something to do about them."""

import platform
import re

import pytest
from flask import Flask

from tracker import clock
from tracker.services import checks
from tracker.services.versions import versions
from tracker.store import schema


def found() -> dict[str, tuple[str, str]]:
    """Each part with its version and what to do."""
    return {one.part: (one.number, one.trouble) for one in versions()}


def test_product_database_and_libraries_are_named(app: Flask, engine_name: str) -> None:
    here = found()

    database = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine_name]
    assert re.fullmatch(r"\d+(\.\d+)+", here[database][0])
    assert here[database][1] == ""
    assert here["Python"] == (platform.python_version(), "")
    assert re.match(r"\d", here["OpenSSL"][0])
    assert re.match(r"3\.", here["Flask"][0])


def test_a_sqlite_that_can_damage_a_database_is_said(
    app: Flask, engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "server_version", lambda: "3.40.1")

    said = [part for part, (_, trouble) in found().items() if "damages a database" in trouble]

    assert said == (["SQLite"] if engine_name == "sqlite" else [])


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (None, "They are not ready. Run: tracker db upgrade"),
        ("0001", "They are not ready. Run: tracker db upgrade"),
        ("9999", "They are of a newer version. Upgrade this machine too."),
    ],
)
def test_tables_of_another_version_are_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch, at: str | None, said: str
) -> None:
    monkeypatch.setattr(schema, "current", lambda: at)

    assert found()["Tables"][1] == said


def test_tables_of_a_newer_version_are_no_fault_while_machines_are_upgraded(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "current", lambda: "9999")

    (database,) = [one for one in checks.run(now=clock.now()) if one.part == "database"]

    assert (database.well, database.words) == (
        True,
        "version 9999, newer than this machine. Upgrade it too",
    )
