"""Whether somebody has chosen to read as her browser does."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has, until she says so."""
    op.add_column("people", sa.Column("by_browser", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("people", "by_browser")
