"""Accounts: how somebody chose to read."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Locale, zone and units are open until somebody chooses them; “en” was never chosen by anybody."""
    with op.batch_alter_table("people") as people:
        people.alter_column("locale", existing_type=sa.String(), nullable=True)
        people.add_column(sa.Column("zone", sa.String(), nullable=True))
        people.add_column(sa.Column("units", sa.String(length=20), nullable=True))
    op.execute("UPDATE people SET locale = NULL")


def downgrade() -> None:
    """Everybody reads English again."""
    op.execute("UPDATE people SET locale = 'en'")
    with op.batch_alter_table("people") as people:
        people.drop_column("units")
        people.drop_column("zone")
        people.alter_column("locale", existing_type=sa.String(), nullable=False)
