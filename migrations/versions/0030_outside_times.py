"""Why shows take place outside the times that their hosts offer."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A reason beside the show."""
    op.create_table(
        "sec_outside_times",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_outside_times_show_id")),
        sa.PrimaryKeyConstraint("show_id", name=op.f("pk_sec_outside_times")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("sec_outside_times")
