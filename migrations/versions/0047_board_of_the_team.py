"""The board of the global team: hand-over notes between its shifts, and troubles of the day with all that was said."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows are only added to the notes and to what is said of a trouble."""
    op.create_table(
        "sec_handovers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_handovers_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_handovers")),
    )
    op.create_index(op.f("ix_sec_handovers_edition_id"), "sec_handovers", ["edition_id"])
    op.create_table(
        "sec_troubles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=True),
        sa.Column("show_id", sa.String(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_troubles_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_troubles_city_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_troubles_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_troubles")),
    )
    op.create_index(op.f("ix_sec_troubles_edition_id"), "sec_troubles", ["edition_id"])
    op.create_index(op.f("ix_sec_troubles_show_id"), "sec_troubles", ["show_id"])
    op.create_table(
        "sec_trouble_steps",
        sa.Column("trouble_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["trouble_id"], ["sec_troubles.id"], name=op.f("fk_sec_trouble_steps_trouble_id")),
        sa.PrimaryKeyConstraint("trouble_id", "number", name=op.f("pk_sec_trouble_steps")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("sec_trouble_steps")
    op.drop_table("sec_troubles")
    op.drop_table("sec_handovers")
