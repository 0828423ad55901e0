"""What machines ask: is the process alive, is the site ready."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError

from coordinator.db import db
from coordinator.web import PUBLIC, audience

bp = Blueprint("health", __name__)


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
