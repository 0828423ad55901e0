"""Seats at other shows that guests of a show in trouble are offered."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row for each pair of shows."""
    op.create_table(
        "sec_elsewhere",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("to_show_id", sa.String(), nullable=False),
        sa.Column("offered_by", sa.String(), nullable=False),
        sa.Column("agreed_by", sa.String(), nullable=True),
        sa.Column("offered_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_elsewhere_show_id")),
        sa.ForeignKeyConstraint(["to_show_id"], ["shows.id"], name=op.f("fk_sec_elsewhere_to_show_id")),
        sa.PrimaryKeyConstraint("show_id", "to_show_id", name=op.f("pk_sec_elsewhere")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("sec_elsewhere")
