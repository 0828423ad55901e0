"""Doubles: two applications that look like one act, and what was said of them."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row for each pair of which somebody has said something."""
    op.create_table(
        "sec_doubles",
        sa.Column("first_id", sa.String(), nullable=False),
        sa.Column("second_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kept_id", sa.String(), nullable=True),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("first_yes_at", Instant(), nullable=True),
        sa.Column("second_yes_at", Instant(), nullable=True),
        sa.Column("takes", sa.JSON(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_sec_doubles_in_order")),
        sa.CheckConstraint("kept_id IN (first_id, second_id)", name=op.f("ck_sec_doubles_one_of_them")),
        sa.ForeignKeyConstraint(["first_id"], ["artists.id"], name=op.f("fk_sec_doubles_first_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["artists.id"], name=op.f("fk_sec_doubles_kept_id")),
        sa.ForeignKeyConstraint(["second_id"], ["artists.id"], name=op.f("fk_sec_doubles_second_id")),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_sec_doubles")),
    )
    op.create_index(op.f("ix_sec_doubles_second_id"), "sec_doubles", ["second_id"], unique=False)


def downgrade() -> None:
    """Forget them."""
    op.drop_table("sec_doubles")
