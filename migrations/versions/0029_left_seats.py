"""When a party lost its seat."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An instant beside the seat."""
    op.add_column("sec_entries", sa.Column("left_at", Instant(), nullable=True))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("sec_entries", "left_at")
