"""A step of the leak desk that waits can be dropped, and is only taken while it would do what it was asked for."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What waits already has to be asked for again: nobody knows what it meant then."""
    op.add_column("sec_leak_steps", sa.Column("meant", sa.String(), nullable=False, server_default=""))
    op.add_column("sec_leak_steps", sa.Column("dropped_by", sa.String(), nullable=True))
    op.add_column("sec_leak_steps", sa.Column("dropped_at", Instant(), nullable=True))


def downgrade() -> None:
    """A step waits until somebody agrees; those that were dropped are gone."""
    op.execute(sa.text("DELETE FROM sec_leak_steps WHERE dropped_at IS NOT NULL"))
    for name in ("dropped_at", "dropped_by", "meant"):
        op.drop_column("sec_leak_steps", name)
