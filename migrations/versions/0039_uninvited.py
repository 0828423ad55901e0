"""Whom a host does not want to come as a guest, by e-mail address, and whom a lead lets come all the same."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The address and its fingerprint beside the words, and a table of decisions."""
    op.add_column("sec_host_vetoes", sa.Column("email", sa.String(), nullable=True))
    op.add_column("sec_host_vetoes", sa.Column("mailbox", sa.String(), nullable=True))
    op.create_index("ix_sec_host_vetoes_mailbox", "sec_host_vetoes", ["mailbox"])
    op.create_table(
        "sec_let_come",
        sa.Column("veto_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["veto_id"], ["sec_host_vetoes.id"], name="fk_sec_let_come_veto_id_sec_host_vetoes", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name="fk_sec_let_come_entry_id_sec_entries", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("veto_id", "entry_id", name="pk_sec_let_come"),
    )
    op.create_index("ix_sec_let_come_entry_id", "sec_let_come", ["entry_id"])


def downgrade() -> None:
    """Take both away."""
    op.drop_table("sec_let_come")
    op.drop_index("ix_sec_host_vetoes_mailbox", "sec_host_vetoes")
    op.drop_column("sec_host_vetoes", "mailbox")
    op.drop_column("sec_host_vetoes", "email")
