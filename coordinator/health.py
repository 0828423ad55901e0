"""What machines ask: is the process alive, is the site ready."""

from datetime import timedelta

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from coordinator.clock import now
from coordinator.db import db
from coordinator.errors import NotFound
from coordinator.web import PUBLIC, audience, settings

bp = Blueprint("health", __name__)
SAID_FOR = timedelta(days=90)  # whoever reads it later asks again


def migrations_due() -> bool:
    """Whether the database lacks a migration of this version. Raises SQLAlchemyError where it does not answer."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    with db.engine.connect() as connection:
        done = MigrationContext.configure(connection).get_current_heads()
    return set(done) != set(scripts.get_heads())


@bp.get("/healthz")
@audience(PUBLIC)
def healthz() -> Response:
    """The process answers."""
    return jsonify({"status": "ok"})


@bp.get("/readyz")
@audience(PUBLIC)
def readyz() -> tuple[Response, int]:
    """The database answers and has the tables that this version needs."""
    try:
        due = migrations_due()
    except SQLAlchemyError:
        return jsonify({"status": "the database does not answer"}), 503
    return (jsonify({"status": "migrations are due"}), 503) if due else (jsonify({"status": "ok"}), 200)


@bp.get("/.well-known/security.txt")
@audience(PUBLIC)
def security() -> Response:
    """Whom to tell of a hole, as RFC 9116 has it. Raises NotFound where the operator has set nobody."""
    if not settings().security_contact:
        raise NotFound
    until = now() + SAID_FOR
    said = {"Contact": settings().security_contact, "Expires": f"{until:%Y-%m-%dT00:00:00Z}"}
    said |= {"Preferred-Languages": "en, de, ar"}
    return Response("".join(f"{name}: {text}\n" for name, text in said.items()), mimetype="text/plain")
