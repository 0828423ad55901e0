"""The numbers of a lottery as people have typed them, until two agree."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each who has."""
    op.create_table(
        "draw_numbers",
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("numbers", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_draw_numbers_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_draw_numbers_city_id")),
        sa.PrimaryKeyConstraint("edition_id", "city_id", "said_by", name=op.f("pk_draw_numbers")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("draw_numbers")
