"""Shows that moved after the draw, and which parties have opened the new address."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A move, and who has read it."""
    op.create_table(
        "sec_moves",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("moved_at", Instant(), nullable=False),
        sa.Column("anew", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_moves_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_moves")),
    )
    op.create_index(op.f("ix_sec_moves_show_id"), "sec_moves", ["show_id"])
    op.create_table(
        "sec_readings",
        sa.Column("move_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["move_id"], ["sec_moves.id"], name=op.f("fk_sec_readings_move_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name=op.f("fk_sec_readings_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("move_id", "entry_id", name=op.f("pk_sec_readings")),
    )
    op.create_index(op.f("ix_sec_readings_entry_id"), "sec_readings", ["entry_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_readings")
    op.drop_table("sec_moves")
