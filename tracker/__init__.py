"""The action plan tracker: an inspection report in, improvement that happened out."""

import gc

# A page makes some ten thousand objects and nearly all go with it, and of what is imported nothing
# ever goes. Looking for rubbish every 700 new ones, as Python does unless told, is a third of what
# starting takes and a tenth of every page.
gc.set_threshold(20_000, 10, 10)

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from jinja2 import ChainableUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from tracker.config import ROOT, Settings, settings_from
from tracker.extensions import db, login_manager, mail
from tracker.store import engine
from tracker.templating import CompiledTemplates, PageEnvironment

_PACKAGE = Path(__file__).resolve().parent


def create_app(settings: Settings | None = None, *, pages: bool = True, **overrides: Any) -> Flask:
    """The application: settings, extensions, pages.

    `settings` are read from the environment when not given; without `pages` it answers no request;
    `overrides` are Flask configuration for tests. Raises `config.SettingsWrong` when it cannot be
    started with them. What there is in the process at its first call is never looked through for
    rubbish again.
    """
    settings = settings or settings_from(os.environ)
    app = Flask(__name__, template_folder=str(_templates()), static_folder="static")
    app.jinja_environment = PageEnvironment
    app.jinja_options = {
        **app.jinja_options,
        "undefined": ChainableUndefined,
        "bytecode_cache": CompiledTemplates(settings.instance, "pages"),
    }
    app.config.update(_flask_configuration(settings), **overrides)
    app.extensions["settings"] = settings
    db.init_app(app)
    app.teardown_appcontext(engine.let_go)  # before that of `db`: the last comes first
    mail.init_app(app)
    login_manager.init_app(app, add_context_processor=False)  # pages know `me`
    with app.app_context():
        engine.prepare(db.engine, slow_ms=settings.slow_query_ms)
    if pages:
        from tracker import web  # noqa: PLC0415  a third of what a scheduler takes to start

        web.init_app(app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # how Flask is wrapped
    if not gc.get_freeze_count():
        gc.freeze()
    return app


def _templates() -> Path:
    """The templates: inside the package in an installed wheel, at the top level in a checkout."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else ROOT / "templates"


def _flask_configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine.engine_options(settings.database_url),
        "MAIL_SERVER": settings.mail_server or "127.0.0.1",
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username or None,
        "MAIL_PASSWORD": settings.mail_password or None,
        "MAIL_USE_TLS": settings.mail_tls == "starttls",
        "MAIL_USE_SSL": settings.mail_tls == "implicit",
        "MAIL_DEFAULT_SENDER": settings.mail_from,
        "NOTIFY_API_KEY": settings.notify_api_key,
        "NOTIFY_TEMPLATE": settings.notify_template,
        "NOTIFY_URL": settings.notify_url,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure else "session",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": 21 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,
        "TRUSTED_HOSTS": [urlsplit(settings.base_url).hostname] if settings.production else None,
        "TEMPLATES_AUTO_RELOAD": not settings.production,
    }
