"""What `/api/v1/openapi.json` says of the API, against what there is."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from coordinator.db import db
from tests.campaign.builders import a_city, a_space, an_edition, spaces_taken

DOCUMENT = "/api/v1/openapi.json"


def test_the_document_says_what_the_api_has(app: Flask, client: FlaskClient) -> None:
    shows = spaces_taken(an_edition(), a_city(), a_space())
    db.session.commit()
    document = client.get(DOCUMENT).json

    assert document is not None
    assert document["openapi"] == "3.1.0"
    here = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")} - {DOCUMENT}
    assert set(document["paths"]) == {path.replace("<", "{").replace(">", "}") for path in here}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if "security" in operation:
                _asks_for_a_token(client, path.replace("{entry_id}", "nothing"), method, operation)
            else:
                _answers_as_said(client, path.replace("{show_id}", shows[0].id), operation)
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert _lost(document) == []


def _answers_as_said(client: FlaskClient, path: str, operation: Any) -> None:
    asked = [one for one in operation["parameters"] if one["in"] == "query"]
    assert set(operation["responses"]) == {"200", "304", "404", "429"} | ({"422"} if asked else set())
    for parameter in asked:
        given = {parameter["name"]: str(parameter["schema"].get("enum", ["1"])[0])}
        assert client.get(path, query_string=given).status_code in {200, 404, 422}, given
    answer = client.get(path)
    if answer.status_code == 200:
        assert list(operation["responses"]["200"]["content"]) == [answer.mimetype]


def _asks_for_a_token(client: FlaskClient, path: str, method: str, operation: Any) -> None:
    assert operation["security"] == [{"token": ["entries"]}]
    unsafe = method != "get"
    done = {"get": "200", "post": "201", "delete": "204"}[method]
    sent = {"400", "415"} if "requestBody" in operation else set()
    assert (
        set(operation["responses"]) == {done, "401", "403", "404", "429"} | ({"409", "422"} if unsafe else set()) | sent
    )
    assert ("Idempotency-Key" in {one["name"] for one in operation["parameters"]}) == unsafe
    assert client.open(path, method=method.upper()).status_code == 401


def _lost(document: Any) -> list[str]:
    """References that lead nowhere."""
    found: list[str] = []

    def look(part: Any) -> None:
        if isinstance(part, dict):
            name = part.get("$ref", "#/components/schemas/Problem").rpartition("/")[2]
            if name not in document["components"]["schemas"]:
                found.append(name)
            for one in part.values():
                look(one)
        elif isinstance(part, list):
            for one in part:
                look(one)

    look(document)
    return found
