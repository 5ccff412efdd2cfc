import asyncio
import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.delivery.letters import letter
from tracker.delivery.catcher import Catcher
from tracker.delivery.caught import CaughtLetter, OpenedLetter, caught, read
from tracker.delivery.letter import compose

MONDAY = datetime(2011, 7, 4, 7, tzinfo=UTC)


def post(catcher: Catcher, *letters: bytes, to: str = "priya.nair@northbank.example") -> None:
    with smtplib.SMTP(catcher.host, catcher.port, local_hostname="test", timeout=5) as server:
        for content in letters:
            server.sendmail("actions@northbank.example", [to], content)


def test_letters_are_kept_in_the_order_they_came(mail_app: Flask, tmp_path: Path) -> None:
    subjects = ["Your actions this week", "34 days overdue: Siân’s minutes", "New action"]
    with Catcher(tmp_path / "mail") as catcher:
        post(catcher, *(compose(letter(subject=subject), date=MONDAY) for subject in subjects))

    found = caught(tmp_path / "mail")
    assert found == [
        CaughtLetter(one.name, "priya.nair@northbank.example", subject, MONDAY)
        for one, subject in zip(found, subjects, strict=True)
    ]


def test_a_caught_letter_opens_with_both_parts_and_its_headers(
    mail_app: Flask, tmp_path: Path
) -> None:
    sent = letter(text="Siân,\n\nIt is 34 days overdue.\n", html="<p>Siân &amp; co</p>\n")
    with Catcher(tmp_path) as catcher:
        post(catcher, compose(sent, date=MONDAY))

    (only,) = caught(tmp_path)
    opened = read(tmp_path, only.name)

    assert opened == OpenedLetter(
        **vars(only), text=sent.text, html=sent.html, headers=opened.headers
    )
    assert ("X-Tracker-Ref", "SLAC-1.1") in opened.headers


def test_a_letter_is_a_whole_file_when_its_sender_is_told_so(
    mail_app: Flask, tmp_path: Path
) -> None:
    with (
        Catcher(tmp_path) as catcher,
        smtplib.SMTP(catcher.host, catcher.port, local_hostname="test", timeout=5) as server,
    ):
        server.sendmail("a@b.example", ["c@d.example"], compose(letter(), date=MONDAY))

        assert [one.to for one in caught(tmp_path)] == ["c@d.example"]
        assert [path.suffix for path in tmp_path.iterdir()] == [".eml"]


def test_a_letter_that_is_no_letter_can_still_be_listed_and_opened(tmp_path: Path) -> None:
    with Catcher(tmp_path) as catcher:
        post(catcher, b"Date: never\r\n\r\nplain words")

    (only,) = caught(tmp_path)
    opened = read(tmp_path, only.name)
    assert (only.subject, only.date, opened.text.strip(), opened.html) == (
        "",
        None,
        "plain words",
        "",
    )


def test_there_are_no_letters_where_there_is_no_folder(tmp_path: Path) -> None:
    assert caught(tmp_path / "nowhere") == []


@pytest.mark.parametrize("name", ["../secret.eml", "secret.eml", "", "/etc/passwd", "1-1.eml"])
def test_only_a_letter_of_the_catcher_can_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.eml").write_text("Subject: secret\r\n\r\n")

    with pytest.raises(FileNotFoundError):
        read(tmp_path, name)


def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    with Catcher(tmp_path) as first, pytest.raises(OSError, match="in use"):
        Catcher(tmp_path, port=first.port).start()


def test_the_port_is_free_again_when_it_has_stopped(tmp_path: Path) -> None:
    with Catcher(tmp_path) as first:
        port = first.port

    with Catcher(tmp_path, port=port) as again:
        assert again.port == port


def test_it_starts_where_another_loop_is_running(tmp_path: Path) -> None:
    async def start_and_stop() -> int:
        with Catcher(tmp_path) as catcher:
            return catcher.port

    with ThreadPoolExecutor() as elsewhere:
        assert elsewhere.submit(asyncio.run, start_and_stop()).result() > 0
