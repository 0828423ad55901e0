"""Entries that are void; what guests were told of shows."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reasons, and shows as they were told."""
    op.create_table(
        "sec_voids",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("because", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name=op.f("fk_sec_voids_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_voids")),
    )
    op.create_index(op.f("ix_sec_voids_entry_id"), "sec_voids", ["entry_id"], unique=False)
    op.create_table(
        "told_shows",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("area_id", sa.String(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_told_shows_show_id")),
        sa.PrimaryKeyConstraint("show_id", name=op.f("pk_told_shows")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("told_shows")
    op.drop_index(op.f("ix_sec_voids_entry_id"), table_name="sec_voids")
    op.drop_table("sec_voids")
