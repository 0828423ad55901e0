"""Letter evenings: so many minutes of letters before the first act of a show."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No show has any so far."""
    op.add_column("shows", sa.Column("letter_minutes", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Shows begin with their first act."""
    op.drop_column("shows", "letter_minutes")
