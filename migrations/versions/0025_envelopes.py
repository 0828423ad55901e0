"""Envelopes: what was final when, as a hash for everybody and a cipher text until it opens."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One for each show and instant."""
    op.create_table(
        "sec_envelopes",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_envelopes_show_id")),
        sa.PrimaryKeyConstraint("show_id", "number", name=op.f("pk_sec_envelopes")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_envelopes")
