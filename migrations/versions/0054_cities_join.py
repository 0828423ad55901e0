"""Cities join an edition: those that have, who asks for another one, and until when that can be asked."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_STATES = ("unverified", "waiting", "asked", "accepted", "declined")


def upgrade() -> None:
    """Three tables, and a day of the edition's clock."""
    op.add_column("editions", sa.Column("cities_close_days", sa.Integer(), nullable=False, server_default="21"))
    op.create_table(
        "joined_cities",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("joined_at", Instant(), nullable=False),
        _refers("joined_cities", "edition_id", "editions.id"),
        _refers("joined_cities", "city_id", "cities.id"),
        sa.PrimaryKeyConstraint("edition_id", "city_id", name=op.f("pk_joined_cities")),
    )
    _add_requests()
    op.create_table(
        "sec_city_request_words",
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_team", sa.Boolean(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        _refers("sec_city_request_words", "request_id", "sec_city_requests.id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("request_id", "number", name=op.f("pk_sec_city_request_words")),
    )
    op.create_index(op.f("ix_sec_city_request_words_said_by"), "sec_city_request_words", ["said_by"])


def downgrade() -> None:
    """No city asks."""
    for table in ("sec_city_request_words", "sec_city_requests", "joined_cities"):
        op.drop_table(table)
    with op.batch_alter_table("editions") as editions:
        editions.drop_column("cities_close_days")


def _add_requests() -> None:
    table = "sec_city_requests"
    op.create_table(
        table,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("state", sa.Enum(*_STATES, name="requeststate", native_enum=False, length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("letter_hash", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("city_id", sa.String(), nullable=True),
        _refers(table, "edition_id", "editions.id"),
        _refers(table, "person_id", "people.id"),
        _refers(table, "city_id", "cities.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_city_requests")),
        sa.UniqueConstraint("letter_hash", name=op.f("uq_sec_city_requests_letter_hash")),
    )
    for column in ("edition_id", "person_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _refers(table: str, column: str, to: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), **more)
