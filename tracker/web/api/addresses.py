"""The addresses of the API and who may ask each. What answers them, and describes itself by models,
is loaded with the first program that asks: most installations have none, and it is a tenth of what
a process holds."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint

from tracker.domain.access import PLAN_READERS, SERVICE_KEEPERS
from tracker.web.access import allow_anyone, allow_tokens

pages = Blueprint("api", __name__, url_prefix="/api/v1")

_OF_PLANS = {
    "/plans": "plans",
    "/plans/<code>": "plan",
    "/plans/<code>/areas": "areas",
    "/plans/<code>/actions": "plan_actions",
    "/actions": "actions",
    "/actions/<ref>": "action",
    "/actions/<ref>/updates": "updates",
    "/actions/<ref>/evidence": "evidence",
}


def _add(addresses: Mapping[str, str], declare: Callable[..., Any]) -> None:
    """Add addresses, each with the name of its view in `views`, for those `declare` lets in."""
    for rule, name in addresses.items():
        pages.add_url_rule(rule, name, declare(_loading(name)))


def _loading(name: str) -> Callable[..., Any]:
    def view(**place: str) -> Any:
        from tracker.web.api import views  # noqa: PLC0415  said above

        return getattr(views, name)(**place)

    return view


_add({"/openapi.json": "openapi"}, allow_anyone)
_add(_OF_PLANS, allow_tokens(*PLAN_READERS))
_add({"/deliveries": "letters"}, allow_tokens(*SERVICE_KEEPERS))
