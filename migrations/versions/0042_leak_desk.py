"""After a leak: a show can tell its address later than its edition does, and what the global team did is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The hours of a show (none: its edition's), and the steps of the leak desk."""
    op.add_column("shows", sa.Column("reveal_hours", sa.Integer(), nullable=True))
    op.create_table(
        "sec_leak_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.String(), nullable=True),
        sa.Column("show_id", sa.String(), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", _AT, nullable=False),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("done_at", _AT, nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sec_leak_steps_edition_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_sec_leak_steps_city_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_leak_steps_show_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sec_leak_steps")),
    )
    op.create_index(op.f("ix_sec_leak_steps_edition_id"), "sec_leak_steps", ["edition_id"])


def downgrade() -> None:
    """Every show tells its address when its edition does."""
    op.drop_table("sec_leak_steps")
    op.drop_column("shows", "reveal_hours")
