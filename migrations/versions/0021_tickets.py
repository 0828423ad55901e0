"""Tickets: the code of a party with a confirmed seat, sealed."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One for each entry."""
    op.create_table(
        "sec_tickets",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("code_index", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name=op.f("fk_sec_tickets_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_sec_tickets")),
        sa.UniqueConstraint("code_index", name=op.f("uq_sec_tickets_code_index")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_tickets")
