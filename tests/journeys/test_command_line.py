"""The command line, as its own process and with its own database, the way people run it."""

import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.importers.workbooks import of_rows
from tests.journeys.warm import WarmTracker
from tests.ports import free_port
from tracker.importers import LARGEST
from tracker.importers.sheets import OLD

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, warm: WarmTracker) -> Run:
    """`run("demo")` runs `tracker demo` at 8am on 4 July 2011 in an instance of its own."""

    port = str(free_port())

    def command(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")
        }
        ours = {
            "TRACKER_INSTANCE": str(tmp_path / "instance"),
            "TRACKER_CLOCK": "2011-07-04T08:00",
            "TRACKER_MAIL_PORT": port,
        }
        return warm.run(words, clean | ours | settings)

    return command


def machine(answer: subprocess.CompletedProcess[str]) -> Any:
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_a_morning_is_gone_through_once(run: Run, tmp_path: Path) -> None:
    run("demo")
    rehearsed = machine(run("morning", "--date", "2011-07-04", "--dry-run", "--json"))
    assert not (tmp_path / "instance" / "mailbox").exists() or not list(
        (tmp_path / "instance" / "mailbox").iterdir()
    )

    first = machine(run("morning", "--date", "2011-07-04", "--json"))
    second = machine(run("morning", "--date", "2011-07-04", "--json"))

    assert {letter["to"]: letter["text"] for letter in first["letters"]} == {
        letter["to"]: letter["text"] for letter in rehearsed["letters"]
    }
    assert {letter["to"]: letter["kind"] for letter in first["letters"]} == {
        "jean.talbot@northbank.example": "digest",
        "priya.nair@northbank.example": "overdue",
        "helen.pryce@northbank.example": "overdue",
        "ruth.calder@northbank.example": "agenda",
        "dawn.okafor@northbank.example": "due_soon",
    }
    assert {
        "kind": "agenda",
        "to": "tom.ashworth@northbank.example",
        "reason": "new date of 29 July 2011 waiting for Jean Talbot to decide",
    } in first["skipped"]
    assert second["letters"] == []
    assert len(list((tmp_path / "instance" / "mailbox").glob("*.eml"))) == 5
    assert {row["state"] for row in machine(run("outbox", "--json"))} == {"sent"}


def test_a_week_of_mornings_brings_nobody_two_letters_on_a_day(run: Run) -> None:
    run("demo")
    for day in ("2011-07-04", "2011-07-05", "2011-07-06", "2011-07-07", "2011-07-08"):
        letters = machine(run("morning", "--date", day, "--json"))["letters"]
        assert len({letter["to"] for letter in letters}) == len(letters), day

    saturday = machine(run("morning", "--date", "2011-07-09", "--json"))

    assert saturday == {
        "letters": [],
        "skipped": [
            {
                "kind": "all",
                "to": "everybody",
                "reason": "Saturday 9 July 2011 is not a working day",
            }
        ],
    }


def test_a_command_before_the_tables_says_what_to_run(run: Run) -> None:
    answer = run("outbox")

    assert (answer.returncode, answer.stderr) == (
        1,
        "Error: The database is not ready. Run: tracker db upgrade\n",
    )


def test_a_database_that_cannot_be_opened_is_said_in_a_sentence(run: Run, tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'nowhere' / 'tracker.sqlite'}"

    answer = run("db", "upgrade", TRACKER_DATABASE_URL=nowhere)

    assert (answer.returncode, answer.stdout, answer.stderr) == (
        1,
        "",
        "Error: The database cannot be used: unable to open database file\n",
    )


def test_an_address_that_cannot_be_listened_on_is_said_in_a_sentence(run: Run) -> None:
    no_port = run("run", "--port", "65536")
    not_ours = run("run", "--host", "192.0.2.1", "--port", str(free_port()))

    assert (no_port.returncode, not_ours.returncode) == (2, 1)
    assert "65536 is not in the range 1<=x<=65535." in no_port.stderr
    assert "cannot be listened on: " in not_ours.stderr.splitlines()[-1]
    assert "Traceback" not in not_ours.stderr


@pytest.mark.parametrize("day", ["tomorrow", "2011-02-30", "0001-01-01", "9999-12-31"])
def test_a_date_no_morning_can_have_is_refused_in_a_sentence(run: Run, day: str) -> None:
    run("db", "upgrade")

    answer = run("morning", "--date", day, "--dry-run", "--json")

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "Error: The date must look like 2011-07-04.\n"


def test_a_file_without_an_end_is_refused_as_too_large(run: Run) -> None:
    endless = run("read", "/dev/zero", "--json")

    assert (endless.returncode, endless.stdout) == (1, "")
    assert endless.stderr == "Error: The selected file must be smaller than 20MB\n"


