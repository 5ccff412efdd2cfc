"""What every answer tells the browser, pages and refusals and files alike."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from werkzeug.test import TestResponse

from tracker.config import Settings
from tracker.web import headers
from tracker.web.access import allow_anyone

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def said(answer: TestResponse, names: Any) -> dict[str, str | None]:
    """The headers of an answer that have these names."""
    return {name: answer.headers.get(name) for name in names}


def policy(answer: TestResponse) -> dict[str, list[str]]:
    """The content security policy as sources by kind, with the nonce's value left out."""
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {
        kind: [s if not s.startswith("'nonce-") else "'nonce-'" for s in sources]
        for kind, *sources in parts
    }


@pytest.mark.parametrize("path", ["/help", "/not-there", "/sign-in"])
def test_every_page_is_kept_nowhere_and_framed_nowhere(app: Flask, path: str) -> None:
    assert said(app.test_client().get(path), ALWAYS) == ALWAYS


def test_a_page_may_only_use_what_comes_from_here(app: Flask) -> None:
    assert policy(app.test_client().get("/help")) == {
        "default-src": ["'none'"],
        "script-src": ["'self'", "'nonce-'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }


def test_each_page_has_a_nonce_of_its_own_and_its_script_carries_it(app: Flask) -> None:
    pages = [app.test_client().get("/help") for _ in range(2)]
    nonces = [
        page.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0] for page in pages
    ]

    assert nonces[0] != nonces[1]
    assert [
        f'<script nonce="{n}">' in page.text for n, page in zip(nonces, pages, strict=True)
    ] == [
        True,
        True,
    ]


def test_a_page_without_https_does_not_ask_for_it(app: Flask) -> None:
    answer = app.test_client().get("/help")

    assert (answer.status_code, answer.headers.get("Strict-Transport-Security")) == (200, None)


def bare_app(tmp_path: Path, settings: Settings) -> Flask:
    """An application with one page and one built file, and our headers."""
    (tmp_path / "manifest.json").write_text(json.dumps({"a.css": "a.0123456789ab.css"}))
    (tmp_path / "a.0123456789ab.css").write_text("a{}")
    app = Flask("bare", static_folder=str(tmp_path), static_url_path="/static")
    headers.init_app(app, settings)

    @app.get("/letter")
    @allow_anyone
    def letter() -> Response:
        answer = Response("<p>Dear Priya</p>")
        answer.headers["Content-Security-Policy"] = headers.LETTER_POLICY
        return answer

    return app


def test_https_is_asked_for_where_the_base_address_has_it(tmp_path: Path) -> None:
    client = bare_app(tmp_path, Settings(base_url="https://plans.northbank.example")).test_client()

    plain = client.get("/letter", base_url="http://plans.northbank.example")
    safe = client.get("/letter", base_url="https://plans.northbank.example")

    assert (plain.status_code, plain.location) == (302, "https://plans.northbank.example/letter")
    assert safe.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_a_letter_keeps_its_stricter_policy(tmp_path: Path) -> None:
    answer = bare_app(tmp_path, Settings()).test_client().get("/letter")

    assert answer.headers["Content-Security-Policy"] == headers.LETTER_POLICY


def test_a_built_file_is_kept_for_ever_and_shared_with_no_other_site(tmp_path: Path) -> None:
    answer = bare_app(tmp_path, Settings()).test_client().get("/static/a.0123456789ab.css")
    answer.close()

    names = ["Cache-Control", "X-Content-Type-Options", "Access-Control-Allow-Origin"]
    assert said(answer, names) == {
        "Cache-Control": "max-age=315360000, public, immutable",
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": None,
    }


def test_production_does_not_start_without_its_styles(tmp_path: Path) -> None:
    app = Flask("bare", static_folder=str(tmp_path / "nothing"))
    production = replace(Settings(), env="production")

    with pytest.raises(headers.StylesMissing) as raised:
        headers.init_app(app, production)

    assert str(raised.value) == "The styles and the script are not built. Run: make setup"
