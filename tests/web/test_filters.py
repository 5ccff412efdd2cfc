"""Templates say dates and counts as letters do, and find built files."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from tracker.web import filters

FACTS = {
    "due": date(2011, 5, 31),
    "none": None,
    "today": date(2011, 7, 4),
    "at": datetime(2011, 7, 4, 16, 30, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{{ due | day }}", "31 May 2011"),
        ("{{ due | short_day }}", "31 May"),
        ("{{ due | long_day }}", "Tuesday 31 May 2011"),
        ("{{ at | clock_time }}", "5:30pm"),
        ("{{ at | moment }}", "5:30pm on 4 July 2011"),
        ("{{ at | local_day | day }}", "4 July 2011"),
        ("{{ due | distance(today) }}", "34 days overdue"),
        ("{{ due | ago(today) }}", "34 days ago"),
        ("{{ due | span(today) }}", "31 May to 4 July 2011"),
        (
            "{{ 1 | count_of('action') }} {{ 2 | count_of('person', 'people') }}",
            "1 action 2 people",
        ),
        ("{{ ['Priya', 'Tom'] | listed }}", "Priya and Tom"),
        ("{{ 'James' | possessive }}", "James’"),
        ("{{ none | day }}{{ none | moment }}{{ none | long_day }}", ""),
    ],
)
def test_words(app: Flask, template: str, words: str) -> None:
    with app.test_request_context("/"):
        assert render_template_string(template, **FACTS) == words


def asked(folder: Path) -> str:
    """What `asset` says of the styles in a folder."""
    app = Flask("bare", static_folder=str(folder), static_url_path="/static")
    filters.init_app(app)
    with app.test_request_context("/"):
        return render_template_string("{{ asset('tracker.css') }}")


def test_a_built_file_is_found_by_its_plain_name(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"tracker.css": "tracker.0123456789ab.css"}))

    assert asked(tmp_path) == "/static/tracker.0123456789ab.css"


def test_before_the_first_build_the_plain_name_is_used(tmp_path: Path) -> None:
    assert asked(tmp_path) == "/static/tracker.css"
