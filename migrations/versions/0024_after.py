"""After the evening: which act has begun, what guests say, who did not come."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "sec_started",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("marked_by", sa.String(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_sec_started_position")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_started_show_id")),
        sa.PrimaryKeyConstraint("show_id", "position", name=op.f("pk_sec_started")),
    )
    op.create_table(
        "sec_feedback",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("for_host", sa.Boolean(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_feedback_show_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_feedback_person_id")),
        sa.PrimaryKeyConstraint("show_id", "person_id", name=op.f("pk_sec_feedback")),
    )
    op.create_index(op.f("ix_sec_feedback_person_id"), "sec_feedback", ["person_id"], unique=False)
    op.create_table(
        "sec_no_shows",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("witness_id", sa.String(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name=op.f("fk_sec_no_shows_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["witness_id"], ["people.id"], name=op.f("fk_sec_no_shows_witness_id")),
        sa.PrimaryKeyConstraint("entry_id", "witness_id", name=op.f("pk_sec_no_shows")),
    )
    op.create_index(op.f("ix_sec_no_shows_witness_id"), "sec_no_shows", ["witness_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_no_shows")
    op.drop_table("sec_feedback")
    op.drop_table("sec_started")
