"""Addresses of who wants to be reminded of the days of a section."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

_TABLE = "sec_letter_reminders"
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Nobody has asked for it yet."""
    op.create_table(
        _TABLE,
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "section_id", "person_key", "said")),
        sa.Column("letter_hash", sa.String(), nullable=False),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("confirmed_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["section_id"], ["letter_sections.id"], name=op.f(f"fk_{_TABLE}_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
        sa.UniqueConstraint("letter_hash", name=op.f(f"uq_{_TABLE}_letter_hash")),
        sa.UniqueConstraint("section_id", "person_key", name=op.f(f"uq_{_TABLE}_section_id_person_key")),
    )
    op.create_index(op.f(f"ix_{_TABLE}_person_key"), _TABLE, ["person_key"])


def downgrade() -> None:
    """No address is kept."""
    op.drop_table(_TABLE)
