"""What templates may use: the words of `domain.wording`, a few functions, the GOV.UK macros."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from flask import Flask, url_for
from jinja2 import BaseLoader, ChoiceLoader, PackageLoader, PrefixLoader

from tracker.domain import measures, wording
from tracker.web import markup
from tracker.web.fields import errors_for_summary
from tracker.web.listing import list_address


def init_app(app: Flask) -> None:
    """Register the filters, the functions and the place the GOV.UK macros come from.

    The macros need `ChainableUndefined` in `app.jinja_options`, set before anything here is called.
    Filters: `due|day`, `due|long_day`, `at|clock_time`, `at|moment`, `due|distance(today)`,
    `n|count_of('action')`, `n|capped`, `n|times`, `names|listed`, `name|possessive`,
    `name|upper_first`, `value|measured_in('days')`. (`count` is a filter of Jinja's own.)
    Functions: `asset('tracker.css')`, `errors_for_summary(form)`, `list_address('csv')`, and
    `govuk`, which `components/forms.html` is written with.
    """
    app.jinja_loader = _with_govuk_macros(app.jinja_loader)
    app.jinja_env.filters.update(
        day=_or_nothing(wording.day),
        short_day=_or_nothing(wording.short_day),
        long_day=_or_nothing(wording.long_day),
        clock_time=_or_nothing(wording.clock_time),
        moment=_or_nothing(wording.moment),
        local_day=wording.local_day,
        capped=wording.capped,
        distance=wording.distance,
        ago=wording.ago,
        span=wording.span,
        count_of=wording.count,
        listed=wording.listed,
        times=wording.times,
        possessive=wording.possessive,
        upper_first=wording.upper_first,
        measured_in=measures.in_words,
    )
    app.jinja_env.globals.update(
        asset=_asset_finder(Path(app.static_folder or "static")),
        errors_for_summary=errors_for_summary,
        list_address=list_address,
        govuk=markup,
    )


def _with_govuk_macros(ours: BaseLoader | None) -> BaseLoader:
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return ChoiceLoader([*([ours] if ours else []), macros])


_When = TypeVar("_When", bound=date)


def _or_nothing(say: Callable[[_When], str]) -> Callable[[_When | None], str]:
    """An absent date is said as nothing, so that a template need not ask first."""

    def say_if_any(when: _When | None) -> str:
        return say(when) if when else ""

    return say_if_any


def _asset_finder(folder: Path) -> Callable[[str], str]:
    """Finds built files: 'tracker.css' to '/static/tracker.4033aac22216.css'.

    Before the first build the plain name is used, so that pages can be read, though not looked at.
    """
    built: dict[str, str] = {}

    def asset(name: str) -> str:
        manifest = folder / "manifest.json"
        if not built and manifest.is_file():
            built.update(json.loads(manifest.read_text(encoding="utf-8")))
        return url_for("static", filename=built.get(name, name))

    return asset
