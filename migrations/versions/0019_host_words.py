"""Whom hosts do not want, and what leads ask them."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Words of hosts."""
    op.create_table(
        "sec_host_vetoes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_sec_host_vetoes_artist_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_host_vetoes_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_host_vetoes")),
    )
    op.create_index(op.f("ix_sec_host_vetoes_space_id"), "sec_host_vetoes", ["space_id"], unique=False)
    op.create_table(
        "sec_host_questions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_sec_host_questions_asked_by")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_host_questions_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_host_questions")),
    )
    op.create_index(op.f("ix_sec_host_questions_asked_by"), "sec_host_questions", ["asked_by"], unique=False)
    op.create_index(op.f("ix_sec_host_questions_space_id"), "sec_host_questions", ["space_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_host_questions")
    op.drop_table("sec_host_vetoes")
