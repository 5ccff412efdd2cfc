"""The description of the API in OpenAPI 3.1, made from the routes and the models they answer with:
what is not so cannot be said of it (why not by a library: `docs/decisions/0016-the-api.md`)."""

import re
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from tracker.web.api.answers import Operation, operations
from tracker.web.api.asked import Asked
from tracker.web.api.models import Problem
from tracker.web.problems import MEDIA_TYPE

_REFS = "#/components/schemas/{model}"
_PLACES = {"code": "The code of a plan: 'ABC'", "ref": "The reference of an action: 'ABC-1.1'"}
_REFUSALS = {
    401: "No token that is good",
    403: "Not for this role",
    404: "Nothing there, or nothing that you may see",
    422: "A parameter is wrong",
    429: "Too many requests in a minute",
    500: "A fault of ours",
    503: "The service cannot answer now",
}
_SAME = "Nothing has changed since what you hold"
_TAG = {
    "ETag": {
        "description": "Tells this answer from any other, to be sent back as `If-None-Match`",
        "schema": {"type": "string"},
    }
}
_HELD = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of the answer you hold: 304 and no body when it is still the same",
    "schema": {"type": "string"},
}
_ABOUT = (
    "Reads plans, actions, updates, evidence and the delivery log as the person whose token is"
    " sent. Nothing can be changed. Make a token on your account page."
)


def description(app: Flask) -> dict[str, Any]:
    """The description as plain JSON."""
    rules = sorted(app.url_map.iter_rules(), key=lambda one: one.rule)
    described = [(rule, one) for rule in rules if (one := _operation(rule))]
    answers = sorted({one.answer for _rule, one in described}, key=lambda one: one.__name__)
    kinds = sorted({one.asked for _rule, one in described}, key=lambda one: one.__name__)
    schemas = _schemas(answers, kinds)
    paths = {_path(rule): {"get": _get(rule, one, schemas)} for rule, one in described}
    asked = {kind.__name__ for kind in kinds}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Action plan tracker", "version": "1", "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": {name: one for name, one in schemas.items() if name not in asked},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(rule: Rule) -> Operation | None:
    blueprint, _, name = rule.endpoint.rpartition(".")
    return operations.get(name) if blueprint == "api" else None


def _schemas(answers: list[type[BaseModel]], kinds: list[type[Asked]]) -> dict[str, Any]:
    models: list[type[BaseModel]] = [*answers, Problem]
    told = models_json_schema([(one, "serialization") for one in models], ref_template=_REFS)
    asked = models_json_schema([(one, "validation") for one in kinds], ref_template=_REFS)
    return {**asked[1]["$defs"], **told[1]["$defs"]}


def _path(rule: Rule) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", rule.rule)


def _get(rule: Rule, operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    within = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PLACES[name],
            "schema": {"type": "string", "minLength": 1},
        }
        for name in sorted(rule.arguments)
    ]
    refused = {
        str(status): _answer(words, MEDIA_TYPE, Problem)
        for status, words in _REFUSALS.items()
        if status != 404 or within
    }
    told = _answer(operation.summary, "application/json", operation.answer) | {"headers": _TAG}
    return {
        "operationId": rule.endpoint.rpartition(".")[2],
        "summary": operation.summary,
        "parameters": [*within, *_parameters(schemas[operation.asked.__name__]), _HELD],
        "responses": {"200": told, "304": {"description": _SAME, "headers": _TAG}, **refused},
    }


def _parameters(asked: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for name, its in asked.get("properties", {}).items():
        schema = {key: value for key, value in its.items() if key not in {"title", "description"}}
        if schema.get("default", "") is None:
            del schema["default"]
        found.append(
            {"name": name, "in": "query", "description": its["description"], "schema": schema}
        )
    return found


def _answer(words: str, media_type: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = {"$ref": _REFS.format(model=model.__name__)}
    return {"description": words, "content": {media_type: {"schema": schema}}}
