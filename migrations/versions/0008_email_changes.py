"""Another e-mail address, waiting for both ends to confirm it."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Wishes for another address."""
    op.create_table(
        "sec_email_changes",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("change_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("old_hash", sa.String(), nullable=False),
        sa.Column("new_hash", sa.String(), nullable=False),
        sa.Column("old_at", Instant(), nullable=True),
        sa.Column("new_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_email_changes_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sec_email_changes")),
        sa.UniqueConstraint("change_id", name=op.f("uq_sec_email_changes_change_id")),
        sa.UniqueConstraint("old_hash", name=op.f("uq_sec_email_changes_old_hash")),
        sa.UniqueConstraint("new_hash", name=op.f("uq_sec_email_changes_new_hash")),
    )
    op.create_table(
        "sec_former_addresses",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("email_index", sa.String(), nullable=False),
        sa.Column("left_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_former_addresses_person_id")),
        sa.PrimaryKeyConstraint("person_id", "email_index", name=op.f("pk_sec_former_addresses")),
    )
    op.create_index(op.f("ix_sec_email_changes_asked_at"), "sec_email_changes", ["asked_at"], unique=False)


def downgrade() -> None:
    """Nobody waits any more."""
    op.drop_table("sec_former_addresses")
    op.drop_index(op.f("ix_sec_email_changes_asked_at"), table_name="sec_email_changes")
    op.drop_table("sec_email_changes")
