"""Doors: who stands there, who has come in, who waits before it."""

import sqlalchemy as sa
from alembic import op

from coordinator.db import Instant

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Five tables."""
    op.create_table(
        "sec_door_people",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column(
            "role", sa.Enum("steward", "supervisor", name="doorrole", native_enum=False, length=20), nullable=False
        ),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("space_id", sa.String(), nullable=True),
        sa.Column("named_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_door_people_show_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sec_door_people_person_id")),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_sec_door_people_space_id")),
        sa.PrimaryKeyConstraint("show_id", "person_id", name=op.f("pk_sec_door_people")),
    )
    op.create_index(op.f("ix_sec_door_people_person_id"), "sec_door_people", ["person_id"], unique=False)
    op.create_table(
        "sec_door_counts",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("inside", sa.Integer(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint("inside >= 0 AND inside <= capacity", name=op.f("ck_sec_door_counts_inside")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_door_counts_show_id")),
        sa.PrimaryKeyConstraint("show_id", name=op.f("pk_sec_door_counts")),
    )
    op.create_table(
        "sec_presences",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("inside", sa.Integer(), nullable=False),
        sa.CheckConstraint("inside >= 0 AND inside <= people", name=op.f("ck_sec_presences_inside")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_presences_show_id")),
        sa.PrimaryKeyConstraint("show_id", "party_id", name=op.f("pk_sec_presences")),
    )
    op.create_table(
        "sec_admissions",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=False),
        sa.Column("way", sa.Enum("in", "out", name="way", native_enum=False, length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.CheckConstraint("counted >= 0 AND counted <= people", name=op.f("ck_sec_admissions_counted")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_sec_admissions_by_id")),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_admissions_show_id")),
        sa.PrimaryKeyConstraint("show_id", "client_id", name=op.f("pk_sec_admissions")),
    )
    op.create_index(op.f("ix_sec_admissions_by_id"), "sec_admissions", ["by_id"], unique=False)
    op.create_table(
        "sec_standing_by",
        sa.Column("show_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("here_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["show_id"], ["shows.id"], name=op.f("fk_sec_standing_by_show_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["sec_entries.id"], name=op.f("fk_sec_standing_by_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("show_id", "entry_id", name=op.f("pk_sec_standing_by")),
    )
    op.create_index(op.f("ix_sec_standing_by_entry_id"), "sec_standing_by", ["entry_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sec_standing_by")
    op.drop_table("sec_admissions")
    op.drop_table("sec_presences")
    op.drop_table("sec_door_counts")
    op.drop_table("sec_door_people")
