"""What hosts were told of the evenings in their spaces."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row for each piece of news."""
    op.create_table(
        "sec_host_news",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("news", sa.String(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("before_starts_at", Instant(), nullable=True),
        sa.Column("before_ends_at", Instant(), nullable=True),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_host_news_space_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_host_news_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_host_news")),
    )
    op.create_index(op.f("ix_sec_host_news_space_id"), "sec_host_news", ["space_id"], unique=False)
    op.create_index(op.f("ix_sec_host_news_show_id"), "sec_host_news", ["show_id"], unique=False)


def downgrade() -> None:
    """Take it away."""
    op.drop_table("sec_host_news")
