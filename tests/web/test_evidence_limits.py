"""What is too much is refused before it is read, and what is not takes no memory."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.services.adding import NOTHING, on_disk
from tests.web.bodies import CONTENT_TYPE, Counted, multipart
from tests.web.officer_pages import filled_in, messages, words

pytestmark = pytest.mark.usefixtures("northbank")

ROOT = Path(__file__).parents[2]
ADD = "/actions/SLAC-1.1/evidence/add"
SAID = {"about": "The audit of June", "shows": "impact", "what": "file"}
MEGABYTE = 1024 * 1024


@pytest.fixture
def small(northbank: Flask) -> None:
    """A limit of one megabyte."""
    northbank.extensions["settings"] = replace(northbank.extensions["settings"], upload_mb=1)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.usefixtures("small")
def test_a_file_just_over_the_limit_is_said_to_be_so_beside_its_field(cast: Cast) -> None:
    priya = cast.client("priya")
    fields = {**filled_in(priya.get(ADD)), **SAID}
    before = open_files()

    body = multipart(fields, "notes.txt", b"x" * (MEGABYTE + 1))
    answer = priya.post(ADD, input_stream=io.BytesIO(body), content_length=len(body), content_type=CONTENT_TYPE)  # fmt: skip

    assert "up to 1MB" in words(answer.text)
    assert messages(answer) == ["The selected file must be 1MB or smaller"]
    assert on_disk() == NOTHING
    answer.close()
    assert open_files() <= before


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("length", [51 * MEGABYTE, None])
def test_a_body_over_the_limit_is_refused_without_reading_it_all(
    cast: Cast, length: int | None
) -> None:
    priya = cast.client("priya")
    start = multipart({**filled_in(priya.get(ADD)), **SAID}, "notes.txt", b"")[:-40]
    body, before = Counted(start), open_files()
    line: dict[str, Any] = {"wsgi.input": body, "CONTENT_TYPE": CONTENT_TYPE}
    line |= {"CONTENT_LENGTH": str(length)} if length else {"wsgi.input_terminated": True}

    answer = priya.post(ADD, environ_overrides=line)

    assert answer.status_code == 413
    assert "a file of evidence 1MB or smaller" in words(answer.text)
    assert body.given <= (0 if length else 3 * MEGABYTE)
    assert on_disk() == NOTHING
    answer.close()
    assert open_files() <= before


def test_a_form_in_ten_thousand_parts_is_refused(cast: Cast) -> None:
    priya = cast.client("priya")
    fields = {**filled_in(priya.get(ADD)), **SAID, **{f"x{n}": "" for n in range(10_000)}}
    body = multipart(fields, "notes.txt", b"words")

    answer = priya.post(ADD, data=body, content_type=CONTENT_TYPE)

    assert answer.status_code == 413
    assert on_disk() == NOTHING


def test_other_forms_keep_their_own_limit(cast: Cast) -> None:
    priya = cast.client("priya")

    line = {
        "wsgi.input": Counted(b""),
        "CONTENT_TYPE": CONTENT_TYPE,
        "CONTENT_LENGTH": str(24 * MEGABYTE),
    }
    answer = priya.post("/actions/SLAC-1.1/update", environ_overrides=line)

    assert answer.status_code == 413


_UPLOADS = """
import os, sys
from pathlib import Path
from tests.importers import evidence_files as made
from tests.web.bodies import CONTENT_TYPE, multipart
from tests.web.pages import CheckedClient
from tests.web.officer_pages import filled_in
from tracker import create_app
from tracker.config import Settings
from tracker.services.demo import PASSWORD

place, database, add = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
app = create_app(Settings(secret_key="k" * 32, instance=place, database_url=database, upload_mb=50))
client = CheckedClient(app)
client.sign_in("priya.nair@northbank.example", PASSWORD)

def send(data):
    fields = {**filled_in(client.get(add)), "about": "Minutes", "shows": "impact", "what": "file"}
    (place / "body").write_bytes(multipart(fields, "minutes.docx", data))
    del data
    with (place / "body").open("rb") as body:
        length = os.fstat(body.fileno()).st_size
        answer = client.post(add, input_stream=body, content_length=length, content_type=CONTENT_TYPE)
    assert answer.status_code == 303, answer.status_code

def peak():
    return int(next(l for l in open("/proc/self/status") if l.startswith("VmHWM")).split()[1])

def reset():
    Path("/proc/self/clear_refs").write_text("5")

send(made.with_parts({"word/media/a.bin": os.urandom(1000)}))
if os.fork() == 0:  # the body is made in another process, so that this one's memory is its own
    fields = {**filled_in(client.get(add)), "about": "Minutes", "shows": "impact", "what": "file"}
    data = made.with_parts({"word/media/a.bin": os.urandom(49 * 1024 * 1024)}, packed=False)
    (place / "body").write_bytes(multipart(fields, "minutes.docx", data))
    os._exit(0)
assert os.wait()[1] == 0
client.get(add)
reset()
before = peak()
with (place / "body").open("rb") as body:
    length = os.fstat(body.fileno()).st_size
    answer = client.post(add, input_stream=body, content_length=length, content_type=CONTENT_TYPE)
assert answer.status_code == 303, answer.status_code
print(length, before, peak())
"""


def test_a_file_of_50_mb_takes_no_memory(northbank: Flask, cast: Cast, tmp_path: Path) -> None:
    settings = northbank.extensions["settings"]
    (tmp_path / "tmp").mkdir()

    told = subprocess.run(
        [sys.executable, "-c", _UPLOADS, str(settings.instance), settings.database_url, ADD],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert told.returncode == 0, told.stderr
    length, before, after = (int(number) for number in told.stdout.split())
    assert length > 49 * MEGABYTE
    assert after - before < 8 * 1024, f"{after - before} kB more for {length} bytes"
    assert list((tmp_path / "tmp").iterdir()) == []
