"""Rows of lists whose homes and acts were erased, by fingerprint."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "sec_erased_rows",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("erased_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_sec_erased_rows"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("sec_erased_rows")
