"""Announcements of the global team to leads, which somebody else of the team reads before they leave."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One row for each: for a city, for a zone, or for all (neither)."""
    op.create_table(
        "sec_announcements",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_by", sa.String(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_announcements_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_announcements_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_announcements")),
    )
    op.create_index(op.f("ix_sec_announcements_edition_id"), "sec_announcements", ["edition_id"])


def downgrade() -> None:
    """Without them."""
    op.drop_table("sec_announcements")
