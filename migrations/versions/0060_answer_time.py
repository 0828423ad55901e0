"""Answer Time: when acts answer, what they are asked, what they say, and who wants it answered."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four tables; all but the hours themselves are sealed."""
    _times()
    _asked()
    op.create_table(
        "sec_answers",
        sa.Column("asked_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("because", sa.String(20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["asked_id"], ["sec_asked.id"], name=op.f("fk_sec_answers_asked_id")),
        sa.PrimaryKeyConstraint("asked_id", name=op.f("pk_sec_answers")),
    )
    op.create_table(
        "sec_votes",
        sa.Column("asked_id", sa.String(), nullable=False),
        sa.Column("voter_key", sa.String(), nullable=False),
        sa.Column("voted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["asked_id"], ["sec_asked.id"], name=op.f("fk_sec_votes_asked_id")),
        sa.PrimaryKeyConstraint("asked_id", "voter_key", name=op.f("pk_sec_votes")),
    )


def downgrade() -> None:
    """Without them."""
    for table in ("sec_votes", "sec_answers", "sec_asked", "answer_times"):
        op.drop_table(table)


def _times() -> None:
    op.create_table(
        "answer_times",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("artist_id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("local_from", sa.DateTime(), nullable=False),
        sa.Column("local_until", sa.DateTime(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("because", sa.String(20), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_answer_times_ends_after_start")),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_answer_times_artist_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_answer_times_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_times")),
        sa.UniqueConstraint("artist_id", name=op.f("uq_answer_times_artist_id")),
    )
    op.create_index(op.f("ix_answer_times_edition_id"), "answer_times", ["edition_id"])
    op.create_index(op.f("ix_answer_times_ends_at"), "answer_times", ["ends_at"])


def _asked() -> None:
    op.create_table(
        "sec_asked",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("time_id", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("because", sa.String(20), nullable=True),
        sa.Column("into_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asker_key", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("votes_before", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["time_id"], ["answer_times.id"], name=op.f("fk_sec_asked_time_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_asked_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_asked")),
    )
    op.create_index("ix_sec_asked_time_id", "sec_asked", ["time_id", "asked_at"])
    for column in ("asker_key", "person_id", "email_key"):
        op.create_index(op.f(f"ix_sec_asked_{column}"), "sec_asked", [column])
