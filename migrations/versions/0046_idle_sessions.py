"""A session knows when it was last used, so that one that nobody uses ends."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_SESSIONS = sa.table("open_sessions", sa.column("begun_at"), sa.column("seen_at"))


def upgrade() -> None:
    """Those that are open were used when they began, as far as anybody knows."""
    op.add_column("open_sessions", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(sa.update(_SESSIONS).values(seen_at=_SESSIONS.c.begun_at))
    with op.batch_alter_table("open_sessions") as table:
        table.alter_column("seen_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    """Nobody knows."""
    op.drop_column("open_sessions", "seen_at")
