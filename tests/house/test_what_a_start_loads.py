"""What few need is loaded by whoever needs it: each megabyte is held by every process."""

import subprocess
import sys
from pathlib import Path

SELDOM = {
    "aiosmtpd": "catches mail on a developer's machine",
    "alembic": "changes tables, when there is something to change",
    "boto3": "keeps evidence in a bucket",
    "cryptography": "seals backups",
    "docxtpl": "writes Word",
    "docx": "reads and writes Word",
    "email_validator": "checks an address that is typed",
    "flask_migrate": "changes tables, when there is something to change",
    "holidays.countries": "knows 250 countries",
    "icalendar": "writes calendars",
    "imap_tools": "reads a mailbox",
    "mammoth": "reads Word",
    "pdfplumber": "reads PDF",
    "pydantic": "checks and describes what programs ask for",
    "selectolax": "reads HTML",
    "typst": "writes PDF",
    "xlsxwriter": "writes workbooks",
}
STARTED = """
import sys
from tracker import cli, clock, create_app
from tracker.services import morning
app = create_app()
with app.app_context():
    cli._upgrade()
    if "again" in sys.argv:
        morning.plan_due(clock.at("2011-07-04T08:00"))
        assert app.test_client().get("/sign-in").status_code == 200
        print(*sys.modules)
"""


def test_a_start_and_a_morning_load_nothing_that_few_need(tmp_path: Path) -> None:
    environment = {
        "TRACKER_ENV": "development",
        "TRACKER_CLOCK": "2011-07-04T08:00",
        "TRACKER_INSTANCE": str(tmp_path),
    }
    command = [sys.executable, "-c", STARTED]
    subprocess.run(command, check=True, env=environment)
    again = subprocess.run(
        [*command, "again"], check=True, env=environment, capture_output=True, text=True
    )
    loaded = set(again.stdout.split())
    assert "tracker.services.morning" in loaded
    assert {name: why for name, why in SELDOM.items() if name in loaded} == {}


COMMAND = """
import sys
from tracker import cli
with cli._application(pages=False).app_context():
    print(*sys.modules)
"""


def test_a_command_loads_no_pages(tmp_path: Path) -> None:
    environment = {"TRACKER_ENV": "development", "TRACKER_INSTANCE": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", COMMAND], check=True, env=environment, capture_output=True, text=True
    )
    loaded = set(told.stdout.split())
    assert {"tracker.scheduler", "tracker.services.mornings"} <= loaded
    assert loaded & {"tracker.web", "pydantic", "prometheus_client", "wtforms", "waitress"} == set()
