"""Doors that hosts have closed."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Closed doors."""
    op.create_table(
        "sec_closed_doors",
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("shows", sa.JSON(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_closed_doors_space_id")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_sec_closed_doors")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_closed_doors")
