"""After an evening: what hosts report, and what becomes of what they said."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Incidents, and who stays."""
    op.create_table(
        "sec_incidents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_incidents_show_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_incidents_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_incidents")),
    )
    op.create_index(op.f("ix_sec_incidents_show_id"), "sec_incidents", ["show_id"], unique=False)
    op.create_index(op.f("ix_sec_incidents_space_id"), "sec_incidents", ["space_id"], unique=False)
    op.create_table(
        "sec_keepings",
        sa.Column("space_id", sa.String(), nullable=False),
        sa.Column("stays", sa.Boolean(), nullable=False),
        sa.Column("erased_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_keepings_space_id")),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_sec_keepings")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_keepings")
    op.drop_index(op.f("ix_sec_incidents_space_id"), table_name="sec_incidents")
    op.drop_index(op.f("ix_sec_incidents_show_id"), table_name="sec_incidents")
    op.drop_table("sec_incidents")