def test_a_file_that_is_no_report_is_refused_in_a_sentence(run: Run, tmp_path: Path) -> None:
    for name, data, sentence in (
        ("empty.pdf", b"", "The selected file is empty"),
        ("large.txt", b"x" * LARGEST, "The selected file must be smaller than 20MB"),
        ("photo.png", b"\x89PNG\r\n", "The selected file must be a Word, PDF or text file"),
    ):
        (tmp_path / name).write_bytes(data)
        answer = run("read", str(tmp_path / name), "--json")
        assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", f"Error: {sentence}\n")


def test_settings_it_cannot_start_with_are_each_said_in_a_sentence(run: Run) -> None:
    answer = run(
        "check",
        TRACKER_ENV="production",
        TRACKER_SECRET_KEY="short",
        TRACKER_MAIL_PORT="mail",
        TRACKER_COLOUR="red",
    )

    assert answer.returncode == 2
    assert set(answer.stderr.splitlines()) >= {
        "TRACKER_COLOUR is not a setting. Check its spelling against the README.",
        "TRACKER_MAIL_PORT must be a whole number from 1 up.",
        "TRACKER_DATABASE_URL must be set in production.",
        "TRACKER_SECRET_KEY must be at least 32 characters. Make one with: python -c 'import secrets; print(secrets.token_hex(32))'.",
        "TRACKER_CLOCK stands in for the real clock and cannot be used in production.",
    }


def test_a_person_added_can_be_told_their_password(run: Run) -> None:
    run("db", "upgrade")

    answer = run(
        "person",
        "add",
        "--name",
        "Ada Fox",
        "--email",
        "Ada.Fox@northbank.example",
        "--role",
        "administrator",
    )
    again = run(
        "person",
        "add",
        "--name",
        "Ada Fox",
        "--email",
        "ada.fox@northbank.example",
        "--role",
        "officer",
    )

    assert answer.stderr == "Ada Fox can sign in as ada.fox@northbank.example.\n"
    assert len(answer.stdout.strip()) >= 12
    assert again.returncode == 1
    assert again.stderr.startswith("Error: ")


def test_check_says_what_is_wrong_and_ends_with_one(run: Run) -> None:
    run("demo")

    answer = run("check")

    assert answer.returncode == 1
    words = [line[:5].strip() for line in answer.stdout.splitlines()]
    assert words == ["ok", "ok", "WRONG", "WRONG", *["ok"] * 6]


def test_reading_a_report_prints_what_was_found_and_stores_nothing(
    run: Run, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        "INSPECTION OF SERVICES\n\n4.2 AREAS FOR DEVELOPMENT:\n\n- Minutes sent out promptly\n- Supervision that challenges\n",
        encoding="utf-8",
    )

    found = machine(run("read", str(report), "--json"))

    assert [finding["text"] for finding in found["findings"]] == [
        "Minutes sent out promptly",
        "Supervision that challenges",
    ]
    assert set(found) >= {"header", "judgements", "findings", "strengths", "checks"}
    assert found["response"] is None
    assert not (tmp_path / "instance").exists()


