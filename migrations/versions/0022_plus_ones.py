"""The second person of a party, and until when she is named."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Seconds, and the clock of an edition."""
    op.create_table(
        "sec_plus_ones",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("letter_hash", sa.String(), nullable=False),
        sa.Column("named_at", Instant(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name=op.f("fk_sec_plus_ones_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_plus_ones_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_plus_ones")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_sec_plus_ones_entry_id")),
        sa.UniqueConstraint("letter_hash", name=op.f("uq_sec_plus_ones_letter_hash")),
    )
    op.create_index(op.f("ix_sec_plus_ones_person_id"), "sec_plus_ones", ["person_id"], unique=False)
    op.add_column("editions", sa.Column("plus_one_hours", sa.Integer(), nullable=False, server_default="72"))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("editions") as editions:
        editions.drop_column("plus_one_hours")
    op.drop_index(op.f("ix_sec_plus_ones_person_id"), table_name="sec_plus_ones")
    op.drop_table("sec_plus_ones")
