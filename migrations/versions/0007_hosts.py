"""What hosts say of their homes, kept as they go."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Hosts' answers."""
    op.create_table(
        "sec_space_forms",
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("host_id", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_space_forms_edition_id")),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_sec_space_forms_host_id")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_sec_space_forms")),
    )
    op.create_index(op.f("ix_sec_space_forms_edition_id"), "sec_space_forms", ["edition_id"], unique=False)
    op.create_index(op.f("ix_sec_space_forms_host_id"), "sec_space_forms", ["host_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_sec_space_forms_host_id"), table_name="sec_space_forms")
    op.drop_index(op.f("ix_sec_space_forms_edition_id"), table_name="sec_space_forms")

    op.drop_table("sec_space_forms")
