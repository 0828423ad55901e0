"""Notes for leads: what the team adds to them for an edition, and who has read which."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "lead_note_additions",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("edition_id", "note", "language", "words")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_lead_note_additions_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", "note", "language", name=op.f("pk_lead_note_additions")),
    )
    op.create_table(
        "lead_note_readings",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("edition_id", "person_id", "note", "mark")),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_lead_note_readings_edition_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_lead_note_readings_person_id")),
        sa.PrimaryKeyConstraint("edition_id", "person_id", "note", name=op.f("pk_lead_note_readings")),
    )


def downgrade() -> None:
    """Nobody has read any."""
    op.drop_table("lead_note_readings")
    op.drop_table("lead_note_additions")
