"""How many parties of a draw had a seat in the end, and how many came, as published."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each draw."""
    op.create_table(
        "draw_turnouts",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("counted_at", Instant(), nullable=False),
        sa.Column("seated", sa.Integer(), nullable=True),
        sa.Column("came", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_draw_turnouts_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_draw_turnouts_city_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", name=op.f("pk_draw_turnouts")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("draw_turnouts")
