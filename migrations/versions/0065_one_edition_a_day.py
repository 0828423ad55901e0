"""One edition a day: the site shows the one that is on, and two would leave to the database which that is."""

from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No other edition on a date that has one; where two are on one already this stops and names the date."""
    op.create_index("uq_editions_date", "editions", ["date"], unique=True)


def downgrade() -> None:
    """As many as one likes."""
    op.drop_index("uq_editions_date", "editions")
