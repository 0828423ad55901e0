"""Accounts: how somebody chose to read, a row for every session, a second step."""

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
        people.add_column(sa.Column("second_step_at", Instant(), nullable=True))
        people.drop_column("session_key")
    op.execute("UPDATE people SET locale = NULL")

    op.create_table(
        "open_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("awaits_code", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_open_sessions_person_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_open_sessions")),
    )
    op.create_index(op.f("ix_open_sessions_begun_at"), "open_sessions", ["begun_at"], unique=False)
    op.create_index(op.f("ix_open_sessions_person_id"), "open_sessions", ["person_id"], unique=False)

    op.create_table(
        "sec_second_steps",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_second_steps_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sec_second_steps")),
    )
    op.create_table(
        "sec_recovery_codes",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_recovery_codes_person_id")),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name=op.f("pk_sec_recovery_codes")),
    )


def downgrade() -> None:
    """Everybody reads English again, and signs in anew."""
    op.drop_table("sec_recovery_codes")
    op.drop_table("sec_second_steps")
    op.drop_table("open_sessions")
    op.execute("UPDATE people SET locale = 'en'")
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("session_key", sa.String(), nullable=False, server_default="none"))
        people.drop_column("second_step_at")
        people.drop_column("units")
        people.drop_column("zone")
        people.alter_column("locale", existing_type=sa.String(), nullable=False)
    with op.batch_alter_table("people") as people:
        people.alter_column("session_key", existing_type=sa.String(), server_default=None)
