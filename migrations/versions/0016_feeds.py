"""Private links to somebody's calendar."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Feeds."""
    op.create_table(
        "sec_feeds",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_feeds_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sec_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sec_feeds_token_hash")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_feeds")
