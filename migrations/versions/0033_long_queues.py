"""A queue of 100,000 letters: the next is found by an index, and each knows the place that it tells."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

WAITS, OVER = sa.text("done_at IS NULL"), sa.text("done_at IS NOT NULL")


def upgrade() -> None:
    """An index of what waits alone, and a place in the draw; those drawn before have theirs by their rank."""
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.create_index("ix_outbox_waiting", "outbox", ["due_at", "id"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index("ix_outbox_over", "outbox", ["done_at"], sqlite_where=OVER, postgresql_where=OVER)
    op.add_column("sec_entries", sa.Column("place", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE sec_entries SET place = (SELECT count(*) FROM sec_entries AS e WHERE e.rank <= sec_entries.rank"
        " AND e.edition_id = sec_entries.edition_id AND e.city_id = sec_entries.city_id) WHERE rank IS NOT NULL"
    )


def downgrade() -> None:
    """As before."""
    op.drop_column("sec_entries", "place")
    op.drop_index("ix_outbox_over", table_name="outbox")
    op.drop_index("ix_outbox_waiting", table_name="outbox")
    op.create_index("ix_outbox_waiting", "outbox", ["done_at", "due_at"])
