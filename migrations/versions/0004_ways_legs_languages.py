"""How an act travels and where it tours, what an audience speaks, and how fast a city is."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COLUMNS = {
    "applications": sa.Column("mode", sa.String(), server_default="car", nullable=False),
    "cities": sa.Column("speed_kmh", sa.JSON(), server_default="{}", nullable=False),
    "spaces": sa.Column("languages", sa.JSON(), server_default="[]", nullable=False),
}


def upgrade() -> None:
    """Rows that are there say nothing of it: the usual way and speed, no leg, no language."""
    for table, column in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(column)
            if table == "applications":
                batch.create_check_constraint("mode", "mode IN ('car', 'transit', 'bicycle', 'foot')")
    op.create_table(
        "sec_legs",
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_sec_legs_ends_after_start")),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_legs_artist_id")),
        sa.PrimaryKeyConstraint("artist_id", "starts_at", name=op.f("pk_sec_legs")),
    )


def downgrade() -> None:
    """Forget all of it."""
    op.drop_table("sec_legs")
    for table, column in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            if table == "applications":
                batch.drop_constraint(op.f("ck_applications_mode"), type_="check")
            batch.drop_column(column.name)