def test_reading_a_letter_tells_the_date_it_states_and_the_date_counted(
    run: Run, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(
        "18 August 2022\n\nJoint targeted area inspection of Northbank\n\n"
        "Ofsted inspected the area. The director should prepare a written statement of proposed "
        "action and send the statement by 25 November 2022.\n",
        encoding="utf-8",
    )

    told = machine(run("read", str(letter), "--json"))["response"]

    assert (told["stated_on"], told["proposed_on"]) == ("2022-11-25", "2022-11-28")
    assert told["duty"] == "joint-inspection-statement/1"


def test_a_file_that_cannot_be_read_ends_in_a_sentence(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "report.pdf"
    empty.write_bytes(b"")

    answer = run("read", str(empty), "--json")

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "Error: The selected file is empty\n"


def test_bk04_a_database_under_another_name_sends_nothing_and_says_so(
    run: Run, tmp_path: Path
) -> None:
    run("demo")
    copy = {"TRACKER_INSTANCE_NAME": "a copy"}

    morning = machine(run("morning", "--date", "2011-07-04", "--json", **copy))
    checked = run("check", **copy)

    why = "The database is that of the installation ‘127.0.0.1’ and this one is ‘a copy’."
    assert morning["letters"] == []
    assert {"kind": "all", "to": "everybody", "reason": why} in morning["skipped"]
    assert not list((tmp_path / "instance" / "mailbox").glob("*.eml"))
    assert f"WRONG hold: all mail is held since 7am on 4 July 2011. {why}" in checked.stdout
    assert {row["state"] for row in machine(run("outbox", "--json", **copy))} == {"ready"}


def test_after_a_restore_nothing_is_sent_until_an_administrator_has_decided(run: Run) -> None:
    run("demo")

    assert run("db", "restored").returncode == 0

    assert machine(run("morning", "--date", "2011-07-04", "--json"))["letters"] == []


def test_all_mail_of_a_test_copy_goes_to_one_address(run: Run, tmp_path: Path) -> None:
    run("demo")

    run("morning", "--date", "2011-07-04", TRACKER_MAIL_ONLY_TO="tester@northbank.example")

    caught = list((tmp_path / "instance" / "mailbox").glob("*.eml"))
    assert len(caught) == 5
    delivered = {path.read_text().splitlines()[0] for path in caught}
    assert delivered == {"Delivered-To: tester@northbank.example"}


def test_the_history_is_verified_and_what_was_done_to_it_is_named(run: Run, tmp_path: Path) -> None:
    run("demo")

    whole = run("audit", "verify")

    said, note = whole.stdout.splitlines()
    assert whole.returncode == 0
    assert re.fullmatch(r"The history is whole: \d+ entries, from .* 2011 to .* 2011\.", said)
    anchor = note.removeprefix("Note this down outside the database: ")
    assert run("audit", "verify", "--anchor", anchor).returncode == 0
    assert run("audit", "verify", "--anchor", "yesterday").stderr == (
        "Error: The anchor must look like 1234-9f3ac2d17b60e854.\n"
    )

    with closing(sqlite3.connect(tmp_path / "instance" / "tracker.sqlite")) as database:
        database.execute("DROP TRIGGER history_entry_is_not_altered")
        database.execute("UPDATE history_entry SET actor_id = NULL WHERE id = 7")
        database.commit()
    broken = run("audit", "verify")

    assert broken.returncode == 1
    assert broken.stdout.splitlines() == [
        "Entry 7 (id 7) was altered.",
        "The history can be altered: the triggers by which the database refuses it are gone, "
        "or turned off.",
        f"The history is not whole: {said.split()[4]} entries read.",
    ]


def test_reading_a_spreadsheet_and_what_is_different_in_the_next(run: Run, tmp_path: Path) -> None:
    old, new = tmp_path / "may.xlsx", tmp_path / "june.csv"
    rows = [["Action", "Lead", "Due date"], ["Write the policy", "J Talbot", "31/06/2011"]]
    old.write_bytes(of_rows(rows))
    new.write_text("Action,Lead,Due date\nWrite the policy,J Talbot,30/06/2011\n", encoding="utf-8")

    first = machine(run("read", str(old), "--json"))
    second = machine(run("read", str(new), "--against", str(old), "--json"))
    again = machine(run("read", str(old), "--against", str(old), "--json"))
    words = run("read", str(new), "--against", str(old)).stdout.splitlines()

    (sheet,) = first["sheets"]
    assert [column["meaning"] for column in sheet["columns"]] == ["action", "owner", "due"]
    assert (sheet["heading_rows"], sheet["ready"], sheet["to_fix"]) == ([1], 0, 1)
    assert sheet["rows"][0]["problems"] == [
        {
            "cell": "C2",
            "meaning": "due",
            "value": "31/06/2011",
            "sentence": 'Row 2: due date "31/06/2011" is not a real date',
            "suggestion": "30/06/2011",
        }
    ]
    assert [(one["change"], one["parts"]) for one in second["differences"]] == [
        ("changed", ["due_on", "due_words"])
    ]
    assert again["differences"] == []
    assert words[-1] == "  changed: Write the policy due_on, due_words"
    assert not (tmp_path / "instance").exists()


def test_a_spreadsheet_that_cannot_be_read_ends_in_a_sentence(run: Run, tmp_path: Path) -> None:
    for name, data, sentence in (
        ("large.csv", b"x" * LARGEST, "The selected file must be smaller than 20MB"),
        ("old.xls", b"\xd0\xcf\x11\xe0", OLD),
    ):
        (tmp_path / name).write_bytes(data)
        answer = run("read", str(tmp_path / name), "--json")
        assert (answer.returncode, answer.stdout, answer.stderr) == (1, "", f"Error: {sentence}\n")


def test_the_roles_are_printed_without_a_database(run: Run) -> None:
    answer = run("db", "roles", "--app", "northbank_app")
    wrong = run("db", "roles", "--app", "tracker_owner")

    assert "FROM northbank_app;" in answer.stdout
    assert (wrong.returncode, wrong.stderr) == (
        1,
        "Error: Name three different roles, each of small letters, figures and _.\n",
    )
