"""Letters that somebody does not want to have."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has stopped any so far."""
    op.create_table(
        "stopped_letters",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stopped_letters_person_id")),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_stopped_letters")),
    )


def downgrade() -> None:
    """Everybody gets all letters again."""
    op.drop_table("stopped_letters")
