"""What is logged in production: one line a record, which names nobody and holds no secret."""

import json
import logging
from typing import Any

from tracker.logs import JsonLines, request_id


def line(
    message: str, *args: object, logger: str = "tracker.scheduler", **more: Any
) -> dict[str, Any]:
    """What becomes of a record."""
    record = logging.LogRecord(logger, logging.ERROR, "here.py", 1, message, args, None)
    for name, value in more.items():
        setattr(record, name, value)
    written = JsonLines().format(record)
    assert "\n" not in written
    return json.loads(written)  # type: ignore[no-any-return]  # JSON


def test_a_record_is_one_line_whatever_is_in_it() -> None:
    written = line('first\nsecond\x1b[31m {"level": "%s"}', "info", facts={"status": 200})

    assert written["message"] == 'first\nsecond\x1b[31m {"level": "info"}'
    assert (written["level"], written["logger"]) == ("error", "tracker.scheduler")
    assert (written["status"], written["time"][-6:]) == (200, "+00:00")


def test_a_record_within_a_request_names_it() -> None:
    request_id.set("0123456789abcdef")
    within = line("the database does not answer")
    request_id.set("")

    assert within["request_id"] == "0123456789abcdef"
    assert "request_id" not in line("the database does not answer")


def test_an_address_of_mail_in_what_a_server_said_is_taken_out() -> None:
    said = line("in trouble: %s", "550 <priya.nair@northbank.example> unknown")

    assert said["message"] == "in trouble: 550 <(address)> unknown"


def test_an_exception_is_told_by_its_kind_and_its_places() -> None:
    try:
        raise ValueError("Conference minutes within 15 working days")
    except ValueError as error:
        told = line("could not be written", exc_info=(type(error), error, error.__traceback__))

    assert told["exception"] == "ValueError"
    assert told["places"][0].endswith("test_an_exception_is_told_by_its_kind_and_its_places")
    assert "Conference" not in json.dumps(told)


def test_the_address_a_web_server_failed_on_is_left_out() -> None:
    failed = line("Error handling request %s", "/calendar/secret.ics", logger="gunicorn.error")

    assert failed["message"] == "Error handling request (address)"
