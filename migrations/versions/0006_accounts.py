"""Accounts: how somebody chose to read, and a row for every session."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Locale, zone and units are open until somebody chooses them; “en” was never chosen by anybody."""
    with op.batch_alter_table("people") as people:
        people.alter_column("locale", existing_type=sa.String(), nullable=True)
        people.add_column(sa.Column("zone", sa.String(), nullable=True))
        people.add_column(sa.Column("units", sa.String(length=20), nullable=True))
        people.drop_column("session_key")
    op.execute("UPDATE people SET locale = NULL")

    op.create_table(
        "open_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_open_sessions_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_open_sessions")),
    )
    op.create_index(op.f("ix_open_sessions_begun_at"), "open_sessions", ["begun_at"], unique=False)
    op.create_index(op.f("ix_open_sessions_person_id"), "open_sessions", ["person_id"], unique=False)


def downgrade() -> None:
    """Everybody reads English again, and signs in anew."""
    op.drop_table("open_sessions")
    op.execute("UPDATE people SET locale = 'en'")
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("session_key", sa.String(), nullable=False, server_default="none"))
        people.drop_column("units")
        people.drop_column("zone")
        people.alter_column("locale", existing_type=sa.String(), nullable=False)
    with op.batch_alter_table("people") as people:
        people.alter_column("session_key", existing_type=sa.String(), server_default=None)
