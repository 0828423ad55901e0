"""What hosts say anew of spaces that were decided about."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Changes of spaces."""
    op.create_table(
        "sec_space_changes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["said_by"], ["people.id"], name=op.f("fk_sec_space_changes_said_by")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_space_changes_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_space_changes")),
    )
    op.create_index(op.f("ix_sec_space_changes_space_id"), "sec_space_changes", ["space_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_sec_space_changes_space_id"), table_name="sec_space_changes")
    op.drop_table("sec_space_changes")
