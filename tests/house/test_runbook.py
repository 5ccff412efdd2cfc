"""The runbook knows every alarm, every status and every page it sends people to."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.house.test_docs import README, commands
from tracker import cli, clock, config
from tracker.services import checks
from tracker.services.checks import SILENT_AFTER, STUCK_AFTER
from tracker.services.letters.names import STATUSES
from tracker.store.deliveries import Status
from tracker.web.banners import LONG_SILENT

RUNBOOK = (Path(__file__).parents[2] / "docs" / "runbook.md").read_text(encoding="utf-8")
BANNERS = (Path(__file__).parents[2] / "tracker/web/banners.py").read_text(encoding="utf-8")


def test_every_finding_of_the_checks_has_an_alarm(app: Flask) -> None:
    parts = {finding.part for finding in checks.run(now=clock.now())}

    assert [
        part for part in sorted(parts - {"configuration"}) if f"| `{part}`" not in RUNBOOK
    ] == []


@pytest.mark.parametrize(
    "words",
    [
        "Reminders have stopped",
        "Emails are not leaving",
        "All emails are held",
        "There is no recent backup",
    ],
)
def test_every_warning_of_the_pages_has_an_alarm(words: str) -> None:
    assert f'"{words}"' in BANNERS
    assert f"'{words}'" in RUNBOOK


@pytest.mark.parametrize(
    "status", sorted({Status.BOUNCED, Status.TRYING, Status.DOUBTFUL, Status.FAILED, Status.HELD})
)
def test_every_status_that_asks_for_something_is_explained(status: Status) -> None:
    assert f"| {STATUSES[status]}" in RUNBOOK


def test_the_times_are_those_of_the_code() -> None:
    minutes = {int(after.total_seconds() // 60) for after in (SILENT_AFTER, STUCK_AFTER)}

    assert minutes == {10, 15}
    assert "for 10 minutes" in RUNBOOK
    assert "more than 15 minutes" in RUNBOOK
    assert f"from {int(LONG_SILENT.total_seconds() // 3600)} hours on" in RUNBOOK


def test_every_address_it_names_is_a_page(app: Flask) -> None:
    named = set(re.findall(r"`(/[\w/]+)`", RUNBOOK))
    there = {rule.rule for rule in app.url_map.iter_rules()}

    assert named - there == set()


def test_every_command_and_setting_it_names_is_there() -> None:
    named = set(re.findall(r"`(tracker [a-z ]+)`", RUNBOOK))

    assert named <= set(commands(cli.tracker))
    assert set(re.findall(r"`(TRACKER_\w+)`", RUNBOOK)) <= set(config.NAMES)
    assert "(docs/runbook.md)" in README
