"""The pages: one file a noun, the form classes first and then the routes that use them."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g, request, url_for

from tracker import clock
from tracker.config import Settings
from tracker.domain.access import EVERYONE, OWNERS, PEOPLE_KEEPERS, PLAN_READERS, REVIEWERS, Role
from tracker.domain.wording import capped
from tracker.store.people import Person
from tracker.store.reviews import overdue_count
from tracker.web import (
    access,
    arriving,
    banners,
    blueprints,
    board_reports,
    errors,
    filters,
    headers,
    journal,
    probes,
    reach,
    upgrading,
)
from tracker.web.csrf import csrf


def init_app(app: Flask, settings: Settings) -> None:
    """Register everything people can open, and what surrounds each request."""
    journal.init_app(app, settings)
    arriving.init_app(app)
    headers.init_app(app, settings)
    csrf.init_app(app)  # after the headers, so that the page that refuses a form has its nonce
    filters.init_app(app)
    upgrading.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    app.after_request(access.mark_seen_after)
    app.context_processor(_shared)
    for blueprint in blueprints.all_of(settings):
        app.register_blueprint(blueprint)
    probes.init_app(app, settings)


def _shared() -> dict[str, Any]:
    """What every template may use; nothing is asked of a database that has just failed."""
    person = None if g.get("database_failed") else access.person_if_any()
    return {
        "settings": access.settings(),
        "navigation": _navigation(person) if person else [],
        "unreachable": reach.alarm_for(person) if person else 0,
        "me": person,
        "today": clock.today(),
        "now": clock.now(),
        "not_well": banners.warnings,
    }


def _review(person: Person) -> str:
    waiting = overdue_count(person, clock.today())
    return f"Review ({capped(waiting)})" if waiting else "Review"


_Link = tuple[str, str, frozenset[Role], Callable[[Person], str] | None]

_LINKS: tuple[_Link, ...] = (
    ("My actions", "home.home", OWNERS, None),
    ("", "review.review", REVIEWERS, _review),
    ("Plans", "plans.plans", PLAN_READERS, None),
    ("Reports", "board_reports.reports", board_reports.READERS, None),
    ("People", "people.people", PEOPLE_KEEPERS, None),
    ("Search", "search.search", EVERYONE, None),
    ("", "account.account", EVERYONE, lambda person: person.name),
)


def _navigation(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "text": name(person) if name else text,
            "href": url_for(endpoint),
            "current": (request.endpoint or "").split(".")[0] == endpoint.split(".")[0],
        }
        for text, endpoint, roles, name in _LINKS
        if person.role in roles
    ]
