"""The album: pictures of evenings, who is on them and has agreed to what, clips, and to whom some were given."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Four tables."""
    op.create_table(
        "sec_shots",
        *_texts("id", "show_id", "sent_by", "medium", "said", "uses", "once_key"),
        sa.Column("is_empty", sa.Boolean(), nullable=False),
        sa.Column("seconded_by", sa.String(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("down_at", Instant(), nullable=True),
        _refers("sec_shots", "show_id", "shows.id"),
        _refers("sec_shots", "sent_by", "people.id"),
        _refers("sec_shots", "seconded_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_shots")),
        sa.UniqueConstraint("once_key", name=op.f("uq_sec_shots_once_key")),
    )
    op.create_index("ix_sec_shots_show_id", "sec_shots", ["show_id", "sent_at"])
    op.create_index(op.f("ix_sec_shots_sent_by"), "sec_shots", ["sent_by"])
    _add_consents()
    op.create_table(
        "sec_clips",
        sa.Column("shot_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("width", "height", "seconds")),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        _refers("sec_clips", "shot_id", "sec_shots.id"),
        sa.PrimaryKeyConstraint("shot_id", name=op.f("pk_sec_clips")),
    )
    op.create_table(
        "sec_handouts",
        *_texts("id", "shot_id", "use", "said", "given_by"),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("recalled_at", Instant(), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        _refers("sec_handouts", "shot_id", "sec_shots.id"),
        _refers("sec_handouts", "given_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_handouts")),
    )
    op.create_index(op.f("ix_sec_handouts_shot_id"), "sec_handouts", ["shot_id"])
    op.create_index(op.f("ix_sec_handouts_given_by"), "sec_handouts", ["given_by"])


def downgrade() -> None:
    """Without them."""
    for table in ("sec_handouts", "sec_clips", "sec_consents", "sec_shots"):
        op.drop_table(table)


def _add_consents() -> None:
    op.create_table(
        "sec_consents",
        *_texts("id", "shot_id", "asked_as", "said", "letter_hash"),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("person_id", "mailbox", "agreed", "noted_by")),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        _refers("sec_consents", "shot_id", "sec_shots.id"),
        _refers("sec_consents", "person_id", "people.id"),
        _refers("sec_consents", "noted_by", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_consents")),
        sa.UniqueConstraint("letter_hash", name=op.f("uq_sec_consents_letter_hash")),
    )
    for name in ("shot_id", "person_id", "mailbox"):
        op.create_index(op.f(f"ix_sec_consents_{name}"), "sec_consents", [name])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))
