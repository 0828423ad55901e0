"""The seats that hosts keep, and for whom."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Numbers by show, and names."""
    op.create_table(
        "sec_kept_seats",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("neighbours", sa.Integer(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.CheckConstraint("guests >= 0 AND neighbours >= 0", name=op.f("ck_sec_kept_seats_not_negative")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_kept_seats_show_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_kept_seats_space_id")),
        sa.PrimaryKeyConstraint("show_id", name=op.f("pk_sec_kept_seats")),
    )
    op.create_table(
        "sec_own_guests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("is_neighbour", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("needs", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_own_guests_show_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_own_guests_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_own_guests")),
    )
    op.create_index(op.f("ix_sec_kept_seats_space_id"), "sec_kept_seats", ["space_id"], unique=False)
    op.create_index(op.f("ix_sec_own_guests_show_id"), "sec_own_guests", ["show_id"], unique=False)
    op.create_index(op.f("ix_sec_own_guests_space_id"), "sec_own_guests", ["space_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_sec_own_guests_space_id"), table_name="sec_own_guests")
    op.drop_index(op.f("ix_sec_own_guests_show_id"), table_name="sec_own_guests")
    op.drop_index(op.f("ix_sec_kept_seats_space_id"), table_name="sec_kept_seats")
    op.drop_table("sec_own_guests")
    op.drop_table("sec_kept_seats")
