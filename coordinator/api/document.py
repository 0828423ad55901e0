"""`/api/v1/openapi.json`: what the API has, written from its views and their schemas, so that it cannot lag behind."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from marshmallow import Schema, missing
from marshmallow.fields import Boolean, Enum, Field, Float, Integer, List, Nested
from werkzeug.routing import Rule

from coordinator.api.answering import JSON, Description, polite
from coordinator.api.bearing import LONGEST_KEY
from coordinator.config import site_address
from coordinator.fields import Choice, Text, Whole
from coordinator.people.requests import FIELD
from coordinator.web import PUBLIC, audience, cacheable, settings

bp = Blueprint("api_document", __name__, url_prefix="/api/v1")
REFUSALS = {
    "400": "This is no JSON object",
    "401": "No token was shown, or one that is unknown, over or taken back",
    "403": "The token has another scope",
    "404": "There is no such thing",
    "409": "It is too late, or something else stands in the way; `detail` says what",
    "415": "Send application/json",
    "422": "What was asked cannot be taken",
    "429": "Asked too often",
}
IDEMPOTENCY = {
    "name": FIELD,
    "in": "header",
    "required": False,
    "description": "Any word of your own: the same request sent again with it within a day is not done twice.",
    "schema": {"type": "string", "maxLength": LONGEST_KEY},
}
TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "Made at /account/tokens; what it has to be for stands beside each operation.",
}
PLAIN: dict[type[Field[Any]], str] = {Integer: "integer", Float: "number", Boolean: "boolean"}
PROBLEM = {
    "description": "Problem details (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "description": "Field → what is wrong with it.",
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


@bp.get("/openapi.json")
@audience(PUBLIC)
@polite
def document() -> Response:
    """OpenAPI 3.1, as https://spec.openapis.org/oas/v3.1.1 has it."""
    return cacheable(jsonify(described(current_app)), seconds=3600)


def described(app: Flask) -> dict[str, Any]:
    """The document of an application."""
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    paths: dict[str, Any] = {}
    for rule, method, view in _operations(app):
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        paths.setdefault(path, {})[method] = _operation(view, rule, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Coordinator", "version": "1", "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": site_address(settings())}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": TOKEN}},
    }


def _operations(app: Flask) -> Iterator[tuple[Rule, str, Any]]:
    """Rule, method and view of each endpoint that is described."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        view = app.view_functions[rule.endpoint]
        if hasattr(view, "described"):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule, method.lower(), view


def _operation(view: Any, rule: Rule, schemas: dict[str, Any]) -> dict[str, Any]:
    said: Description = view.described
    is_read, scope = "GET" in (rule.methods or ()), getattr(view, "scope", None)
    asked = _parameters(said.asked) if said.asked and is_read else ()
    keys = () if is_read else (IDEMPOTENCY,)
    body = (
        {}
        if is_read or not said.asked
        else {"requestBody": {"required": True, "content": _content(JSON, said.asked, schemas)}}
    )
    return {
        "operationId": rule.endpoint.partition("_")[2].replace(".", "_"),
        "summary": said.summary,
        "description": (view.__doc__ or "").strip(),
        "parameters": [*_parts(rule), *asked, *keys],
        **body,
        "responses": _responses(rule, view, schemas),
        **({"security": [{"token": [str(scope)]}]} if scope else {}),
    }


def _responses(rule: Rule, view: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    """What comes: what was asked for, that it is as it was, or why not."""
    said, methods = view.described, rule.methods or set()
    content = {"content": _content(said.kind, said.told, schemas)} if said.told else {}
    done = {"POST": "201", "DELETE": "204"}.get(next(iter(methods - {"HEAD", "OPTIONS"})), "200")
    has_scope, is_read = hasattr(view, "scope"), "GET" in methods
    codes = {"404", "429"} | ({"422"} if said.asked or not is_read else set())
    codes |= {"401", "403"} if has_scope else set()
    codes |= {"409"} if not is_read else set()
    codes |= {"400", "415"} if said.asked and not is_read else set()
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        done: {"description": "Here it is" if said.told else "Done", **content},
        **({"304": {"description": "It is as you have it (If-None-Match)"}} if is_read and not has_scope else {}),
        **{code: {"description": REFUSALS[code], "content": problem} for code in sorted(codes)},
    }


def _content(kind: str, of: type[Schema], schemas: dict[str, Any]) -> dict[str, Any]:
    return {kind: {"schema": _schema(of, schemas)}}


def _parts(rule: Rule) -> Iterator[dict[str, Any]]:
    """What stands in the address itself."""
    for name in sorted(rule.arguments):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _parameters(asked: type[Schema]) -> Iterator[dict[str, Any]]:
    for name, field in asked().fields.items():
        more = dict(field.metadata)
        usual = {} if field.load_default in (missing, "") else {"default": field.load_default}
        yield {
            "name": name,
            "in": "query",
            "required": field.required,
            "description": more.pop("description", ""),
            "schema": {**_type(field, {}), **more, **usual},
        }


def _schema(of: type[Schema], schemas: dict[str, Any]) -> dict[str, Any]:
    """A reference to it; `schemas` has it then."""
    if of.__name__ not in schemas:
        fields = of().fields
        schemas[of.__name__] = {
            "description": (of.__doc__ or "").strip(),
            "type": "object",
            "required": [name for name, field in fields.items() if field.required],
            "properties": {name: {**_type(field, schemas), **field.metadata} for name, field in fields.items()},
        }
    return {"$ref": f"#/components/schemas/{of.__name__}"}


def _type(field: Field[Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if isinstance(field, List):
        return {"type": "array", "items": _type(field.inner, schemas)}
    if isinstance(field, Nested):
        return _schema(type(field.schema), schemas)
    if isinstance(field, Whole):
        return {"type": "integer", "minimum": field.least, "maximum": field.most}
    if isinstance(field, Choice):
        return {"type": "string", "enum": list(field.words.values())}
    if isinstance(field, Enum):
        return {"type": "string", "enum": [str(one.value) for one in field.enum]}
    longest = {"maxLength": field.most} if isinstance(field, Text) else {}
    plain = next((name for kind, name in PLAIN.items() if isinstance(field, kind)), "string")
    return {"type": [plain, "null"] if field.allow_none else plain, **longest}
